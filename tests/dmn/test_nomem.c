/* Memory that runs out while models of the kit are read, checked and evaluated: each allocation
 * fails once, in turn; and the model's arena ends at each of many steps. */
#include "nomem.h"

#include "cleanup.h"
#include "dmn_folder.h"
#include "dmn_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants these before it */
#include <cmocka.h>

static const char *const models[] = {
    "kit/bkm/bkm.dmn",       "kit/boxed/boxed.dmn",         "kit/functions/functions.dmn",
    "kit/match/match.dmn",   "kit/names/names.dmn",         "kit/nested-imports/nested-imports.dmn",
    "kit/tables/tables.dmn", "kit/recursion/recursion.dmn", "kit/services/services.dmn",
    "kit/types/types.dmn",
};

static void on_finding(void *arg, const struct dmn_finding *f)
{
    assert_true(f->message.en[0]);
    if (strcmp(f->code, "memory") == 0)
        *(int *)arg = E_NOMEM;
}

static int decide_all(const struct dmn_model *m)
{
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    struct err e = {0};
    int r = dmn_run_new(m, &run, &e);

    if (r < 0)
        return r;
    dmn_run_trace(run, true);
    r = dmn_json_inputs(run, m, STR("{}"), &e);
    for (size_t i = 0; r >= 0 && i < dmn_node_count(m); i++) {
        dmn_run_decide(run, (int)i);
        if (dmn_node(m, (int)i)->kind == DMN_BKM)
            dmn_run_invoke(run, (int)i, NULL, NULL, 0);
        if (arena_failed(dmn_run_arena(run)))
            r = E_NOMEM;
    }
    return r;
}

static int read_and_run(const char *path, size_t limit)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(limit);
    struct dmn_model *m;
    struct err e = {0};

    if (!a)
        return E_NOMEM;
    int r = dmn_read_file(path, a, &m, &e);
    if (r < 0)
        return r;
    dmn_check(m, on_finding, &r);
    return r < 0 ? r : decide_all(m);
}

static int run_model(void *arg)
{
    return read_and_run(arg, 0);
}

static void test_allocations(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(models); i++)
        assert_true(nomem_sweep(run_model, NULL, (void *)models[i]) > 10);
}

static void test_arena(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(models); i++) {
        size_t limit = 16;
        int r;

        while ((r = read_and_run(models[i], limit)) == E_NOMEM) {
            assert_true(limit < (8u << 20));
            limit += 16 + limit / 400;
        }
        if (r != 0)
            fail_msg("%s, %zu bytes: error %d", models[i], limit, r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations),
                                       cmocka_unit_test(test_arena)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
