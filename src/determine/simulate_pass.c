#include "simulate_pass.h"

#include "bounds.h"
#include "cleanup.h"
#include "map.h"
#include "progress.h"
#include "threads.h"

#include <stdlib.h>

static void policy_done(struct sim_policy *y)
{
    sim_counter_free(y->counter);
    batch_evaluator_free(y->batches);
    evaluator_free(y->interpreter);
    plan_run_free(y->run);
    parameter_sets_free(y->sets);
    free(y->set_of);
}

static void piece_free(struct sim_piece *piece)
{
    if (!piece)
        return;
    arena_free(piece->arena);
    free(piece->columns);
    free(piece);
}

static void pass_freep(struct sim_pass **at)
{
    struct sim_pass *p = *at;
    if (!p)
        return;
    pipeline_free(p->pipeline);
    for (size_t t = 0; t < p->n_threads; t++) {
        for (size_t k = 0; k < p->n; k++)
            policy_done(&p->threads[t].policies[k]);
        arena_free(p->threads[t].arena);
    }
    for (size_t i = 0; i < p->n_pieces; i++)
        piece_free(p->pieces[i]);
    history_close(p->history);
    scan_close(p->scan);
    stmt_done(p->numbers);
    sim_baseline_free(p->today);
    free(p);
}

static const struct sim_scenario *scenario_of(const struct sim_pass *p, size_t policy)
{
    return &p->x->s->scenarios[sim_scenario_of(p, policy)];
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
                       "方案“" STR_FMT "”：各户的低保标准超过 %u 种，或区划过多，无法汇总",
                       "scenario \"" STR_FMT "\": more than %u different lines, or too many "
                       "divisions, to be summed",
                       STR_ARG(s->label), LIMIT_POVERTY_LINES);
    return err_nomem(e);
}

static struct maybe money(const struct outcome *o, enum output_id id)
{
    return (struct maybe){o->out[id].state == OUTPUT_KNOWN, o->out[id].i};
}

void sim_put_outcome(struct sim_outcomes *to, size_t i, const struct outcome *o,
                     const struct previous *previous)
{
    const struct sim_values x = {
        .category_known = o->out[OUTPUT_CATEGORY].state == OUTPUT_KNOWN,
        .category = category_parse(o->out[OUTPUT_CATEGORY].s),
        .income = money(o, OUTPUT_MONTHLY_INCOME),
        .line = money(o, OUTPUT_LINE),
        .computed = money(o, OUTPUT_MONTHLY_AMOUNT),
        .uplift = money(o, OUTPUT_UPLIFT),
    };
    sim_put(to, i, verdict_of_outcome(o, previous), &x);
}

static int count(struct sim_pass *p, struct sim_thread *t, const struct sim_piece *piece,
                 struct err *e)
{
    if (p->today && piece->h.n)
        sim_baseline_put(p->today, piece->batch, &piece->outcomes[0]);
    for (size_t k = 0; k < p->n; k++) {
        struct sim_counter *c = t->policies[k].counter;
        int rc = c ? sim_count(c, &piece->h, &piece->outcomes[0], &piece->outcomes[k]) : 0;
        if (rc < 0)
            return count_failed(scenario_of(p, k), rc, e);
    }
    return 0;
}

static void work(void *arg, size_t thread, void *at)
{
    struct sim_pass *p = arg;
    struct sim_piece *piece = at;
    struct sim_thread *t = &p->threads[thread];
    int rc = p->x->snapshot ? sim_columns_decide(p, t, piece, &piece->error)
                            : sim_scan_decide(p, t, piece, &piece->error);
    if (rc >= 0 && !piece->some_left)
        count(p, t, piece, &piece->error);
}

static int tell_rows(struct sim_pass *p, const struct sim_piece *piece, size_t i, struct err *e)
{
    const struct sim_run *x = p->x;
    struct str number = {0};
    for (size_t k = 1; k < p->n; k++) {
        const struct sim_outcomes *before = &piece->outcomes[0], *after = &piece->outcomes[k];
        int rc = 0;
        if (!sim_differs(before, after, i))
            continue;
        if (!x->snapshot)
            number = piece->households[i].household_no;
        else if (!number.len)
            rc = sim_columns_number(p, piece, i, &number, e);
        if (rc < 0)
            return rc;
        uint32_t division = piece->h.divisions[i];
        const struct sim_row row = {
            .household_no = number,
            .division = x->snapshot ? snapshot_division(x->snapshot, division)
                                    : map_key_at(x->divisions, division),
            .people = piece->h.offsets[i + 1] - piece->h.offsets[i],
            .scenario = scenario_of(p, k),
            .before = sim_result_of(before, i),
            .after = sim_result_of(after, i),
        };
        if ((rc = x->fn(x->arg, &row, e)) < 0)
            return rc;
    }
    return 0;
}

static int finish_piece(struct sim_pass *p, struct sim_piece *piece, struct err *e)
{
    int rc = 0;
    if (piece->error.code) {
        if (e)
            *e = piece->error;
        return piece->error.code;
    }
    if (piece->some_left && ((rc = sim_columns_finish(p, piece, e)) < 0 ||
                             (rc = count(p, &p->threads[0], piece, e)) < 0))
        return rc;
    for (size_t i = 0; p->x->fn && i < piece->h.n && rc >= 0; i++)
        rc = tell_rows(p, piece, i, e);
    return rc;
}

static int run_pieces(struct sim_pass *p, struct err *e)
{
    const struct snapshot *from = p->x->snapshot;
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("模拟", "simulate", from ? snapshot_info(from)->households : 0);
    struct sim_piece *next = p->pieces[0];
    size_t used = 1;
    uint64_t done = 0;
    int reading = 1, rc;
    for (;;) {
        if (reading > 0 && next) {
            next->error.code = 0;
            next->some_left = false;
            reading = from ? sim_columns_read(p, next, e) : sim_scan_read(p, next, e);
            if (reading < 0)
                return reading;
            pipeline_put(p->pipeline, next);
            next = used < p->n_pieces ? p->pieces[used++] : NULL;
            continue;
        }
        next = pipeline_take(p->pipeline);
        if (!next)
            return 0;
        if ((rc = finish_piece(p, next, e)) < 0 ||
            (rc = progress_tick(progress, done += next->h.n, e)) < 0)
            return rc;
    }
}

static int prepare(struct sim_pass *p, struct err *e)
{
    int rc;
    p->n_threads = threads_count(SIM_THREADS);
    for (size_t t = 0; t < p->n_threads; t++) {
        if (!(p->threads[t].arena = arena_new(0)))
            return err_nomem(e);
        for (size_t k = p->begin || p->first > 1; k < p->n; k++)
            if (!(p->threads[t].policies[k].counter = sim_counter_new()))
                return err_nomem(e);
    }
    if ((rc = pipeline_new(p->n_threads, work, p, &p->pipeline, e)) < 0)
        return rc;
    for (size_t room = pipeline_room(p->pipeline); p->n_pieces < room;) {
        struct sim_piece *piece = p->pieces[p->n_pieces] = calloc(1, sizeof *piece);
        if (!piece)
            return err_nomem(e);
        p->n_pieces++;
        if (!(piece->arena = arena_new(0)))
            return err_nomem(e);
    }
    return p->x->snapshot ? sim_columns_prepare(p, e) : sim_scan_prepare(p, e);
}

static struct str division_code(void *arg, uint32_t number)
{
    const struct sim_run *x = arg;
    return x->snapshot ? snapshot_division(x->snapshot, number) : map_key_at(x->divisions, number);
}

/* All threads' counts in those of the first, and from there into the result. */
static int finish(struct sim_pass *p, struct err *e)
{
    for (size_t k = 0; k < p->n; k++) {
        struct sim_counter *all = p->threads[0].policies[k].counter;
        int rc = 0;
        for (size_t t = 1; all && t < p->n_threads && rc >= 0; t++) {
            struct sim_policy *y = &p->threads[t].policies[k];
            rc = sim_counter_merge(all, y->counter);
            sim_counter_free(y->counter);
            y->counter = NULL;
        }
        if (all && rc >= 0)
            rc = p->today ? sim_counter_finish(all, division_code, p->x, p->today->arena,
                                               &p->today->today)
                          : sim_counter_finish(all, division_code, p->x, p->x->s->arena,
                                               &p->x->s->scenarios[sim_scenario_of(p, k)]);
        if (rc < 0)
            return count_failed(scenario_of(p, k), rc, e);
    }
    return 0;
}

static int run(struct sim_pass *p, struct err *e)
{
    int rc = prepare(p, e);
    if (rc == 0)
        rc = run_pieces(p, e);
    return rc < 0 ? rc : finish(p, e);
}

int sim_pass(struct sim_run *x, size_t first, struct err *e)
{
    _cleanup_(pass_freep) struct sim_pass *p = calloc(1, sizeof *p);
    if (!p)
        return err_nomem(e);
    size_t n = x->s->n - first;
    p->x = x;
    p->first = first;
    p->begin = x->baseline != NULL;
    p->n = 1 + (n < SIM_PASS ? n : SIM_PASS);
    return run(p, e);
}

int sim_pass_today(struct sim_run *x, struct err *e)
{
    _cleanup_(pass_freep) struct sim_pass *p = calloc(1, sizeof *p);
    if (!p)
        return err_nomem(e);
    int rc = sim_baseline_new(x->snapshot, &p->today, e);
    if (rc < 0)
        return rc;
    p->x = x;
    p->first = p->n = 1;
    if ((rc = run(p, e)) >= 0)
        x->baseline = take(p->today);
    return rc;
}
