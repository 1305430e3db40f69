/* A stream gives what an import of the generated files and a scan of the register give. */
#include "cleanup.h"
#include "fixture.h"
#include "generate.h"
#include "register.h"
#include "stream.h"
#include "testdb.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HOUSEHOLDS 600

static void copy_in(struct fixture *f, const char *folder, const char *file)
{
    char from[200], text[1 << 16];
    _cleanup_(strbuf_done) struct strbuf all = {0};

    snprintf(from, sizeof from, "%s/%s", folder, file);
    FILE *in = fopen(from, "r");
    assert_non_null(in);
    for (size_t n; (n = fread(text, 1, sizeof text, in)) > 0;)
        strbuf_add(&all, text, n);
    fclose(in);
    fixture_write(f, file, all.data, all.len);
}

static void same_fact(struct str household, const struct attribute *t, struct fact a, struct fact b)
{
    if (a.known == b.known && a.none == b.none &&
        (!a.known || a.none || (a.i == b.i && str_eq(a.s, b.s))))
        return;
    fail_msg(STR_FMT " " STR_FMT ": %d %d %lld \"" STR_FMT
                     "\", the register has %d %d %lld \"" STR_FMT "\"",
             STR_ARG(household), STR_ARG(t->id), a.known, a.none, (long long)a.i, STR_ARG(a.s),
             b.known, b.none, (long long)b.i, STR_ARG(b.s));
}

static void compare(const struct catalogue *c, const struct household_facts *a,
                    const struct household_facts *b)
{
    assert_true(str_eq(a->household_no, b->household_no));
    assert_int_equal(a->n_members, b->n_members);
    for (size_t i = 0; i < c->n[ENTITY_HOUSEHOLD]; i++)
        same_fact(a->household_no, &c->attributes[ENTITY_HOUSEHOLD][i], a->facts[i], b->facts[i]);
    for (size_t m = 0; m < a->n_members; m++)
        for (size_t i = 0; i < c->n[ENTITY_PERSON]; i++)
            if (c->attributes[ENTITY_PERSON][i].type != ATTR_ID_NO)
                same_fact(a->household_no, &c->attributes[ENTITY_PERSON][i], a->members[m].facts[i],
                          b->members[m].facts[i]);
}

static void import_files(struct fixture *f, bool june)
{
    char folder[160];
    struct generate_options o = {.households = HOUSEHOLDS,
                                 .division = STR("440783"),
                                 .seed = 5,
                                 .out = fixture_path(f, "made", folder)};
    assert_int_equal(generate_run(&o, NULL, &f->err), 0);
    copy_in(f, folder, "households.csv");
    copy_in(f, folder, "people.csv");
    copy_in(f, folder, "households-2018-06.csv");
    copy_in(f, folder, "people-2018-06.csv");
    assert_int_equal(fixture_import(f, ENTITY_HOUSEHOLD, "households.csv", day("2018-01-01"), 0),
                     0);
    assert_int_equal(fixture_import(f, ENTITY_PERSON, "people.csv", day("2018-01-01"), 0), 0);
    if (!june)
        return;
    assert_int_equal(
        fixture_import(f, ENTITY_HOUSEHOLD, "households-2018-06.csv", day("2018-06-15"), 0), 0);
    assert_int_equal(fixture_import(f, ENTITY_PERSON, "people-2018-06.csv", day("2018-06-15"), 0),
                     0);
}

static void stream_is_the_register(bool june)
{
    struct fixture f;
    struct stream *s;
    struct scan *scan;
    struct household_facts a, b;
    size_t n = 0;

    fixture_make(&f);
    import_files(&f, june);
    const struct catalogue *c = reg_catalogue(f.reg);
    assert_int_equal(stream_open(c, STR("440783"), 5, HOUSEHOLDS, june, &s, &f.err), 0);
    assert_int_equal(
        scan_open(f.reg, &f.actor, STR(""), day("2018-06-30"), INT64_MAX, &scan, &f.err), 0);
    while (stream_next(s, &a, &f.err) == 1) {
        assert_int_equal(scan_next(scan, &b, &f.err), 1);
        compare(c, &a, &b);
        n++;
    }
    assert_int_equal(n, HOUSEHOLDS);
    assert_int_equal(scan_next(scan, &b, &f.err), 0);
    scan_close(scan);
    stream_free(s);
    fixture_free(&f);
}

static void january(void **state)
{
    stream_is_the_register(false);
}

static void june(void **state)
{
    stream_is_the_register(true);
}

int main(void)
{
    testdb_need_server();
    const struct CMUnitTest tests[] = {cmocka_unit_test(january), cmocka_unit_test(june)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
