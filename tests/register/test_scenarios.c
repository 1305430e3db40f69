/*
 * Scenarios: files to import and what must come of it, as data (the .txt files in scenarios/).
 *
 *   == households|people DATE [dry] [complete] [scope=PREFIX]     the lines that follow are the
 file
 *   == result          names and numbers of import_result
 *   == errors          the errors file without its header
 *   == report          what is told
 *   == fails TEXT      the import was refused; the English message contains TEXT
 *   == scan DATE [ago=N] [scope=PREFIX]    households and people then (as known N changes ago);
 *                      known facts only, people as "- person_id"
 *   == findings        household_no|person_id|kind
 *   == evidence        number of evidence rows

 *
 * #19800102001 becomes the number 44079919800102001 with its check character, %19800102001 the same
 * masked. Lines that begin with ;; are comments.
 */
#include "fixture.h"

#include "actor_of.h"
#include "cleanup.h"
#include "file.h"
#include "idno.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <glob.h>
#include <stdlib.h>

static const char *folder;

struct scenario {
    struct fixture f;
    const char *path;
    int line; /* of the section's head */
    int rc;
};

static void expect_text(struct scenario *s, struct str expected, struct str actual)
{
    expected = str_trim(expected);
    actual = str_trim(actual);
    if (str_eq(expected, actual))
        return;
    fprintf(stderr, "%s:%d: expected\n" STR_FMT "\n---- but was\n" STR_FMT "\n", s->path, s->line,
            STR_ARG(expected), STR_ARG(actual));
    fail();
}

static bool option(struct str head, const char *name, struct str *ret)
{
    struct str word;
    while (str_split(&head, ' ', &word)) {
        struct str n = str_of(name);
        if (!str_starts(word, n))
            continue;
        *ret = (struct str){word.data + n.len, word.len - n.len};
        return true;
    }
    return false;
}

static void set_scope(struct scenario *s, struct str head)
{
    struct str scope;
    struct err e;
    char text[32];
    s->f.actor = actor_local();
    if (!option(head, "scope=", &scope))
        return;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(scope));
    if (actor_of(&s->f.actor, 7, "tester", "town", text, &e) < 0)
        fail_msg("%s", e.en);
}

static void run_import(struct scenario *s, enum entity entity, struct str head, struct str body)
{
    struct str ignored, date = head, word;
    char text[16];
    str_split(&date, ' ', &word);
    str_split(&date, ' ', &word);
    snprintf(text, sizeof text, STR_FMT, STR_ARG(word));
    set_scope(s, head);
    fixture_write(&s->f, "in.csv", body.data, body.len);
    s->rc = fixture_import(&s->f, entity, "in.csv", day(text),
                           (option(head, "dry", &ignored) ? IMPORT_DRY : 0) |
                               (option(head, "complete", &ignored) ? IMPORT_COMPLETE : 0));
}

static void check_result(struct scenario *s, struct str body)
{
    const struct import_result *r = &s->f.result;
    const struct {
        const char *name;
        uint64_t value;
    } all[] = {
        {"rows", r->rows},           {"added", r->added},       {"changed", r->changed},
        {"unchanged", r->unchanged}, {"rejected", r->rejected}, {"warnings", r->warnings},
        {"ended", r->ended},
    };
    _cleanup_(strbuf_done) struct strbuf actual = {0};
    struct str rest = str_trim(body), name, value;
    if (s->rc < 0)
        fail_msg("%s:%d: %s", s->path, s->line, s->f.err.en);
    bool first = true;
    while (str_split(&rest, ' ', &name) && str_split(&rest, ' ', &value)) {
        for (size_t i = 0; i < ARRAY_LEN(all); i++)
            if (str_eqz(name, all[i].name))
                strbuf_printf(&actual, first ? "%s %llu" : " %s %llu", all[i].name,
                              (unsigned long long)all[i].value);
        first = false;
    }
    expect_text(s, str_trim(body), strbuf_str(&actual));
}

static void check_errors(struct scenario *s, struct str body)
{
    _cleanup_free_ char *text = fixture_read(&s->f, "errors.csv");
    const char *header = "\xef\xbb\xbf"
                         "file,line,column,value,problem,remedy\n";
    assert_memory_equal(text, header, strlen(header));
    expect_text(s, body, str_of(text + strlen(header)));
}

static void check_fails(struct scenario *s, struct str head)
{
    struct str wanted = {head.data + strlen("fails "), head.len - strlen("fails ")};
    if (s->rc >= 0)
        fail_msg("%s:%d: the import was not refused", s->path, s->line);
    if (str_find(str_of(s->f.err.en), wanted) < 0)
        fail_msg("%s:%d: %s", s->path, s->line, s->f.err.en);
}

static void check_scan(struct scenario *s, struct str head, struct str body)
{
    _cleanup_(strbuf_done) struct strbuf actual = {0};
    struct str ago, rest = head, word;
    struct err e;
    char text[16];
    int64_t seq = INT64_MAX;
    str_split(&rest, ' ', &word);
    str_split(&rest, ' ', &word);
    snprintf(text, sizeof text, STR_FMT, STR_ARG(word));
    if (option(head, "ago=", &ago)) {
        int64_t last = 0;
        assert_int_equal(
            db_query_int(reg_db(s->f.reg), &last, NULL, &e, "select max(seq) from change", ""), 0);
        seq = last - strtol(ago.data, NULL, 10);
    }
    set_scope(s, head);
    fixture_scan(&s->f, day(text), seq, &actual);
    expect_text(s, body, strbuf_str(&actual));
}

static void check_findings(struct scenario *s, struct str body)
{
    _cleanup_(strbuf_done) struct strbuf actual = {0};
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    struct err e;
    assert_int_equal(db_prepare(reg_db(s->f.reg),
                                "select h.household_no, f.person_id, f.kind from finding f"
                                " join household h on h.register_id = f.register_id and"
                                " h.household_id = f.household_id"
                                " order by h.household_no, f.person_id nulls first, f.kind",
                                &q, &e),
                     0);
    while (stmt_step(q, &e) > 0)
        strbuf_printf(&actual, STR_FMT "|%lld|" STR_FMT "\n", STR_ARG(stmt_text(q, 0)),
                      (long long)stmt_int(q, 1), STR_ARG(stmt_text(q, 2)));
    expect_text(s, body, strbuf_str(&actual));
}

static void check_evidence(struct scenario *s, struct str body)
{
    char text[32];
    snprintf(text, sizeof text, "%lld\n", (long long)fixture_evidence(&s->f));
    expect_text(s, body, str_of(text));
}

static void run_section(struct scenario *s, struct str head, struct str body)
{
    struct str rest = head, verb;
    str_split(&rest, ' ', &verb);
    if (str_eqz(verb, "households"))
        run_import(s, ENTITY_HOUSEHOLD, head, body);
    else if (str_eqz(verb, "people"))
        run_import(s, ENTITY_PERSON, head, body);
    else if (str_eqz(verb, "result"))
        check_result(s, body);
    else if (str_eqz(verb, "errors"))
        check_errors(s, body);
    else if (str_eqz(verb, "report"))
        expect_text(s, body, str_of(s->f.report_text));
    else if (str_eqz(verb, "fails"))
        check_fails(s, head);
    else if (str_eqz(verb, "scan"))
        check_scan(s, head, body);
    else if (str_eqz(verb, "findings"))
        check_findings(s, body);
    else if (str_eqz(verb, "evidence"))
        check_evidence(s, body);
    else
        fail_msg("%s:%d: unknown section " STR_FMT, s->path, s->line, STR_ARG(verb));
}

static bool digits(const char *p, int n)
{
    for (int i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

/* Comments out, identity numbers in. */
static void expand(struct str line, struct strbuf *out)
{
    for (size_t i = 0; i < line.len; i++) {
        char c = line.data[i];
        if ((c == '#' || c == '%') && line.len - i > 11 && digits(line.data + i + 1, 11)) {
            char number[IDNO_TEXT], masked[IDNO_TEXT];
            number_of(line.data + i + 1, number);
            idno_mask(number, masked);
            strbuf_addz(out, c == '#' ? number : masked);
            i += 11;
        } else {
            strbuf_addc(out, c);
        }
    }
    strbuf_addc(out, '\n');
}

static void run_file(struct scenario *s, struct str text)
{
    _cleanup_(strbuf_done) struct strbuf body = {0};
    struct str rest = text, line, head = {0};
    int n = 0;
    if (rest.len && rest.data[rest.len - 1] == '\n')
        rest.len--;
    while (str_split(&rest, '\n', &line)) {
        n++;
        if (str_starts(line, STR(";;")))
            continue;
        if (!str_starts(line, STR("== "))) {
            expand(line, &body);
            continue;
        }
        if (head.data)
            run_section(s, head, strbuf_str(&body));
        strbuf_clear(&body);
        head = (struct str){line.data + 3, line.len - 3};
        s->line = n;
    }
    run_section(s, head, strbuf_str(&body));
}

static void test_scenario(void **state)
{
    struct scenario s = {.path = *state};
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e = {0};
    if (file_read(s.path, 1 << 20, &text, &e) < 0)
        fail_msg("%s", e.en);
    fixture_make(&s.f);
    run_file(&s, strbuf_str(&text));
    fixture_check(&s.f);
    fixture_free(&s.f);
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[100];
    static char names[100][80];
    glob_t found;
    char pattern[512];
    setenv("HEYI_CLOCK", "2018-07-01T00:00:00Z", 1);
    folder = argc > 1 ? argv[1] : "scenarios";
    snprintf(pattern, sizeof pattern, "%s/*.txt", folder);
    if (glob(pattern, 0, NULL, &found) != 0 || found.gl_pathc > ARRAY_LEN(tests)) {
        fprintf(stderr, "no scenarios in %s\n", folder);
        return 1;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *slash = strrchr(found.gl_pathv[i], '/');
        snprintf(names[i], sizeof names[i], "%s", slash ? slash + 1 : found.gl_pathv[i]);
        tests[i] = (struct CMUnitTest){names[i], test_scenario, NULL, NULL, found.gl_pathv[i]};
    }
    int failed = _cmocka_run_group_tests("scenarios", tests, found.gl_pathc, NULL, NULL);
    globfree(&found);
    return failed;
}
