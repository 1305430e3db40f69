/* Packs with one fault each (packs/NAME/expected lists the findings), and the shipped one. */
#include "fixture.h"

#include "file.h"

#include <dirent.h>

static struct arena *arena;

static int setup(void **state)
{
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    arena_freep(&arena);
    return 0;
}

struct findings {
    struct str codes[64];
    size_t n;
    struct strbuf text; /* all, for messages */
};

static void on_finding(void *arg, const struct pack_finding *f)
{
    struct findings *k = arg;
    assert_true(f->file.len > 0);
    assert_true(f->message.zh[0] && f->message.en[0]);
    /* The small packs decide next to nothing. */
    if (strcmp(f->code, "missing-decision") == 0)
        return;
    strbuf_printf(&k->text, "\n" STR_FMT ":%u %s " STR_FMT ": %s", STR_ARG(f->file), f->line,
                  f->code, STR_ARG(f->place), f->message.en);
    char *code = arena_printf(arena, "%s %s", f->error ? "error" : "warning", f->code);
    assert_true(k->n < ARRAY_LEN(k->codes));
    k->codes[k->n++] = str_of(code);
}

/* All folders are looked at before the test fails. */
static bool check_folder(const char *name)
{
    const char *folder = arena_printf(arena, "tests/policy/packs/%s", name);
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, folder);
    _cleanup_(strbuf_done) struct strbuf expected = {0}, got = {0};
    struct findings k = {.n = 0};
    struct err e = {0};
    const char *path = arena_printf(arena, "%s/expected", fixture_path(arena, folder));
    assert_int_equal(file_read(path, 65536, &expected, &e), 0);
    int errors = pack_check(p, on_finding, &k);
    assert_true(errors > 0);
    qsort(k.codes, k.n, sizeof *k.codes, str_cmp_qsort);
    for (size_t i = 0; i < k.n; i++)
        if (i == 0 || !str_eq(k.codes[i], k.codes[i - 1]))
            strbuf_printf(&got, STR_FMT "\n", STR_ARG(k.codes[i]));
    bool same = strcmp(strbuf_z(&expected), strbuf_z(&got)) == 0;
    if (!same)
        print_error("%s: expected %s, got%s\n", name, strbuf_z(&expected), strbuf_z(&k.text));
    strbuf_done(&k.text);
    return same;
}

static void test_packs(void **state)
{
    DIR *d = opendir(fixture_path(arena, "tests/policy/packs"));
    const struct dirent *entry;
    size_t n = 0, wrong = 0;
    assert_non_null(d);
    while ((entry = readdir(d)))
        if (entry->d_name[0] != '.') {
            wrong += !check_folder(entry->d_name);
            n++;
        }
    closedir(d);
    assert_int_equal(wrong, 0);
    assert_true(n >= 25);
}

static void on_any(void *arg, const struct pack_finding *f)
{
    print_error("%u " STR_FMT " %s: %s\n", f->line, STR_ARG(f->place), f->code, f->message.en);
    ++*(int *)arg;
}

static void test_shipped_pack_is_sound(void **state)
{
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "policies/jiangmen");
    int n = 0;
    assert_int_equal(pack_check(p, on_any, &n), 0);
    assert_int_equal(n, 0);
}

static void on_missing(void *arg, const struct pack_finding *f)
{
    *(int *)arg += strcmp(f->code, "missing-decision") == 0;
}

static void test_missing_decisions(void **state)
{
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "tests/policy/packs/sound");
    int n = 0;
    assert_int_equal(pack_check(p, on_missing, &n), 14);
    assert_int_equal(n, 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packs),
        cmocka_unit_test(test_shipped_pack_is_sound),
        cmocka_unit_test(test_missing_decisions),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
