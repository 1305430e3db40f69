/*
 * agreement SOURCE HOUSEHOLDS SEED PACKS [MODEL]
 *
 * The shipped pack, and PACKS others made from it, evaluated by their plans and by the interpreter
 * for HOUSEHOLDS households each: every output, state, list of facts and text of rules must be
 * equal. The first difference is told, with the household and the pack's changes; its model goes
 * to the file MODEL. Exit 1 then.
 */
#include "households.h"
#include "packs.h"

#include "bounds.h"
#include "cleanup.h"
#include "columns.h"
#include "date.h"
#include "evaluate.h"
#include "file.h"
#include "lang.h"

#include <stdlib.h>

/* Not a multiple of a batch. */
#define HOUSEHOLDS 1500

struct trial {
    const struct catalogue *catalogue;
    struct namebook *names;
    struct str model, parameters;
    struct arena *arena; /* of the households being compared */
    uint64_t households, slow, packs, refused, unread;
    const char *keep;
};

static bool same_facts(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
    return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a * sizeof *a) == 0);
}

static bool same_output(const struct output *a, const struct output *b)
{
    return a->state == b->state && a->i == b->i && str_eq(a->s, b->s) &&
           same_facts(a->facts, a->n_facts, b->facts, b->n_facts);
}

static bool same(const struct outcome *a, const struct outcome *b)
{
    for (size_t i = 0; i < N_OUTPUTS; i++)
        if (!same_output(&a->out[i], &b->out[i]))
            return false;
    return a->failed == b->failed && str_eq(a->rules, b->rules) &&
           strcmp(a->failure.zh, b->failure.zh) == 0 && strcmp(a->failure.en, b->failure.en) == 0 &&
           same_facts(a->measures_missing, a->n_measures_missing, b->measures_missing,
                      b->n_measures_missing);
}

static void print_facts(const struct catalogue *c, const uint32_t *facts, size_t n)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    for (size_t i = 0; i < n; i++) {
        strbuf_addc(&b, ' ');
        fact_name(c, facts[i], &b);
    }
    printf("%s", strbuf_z(&b));
}

static void print_output(const struct catalogue *c, const char *who, const struct output *o)
{
    static const char *const states[] = {"known", "none", "unknown", "failed"};
    printf("    %-12s %s %lld \"" STR_FMT "\"", who, states[o->state], (long long)o->i,
           STR_ARG(o->s));
    print_facts(c, o->facts, o->n_facts);
    printf("\n");
}

static void print_difference(const struct trial *t, const struct household_facts *h,
                             const struct outcome *plan, const struct outcome *right)
{
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        if (same_output(&plan->out[i], &right->out[i]))
            continue;
        printf("  %s\n", output_name((enum output_id)i));
        print_output(t->catalogue, "plan", &plan->out[i]);
        print_output(t->catalogue, "interpreter", &right->out[i]);
    }
    printf("  rules\n    plan         " STR_FMT "\n    interpreter  " STR_FMT "\n",
           STR_ARG(plan->rules), STR_ARG(right->rules));
    printf("  measures missing\n    plan        ");
    print_facts(t->catalogue, plan->measures_missing, plan->n_measures_missing);
    printf("\n    interpreter ");
    print_facts(t->catalogue, right->measures_missing, right->n_measures_missing);
    printf("\n  failure\n    plan         %s\n    interpreter  %s\nhousehold:\n", plan->failure.en,
           right->failure.en);
    household_print(t->catalogue, h, stdout);
}

static int compare(struct trial *t, struct batch_evaluator *plan, struct evaluator *interpreter,
                   struct rng *r, int32_t as_of, size_t n, struct err *e)
{
    struct household_facts h[HOUSEHOLDS];
    arena_reset(t->arena);
    for (size_t i = 0; i < n; i++)
        household_draw(t->catalogue, t->names, r, as_of, t->arena, &h[i]);
    batch_evaluate(plan, h, n);
    for (size_t i = 0; i < n; i++) {
        const struct outcome *a, *b;
        int rc = batch_evaluate_next(plan, &a, e);
        if (rc <= 0 || (rc = evaluate(interpreter, &h[i], &b, e)) < 0)
            return rc < 0 ? rc : err_set(e, E_INVALID, "少了一户", "a household is missing");
        if (same(a, b))
            continue;
        printf("household %zu of %zu differs:\n", i + 1, n);
        print_difference(t, &h[i], a, b);
        return err_set(e, E_INVALID, "不一致", "the plan and the interpreter differ");
    }
    t->households += n;
    return 0;
}

static int compare_pack(struct trial *t, const struct pack *p, struct rng *r, size_t households,
                        struct err *e)
{
    static const char *const dates[] = {"2018-06-30", "2018-01-01", "2020-02-29", "2019-02-28",
                                        "2019-03-01", "2024-02-29", "2018-12-31"};
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    int rc = pack_plan_new(p, &plan, e);
    for (size_t i = 0; i < N_OUTPUTS && rc >= 0; i++)
        t->refused += !plan_has(plan->plan, i, NULL);
    while (households && rc >= 0) {
        _cleanup_(batch_evaluator_freep) struct batch_evaluator *many = NULL;
        _cleanup_(evaluator_freep) struct evaluator *one = NULL;
        size_t n = households < HOUSEHOLDS ? households : HOUSEHOLDS;
        int32_t as_of;
        date_parse(str_of(dates[rng_below(r, ARRAY_LEN(dates))]), &as_of);
        rc = evaluator_new(p, as_of, &one, e);
        if (rc >= 0)
            rc = batch_evaluator_new(p, plan, as_of, &many, e);
        if (rc >= 0)
            rc = compare(t, many, one, r, as_of, n, e);
        if (rc >= 0)
            t->slow += batch_evaluator_slow(many);
        households -= n;
    }
    t->packs++;
    return rc;
}

/* The pack with that many changes; its plan against the interpreter. */
static int try_pack(struct trial *t, uint64_t seed, uint64_t number, size_t households,
                    struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf model = {0}, parameters = {0}, what = {0};
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct rng r = rng_of(seed, number);
    model_change(t->model, &r, number ? rng_between(&r, 1, 6) : 0, &model, &what);
    parameters_change(t->parameters, &r, &parameters);
    const struct pack_file files[] = {{STR("jiangmen.dmn"), strbuf_str(&model)},
                                      {STR("parameters.csv"), strbuf_str(&parameters)}};
    struct err unread;
    /* what can't be read isn't a pack, as a decision table with text in a number's place */
    if (pack_from_files(files, ARRAY_LEN(files), t->catalogue, &p, &unread) < 0) {
        t->unread++;
        return 0;
    }
    int rc = compare_pack(t, p, &r, households, e);
    if (rc < 0) {
        printf("pack %llu of seed %llu:\n%s", (unsigned long long)number, (unsigned long long)seed,
               strbuf_z(&what));
        _cleanup_fclose_ FILE *kept = t->keep ? fopen(t->keep, "w") : NULL;
        if (kept)
            fwrite(model.data, 1, model.len, kept);
    }
    return rc;
}

static int run(struct trial *t, const char *source, size_t households, uint64_t seed,
               uint64_t packs, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf model = {0}, parameters = {0};
    struct catalogue *c = NULL;
    char path[4096];
    snprintf(path, sizeof path, "%s/policies/jiangmen/jiangmen.dmn", source);
    int rc = file_read(path, LIMIT_FILE_BYTES, &model, e);
    snprintf(path, sizeof path, "%s/policies/jiangmen/parameters.csv", source);
    if (rc < 0 || (rc = file_read(path, LIMIT_FILE_BYTES, &parameters, e)) < 0 ||
        (rc = catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, e)) < 0 ||
        (rc = namebook_open(&t->names, e)) < 0)
        return rc;
    t->catalogue = c;
    t->model = strbuf_str(&model);
    t->parameters = strbuf_str(&parameters);
    for (uint64_t i = 0; i <= packs && rc >= 0; i++)
        rc = try_pack(t, seed, i, households, e);
    return rc;
}

int main(int argc, char **argv)
{
    struct trial t = {.arena = arena_new(0)};
    struct err e = {0};
    if (argc < 5)
        return 2;
    lang_set(LANG_EN);
    t.keep = argc > 5 ? argv[5] : NULL;
    int rc = run(&t, argv[1], strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10),
                 strtoull(argv[4], NULL, 10), &e);
    if (rc < 0)
        printf("%s\n", e.en);
    else
        printf(
            "%llu packs (%llu could not be read), %llu households, %llu of them slow; %.2f of %d "
            "outputs a pack left to the interpreter\n",
            (unsigned long long)t.packs, (unsigned long long)t.unread,
            (unsigned long long)t.households, (unsigned long long)t.slow,
            (double)t.refused / (double)t.packs, N_OUTPUTS);
    namebook_free(t.names);
    arena_free(t.arena);
    return rc < 0;
}
