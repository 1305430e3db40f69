/* Households read from the register, for policies that columns can't hold. */
#include "cleanup.h"
#include "map.h"
#include "simulate_pass.h"

/* Facts of a batch; what was resolved again from evidence takes room too. */
#define PIECE_BYTES (16u << 20)

int sim_scan_prepare(struct sim_pass *p, struct err *e)
{
    struct sim_run *x = p->x;
    const struct simulation *s = x->s;
    for (size_t t = 0; t < p->n_threads; t++) {
        for (size_t k = 0; k < p->n; k++) {
            size_t i = sim_scenario_of(p, k);
            int rc = batch_evaluator_new(s->scenarios[i].pack, x->plans[i], s->as_of,
                                         &p->threads[t].policies[k].batches, e);
            if (rc < 0)
                return rc;
        }
    }
    int rc = scan_open(x->r, x->actor, str_of(s->division), s->as_of, s->known_seq, &p->scan, e);
    return rc < 0 ? rc : history_open(x->r, s->as_of, s->known_seq, false, &p->history, e);
}

static struct str text_fact(const struct household_facts *h, int attribute)
{
    return attribute >= 0 ? h->facts[attribute].s : (struct str){0};
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
static int read_household(struct sim_pass *p, struct sim_piece *piece, struct err *e)
{
    const struct catalogue *c = reg_catalogue(p->x->r);
    size_t i = piece->h.n;
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
        number_division(p->x->divisions, text_fact(h, c->known.division), &piece->divisions[i]) < 0)
        return err_nomem(e);
    h->previous = previous_of(c, h, past.found ? &past.previous : NULL);
    piece->residences[i] = (uint8_t)sim_residence_parse(text_fact(h, c->known.residence));
    piece->offsets[i + 1] = piece->offsets[i] + (uint32_t)h->n_members;
    piece->h.n++;
    return 1;
}

int sim_scan_read(struct sim_pass *p, struct sim_piece *piece, struct err *e)
{
    int rc = 1;
    arena_reset(piece->arena);
    piece->h = (struct sim_households){0, piece->divisions, piece->residences, piece->offsets};
    while (rc > 0 && piece->h.n < COLUMN_BATCH && arena_used(piece->arena) < PIECE_BYTES)
        rc = read_household(p, piece, e);
    return rc;
}

int sim_scan_decide(struct sim_pass *p, struct sim_thread *t, struct sim_piece *piece,
                    struct err *e)
{
    for (size_t k = 0; k < p->n; k++) {
        struct batch_evaluator *v = t->policies[k].batches;
        const struct outcome *o;
        int rc = 0;
        batch_evaluate(v, piece->households, piece->h.n);
        for (size_t i = 0; (rc = batch_evaluate_next(v, &o, e)) > 0; i++)
            sim_put_outcome(&piece->outcomes[k], i, o, &piece->households[i].previous);
        if (rc < 0)
            return rc;
    }
    return 0;
}
