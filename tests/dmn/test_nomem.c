/* Memory that runs out while models of the kit are read, checked and evaluated, with inputs from
 * JSON and results as JSON: each allocation fails once, in turn; and the arenas end at each of many
 * steps. Either all results are those that memory enough gives, or E_NOMEM says that it ran out. */
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

static const struct {
    const char *path, *inputs;
} models[] = {
    {"kit/bkm/bkm.dmn", "{\"n\": 3}"},
    {"kit/boxed/boxed.dmn", "{\"n\": 3, \"list\": [1, 2, {\"a\": \"x\"}]}"},
    {"kit/coercion/coercion.dmn", "{\"any\": [1], \"number\": 3, \"numbers\": 4, \"digit\": 7}"},
    {"kit/functions/functions.dmn", "{}"},
    {"kit/joins/joins.dmn", "{\"name\": \"甲\", \"day\": \"2018-06-30\"}"},
    {"kit/match/match.dmn", "{\"limit\": 2}"},
    {"kit/names/names.dmn", "{}"},
    {"kit/nested-imports/nested-imports.dmn", "{}"},
    {"kit/policies/policies.dmn", "{\"n\": 3, \"list\": [1, 2, 3]}"},
    {"kit/recursion/recursion.dmn", "{}"},
    {"kit/services/services.dmn", "{\"x\": 2, \"y\": \"3.5\"}"},
    {"kit/tables/tables.dmn", "{\"age\": 40, \"kind\": \"vip\", \"tags\": [\"a\", null]}"},
    {"kit/types/types.dmn",
     "{\"grade\": \"A\", \"grades\": [\"A\", \"B\"], \"few\": [1], \"people\": "
     "[{\"name\": \"x\", \"birth date\": \"2000-01-01\", \"grades\": [\"B\"]}]}"},
    {"kit/values/values.dmn", "{\"v\": \"x\", \"n\": 5}"},
    {"kit/versions/versions.dmn", "{}"},
};

static void on_finding(void *arg, const struct dmn_finding *f)
{
    assert_true(f->message.en[0]);
    if (strcmp(f->code, "memory") == 0)
        *(int *)arg = E_NOMEM;
}

struct trial {
    size_t model;
    const char *expected; /* NULL: it is not known yet */
    size_t model_limit;   /* of the model's arena, 0 = none */
    char *results;        /* as JSON, to be freed */
};

static int write_results(struct dmn_run *run, const struct dmn_model *m, FILE *f, struct err *e)
{
    struct json_writer w = {.f = f};
    int r = 0;

    json_array(&w);
    for (size_t i = 0; r >= 0 && i < dmn_node_count(m); i++) {
        bool callable = dmn_node(m, (int)i)->kind == DMN_BKM;
        const struct feel_value *v =
            callable ? dmn_run_invoke(run, (int)i, NULL, NULL, 0) : dmn_run_decide(run, (int)i);

        r = arena_failed(dmn_run_arena(run)) ? E_NOMEM : dmn_json_write(&w, v, e);
    }
    json_array_end(&w);
    return r;
}

static int decide_all(const struct dmn_model *m, struct trial *t)
{
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    struct err e = {0};
    size_t len;
    int r = dmn_run_new(m, &run, &e);

    if (r < 0)
        return r;
    dmn_run_trace(run, true);
    r = dmn_json_inputs(run, m, str_of(models[t->model].inputs), &e);
    if (r < 0)
        return r;
    FILE *f =
        open_memstream(&t->results, &len); /* its memory is the C library's: it doesn't fail */
    assert_non_null(f);
    r = write_results(run, m, f, &e);
    fclose(f);
    return r;
}

static int run_model(void *arg)
{
    struct trial *t = arg;
    _cleanup_(arena_freep) struct arena *a = arena_new(t->model_limit);
    struct dmn_model *m;
    struct err e = {0};

    t->results = NULL;
    if (!a)
        return E_NOMEM;
    int r = dmn_read_file(models[t->model].path, a, &m, &e);
    if (r < 0)
        return r;
    dmn_check(m, on_finding, &r);
    if (r == 0)
        r = decide_all(m, t);
    if (r == 0 && t->expected && strcmp(t->results, t->expected) != 0)
        fail_msg("%s: %s\ninstead of %s", models[t->model].path, t->results, t->expected);
    if (t->expected)
        free(t->results);
    return r;
}

static struct trial expect(size_t model)
{
    struct trial t = {.model = model};

    if (run_model(&t) != 0)
        fail_msg("%s", models[model].path);
    t.expected = t.results;
    return t;
}

static void test_allocations(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(models); i++) {
        struct trial t = expect(i);

        assert_true(nomem_sweep(run_model, NULL, &t) > 10);
        free((char *)t.expected);
    }
}

static void test_arena(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(models); i++) {
        struct trial t = expect(i);
        int r;

        t.model_limit = 16;
        while ((r = run_model(&t)) == E_NOMEM) {
            assert_true(t.model_limit < (8u << 20));
            t.model_limit += 16 + t.model_limit / 400;
        }
        if (r != 0)
            fail_msg("%s, %zu bytes: error %d", models[i].path, t.model_limit, r);
        free((char *)t.expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations),
                                       cmocka_unit_test(test_arena)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
