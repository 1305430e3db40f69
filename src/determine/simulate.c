/* A simulation: its scenarios, its passes, and the households read and decided one by one. */
#include "simulate.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "compose.h"
#include "map.h"
#include "progress.h"
#include "simulate_count.h"
#include "store.h"

#include <stdlib.h>

/* Scenarios that one pass over the households decides, today's besides: this bounds the memory that
 * incomes take, 16 bytes a household and scenario. */
#define PASS 8

struct run {
    struct reg *r;
    const struct actor *actor;
    struct simulation *s;
    sim_row_fn *fn;
    void *arg;
    struct map *divisions; /* code → number */
};

/* One pass. Policy 0 is today's. */
struct pass {
    struct run *x;
    size_t n;
    struct sim_scenario *scenarios[PASS + 1];
    struct evaluator *evaluators[PASS + 1];
    struct sim_counter *counters[PASS + 1];
    struct sim_outcomes *outcomes[PASS + 1];
    struct scan *scan;
    struct history *history;
    /* The batch being filled. */
    struct arena *arena;
    size_t households;
    uint32_t divisions[COLUMN_BATCH], offsets[COLUMN_BATCH + 1];
    uint8_t residences[COLUMN_BATCH];
    struct str numbers[COLUMN_BATCH];
};

static void pass_free(struct pass *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < ARRAY_LEN(p->scenarios); i++) {
        evaluator_free(p->evaluators[i]);
        sim_counter_free(p->counters[i]);
        free(p->outcomes[i]);
    }
    history_close(p->history);
    scan_close(p->scan);
    arena_free(p->arena);
    free(p);
}

static void pass_freep(struct pass **p)
{
    pass_free(*p);
}

static struct str division_code(void *map, uint32_t number)
{
    return map_key_at(map, number);
}

static int number_division(struct run *x, struct str code, uint32_t *ret)
{
    uint64_t at;
    if (!map_get(x->divisions, code, &at)) {
        at = map_size(x->divisions);
        if (map_put(x->divisions, code, at) < 0)
            return E_NOMEM;
    }
    *ret = (uint32_t)at;
    return 0;
}

static struct str text_fact(const struct run *x, const struct household_facts *h, const char *id)
{
    const struct attribute *t = catalogue_find(reg_catalogue(x->r), ENTITY_HOUSEHOLD, str_of(id));
    return t ? h->facts[t->index].s : (struct str){0};
}

static bool known(const struct outcome *o, enum output_id id)
{
    return o->out[id].state == OUTPUT_KNOWN;
}

static void put_outcome(struct sim_outcomes *to, size_t i, const struct outcome *o,
                        const struct previous *previous)
{
    struct verdict v = verdict_of_outcome(o, previous);
    enum category category =
        known(o, OUTPUT_CATEGORY) ? category_parse(o->out[OUTPUT_CATEGORY].s) : CATEGORY_UNDECIDED;
    sim_put(to, i, v, category);
    to->income[i] = to->line[i] = to->topup[i] = 0;
    if (v.standing == STANDING_FAILED)
        return;
    if (known(o, OUTPUT_MONTHLY_INCOME)) {
        to->known[i] |= SIM_INCOME_KNOWN;
        to->income[i] = o->out[OUTPUT_MONTHLY_INCOME].i;
    }
    if (known(o, OUTPUT_LINE)) {
        to->known[i] |= SIM_LINE_KNOWN;
        to->line[i] = o->out[OUTPUT_LINE].i;
    }
    if (category == CATEGORY_DIBAO && known(o, OUTPUT_LINE) && known(o, OUTPUT_MONTHLY_AMOUNT) &&
        known(o, OUTPUT_UPLIFT) &&
        !__builtin_sub_overflow(o->out[OUTPUT_MONTHLY_AMOUNT].i, o->out[OUTPUT_UPLIFT].i,
                                &to->topup[i]))
        to->known[i] |= SIM_TOPUP_KNOWN;
}

static int tell_rows(struct pass *p, size_t i, struct err *e)
{
    struct run *x = p->x;
    for (size_t k = 1; k < p->n; k++) {
        if (!sim_differs(p->outcomes[0], p->outcomes[k], i))
            continue;
        struct sim_row row = {
            .household_no = p->numbers[i],
            .division = division_code(x->divisions, p->divisions[i]),
            .people = p->offsets[i + 1] - p->offsets[i],
            .scenario = p->scenarios[k],
            .before = sim_result_of(p->outcomes[0], i),
            .after = sim_result_of(p->outcomes[k], i),
        };
        int rc = x->fn(x->arg, &row, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int count_failed(const struct sim_scenario *s, int rc, struct err *e)
{
    if (rc == E_RANGE)
        return err_set(e, E_RANGE, "方案“" STR_FMT "”：金额超出可以合计的范围，请检查参数和政策包",
                       "scenario \"" STR_FMT "\": amounts too large to be summed; check the "
                       "parameters and the pack",
                       STR_ARG(s->label));
    if (rc == E_LIMIT)
        return err_set(e, E_LIMIT,
                       "方案“" STR_FMT "”：各户的低保标准超过 %u 种，或区划过多，无法计算贫困指标",
                       "scenario \"" STR_FMT "\": more than %u different lines, or too many "
                       "divisions; poverty can't be measured",
                       STR_ARG(s->label), LIMIT_POVERTY_LINES);
    return err_nomem(e);
}

/* Counts the batch and begins the next. */
static int flush(struct pass *p, struct err *e)
{
    const struct sim_households h = {p->households, p->divisions, p->residences, p->offsets};
    for (size_t k = 0; k < p->n; k++) {
        int rc = p->counters[k] ? sim_count(p->counters[k], &h, p->outcomes[0], p->outcomes[k]) : 0;
        if (rc < 0)
            return count_failed(p->scenarios[k], rc, e);
    }
    for (size_t i = 0; p->x->fn && i < p->households; i++) {
        int rc = tell_rows(p, i, e);
        if (rc < 0)
            return rc;
    }
    p->households = 0;
    arena_reset(p->arena);
    return 0;
}

static int decide(struct pass *p, struct household_facts *h, struct err *e)
{
    struct run *x = p->x;
    struct past past;
    int64_t gone;
    size_t i = p->households;
    int rc = history_find(p->history, h->register_id, h->household_id, &past, &gone, e);
    if (rc < 0)
        return rc;
    h->previous = previous_of(reg_catalogue(x->r), h, past.found ? &past.previous : NULL);
    for (size_t k = 0; k < p->n; k++) {
        const struct outcome *o;
        if ((rc = evaluate(p->evaluators[k], h, &o, e)) < 0)
            return rc;
        put_outcome(p->outcomes[k], i, o, &h->previous);
    }
    struct str residence = text_fact(x, h, "residence");
    p->residences[i] = (uint8_t)(str_eqz(residence, "urban")   ? SIM_URBAN
                                 : str_eqz(residence, "rural") ? SIM_RURAL
                                                               : SIM_NO_RESIDENCE);
    p->offsets[i + 1] = p->offsets[i] + (uint32_t)h->n_members;
    p->numbers[i] = str_dup(p->arena, h->household_no);
    if (number_division(x, text_fact(x, h, "division"), &p->divisions[i]) < 0 ||
        arena_failed(p->arena))
        return err_nomem(e);
    p->households++;
    return p->households == COLUMN_BATCH ? flush(p, e) : 0;
}

static int run_scan(struct pass *p, struct err *e)
{
    struct run *x = p->x;
    struct simulation *s = x->s;
    int rc;
    for (size_t k = 0; k < p->n; k++) {
        rc = evaluator_new(p->scenarios[k]->pack, s->as_of, &p->evaluators[k], e);
        if (rc < 0)
            return rc;
    }
    if ((rc = scan_open(x->r, x->actor, str_of(s->division), s->as_of, s->known_seq, &p->scan, e)) <
            0 ||
        (rc = history_open(x->r, s->as_of, s->known_seq, &p->history, e)) < 0)
        return rc;
    _cleanup_(progress_freep) struct progress *progress = progress_new("simulate", 0);
    struct household_facts h;
    uint64_t done = 0;
    while ((rc = scan_next(p->scan, &h, e)) == 1) {
        if ((rc = decide(p, &h, e)) < 0)
            return rc;
        progress_tick(progress, ++done);
    }
    return rc < 0 ? rc : flush(p, e);
}

/* Today, and up to PASS scenarios from `first` on. */
static int run_pass(struct run *x, size_t first, struct err *e)
{
    struct simulation *s = x->s;
    _cleanup_(pass_freep) struct pass *p = calloc(1, sizeof *p);
    if (!p || !(p->arena = arena_new(0)))
        return err_nomem(e);
    p->x = x;
    p->scenarios[p->n++] = &s->scenarios[0];
    while (p->n <= PASS && first + p->n - 1 < s->n) {
        p->scenarios[p->n] = &s->scenarios[first + p->n - 1];
        p->n++;
    }
    for (size_t k = 0; k < p->n; k++) {
        p->outcomes[k] = calloc(1, sizeof *p->outcomes[k]);
        bool counted = k == 0 && first > 1; /* today, by an earlier pass */
        if (!p->outcomes[k] || (!counted && !(p->counters[k] = sim_counter_new())))
            return err_nomem(e);
    }
    int rc = run_scan(p, e);
    for (size_t k = 0; k < p->n && rc == 0; k++) {
        rc = p->counters[k] ? sim_counter_finish(p->counters[k], division_code, x->divisions,
                                                 s->arena, p->scenarios[k])
                            : 0;
        if (rc < 0)
            return count_failed(p->scenarios[k], rc, e);
    }
    return rc;
}

/* Places that parameters are set for must be there: nobody would be in them. */
static int check_places(struct run *x, const struct scenario *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        char prefix[13];
        int rc = determine_division(x->r, s->overrides[i].division, x->s->as_of, prefix, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int prepare(struct run *x, const struct simulate_options *o, struct err *e)
{
    struct simulation *s = x->s;
    const struct pack *today;
    const struct scenario *scenarios;
    size_t n;
    int rc;
    if ((rc = change_last(reg_db(x->r), &s->known_seq, e)) < 0 ||
        (rc = reg_pack(x->r, s->known_seq, &today, e)) < 0 ||
        (rc = scenarios_read(today, o->wishes, o->n_wishes, s->arena, &scenarios, &n, e)) < 0)
        return rc;
    s->scenarios = arena_zalloc(s->arena, (n + 1) * sizeof *s->scenarios);
    if (!s->scenarios)
        return err_nomem(e);
    s->scenarios[0].pack = today;
    s->n = 1;
    for (size_t i = 0; i < n; i++) {
        struct pack *pack;
        if ((rc = check_places(x, &scenarios[i], e)) < 0 ||
            (rc = pack_with(today, &scenarios[i], s->as_of, &pack, e)) < 0)
            return rc;
        s->scenarios[s->n++] = (struct sim_scenario){
            .name = scenarios[i].name, .label = scenarios[i].label, .pack = pack};
    }
    return 0;
}

int simulate(struct reg *r, const struct actor *actor, const struct simulate_options *o,
             sim_row_fn *fn, void *arg, struct simulation *ret, struct err *e)
{
    struct simulation s = {.as_of = o->as_of};
    int rc = actor_require(actor, RIGHT_DETERMINE | (fn ? RIGHT_EXPORT : 0), e);
    if (rc < 0)
        return rc;
    if ((rc = db_schema_check(reg_db(r), &determine_schema, e)) < 0 ||
        (rc = determine_division(r, o->division, o->as_of, s.division, e)) < 0)
        return rc;
    _cleanup_(map_freep) struct map *divisions = map_new();
    s.arena = arena_new(0);
    if (!divisions || !s.arena) {
        arena_free(s.arena);
        return err_nomem(e);
    }
    struct run x = {.r = r, .actor = actor, .s = &s, .fn = fn, .arg = arg, .divisions = divisions};
    rc = db_begin(reg_db(r), false, e);
    if (rc == 0)
        rc = prepare(&x, o, e);
    for (size_t first = 1; rc == 0 && first < s.n; first += PASS)
        rc = run_pass(&x, first, e);
    db_rollback(reg_db(r));
    if (rc < 0) {
        simulation_done(&s);
        return rc;
    }
    *ret = s;
    return 0;
}

void simulation_done(struct simulation *s)
{
    for (size_t i = 1; i < s->n; i++)
        pack_free((struct pack *)s->scenarios[i].pack);
    arena_free(s->arena);
    *s = (struct simulation){0};
}
