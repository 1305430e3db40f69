#include "cases.h"

#include "bounds.h"
#include "cleanup.h"
#include "date.h"
#include "evaluate.h"
#include "lang.h"

#include <stdlib.h>

struct tester {
    const struct pack *pack;
    struct arena *arena;
    const struct pack_test_fns *fns;
    void *arg;
    uint64_t steps;              /* of all cases so far */
    struct evaluator *evaluator; /* of the date as_of */
    int32_t as_of;
    uint64_t *fired; /* by table: rows that some case fired */
    struct strbuf got;
};

static void print_facts(const struct tester *k, const uint32_t *facts, size_t n, struct strbuf *out)
{
    _cleanup_free_ struct str *names = calloc(n + 1, sizeof *names);
    for (size_t i = 0; names && i < n; i++) {
        struct strbuf b = {0};
        fact_name(pack_catalogue(k->pack), facts[i], &b);
        names[i] = (struct str){b.data, b.len};
    }
    if (names)
        qsort(names, n, sizeof *names, str_cmp_qsort);
    for (size_t i = 0; names && i < n; i++) {
        if (i && !str_eq(names[i], names[i - 1]))
            strbuf_addc(out, ';');
        if (!i || !str_eq(names[i], names[i - 1]))
            strbuf_adds(out, names[i]);
    }
    for (size_t i = 0; names && i < n; i++)
        free((char *)names[i].data);
}

struct fact_set {
    uint32_t at[4096];
    size_t n;
};

static void add_facts(struct fact_set *s, const uint32_t *facts, size_t n,
                      const struct fact_set *without)
{
    for (size_t i = 0; i < n && s->n < ARRAY_LEN(s->at); i++) {
        bool skip = false;
        for (size_t w = 0; without && w < without->n; w++)
            skip |= without->at[w] == facts[i];
        if (!skip)
            s->at[s->n++] = facts[i];
    }
}

static void add_output(struct fact_set *s, const struct outcome *o, enum output_id id,
                       const struct fact_set *without)
{
    if (o->out[id].state == OUTPUT_UNKNOWN)
        add_facts(s, o->out[id].facts, o->out[id].n_facts, without);
}

static void facts_missing(const struct outcome *o, struct fact_set *ret_because,
                          struct fact_set *ret_also)
{
    ret_because->n = ret_also->n = 0;
    add_output(ret_because, o, OUTPUT_CATEGORY, NULL);
    add_output(ret_because, o, OUTPUT_MONTHLY_AMOUNT, NULL);
    add_output(ret_also, o, OUTPUT_POINTS, ret_because);
    add_output(ret_also, o, OUTPUT_DEVELOPMENT_TARGET, ret_because);
    add_output(ret_also, o, OUTPUT_KEY_TARGET, ret_because);
    add_output(ret_also, o, OUTPUT_MEASURES, ret_because);
    add_facts(ret_also, o->measures_missing, o->n_measures_missing, ret_because);
}

/* The same list in another order or with 、 as separator. */
static void normalise_list(struct str text, struct strbuf *out)
{
    struct str parts[64];
    size_t n = 0;
    while (text.len && n < ARRAY_LEN(parts)) {
        size_t end = 0, skip = 0;
        while (end < text.len && !skip) {
            struct str rest = {text.data + end, text.len - end};
            skip = rest.data[0] == ';'           ? 1
                   : str_starts(rest, STR("、")) ? strlen("、")
                   : str_starts(rest, STR("；")) ? strlen("；")
                                                 : 0;
            end += !skip;
        }
        parts[n++] = str_trim((struct str){text.data, end});
        text = (struct str){text.data + end + skip, text.len - end - skip};
    }
    qsort(parts, n, sizeof *parts, str_cmp_qsort);
    for (size_t i = 0; i < n; i++) {
        if (i)
            strbuf_addc(out, ';');
        strbuf_adds(out, parts[i]);
    }
}

static bool same_list(struct str expected, struct str got)
{
    _cleanup_(strbuf_done) struct strbuf a = {0}, b = {0};
    if (text_means_none(expected))
        return got.len == 0;
    normalise_list(expected, &a);
    normalise_list(got, &b);
    return str_eq(strbuf_str(&a), strbuf_str(&b));
}

static void print_list(const struct feel_value *v, struct strbuf *out)
{
    for (size_t i = 0; i < v->list.n; i++) {
        if (feel_is_unknown(v->list.items[i]))
            continue;
        if (out->len)
            strbuf_addc(out, ';');
        feel_print(v->list.items[i], false, out);
    }
}

/* Codes may be written as the catalogue's labels. */
static bool same_code(const struct tester *k, struct str expected, struct str got)
{
    const struct attribute *t =
        catalogue_find(pack_catalogue(k->pack), ENTITY_HOUSEHOLD, STR("prior_category"));
    const struct code *c = t ? attribute_code(t, expected) : NULL;
    return str_eq(expected, got) || (c && str_eq(c->code, got));
}

static bool same_value(const struct tester *k, struct str expected, const struct feel_value *v,
                       struct strbuf *got)
{
    struct decimal number;
    int32_t day;
    bool yes;
    if (v->kind == FEEL_LIST)
        print_list(v, got);
    else
        feel_print(v, false, got);
    if (text_means_unknown(expected))
        return feel_is_unknown(v);
    switch (v->kind) {
    case FEEL_NULL:
        return text_means_none(expected) && !v->is_error;
    case FEEL_NUMBER:
        return dec_parse(expected, &number) && dec_cmp(number, v->number) == 0;
    case FEEL_BOOLEAN:
        return text_boolean(expected, &yes) && yes == v->boolean;
    case FEEL_DATE:
        return date_parse(expected, &day) && day == v->days;
    case FEEL_STRING:
        return same_code(k, expected, v->string);
    case FEEL_LIST:
        return same_list(expected, strbuf_str(got));
    default:
        return false;
    }
}

/* What becomes of a household whose category or amount is unknown (determine) is for those who
 * determine; a case may still state it. */
static bool same_standing(struct str expected, const struct outcome *o, const struct previous *p,
                          struct strbuf *got)
{
    const struct output *s = &o->out[OUTPUT_STANDING];
    bool decided = o->out[OUTPUT_CATEGORY].state == OUTPUT_KNOWN &&
                   o->out[OUTPUT_MONTHLY_AMOUNT].state == OUTPUT_KNOWN && s->state == OUTPUT_KNOWN;
    bool was_in = p->standing == STANDING_IN_FORCE || p->standing == STANDING_GRACE;
    enum standing is = o->failed ? STANDING_FAILED
                       : decided ? standing_parse(s->s)
                       : was_in  ? STANDING_HELD
                                 : STANDING_UNDECIDED;
    strbuf_addz(got, standing_code(is));
    return is != STANDING_NONE && standing_read(expected) == is;
}

static bool meets(struct tester *k, const struct expectation *x, const struct test_case *c,
                  const struct outcome *o, struct dmn_run *run)
{
    struct fact_set because, also;
    bool yes;
    strbuf_clear(&k->got);
    switch (x->kind) {
    case EXPECT_FAILED:
        strbuf_addz(&k->got, o->failed ? "true" : "false");
        return text_boolean(x->text, &yes) && yes == o->failed;
    case EXPECT_BECAUSE:
    case EXPECT_ALSO_MISSING: {
        facts_missing(o, &because, &also);
        const struct fact_set *s = x->kind == EXPECT_BECAUSE ? &because : &also;
        print_facts(k, s->at, s->n, &k->got);
        return same_list(x->text, strbuf_str(&k->got));
    }
    case EXPECT_DECISION:
        break;
    }
    if (str_eqz(dmn_node(pack_model(k->pack), x->node)->id, output_name(OUTPUT_STANDING)))
        return same_standing(x->text, o, &c->household.previous, &k->got);
    return same_value(k, x->text, dmn_run_decide(run, x->node), &k->got);
}

/* The rows of every table that this case fired, also of tables inside knowledge models. */
static void note_rows(struct tester *k, struct dmn_run *run)
{
    const struct dmn_model *m = pack_model(k->pack);
    for (size_t i = 0; i < dmn_node_count(m); i++)
        if (dmn_node(m, (int)i)->kind == DMN_DECISION)
            dmn_run_decide(run, (int)i);
    const struct dmn_step *steps;
    size_t n = dmn_run_steps(run, &steps);
    for (size_t i = 0; i < n; i++)
        for (size_t t = 0; steps[i].table && t < dmn_table_count(m); t++) {
            int node;
            if (dmn_table_at(m, t, &node) == steps[i].table)
                k->fired[t] |= steps[i].fired;
        }
}

static int run_case(struct tester *k, const struct test_case *c, struct err *e)
{
    const struct outcome *o;
    struct dmn_run *run;
    int r = E_OK;
    if (!k->evaluator || k->as_of != c->as_of) {
        evaluator_free(take(k->evaluator));
        k->as_of = c->as_of;
        r = evaluator_new(k->pack, c->as_of, &k->evaluator, e);
    }
    if (r < 0)
        return r;
    r = evaluate_traced(k->evaluator, &c->household, &o, &run, e);
    if (r < 0)
        return err_at(e, STR_FMT " 第 %u 行，案例 " STR_FMT, STR_FMT " line %u, case " STR_FMT,
                      STR_ARG(k->pack->cases_file->name), c->line, STR_ARG(c->name));
    struct arena_mark mark = arena_mark(k->arena);
    struct case_miss *missed = arena_array_of(k->arena, c->n_expected, struct case_miss);
    struct case_result result = {.name = c->name, .line = c->line, .missed = missed};
    bool wants_failure = false;
    if (!missed)
        return err_nomem(e);
    for (size_t i = 0; i < c->n_expected; i++) {
        const struct expectation *x = &c->expected[i];
        wants_failure |= x->kind == EXPECT_FAILED;
        if (!meets(k, x, c, o, run))
            missed[result.n_missed++] = (struct case_miss){
                x->column, x->text, str_dup(k->arena, str_of(strbuf_z(&k->got)))};
    }
    if (o->failed && !wants_failure)
        result.failure = &o->failure;
    result.passed = !result.n_missed && !result.failure;
    note_rows(k, run);
    k->steps += dmn_run_feel(run)->steps;
    r = arena_failed(k->arena) ? err_nomem(e) : k->fns->on_case(k->arg, &result, e);
    arena_release(k->arena, mark);
    if (r >= 0 && k->steps > LIMIT_PACK_TEST_STEPS)
        r = err_set(e, E_LIMIT, STR_FMT " 第 %u 行：到这里已用 %u 步运算，案例太多或决定太繁",
                    STR_FMT " line %u: %u operations so far: too many cases, or decisions that "
                            "take too much",
                    STR_ARG(k->pack->cases_file->name), c->line, LIMIT_PACK_TEST_STEPS);
    return r;
}

static int tell_unfired(const struct tester *k, struct err *e)
{
    const struct dmn_model *m = pack_model(k->pack);
    int r = E_OK;
    for (size_t i = 0; i < dmn_table_count(m); i++) {
        int node;
        const struct dmn_table *t = dmn_table_at(m, i, &node);
        for (size_t row = 0; row < t->n_rules && row < 64 && r >= 0; row++)
            if (!(k->fired[i] >> row & 1))
                r = k->fns->on_unfired(k->arg, dmn_node(m, node)->name, row, e);
    }
    return r;
}

static int run_cases(struct tester *k, struct err *e)
{
    const struct test_case *cases;
    size_t n;
    int r = cases_read(k->pack, k->arena, &cases, &n, e);
    if (r < 0)
        return r;
    k->fired =
        arena_zalloc(k->arena, (dmn_table_count(pack_model(k->pack)) + 1) * sizeof *k->fired);
    if (!k->fired)
        return err_nomem(e);
    for (size_t i = 0; i < n && r >= 0; i++)
        r = run_case(k, &cases[i], e);
    return r < 0 ? r : tell_unfired(k, e);
}

int pack_test_each(const struct pack *p, const struct pack_test_fns *fns, void *arg, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct tester k = {.pack = p, .arena = a, .fns = fns, .arg = arg};
    if (!a)
        return err_nomem(e);
    int r = run_cases(&k, e);
    evaluator_free(k.evaluator);
    strbuf_done(&k.got);
    return r < 0 ? r : E_OK;
}

struct printed {
    FILE *out;
    size_t passed, failed;
};

static int print_case(void *arg, const struct case_result *c, struct err *e)
{
    struct printed *p = arg;
    fprintf(p->out, "%s  " STR_FMT, c->passed ? tr("通过", "pass") : tr("失败", "FAIL"),
            STR_ARG(c->name));
    for (size_t i = 0; i < c->n_missed; i++)
        fprintf(p->out,
                tr("\n    " STR_FMT "：应为 " STR_FMT "，得到 " STR_FMT,
                   "\n    " STR_FMT ": expected " STR_FMT ", got " STR_FMT),
                STR_ARG(c->missed[i].column), STR_ARG(c->missed[i].expected),
                STR_ARG(c->missed[i].got));
    if (c->failure)
        fprintf(p->out, "\n    %s", err_text(c->failure));
    fputc('\n', p->out);
    *(c->passed ? &p->passed : &p->failed) += 1;
    return E_OK;
}

static int print_unfired(void *arg, struct str decision, size_t row, struct err *e)
{
    struct printed *p = arg;
    fprintf(p->out, tr("从未命中  " STR_FMT " 第 %zu 行\n", "never fired  " STR_FMT " row %zu\n"),
            STR_ARG(decision), row + 1);
    return E_OK;
}

int pack_test(const struct pack *p, FILE *out, size_t *ret_passed, size_t *ret_failed,
              struct err *e)
{
    static const struct pack_test_fns fns = {print_case, print_unfired};
    struct printed printed = {.out = out};
    int r = pack_test_each(p, &fns, &printed, e);
    if (r < 0)
        return r;
    *ret_passed = printed.passed;
    *ret_failed = printed.failed;
    return E_OK;
}
