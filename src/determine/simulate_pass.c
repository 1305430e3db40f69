#include "simulate_pass.h"

#include "bounds.h"
#include "cleanup.h"
#include "map.h"
#include "progress.h"
#include "threads.h"

#include <stdlib.h>

#define MOST_THREADS 8
/* Facts of a batch; what was resolved again from evidence takes room too. */
#define PIECE_BYTES (16u << 20)

struct pass {
    struct sim_run *x;
    size_t n; /* policies; 0 is today's */
    struct sim_scenario *policies[SIM_PASS + 1];
    struct scan *scan;
    struct history *history;
    size_t n_threads;
    struct sim_thread threads[MOST_THREADS];
    struct pipeline *pipeline;
    size_t n_pieces;
    struct sim_piece *pieces[2 * MOST_THREADS];
};

static void piece_free(struct sim_piece *p)
{
    if (p)
        arena_free(p->arena);
    free(p);
}

static void pass_freep(struct pass **at)
{
    struct pass *p = *at;
    if (!p)
        return;
    pipeline_free(p->pipeline);
    for (size_t t = 0; t < p->n_threads; t++) {
        for (size_t k = 0; k < p->n; k++) {
            evaluator_free(p->threads[t].evaluators[k]);
            sim_counter_free(p->threads[t].counters[k]);
        }
    }
    for (size_t i = 0; i < p->n_pieces; i++)
        piece_free(p->pieces[i]);
    history_close(p->history);
    scan_close(p->scan);
    free(p);
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

static bool known(const struct outcome *o, enum output_id id)
{
    return o->out[id].state == OUTPUT_KNOWN;
}

static void put_outcome(struct sim_outcomes *to, size_t i, const struct outcome *o,
                        const struct previous *previous)
{
    struct verdict v = verdict_of_outcome(o, previous);
    enum category category = category_parse(o->out[OUTPUT_CATEGORY].s);
    sim_put(to, i, v, category);
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
    if (known(o, OUTPUT_CATEGORY) && category == CATEGORY_DIBAO && known(o, OUTPUT_LINE) &&
        known(o, OUTPUT_MONTHLY_AMOUNT) && known(o, OUTPUT_UPLIFT) &&
        !__builtin_sub_overflow(o->out[OUTPUT_MONTHLY_AMOUNT].i, o->out[OUTPUT_UPLIFT].i,
                                &to->topup[i]))
        to->known[i] |= SIM_TOPUP_KNOWN;
}

static int decide(struct pass *p, struct sim_thread *t, struct sim_piece *piece, struct err *e)
{
    for (size_t k = 0; k < p->n; k++) {
        for (size_t i = 0; i < piece->n; i++) {
            const struct household_facts *h = &piece->households[i];
            const struct outcome *o;
            int rc = evaluate(t->evaluators[k], h, &o, e);
            if (rc < 0)
                return rc;
            put_outcome(&piece->outcomes[k], i, o, &h->previous);
        }
    }
    return 0;
}

static int count(struct pass *p, struct sim_thread *t, const struct sim_piece *piece, struct err *e)
{
    const struct sim_households h = {piece->n, piece->divisions, piece->residences, piece->offsets};
    for (size_t k = 0; k < p->n; k++) {
        int rc = t->counters[k]
                     ? sim_count(t->counters[k], &h, &piece->outcomes[0], &piece->outcomes[k])
                     : 0;
        if (rc < 0)
            return count_failed(p->policies[k], rc, e);
    }
    return 0;
}

static void work(void *arg, size_t thread, void *at)
{
    struct pass *p = arg;
    struct sim_piece *piece = at;
    if (decide(p, &p->threads[thread], piece, &piece->error) >= 0)
        count(p, &p->threads[thread], piece, &piece->error);
}

static struct str text_fact(const struct pass *p, const struct household_facts *h, const char *id)
{
    const struct attribute *t =
        catalogue_find(reg_catalogue(p->x->r), ENTITY_HOUSEHOLD, str_of(id));
    return t ? h->facts[t->index].s : (struct str){0};
}

static int number_division(struct map *divisions, struct str code, uint32_t *ret)
{
    uint64_t at;
    if (!map_get(divisions, code, &at)) {
        at = map_size(divisions);
        if (map_put(divisions, code, at) < 0)
            return E_NOMEM;
    }
    *ret = (uint32_t)at;
    return 0;
}

/* One household more, with what stood before. 1, 0 = there is none. */
static int read_household(struct pass *p, struct sim_piece *piece, struct err *e)
{
    size_t i = piece->n;
    struct household_facts *h = &piece->households[i];
    struct past past;
    int64_t gone;
    int rc = scan_next_in(p->scan, piece->arena, h, e);
    if (rc <= 0)
        return rc;
    rc = history_find(p->history, h->register_id, h->household_id, &past, &gone, e);
    if (rc < 0)
        return rc;
    past.previous.category = str_dup(piece->arena, past.previous.category);
    past.previous.measures = str_dup(piece->arena, past.previous.measures);
    if (arena_failed(piece->arena) ||
        number_division(p->x->divisions, text_fact(p, h, "division"), &piece->divisions[i]) < 0)
        return err_nomem(e);
    h->previous = previous_of(reg_catalogue(p->x->r), h, past.found ? &past.previous : NULL);
    struct str residence = text_fact(p, h, "residence");
    piece->residences[i] = (uint8_t)(str_eqz(residence, "urban")   ? SIM_URBAN
                                     : str_eqz(residence, "rural") ? SIM_RURAL
                                                                   : SIM_NO_RESIDENCE);
    piece->offsets[i + 1] = piece->offsets[i] + (uint32_t)h->n_members;
    piece->n++;
    return 1;
}

/* 1, 0 = nothing more to read. */
static int read_piece(struct pass *p, struct sim_piece *piece, struct err *e)
{
    int rc = 1;
    arena_reset(piece->arena);
    piece->n = 0;
    piece->error.code = 0;
    while (rc > 0 && piece->n < COLUMN_BATCH && arena_used(piece->arena) < PIECE_BYTES)
        rc = read_household(p, piece, e);
    return rc;
}

static int tell_rows(struct pass *p, const struct sim_piece *piece, size_t i, struct err *e)
{
    const struct sim_run *x = p->x;
    for (size_t k = 1; k < p->n; k++) {
        if (!sim_differs(&piece->outcomes[0], &piece->outcomes[k], i))
            continue;
        const struct sim_row row = {
            .household_no = piece->households[i].household_no,
            .division = map_key_at(x->divisions, piece->divisions[i]),
            .people = piece->offsets[i + 1] - piece->offsets[i],
            .scenario = p->policies[k],
            .before = sim_result_of(&piece->outcomes[0], i),
            .after = sim_result_of(&piece->outcomes[k], i),
        };
        int rc = x->fn(x->arg, &row, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int finish_piece(struct pass *p, const struct sim_piece *piece, struct err *e)
{
    if (piece->error.code) {
        if (e)
            *e = piece->error;
        return piece->error.code;
    }
    int rc = 0;
    for (size_t i = 0; p->x->fn && i < piece->n && rc >= 0; i++)
        rc = tell_rows(p, piece, i, e);
    return rc;
}

static int run_pieces(struct pass *p, struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress = progress_new("simulate", 0);
    struct sim_piece *next = p->pieces[0];
    size_t used = 1;
    uint64_t done = 0;
    int reading = 1, rc;
    for (;;) {
        if (reading > 0 && next) {
            if ((reading = read_piece(p, next, e)) < 0)
                return reading;
            pipeline_put(p->pipeline, next);
            next = used < p->n_pieces ? p->pieces[used++] : NULL;
            continue;
        }
        next = pipeline_take(p->pipeline);
        if (!next)
            return 0;
        if ((rc = finish_piece(p, next, e)) < 0)
            return rc;
        progress_tick(progress, done += next->n);
    }
}

static int prepare(struct pass *p, bool first, struct err *e)
{
    const struct simulation *s = p->x->s;
    int rc = 0;
    p->n_threads = threads_count(MOST_THREADS);
    for (size_t t = 0; t < p->n_threads; t++) {
        for (size_t k = 0; k < p->n; k++) {
            struct sim_thread *thread = &p->threads[t];
            rc = evaluator_new(p->policies[k]->pack, s->as_of, &thread->evaluators[k], e);
            if (rc < 0)
                return rc;
            if ((k || first) && !(thread->counters[k] = sim_counter_new()))
                return err_nomem(e);
        }
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
    if ((rc = scan_open(p->x->r, p->x->actor, str_of(s->division), s->as_of, s->known_seq, &p->scan,
                        e)) < 0)
        return rc;
    return history_open(p->x->r, s->as_of, s->known_seq, &p->history, e);
}

static struct str division_code(void *map, uint32_t number)
{
    return map_key_at(map, number);
}

/* All threads' counts in those of the first, and from there into the result. */
static int finish(struct pass *p, struct err *e)
{
    for (size_t k = 0; k < p->n; k++) {
        struct sim_counter *all = p->threads[0].counters[k];
        if (!all)
            continue;
        int rc = 0;
        for (size_t t = 1; t < p->n_threads && rc >= 0; t++) {
            rc = sim_counter_merge(all, p->threads[t].counters[k]);
            sim_counter_free(p->threads[t].counters[k]);
            p->threads[t].counters[k] = NULL;
        }
        if (rc >= 0)
            rc = sim_counter_finish(all, division_code, p->x->divisions, p->x->s->arena,
                                    p->policies[k]);
        if (rc < 0)
            return count_failed(p->policies[k], rc, e);
    }
    return 0;
}

int sim_pass(struct sim_run *x, size_t first, struct err *e)
{
    _cleanup_(pass_freep) struct pass *p = calloc(1, sizeof *p);
    if (!p)
        return err_nomem(e);
    p->x = x;
    p->policies[p->n++] = &x->s->scenarios[0];
    for (size_t i = first; i < x->s->n && p->n <= SIM_PASS; i++)
        p->policies[p->n++] = &x->s->scenarios[i];
    int rc = prepare(p, first == 1, e);
    if (rc == 0)
        rc = run_pieces(p, e);
    return rc < 0 ? rc : finish(p, e);
}
