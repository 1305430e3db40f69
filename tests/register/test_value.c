/* Cells as they are written, from values.txt. */
#include "import_value.h"
#include "list_file.h"

#include "cleanup.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static const char *path;

static int hex(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void unescape(struct str s, struct strbuf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] != '\\' || i + 1 == s.len) {
            strbuf_addc(out, s.data[i]);
            continue;
        }
        char c = s.data[++i];
        if (c == 'x') {
            strbuf_addc(out, (char)(hex(s.data[i + 1]) << 4 | hex(s.data[i + 2])));
            i += 2;
        } else {
            strbuf_addc(out, c == 't' ? '\t' : c == 'n' ? '\n' : '\0');
        }
    }
}

static const struct attribute *find(const struct catalogue *c, struct str name)
{
    struct str rest = name, entity;
    str_split(&rest, '.', &entity);
    const struct attribute *t =
        catalogue_find(c, str_eqz(entity, "person") ? ENTITY_PERSON : ENTITY_HOUSEHOLD, rest);
    if (!t)
        fail_msg("no attribute " STR_FMT, STR_ARG(name));
    return t;
}

static void describe(const struct attribute *t, struct str cell, struct arena *a,
                     struct strbuf *out)
{
    struct fact v = {0};
    struct value_fault fault = {0};
    int rc = value_read(t, cell, a, &v, &fault);
    switch (rc) {
    case VALUE_EMPTY:
        strbuf_addz(out, "(empty)");
        break;
    case VALUE_WITHDRAWN:
        strbuf_addz(out, "(withdrawn)");
        break;
    case VALUE_BAD:
        assert_non_null(fault.remedy);
        assert_true(fault.remedy[0]);
        strbuf_addc(out, '!');
        strbuf_addz(out, fault.problem);
        /* and in English, for who enters by hand */
        assert_string_not_equal(fault_english(fault.problem), "not accepted");
        break;
    default:
        assert_int_equal(rc, VALUE_STATED);
        assert_true(v.known);
        assert_false(v.none);
        fact_print(t, v, out);
    }
}

static void test_table(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e = {0};
    struct catalogue *c;
    struct str rest, line;
    int n = 0, cases = 0, wrong = 0;
    assert_int_equal(file_read(path, 1 << 20, &text, &e), 0);
    assert_int_equal(catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e), 0);
    rest = strbuf_str(&text);
    while (str_split(&rest, '\n', &line)) {
        _cleanup_(strbuf_done) struct strbuf cell = {0}, actual = {0};
        struct str name, raw, expected = line;
        n++;
        if (!line.len || line.data[0] == '#')
            continue;
        assert_true(str_split(&expected, '|', &name));
        assert_true(str_split(&expected, '|', &raw));
        strbuf_addz(&cell, "");
        unescape(raw, &cell);
        describe(find(c, name), strbuf_str(&cell), a, &actual);
        cases++;
        if (str_eq(strbuf_str(&actual), expected))
            continue;
        wrong++;
        fprintf(stderr, "%s:%d: expected " STR_FMT ", was %s\n", path, n, STR_ARG(expected),
                strbuf_z(&actual));
    }
    assert_true(cases > 100);
    assert_int_equal(wrong, 0);
}

static void test_long_text(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct err e;
    struct catalogue *c;
    char text[1002];
    assert_int_equal(catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e), 0);
    memset(text, 'x', sizeof text);
    for (size_t len = 1000; len <= 1001; len++) {
        struct fact v;
        struct value_fault fault;
        int rc =
            value_read(find(c, STR("household.address")), (struct str){text, len}, a, &v, &fault);
        assert_int_equal(rc, len == 1000 ? VALUE_STATED : VALUE_BAD);
    }
}

/* Every allocation that fails is an error, not a wrong value. */
static void test_memory(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(arena_freep) struct arena *small = arena_new(1);
    struct err e;
    struct catalogue *c;
    assert_int_equal(catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e), 0);
    const struct {
        const char *attribute, *cell;
    } cases[] = {{"household.address", "甲　乙"},
                 {"household.division", "440783"},
                 {"household.poverty_cause", "illness"},
                 {"person.wage_income", "1 2"},
                 {"person.id_no", "440799198001020010"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fact v = {0};
        struct value_fault fault;
        arena_reset(small);
        assert_int_equal(value_read(find(c, str_of(cases[i].attribute)), str_of(cases[i].cell),
                                    small, &v, &fault),
                         E_NOMEM);
        assert_false(v.known);
    }
}

int main(int argc, char **argv)
{
    path = argc > 1 ? argv[1] : "values.txt";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
