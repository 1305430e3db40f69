/* Initials of names, from initials.txt. */
#include "initials.h"

#include "cleanup.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>

static const char *path;

static void test_table(void **state)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e;
    assert_true(file_read(path, 100000, &text, &e) >= 0);
    struct str rest = strbuf_str(&text), line;
    int lines = 0;
    while (rest.len && str_split(&rest, '\n', &line)) {
        struct str expected = line, name;
        char all[INITIALS_MAX][INITIALS_BYTES];
        _cleanup_(strbuf_done) struct strbuf got = {0};
        if (!line.len || line.data[0] == '#')
            continue;
        str_split(&expected, ' ', &name);
        size_t n = initials_of(name, all);
        for (size_t i = 0; i < n; i++) {
            strbuf_printf(&got, "%s%s", i ? " " : "", all[i]);
            assert_true(initials_fit(name, str_of(all[i])));
            assert_false(initials_fit(name, STR("bbbbbbbbbbbbbbbbbbbb")));
        }
        if (!str_eq(strbuf_str(&got), expected.data ? expected : STR("")))
            fail_msg(STR_FMT ": %s, not " STR_FMT, STR_ARG(name), strbuf_z(&got),
                     STR_ARG(expected));
        lines++;
    }
    assert_true(lines > 10);
}

static void test_texts(void **state)
{
    char ret[INITIALS_BYTES];
    assert_true(initials_read(STR("LXm"), ret));
    assert_string_equal(ret, "lxm");
    assert_true(initials_read(STR("abcdefghijklmnop"), ret));
    assert_false(initials_read(STR("abcdefghijklmnopq"), ret));
    assert_false(initials_read(STR(""), ret));
    assert_false(initials_read(STR("l m"), ret));
    assert_false(initials_read(STR("l1"), ret));
    assert_false(initials_read(STR("李"), ret));
    assert_false(initials_read(STR("l["), ret));
}

/* What is longer than the table holds is cut, and found by its beginning. */
static void test_long(void **state)
{
    char all[INITIALS_MAX][INITIALS_BYTES];
    struct str name = STR("李李李李李李李李李李李李李李李李李李");
    assert_int_equal(initials_of(name, all), 1);
    assert_string_equal(all[0], "llllllllllllllll");
    assert_int_equal(initials_of(STR("\xff"), all), 0);
}

int main(int argc, char **argv)
{
    path = argc > 1 ? argv[1] : "tests/register/initials.txt";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
