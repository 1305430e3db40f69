/* How a database follows the catalogue. What its tables keep is in tests/archive/test_lint.c. */
#include "fixture.h"

#include "actor_of.h"
#include "cleanup.h"
#include "register_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* The catalogue built in, with a line put before the attribute `before` or lines changed. */
static char *edited(const char *before, const char *insert, const char *from, const char *to)
{
    struct str text = catalogue_builtin(), rest = text, line;
    struct strbuf out = {0};
    while (str_split(&rest, '\n', &line)) {
        ptrdiff_t at = from ? str_find(line, str_of(from)) : -1;
        if (before && str_starts(line, str_of(before)))
            strbuf_addz(&out, insert);
        if (at >= 0) {
            strbuf_add(&out, line.data, (size_t)at);
            strbuf_addz(&out, to);
            strbuf_add(&out, line.data + at + strlen(from), line.len - (size_t)at - strlen(from));
            if (!*to)
                continue;
        } else {
            strbuf_adds(&out, line);
        }
        if (rest.len || line.len)
            strbuf_addc(&out, '\n');
    }
    assert_false(out.failed);
    return out.data;
}

static void reopen_with(struct fixture *f, const char *csv)
{
    struct err e = {0};
    reg_close(f->reg);
    f->reg = NULL;
    if (reg_init_catalogue(f->url, &f->actor, NULL, str_of(csv), NULL, &e) < 0 ||
        reg_open_catalogue(f->url, DB_WRITE, str_of(csv), &f->reg, &e) < 0)
        fail_msg("%s", e.en);
}

static void import(struct fixture *f, enum entity k, const char *text, const char *date)
{
    if (fixture_import_text(f, k, text, date, 0) < 0)
        fail_msg("%s", f->err.en);
    assert_int_equal(f->result.rejected, 0);
}

/* New attributes in the middle of a group and in a group of their own: what was stored keeps its
 * meaning, and the new ones are unknown until they are stated. */
static void test_growth(void **state)
{
    struct fixture f;
    struct err e;
    struct reg *other = NULL;
    fixture_make(&f);
    import(&f, ENTITY_HOUSEHOLD,
           "household_no,division,dwelling_count,dwelling_grade,water_safe\nA1,440783116,2,c,是\n",
           "2018-01-01");
    _cleanup_(strbuf_done) struct strbuf before = {0}, after = {0};
    fixture_scan(&f, day("2018-01-01"), INT64_MAX, &before);
    _cleanup_free_ char *csv = edited("dwelling_count,",
                                      "rooms,房间数,household,dwelling,integer,间,,unknown,\n"
                                      "solar,光伏,household,energy,boolean,,,false,,\n",
                                      "d=D级;none=无房", "d=D级;none=无房;e=E级");
    assert_int_equal(reg_open_catalogue(f.url, DB_READ, str_of(csv), &other, &e), E_UNSUPPORTED);
    assert_null(other);
    reopen_with(&f, csv);
    fixture_scan(&f, day("2018-01-01"), INT64_MAX, &after);
    assert_string_equal(strbuf_z(&before), strbuf_z(&after));
    import(&f, ENTITY_HOUSEHOLD,
           "household_no,division,dwelling_count,rooms,dwelling_grade,water_safe,solar\n"
           "A1,440783116,2,5,e,是,\n",
           "2018-06-01");
    strbuf_clear(&after);
    fixture_scan(&f, day("2018-06-01"), INT64_MAX, &after);
    assert_string_equal(strbuf_z(&after), "A1 division=440783116000 rooms=5 solar=false"
                                          " dwelling_count=2 dwelling_grade=e water_safe=true\n");
    strbuf_clear(&after);
    fixture_scan(&f, day("2018-01-01"), INT64_MAX, &after);
    assert_string_equal(strbuf_z(&before), strbuf_z(&after));

    /* the program from before doesn't open it any more */
    assert_int_equal(reg_open(f.url, DB_READ, &other, &e), E_CONFLICT);
    assert_non_null(strstr(e.en, "newer program"));
    fixture_free(&f);
}

/* A register with some history, in the form of the catalogue built in. */
static void fill(struct fixture *f)
{
    char a[19], b[19], c[19], text[400];
    number_of("19800102001", a);
    number_of("19810102002", b);
    number_of("20150101003", c);
    import(f, ENTITY_HOUSEHOLD,
           "household_no,division,dwelling_count,dwelling_grade,water_safe\n"
           "A1,440783116,2,c,是\nA2,440783117,1,a,否\nB1,440784,0,none,\n",
           "2018-01-01");
    snprintf(text, sizeof text,
             "household_no,name,id_no,wage_income,health,insured\n"
             "A1,甲,%s,100,chronic,是\nA1,乙,%s,200,serious,\nB1,丙,%s,0,,否\n",
             a, b, c);
    import(f, ENTITY_PERSON, text, "2018-01-01");
    import(f, ENTITY_HOUSEHOLD, "household_no,division,dwelling_grade\nA1,440783116,d\n",
           "2018-05-01");
    snprintf(text, sizeof text, "household_no,name,id_no,wage_income\nA1,乙,%s,-\n", b);
    import(f, ENTITY_PERSON, text, "2018-05-01");
}

/* Lines for both entities: inside a group, in new groups, at the end of one. */
static char *grown(void)
{
    static const char more[] = "pets,宠物,household,animals,integer,只,,unknown,\n"
                               "remittance,汇款,person,income,money,元/年,,0,\n"
                               "hobby,爱好,person,leisure,codes,,chess=棋;song=歌,,\n";
    char *csv = edited("wage_income,", "overtime,加班收入,person,income,money,元/年,,unknown,\n",
                       "d=D级;none=无房", "d=D级;none=无房;e=E级");
    char *all = NULL;
    assert_true(asprintf(&all, "%s%s", csv, more) > 0);
    free(csv);
    return all;
}

/* What a scan gives on three days, as known now and before the last change. */
static void look_around(struct fixture *f, struct strbuf *out)
{
    static const char *const days[] = {"2018-01-01", "2018-05-01", "2019-01-01"};
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        fixture_scan(f, day(days[i]), INT64_MAX, out);
        fixture_scan(f, day(days[i]), 3, out);
    }
}

/* A register with history in both entities goes on as it was, twice; then the new columns come. */
static void test_growth_with_history(void **state)
{
    struct fixture f;
    fixture_make(&f);
    fill(&f);
    _cleanup_(strbuf_done) struct strbuf before = {0}, after = {0};
    look_around(&f, &before);
    _cleanup_free_ char *csv = grown();
    reopen_with(&f, csv);
    fixture_check(&f);
    look_around(&f, &after);
    assert_string_equal(strbuf_z(&before), strbuf_z(&after));
    _cleanup_free_ char *dump = fixture_dump(&f, true);
    reopen_with(&f, csv);
    _cleanup_free_ char *again = fixture_dump(&f, true);
    assert_string_equal(dump, again);

    char b[19], text[300];
    number_of("19810102002", b);
    snprintf(text, sizeof text,
             "household_no,name,id_no,overtime,remittance,hobby,wage_income\n"
             "A1,乙,%s,50,,棋;歌,900\n",
             b);
    import(&f, ENTITY_PERSON, text, "2018-06-01");
    import(&f, ENTITY_HOUSEHOLD, "household_no,division,pets,dwelling_grade\nA2,440783117,3,e\n",
           "2018-06-01");
    fixture_check(&f);
    strbuf_clear(&after);
    fixture_scan(&f, day("2018-06-01"), INT64_MAX, &after);
    assert_string_equal(
        strbuf_z(&after),
        "A1 division=440783116000 dwelling_count=2 dwelling_grade=d water_safe=true\n"
        "- 1 name=甲 sex=male birth_date=1980-01-02 wage_income=100.00 health=chronic"
        " insured=true\n"
        "- 2 name=乙 sex=female birth_date=1981-01-02 overtime=50.00 wage_income=900.00"
        " health=serious remittance=0.00 hobby=chess;song\n"
        "A2 division=440783117000 dwelling_count=1 dwelling_grade=e water_safe=false pets=3\n"
        "B1 division=440784000000 dwelling_count=0 dwelling_grade=none\n"
        "- 1 name=丙 sex=male birth_date=2015-01-01 wage_income=0.00 insured=false\n");
    strbuf_clear(&after);
    fixture_scan(&f, day("2018-05-31"), INT64_MAX, &after);
    assert_null(strstr(strbuf_z(&after), "overtime"));
    fixture_free(&f);
}

struct growth {
    const struct fixture *f;
    const char *csv;
};

static void grow_in_child(const struct growth *g)
{
    struct err e = {0};
    if (reg_init_catalogue(g->f->url, &g->f->actor, NULL, str_of(g->csv), NULL, &e) < 0)
        fprintf(stderr, "%s\n", e.en);
    _exit(0);
}

/* Killed at any moment of it, the register opens as it was or as it shall be; the next init ends
 * what was begun. */
static void test_growth_killed(void **state)
{
    struct fixture f;
    fixture_make(&f);
    fill(&f);
    _cleanup_free_ char *csv = grown();
    _cleanup_(strbuf_done) struct strbuf before = {0};
    look_around(&f, &before);
    int hits = 0;
    for (unsigned delay = 0; delay < 45000; delay += 1500) {
        struct err e = {0};
        int status;
        reg_close(take(f.reg));
        pid_t pid = fork();
        if (pid == 0)
            grow_in_child(&(struct growth){&f, csv});
        usleep(delay);
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        hits += WIFSIGNALED(status);
        bool done = reg_open(f.url, DB_WRITE, &f.reg, &e) == E_CONFLICT;
        if (done && reg_open_catalogue(f.url, DB_WRITE, str_of(csv), &f.reg, &e) < 0)
            fail_msg("after %u us: %s", delay, e.en);
        assert_non_null(f.reg);
        fixture_check(&f);
        _cleanup_(strbuf_done) struct strbuf after = {0};
        look_around(&f, &after);
        assert_string_equal(strbuf_z(&before), strbuf_z(&after));
    }
    assert_true(hits > 0);
    reopen_with(&f, csv);
    fixture_check(&f);
    fixture_free(&f);
}

static void test_changes_refused(void **state)
{
    const struct {
        const char *from, *to, *why;
    } cases[] = {
        {"vehicle_count,机动车数量,household,vehicle,integer,辆,,unknown,without disability "
         "scooters"
         " and two-wheelers,,,money",
         "", "lacks the attribute household.vehicle_count"},
        {"household,vehicle,integer", "household,vehicle,money", "type was \"integer\""},
        {"household,vehicle,integer", "household,dwelling,integer", "group was \"vehicle\""},
        {"urban=城镇;", "", "codes was \"urban\""},
    };
    struct fixture f;
    fixture_make(&f);
    fill(&f);
    _cleanup_free_ char *before = fixture_dump(&f, true);
    reg_close(take(f.reg));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err e = {0};
        _cleanup_free_ char *csv = NULL;
        if (strcmp(cases[i].from, "urban=城镇;") == 0) {
            /* within the line */
            struct str text = catalogue_builtin();
            ptrdiff_t at = str_find(text, str_of(cases[i].from));
            assert_true(at > 0);
            struct strbuf b = {0};
            strbuf_add(&b, text.data, (size_t)at);
            strbuf_add(&b, text.data + at + strlen(cases[i].from),
                       text.len - (size_t)at - strlen(cases[i].from));
            csv = b.data;
        } else {
            csv = edited(NULL, NULL, cases[i].from, cases[i].to);
        }
        int rc = reg_init_catalogue(f.url, &f.actor, NULL, str_of(csv), NULL, &e);
        if (rc >= 0 || !strstr(e.en, cases[i].why))
            fail_msg("%s: %d %s", cases[i].why, rc, e.en);
    }
    struct err e = {0};
    _cleanup_free_ char *reserved =
        edited("water_safe,", "valid_from,起,household,dwelling,date,,,,\n", NULL, NULL);
    assert_int_equal(reg_init_catalogue(f.url, &f.actor, NULL, str_of(reserved), NULL, &e),
                     E_INVALID);
    assert_non_null(strstr(e.en, "is reserved"));
    /* something new beside what is refused doesn't stay either */
    _cleanup_free_ char *both =
        edited("water_safe,", "rooms,房间数,household,dwelling,integer,间,,unknown,\n",
               "household,vehicle,integer", "household,vehicle,money");
    assert_int_equal(reg_init_catalogue(f.url, &f.actor, NULL, str_of(both), NULL, &e), E_CONFLICT);
    assert_int_equal(reg_open(f.url, DB_WRITE, &f.reg, &e), 0);
    _cleanup_free_ char *after = fixture_dump(&f, true);
    assert_string_equal(before, after);
    fixture_check(&f);
    fixture_free(&f);
}

/* A second init has nothing to do and says so by leaving no change. */
static void test_init_again(void **state)
{
    struct fixture f;
    struct err e;
    fixture_make(&f);
    _cleanup_free_ char *before = fixture_dump(&f, true);
    reg_close(take(f.reg));
    assert_int_equal(reg_init(f.url, &f.actor, NULL, NULL, &e), 0);
    assert_int_equal(reg_open(f.url, DB_WRITE, &f.reg, &e), 0);
    _cleanup_free_ char *after = fixture_dump(&f, true);
    assert_string_equal(before, after);

    const struct pack *p;
    assert_int_equal(reg_pack(f.reg, INT64_MAX, &p, &e), E_NOT_FOUND);
    struct actor viewer;
    assert_int_equal(actor_of(&viewer, 2, "v", "finance", "", &e), 0);
    assert_int_equal(reg_init(f.url, &viewer, NULL, NULL, &e), E_DENIED);
    fixture_free(&f);
}

static void test_open_refused(void **state)
{
    struct fixture f;
    struct err e;
    struct reg *r = NULL;
    fixture_make(&f);
    assert_true(db_run(reg_db(f.reg), &e,
                       "insert into schema_version(part, version) values ('register', 99)",
                       "") >= 0);
    assert_int_equal(reg_open(f.url, DB_READ, &r, &e), E_UNSUPPORTED);
    assert_true(db_run(reg_db(f.reg), &e, "delete from schema_version where version > 1", "") >= 0);
    assert_int_equal(reg_open(f.url, DB_READ, &r, &e), E_UNSUPPORTED);
    assert_non_null(strstr(e.en, "heyi init"));
    assert_int_equal(reg_open("/nowhere/heyi.db", DB_READ, &r, &e), E_NOT_FOUND);
    assert_null(r);
    reg_close(NULL);
    fixture_free(&f);
}

/* The tables of a register of before the column `least`, as a restore makes them, and the step that
 * adds it. */
static void test_before_least(void **state)
{
    struct err e = {0};
    bool found;
    _cleanup_(db_closep) struct db *db = NULL;
    assert_true(db_open("sqlite::memory:", DB_CREATE, &db, &e) >= 0);
    assert_true(db_migrate_to(db, &register_schema, 2, NULL, &e) >= 0);
    assert_true(db_run(db, &e,
                       "insert into catalogue_attribute(entity, id, type, fact_group, codes, slot,"
                       " bit) values ('person', 'wage', 'money', 'income', '', 0, 0)",
                       "") >= 0);
    assert_true(attributes_tables(db, &e) >= 0);
    assert_true(db_has_column(db, "evidence_person_income", "wage", &found, &e) >= 0 && found);
    assert_true(db_has_column(db, "evidence_person_income", "least", &found, &e) >= 0 && !found);
    assert_true(db_migrate(db, &register_schema, NULL, &e) >= 0);
    assert_true(db_has_column(db, "evidence_person_income", "least", &found, &e) >= 0 && found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),        cmocka_unit_test(test_growth_with_history),
        cmocka_unit_test(test_growth_killed), cmocka_unit_test(test_changes_refused),
        cmocka_unit_test(test_init_again),    cmocka_unit_test(test_open_refused),
        cmocka_unit_test(test_before_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
