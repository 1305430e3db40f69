/* How packs read the date of the decision, told from their plans. */
#include "date_use.h"
#include "fixture.h"

#include "date.h"

static struct arena *arena;

static int setup(void **state)
{
    arena = arena_new(0);
    return 0;
}

static int teardown(void **state)
{
    arena_freep(&arena);
    return 0;
}

static struct str replaced(struct str text, const char *old, const char *new)
{
    ptrdiff_t at = str_find(text, str_of(old));
    size_t n = (size_t)at + strlen(old);
    if (at < 0)
        fail_msg("the model has no %s", old);
    char *z = arena_printf(arena, "%.*s%s%.*s", (int)at, text.data, new, (int)(text.len - n),
                           text.data + n);
    return str_of(z);
}

/* The pack with a text of its model replaced. */
static struct plan_date_use use_with(const char *old, const char *new)
{
    struct err e = {0};
    struct plan_date_use u;
    _cleanup_(pack_freep) struct pack *shipped = fixture_pack(arena, "policies/jiangmen"),
                                      *p = NULL;
    const struct pack_file *files;
    size_t n = pack_files(shipped, &files);
    struct pack_file *changed = arena_dup(arena, files, n * sizeof *files);
    for (size_t i = 0; i < n && old; i++)
        if (str_find(changed[i].name, STR(".dmn")) >= 0)
            changed[i].content = replaced(changed[i].content, old, new);
    if (pack_from_files(changed, n, pack_catalogue(shipped), &p, &e) < 0 ||
        date_use_of(p, &u, &e) < 0)
        fail_msg("%s", e.en);
    return u;
}

static bool has(const struct plan_date_use *u, int years)
{
    for (size_t i = 0; i < u->n_years; i++)
        if (u->years[i] == years)
            return true;
    return false;
}

#define AGE_18 "周岁(人.出生日期, 决定日) &gt;= 18"
#define IN_TERM "决定日 &lt; 前次.渐退期至"

static void test_shipped(void **state)
{
    struct plan_date_use u = use_with(NULL, NULL);
    assert_true(u.safe);
    assert_false(u.birthdays);
    assert_true(has(&u, 16) && has(&u, 18) && has(&u, 60));
    assert_false(has(&u, 21));
    for (size_t i = 1; i < u.n_years; i++)
        assert_true(u.years[i - 1] < u.years[i]);
}

static void test_years(void **state)
{
    struct plan_date_use u = use_with(AGE_18, "周岁(人.出生日期, 决定日) &gt; 20");
    assert_true(u.safe && !u.birthdays && has(&u, 21));
    u = use_with(AGE_18, "周岁(人.出生日期, 决定日) &gt;= 参数.渐退月数");
    assert_true(u.safe && u.birthdays);
}

static void test_other_uses(void **state)
{
    static const char *const texts[] = {
        "today() &lt; 前次.渐退期至", "决定日.month = 1", "决定日 &lt; date(\"2019-01-01\")",
        "years and months duration(决定日, 前次.渐退期至).years &gt; 0"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct plan_date_use u = use_with(IN_TERM, texts[i]);
        if (u.safe)
            fail_msg("%s is taken for harmless", texts[i]);
        assert_true(u.why.code < 0 && u.why.zh[0] && u.why.en[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shipped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_years, setup, teardown),
        cmocka_unit_test_setup_teardown(test_other_uses, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
