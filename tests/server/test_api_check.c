/* Bodies against schemas: the cases of bodies.txt, and paths into a body. */
#include "api_check.h"
#include "cleanup.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static char *cases;

/* Only the table is under test. */
API_HANDLER(thing_add)
{
    return 0;
}

API_HANDLER(thing_any)
{
    return 0;
}

API_HANDLER(document_get)
{
    return 0;
}

static const struct api_schema *schema_of(struct str operation)
{
    for (size_t i = 0; i < api_operations_n; i++)
        if (str_eqz(operation, api_operations[i].name))
            return api_operations[i].body;
    return NULL;
}

static void print(const struct api_faults *faults, struct strbuf *out)
{
    for (size_t i = 0; i < faults->n; i++) {
        strbuf_addz(out, i ? " | " : "");
        strbuf_adds(out, faults->at[i].place);
        strbuf_printf(out, " %s", faults->at[i].en);
    }
    if (!faults->n)
        strbuf_addz(out, "ok");
}

static void play(struct str line, struct arena *a)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    struct api_faults faults = {.arena = a};
    struct api_value v;
    struct err e = {0};
    bool readable = line.data[0] != '!';
    struct str rest = readable ? line : (struct str){line.data + 1, line.len - 1}, operation;
    str_split(&rest, ' ', &operation);
    ptrdiff_t arrow = str_find(rest, STR(" -> "));
    struct str body = {rest.data, arrow < 0 ? rest.len : (size_t)arrow};
    int rc = api_value_read(body, a, &v, &e);
    if ((rc >= 0) != readable)
        fail_msg("%.*s: %s", (int)line.len, line.data, e.en);
    if (!readable)
        return;
    api_value_check(&v, schema_of(operation), &faults);
    print(&faults, &got);
    struct str want = {rest.data + arrow + 4, rest.len - (size_t)arrow - 4};
    if (!str_eq(want, strbuf_str(&got)))
        fail_msg("%.*s: %s", (int)line.len, line.data, strbuf_z(&got));
}

static void test_cases(void **state)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct err e;
    struct str rest, line;
    int n = 0;
    assert_int_equal(file_read(cases, 1 << 20, &text, &e), 0);
    rest = strbuf_str(&text);
    while (str_split(&rest, '\n', &line)) {
        if (line.len == 0 || line.data[0] == '#')
            continue;
        play(line, a);
        n++;
    }
    assert_true(n > 40);
}

static void test_paths(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct api_value v;
    struct err e;
    assert_int_equal(api_value_read(STR("{\"a\": [{\"b\": \"x\"}, null], \"c\": 12}"), a, &v, &e),
                     0);
    assert_true(str_eqz(api_value_at(&v, "a.0.b")->text, "x"));
    assert_true(str_eqz(api_value_at(&v, "c")->text, "12"));
    assert_int_equal(api_value_at(&v, "a")->n, 2);
    assert_null(api_value_at(&v, "a.1"));
    assert_null(api_value_at(&v, "a.2"));
    assert_null(api_value_at(&v, "a.b"));
    assert_null(api_value_at(&v, "c.d"));
    assert_null(api_value_at(&v, "d"));
}

/* A body with more than the arena takes is refused, not half read. */
static void test_full_arena(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(64 << 10);
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct api_value v = {0};
    struct err e;
    strbuf_addz(&text, "[0");
    for (int i = 0; i < 10000; i++)
        strbuf_addz(&text, ",0");
    strbuf_addz(&text, "]");
    assert_int_equal(api_value_read(strbuf_str(&text), a, &v, &e), E_LIMIT);
    assert_int_equal(v.n, 0);
}

static void test_integers(void **state)
{
    int64_t n;
    assert_true(api_int_parse(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_true(api_int_parse(STR("9223372036854775807"), &n) && n == INT64_MAX);
    assert_false(api_int_parse(STR("9223372036854775808"), &n));
    assert_false(api_int_parse(STR("-"), &n));
    assert_false(api_int_parse(STR(""), &n));
    assert_false(api_int_parse(STR("+1"), &n));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_full_arena),
        cmocka_unit_test(test_integers),
    };
    struct err e;
    cases = argv[1];
    if (argc != 2 || api_check_init(&e) < 0)
        return 2;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    api_check_done();
    return failed;
}
