/* What a scenario can't say: encodings, dry runs, kills, several files, large ones. */
#include "fixture.h"

#include "actor_of.h"
#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "idno.h"
#include "register_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <iconv.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    fixture_make(f);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture_check(*state);
    fixture_free(*state);
    free(*state);
    return 0;
}

#define IMPORT(f, entity, text, date, flags)                                                       \
    do {                                                                                           \
        if (fixture_import_text(f, entity, text, date, flags) < 0)                                 \
            fail_msg("%s", (f)->err.en);                                                           \
    } while (0)

static void import_some(struct fixture *f)
{
    char text[400], a[19], b[19];
    number_of("19800102001", a);
    number_of("19810102002", b);
    IMPORT(f, ENTITY_HOUSEHOLD,
           "household_no,division,residence\nA1,440783116,rural\nA2,440783117,urban\n",
           "2018-01-01", 0);
    snprintf(text, sizeof text,
             "household_no,name,id_no,wage_income\nA1,张三,%s,100\nA2,李四,%s,\n", a, b);
    IMPORT(f, ENTITY_PERSON, text, "2018-01-01", 0);
}

static void test_dry_run(void **state)
{
    struct fixture *f = *state;
    char text[1000], a[19], b[19];
    import_some(f);
    number_of("19800102001", a);
    number_of("19900102001", b);
    _cleanup_free_ char *before = fixture_dump(f, true);
    snprintf(text, sizeof text,
             "household_no,name,id_no,wage_income,relation\nA1,张三,%s,200,daughter\n"
             "A2,王五,%s,0,\nA2,坏,1,0,\n",
             a, b);
    IMPORT(f, ENTITY_PERSON, text, "2018-06-01", IMPORT_DRY | IMPORT_COMPLETE);
    struct import_result dry = f->result;
    _cleanup_free_ char *report = strdup(f->report_text), *errors = fixture_read(f, "errors.csv");
    _cleanup_free_ char *after = fixture_dump(f, true);
    assert_string_equal(before, after);
    assert_int_equal(dry.rows, 3);
    assert_int_equal(dry.added, 1);
    assert_int_equal(dry.changed, 1);
    assert_int_equal(dry.rejected, 1);
    assert_int_equal(dry.warnings, 1);
    IMPORT(f, ENTITY_HOUSEHOLD, "household_no,division\nB1,440784\n", "2018-06-01", IMPORT_DRY);
    _cleanup_free_ char *still = fixture_dump(f, true);
    assert_string_equal(before, still);

    /* in earnest: the same counts, the same lines */
    IMPORT(f, ENTITY_PERSON, text, "2018-06-01", IMPORT_COMPLETE);
    assert_memory_equal(&dry, &f->result, sizeof dry);
    assert_string_equal(report, f->report_text);
    _cleanup_free_ char *again = fixture_read(f, "errors.csv");
    assert_string_equal(errors, again);
    _cleanup_free_ char *changed = fixture_dump(f, true);
    assert_string_not_equal(before, changed);
}

static void test_twice(void **state)
{
    struct fixture *f = *state;
    import_some(f);
    _cleanup_free_ char *before = fixture_dump(f, false);
    import_some(f);
    assert_int_equal(f->result.unchanged, 2);
    _cleanup_free_ char *after = fixture_dump(f, false);
    assert_string_equal(before, after);
}

/* A failure in the last file undoes the first, and leaves no errors file. */
static void test_all_or_nothing(void **state)
{
    struct fixture *f = *state;
    char paths[2][160], errors[160];
    const char *a = "household_no,division\nC1,440783\nC2,440783\n";
    const char *b = "household_no,division\nC2,440783\nC3,440783\n\"C4,440783\n";
    import_some(f);
    _cleanup_free_ char *before = fixture_dump(f, true);
    fixture_write(f, "a.csv", a, strlen(a));
    fixture_write(f, "b.csv", b, strlen(b));
    const char *files[] = {fixture_path(f, "a.csv", paths[0]), fixture_path(f, "b.csv", paths[1])};
    struct import_options o = {.files = files,
                               .n_files = 2,
                               .valid_from = day("2018-01-01"),
                               .errors = fixture_path(f, "errors.csv", errors)};
    struct import_result result = {.rows = 77};
    struct err e = {0};
    unlink(errors);
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), E_SYNTAX);
    assert_non_null(strstr(e.en, "b.csv"));
    assert_int_equal(result.rows, 77);
    assert_int_equal(access(errors, F_OK), -1);
    _cleanup_free_ char *after = fixture_dump(f, true);
    assert_string_equal(before, after);

    /* mended; a number that is in both files is told with the name of the first */
    fixture_write(f, "b.csv", b, strlen(b) - strlen("\"C4,440783\n"));
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), 0);
    assert_int_equal(result.rows, 4);
    assert_int_equal(result.added, 3);
    assert_int_equal(result.rejected, 1);
    _cleanup_free_ char *text = fixture_read(f, "errors.csv");
    assert_non_null(strstr(text, "b.csv,2,household_no,C2,文件中重复，首见于 a.csv 第 3 行,"));

    /* each file is a delivery of its own, with its hash */
    int64_t n = 0;
    assert_int_equal(db_query_int(reg_db(f->reg), &n, NULL, &e,
                                  "select count(distinct sm3) from delivery where file_name in"
                                  " ('a.csv', 'b.csv') and length(sm3) = 64",
                                  ""),
                     0);
    assert_int_equal(n, 2);
}

static void test_errors_file(void **state)
{
    struct fixture *f = *state;
    import_some(f);
    _cleanup_free_ char *text = fixture_read(f, "errors.csv");
    assert_string_equal(text, CSV_BOM "file,line,column,value,problem,remedy\n");

    /* not asked for, not made; where it can't be written, nothing is imported */
    char path[160], errors[160];
    const char *csv = "household_no,division\nD1,1\nD2,440783\n";
    fixture_write(f, "in.csv", csv, strlen(csv));
    const char *files[] = {fixture_path(f, "in.csv", path)};
    struct import_options o = {
        .files = files, .n_files = 1, .valid_from = day("2018-01-01"), .errors = "/nowhere/x.csv"};
    struct import_result result;
    struct err e;
    _cleanup_free_ char *before = fixture_dump(f, true);
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), E_NOT_FOUND);
    _cleanup_free_ char *after = fixture_dump(f, true);
    assert_string_equal(before, after);
    unlink(fixture_path(f, "errors.csv", errors));
    o.errors = NULL;
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), 0);
    assert_int_equal(result.rejected, 1);
    assert_int_equal(access(errors, F_OK), -1);
}

static void test_refused(void **state)
{
    struct fixture *f = *state;
    char path[160];
    const char *files[] = {fixture_path(f, "nothing.csv", path)};
    struct import_options o = {.files = files, .n_files = 1, .valid_from = day("2018-01-01")};
    struct import_result result;
    struct err e;
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), E_NOT_FOUND);
    fixture_write(f, "households.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    files[0] = fixture_path(f, "households.xls", path);
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), E_UNSUPPORTED);
    struct actor viewer;
    assert_int_equal(actor_of(&viewer, 3, "v", "finance", "", &e), 0);
    assert_int_equal(import_run(f->reg, &viewer, &o, &result, &e), E_DENIED);
    assert_false(db_in_transaction(reg_db(f->reg)));
}

/* A file is named without its folder unless another one of the command has the same name. */
static void test_names(void **state)
{
    struct fixture *f = *state;
    char folder[160], paths[3][160], errors[160], line[400];
    const char *bad = "household_no,division\nC1,1\n";
    assert_int_equal(mkdir(fixture_path(f, "other", folder), 0700), 0);
    static const char *const names[] = {"a.csv", "other/a.csv", "b.csv"};
    const char *files[3];
    for (int i = 0; i < 3; i++) {
        fixture_write(f, names[i], bad, strlen(bad));
        files[i] = fixture_path(f, names[i], paths[i]);
    }
    struct import_options o = {.files = files,
                               .n_files = 3,
                               .valid_from = day("2018-01-01"),
                               .errors = fixture_path(f, "errors.csv", errors)};
    struct import_result result;
    struct err e = {0};
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), 0);
    _cleanup_free_ char *text = fixture_read(f, "errors.csv");
    for (int i = 0; i < 3; i++) {
        snprintf(line, sizeof line, "\n%s,2,division,1,", i < 2 ? files[i] : "b.csv");
        assert_non_null(strstr(text, line));
    }

    /* what is wrong with the whole file names its path */
    static const char *const whole[] = {"", "household_no\nC1\n", "household_no,division,x\n",
                                        "household_no,division,division\n"};
    o.n_files = 1;
    for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
        fixture_write(f, "a.csv", whole[i], strlen(whole[i]));
        assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), E_INVALID);
        assert_int_equal(strncmp(e.en, files[0], strlen(files[0])), 0);
        assert_int_equal(strncmp(e.zh, files[0], strlen(files[0])), 0);
    }
}

/* Many unknown columns, and long ones: as many as the message holds, then the number. */
static void test_unknown_columns(void **state)
{
    struct fixture *f = *state;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    strbuf_addz(&text, "household_no,division");
    for (int i = 0; i < 300; i++)
        strbuf_printf(&text, ",没有的列%d", i);
    for (int i = 0; i < 100; i++)
        strbuf_addz(&text, i ? "长" : ",长");
    strbuf_addz(&text, "\nA1,440783116\n");
    assert_int_equal(fixture_import_text(f, ENTITY_HOUSEHOLD, strbuf_z(&text), "2018-01-01", 0),
                     E_INVALID);
    assert_non_null(strstr(f->err.zh, "、“没有的列1”、"));
    assert_non_null(strstr(
        f->err.zh, "等 301 列，文件未导入；请改正列名或删去该列；可用的列见 heyi catalogue"));
    assert_non_null(
        strstr(f->err.en, " more; nothing was imported; mend the header or remove the column;"));
    assert_int_equal(fixture_evidence(f), 0);
}

static void test_long_values(void **state)
{
    struct fixture *f = *state;
    enum { N = 100000 };
    _cleanup_(strbuf_done) struct strbuf text = {0}, want = {0};
    strbuf_addz(&text, "household_no,division\n");
    for (int i = 0; i < N; i++)
        strbuf_addz(&text, "户");
    strbuf_addz(&text, ",440783116\n");
    IMPORT(f, ENTITY_HOUSEHOLD, strbuf_z(&text), "2018-01-01", 0);
    _cleanup_free_ char *errors = fixture_read(f, "errors.csv");
    strbuf_addz(&want, CSV_BOM "file,line,column,value,problem,remedy\nin.csv,2,household_no,");
    for (int i = 0; i < 100; i++)
        strbuf_addz(&want, "户");
    strbuf_addz(&want, "…,户号过长,户号不超过 64 个字节\n");
    assert_string_equal(errors, strbuf_z(&want));
}

static size_t count_lines(const char *text, const char *start)
{
    size_t n = 0;
    struct str rest = str_of(text), line;
    while (str_split(&rest, '\n', &line))
        n += str_starts(line, str_of(start));
    return n;
}

/* Without an errors file the first rejected rows stand on the report; of the warnings, the first.
 */
static void test_report(void **state)
{
    struct fixture *f = *state;
    char path[160], *told = NULL;
    size_t len;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    strbuf_addz(&text, "household_no,division,dwelling_grade,dwelling_count\n");
    for (int i = 0; i < 60; i++)
        strbuf_printf(&text, "K%d,440783116,none,1\n", i);
    for (int i = 0; i < 25; i++)
        strbuf_addz(&text, "X,440783116,none,\"两\n套\"\n");
    fixture_write(f, "in.csv", text.data, text.len);
    const char *files[] = {fixture_path(f, "in.csv", path)};
    struct import_options o = {.files = files, .n_files = 1, .valid_from = day("2018-01-01")};
    struct import_result result;
    struct err e = {0};
    o.report = open_memstream(&told, &len);
    assert_non_null(o.report);
    assert_int_equal(import_run(f->reg, &f->actor, &o, &result, &e), 0);
    fclose(o.report);
    _cleanup_free_ char *report = told;
    assert_int_equal(result.rejected, 25);
    assert_int_equal(count_lines(report, "拒绝：in.csv:"), 20);
    assert_non_null(strstr(report, "拒绝：in.csv:62 dwelling_count 两 套 不是数字\n"));
    assert_non_null(strstr(report, "…另有 5 行被拒绝\n"));
    assert_int_equal(result.warnings, 60);
    assert_int_equal(count_lines(report, "可疑：户 K"), 50);
    assert_non_null(strstr(report, "…另有 10 条可疑\n"));
    int64_t n = 0;
    assert_int_equal(db_query_int(reg_db(f->reg), &n, NULL, &e, "select count(*) from finding", ""),
                     0);
    assert_int_equal(n, 60);
}

/* UTF-8 with a mark, GB18030 and tabs give the same as plain UTF-8 with commas. */
static void test_encodings(void **state)
{
    struct fixture *f = *state;
    char text[600], a[19];
    number_of("19800102001", a);
    const char *households = "户号,区划代码,户口性质,住址\nA1,440783116,农村,塘㙍镇１号\n";
    snprintf(text, sizeof text, "户号,姓名,公民身份号码,健康状况\nA1,张三㙍,%s,大病\n", a);
    IMPORT(f, ENTITY_HOUSEHOLD, households, "2018-01-01", 0);
    IMPORT(f, ENTITY_PERSON, text, "2018-01-01", 0);
    _cleanup_free_ char *before = fixture_dump(f, false);
    for (int form = 0; form < 3; form++) {
        for (int k = 0; k < N_ENTITIES; k++) {
            char in[700] = CSV_BOM, out[1400];
            strcpy(in + (form == 0 ? 3 : 0), k ? text : households);
            for (char *p = in; form == 2 && *p; p++)
                if (*p == ',')
                    *p = '\t';
            char *from = in, *to = out;
            size_t left = strlen(in), room = sizeof out;
            iconv_t cd = iconv_open(form == 0 ? "UTF-8" : "GB18030", "UTF-8");
            assert_int_equal(iconv(cd, &from, &left, &to, &room), 0);
            iconv_close(cd);
            fixture_write(f, "in.csv", out, (size_t)(to - out));
            assert_int_equal(fixture_import(f, k, "in.csv", day("2018-01-01"), 0), 0);
            assert_int_equal(f->result.unchanged, 1);
        }
    }
    _cleanup_free_ char *after = fixture_dump(f, false);
    assert_string_equal(before, after);
}

static void write_many(struct fixture *f, int n, const char *wage)
{
    _cleanup_(strbuf_done) struct strbuf h = {0}, p = {0};
    strbuf_addz(&h, "household_no,division\n");
    strbuf_addz(&p, "household_no,name,id_no,wage_income,health,insured\n");
    for (int i = 0; i < n; i++) {
        char digits[40], id[19];
        /* 900 to a birth date */
        struct civil c = date_to_civil(i / 900);
        snprintf(digits, sizeof digits, "%04d%02d%02d%03d", (int)c.year, c.month, c.day,
                 i % 900 + 1);
        number_of(digits, id);
        if (i % 3 == 0)
            strbuf_printf(&h, "K%d,440783116\n", i / 3);
        strbuf_printf(&p, "K%d,某%d,%s,%s,healthy,是\n", i / 3, i, id, wage);
    }
    fixture_write(f, "h.csv", h.data, h.len);
    fixture_write(f, "p.csv", p.data, p.len);
}

static void test_many_rows(void **state)
{
    struct fixture *f = *state;
    enum { N = 20000 };
    write_many(f, N, "100");
    assert_int_equal(fixture_import(f, ENTITY_HOUSEHOLD, "h.csv", day("2018-01-01"), 0), 0);
    assert_int_equal(f->result.added, (N + 2) / 3);
    assert_int_equal(fixture_import(f, ENTITY_PERSON, "p.csv", day("2018-01-01"), 0), 0);
    assert_int_equal(f->result.rows, N);
    assert_int_equal(f->result.added, N);
    int64_t evidence = fixture_evidence(f);
    assert_int_equal(evidence, (N + 2) / 3 + 4 * N);
    fixture_reopen(f);
    assert_int_equal(fixture_import(f, ENTITY_PERSON, "p.csv", day("2018-01-01"), IMPORT_COMPLETE),
                     0);
    assert_int_equal(f->result.unchanged, N);
    assert_int_equal(f->result.ended, 0);
    assert_int_equal(fixture_evidence(f), evidence);
    write_many(f, N, "200");
    assert_int_equal(fixture_import(f, ENTITY_PERSON, "p.csv", day("2018-06-01"), 0), 0);
    assert_int_equal(f->result.changed, N);
    assert_int_equal(fixture_evidence(f), evidence + N);
    _cleanup_(strbuf_done) struct strbuf old = {0}, new = {0};
    fixture_scan(f, day("2018-05-31"), INT64_MAX, &old);
    fixture_scan(f, day("2018-06-01"), INT64_MAX, &new);
    assert_int_equal(old.len, new.len);
    assert_null(strstr(old.data, "wage_income=200.00"));
    assert_null(strstr(new.data, "wage_income=100.00"));
}

static int64_t count_people(struct fixture *f)
{
    struct err e;
    int64_t n = -1;
    assert_int_equal(db_query_int(reg_db(f->reg), &n, NULL, &e, "select count(*) from person", ""),
                     0);
    return n;
}

/* Killed in the middle of an import: afterwards everything is as before (or, where the kill came
 * too late, all of it is there). */
static void test_kill(void **state)
{
    struct fixture *f = *state;
    import_some(f);
    write_many(f, 6000, "100");
    assert_int_equal(fixture_import(f, ENTITY_HOUSEHOLD, "h.csv", day("2018-01-01"), 0), 0);
    _cleanup_free_ char *before = fixture_dump(f, true);
    reg_close(f->reg);
    f->reg = NULL;
    int undone = 0;
    for (int i = 1; i < 8; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct err e;
            if (reg_open(f->url, DB_WRITE, &f->reg, &e) < 0)
                _exit(2);
            _exit(fixture_import(f, ENTITY_PERSON, "p.csv", day("2018-01-01"), 0) < 0);
        }
        usleep((useconds_t)(i * i * 3000));
        kill(child, SIGKILL);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        struct err e;
        if (reg_open(f->url, DB_WRITE, &f->reg, &e) < 0)
            fail_msg("%s", e.en);
        if (count_people(f) == 6002)
            return;
        _cleanup_free_ char *after = fixture_dump(f, true);
        assert_string_equal(before, after);
        undone += WIFSIGNALED(status);
        reg_close(f->reg);
        f->reg = NULL;
    }
    assert_true(undone > 0);
    struct err e;
    assert_int_equal(reg_open(f->url, DB_WRITE, &f->reg, &e), 0);
    assert_int_equal(fixture_import(f, ENTITY_PERSON, "p.csv", day("2018-01-01"), 0), 0);
    assert_int_equal(f->result.added, 6000);
}

/* As if this source had won an attribute of person 1. */
static int set_winner(struct fixture *f, const char *attribute, char source, struct err *e)
{
    struct db *db = reg_db(f->reg);
    struct stmt *s;
    char won[256];
    int64_t slot;
    size_t n;
    if (db_query_int(db, &slot, NULL, e,
                     "select slot from catalogue_attribute where entity = 'person' and id = $1",
                     "t", str_of(attribute)) < 0 ||
        db_prepare(db, "select won from person_now where person_id = 1", &s, e) < 0)
        return -1;
    assert_int_equal(stmt_step(s, e), 1);
    n = stmt_blob(s, 0).len;
    assert_true(n <= sizeof won && (size_t)slot < n);
    memcpy(won, stmt_blob(s, 0).data, n);
    stmt_done(s);
    won[slot] = source;
    return db_run(db, e, "update person_now set won = $1 where person_id = 1", "b",
                  (struct str){won, n});
}

/* What the declaration states is compared with the declaration, whoever else has won. */
static void test_other_source(void **state)
{
    struct fixture *f = *state;
    struct err e;
    char text[200], a[19];
    import_some(f);
    number_of("19800102001", a);
    int64_t bit = 0;
    assert_int_equal(db_query_int(reg_db(f->reg), &bit, NULL, &e,
                                  "select bit from catalogue_attribute where entity = 'person'"
                                  " and id = 'wage_income'",
                                  ""),
                     0);
    /* the tax office, more believed, knows 999 for A1's wage, which was declared as 100 */
    if (db_run(reg_db(f->reg), &e,
               "insert into source(source_id, name, label) values (9, 'tax', '税务')", "") < 0 ||
        db_run(reg_db(f->reg), &e,
               "insert into source_standing(source_id, entity, attribute, standing, recorded_seq)"
               " values (9, '', '', 200, 0)",
               "") < 0 ||
        db_run(reg_db(f->reg), &e,
               "insert into evidence_person_income(register_id, subject_id, evidence_id, source_id,"
               " delivery_id, stated, withdrawn, valid_from, recorded_seq, wage_income)"
               " values (1, 1, 50, 9, 1, $1, 0, $2, 3, 99900)",
               "ii", (int64_t)1 << bit, (int64_t)day("2018-01-01")) < 0 ||
        set_winner(f, "wage_income", 9, &e) < 0 ||
        db_run(reg_db(f->reg), &e, "update person_now set wage_income = 99900 where person_id = 1",
               "") < 0)
        fail_msg("%s", e.en);
    fixture_reopen(f);
    const struct {
        const char *wage;
        int changed;
    } cases[] = {{"100", 0}, {"999", 1}, {"999", 0}, {"-", 1}, {"-", 0}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        snprintf(text, sizeof text, "household_no,name,id_no,wage_income\nA1,张三,%s,%s\n", a,
                 cases[i].wage);
        IMPORT(f, ENTITY_PERSON, text, "2018-01-01", 0);
        assert_int_equal(f->result.changed, cases[i].changed);
        _cleanup_(strbuf_done) struct strbuf now = {0};
        fixture_scan(f, day("2018-01-01"), INT64_MAX, &now);
        assert_non_null(strstr(now.data, "wage_income=999.00"));
    }
}

static void test_too_many_members(void **state)
{
    struct fixture *f = *state;
    write_many(f, LIMIT_HOUSEHOLD_MEMBERS + 2, "1");
    _cleanup_free_ char *text = fixture_read(f, "p.csv");
    /* all of them into one household: K1…K67 become K0 */
    _cleanup_(strbuf_done) struct strbuf one = {0};
    struct str rest = str_of(text), line;
    while (str_split(&rest, '\n', &line)) {
        ptrdiff_t comma = line.len && line.data[0] == 'K' ? str_find(line, STR(",")) : -1;
        if (comma < 0)
            strbuf_adds(&one, line);
        else
            strbuf_printf(&one, "K0" STR_FMT, (int)(line.len - (size_t)comma), line.data + comma);
        strbuf_addc(&one, '\n');
    }
    fixture_write(f, "p.csv", one.data, one.len);
    assert_int_equal(fixture_import(f, ENTITY_HOUSEHOLD, "h.csv", day("2018-01-01"), 0), 0);
    assert_int_equal(fixture_import(f, ENTITY_PERSON, "p.csv", day("2018-01-01"), 0), 0);
    assert_int_equal(f->result.added, LIMIT_HOUSEHOLD_MEMBERS);
    assert_int_equal(f->result.rejected, 2);
    _cleanup_(strbuf_done) struct strbuf all = {0};
    fixture_scan(f, day("2018-01-01"), INT64_MAX, &all);
}

/* No whole identity number anywhere but sealed in its table. */
static void test_no_numbers(void **state)
{
    struct fixture *f = *state;
    char a[19];
    import_some(f);
    number_of("19800102001", a);
    _cleanup_free_ char *dump = fixture_dump(f, true);
    assert_null(strstr(dump, a));
    char text[200];
    snprintf(text, sizeof text, "household_no,name,id_no,wage_income\nA1,%s,%s,%s\n", a, a, a);
    IMPORT(f, ENTITY_PERSON, text, "2018-01-01", 0);
    assert_int_equal(f->result.rejected, 1);
    _cleanup_free_ char *errors = fixture_read(f, "errors.csv");
    assert_null(strstr(errors, a));
    assert_null(strstr(f->report_text, a));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_dry_run),          T(test_twice),       T(test_all_or_nothing),
        T(test_errors_file),      T(test_refused),     T(test_encodings),
        T(test_many_rows),        T(test_kill),        T(test_other_source),
        T(test_too_many_members), T(test_no_numbers),  T(test_names),
        T(test_unknown_columns),  T(test_long_values), T(test_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
