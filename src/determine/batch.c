#include "batch.h"

#include "cleanup.h"
#include "compose.h"

#include <stdlib.h>

/* Facts of a batch; what was resolved again from evidence takes room too. */
#define BATCH_BYTES (16u << 20)

int batch_new(struct batch **ret, struct err *e)
{
    struct batch *b = calloc(1, sizeof *b);
    if (!b || !(b->arena = arena_new(0))) {
        free(b);
        return err_nomem(e);
    }
    *ret = b;
    return 0;
}

void batch_free(struct batch *b)
{
    if (!b)
        return;
    arena_free(b->arena);
    free(b);
}

void batch_clear(struct batch *b)
{
    b->n = b->n_decided = b->n_households = 0;
    arena_reset(b->arena);
}

bool batch_open(const struct batch *b)
{
    return b->n < COLUMN_BATCH && arena_used(b->arena) < BATCH_BYTES;
}

struct decider {
    const struct pack *pack;
    const struct plan_date_use *dates;
    int32_t as_of;
    struct batch_evaluator *evaluator;
};

int decider_new(const struct pack *p, const struct pack_plan *plan,
                const struct plan_date_use *dates, int32_t as_of, struct decider **ret,
                struct err *e)
{
    struct decider *d = calloc(1, sizeof *d);
    if (!d)
        return err_nomem(e);
    d->pack = p;
    d->dates = dates;
    d->as_of = as_of;
    int rc = batch_evaluator_new(p, plan, as_of, &d->evaluator, e);
    if (rc < 0) {
        decider_free(d);
        return rc;
    }
    *ret = d;
    return 0;
}

void decider_free(struct decider *d)
{
    if (!d)
        return;
    batch_evaluator_free(d->evaluator);
    free(d);
}

/* Decision i, of household `at`. */
static int decide(struct decider *d, struct batch *b, size_t i, size_t at)
{
    const struct catalogue *c = pack_catalogue(d->pack);
    const struct household_facts *h = &b->households[at];
    struct decision *to = &b->decisions[i];
    const struct outcome *outcome;
    int rc = batch_evaluate_next(d->evaluator, &outcome, &b->error);
    if (rc < 0 || (rc = compose_decision(c, h, outcome, b->arena, to, &b->error)) < 0)
        return rc;
    to->year_target = b->year[i].known
                          ? b->year[i].target
                          : to->development_target.known && to->development_target.value;
    to->due = decision_due(d->dates, c, h, to, d->as_of);
    if ((rc = facts_digest(c, h, &to->facts)) >= 0)
        rc = input_digest(to->facts, &h->previous, d->as_of, pack_hash(d->pack), &to->digest);
    return rc < 0 ? err_nomem(&b->error) : 0;
}

void decider_decide(struct decider *d, struct batch *b)
{
    size_t at = 0; /* of households */
    batch_evaluate(d->evaluator, b->households, b->n_households);
    while (b->n_decided < b->n && (b->kept[b->n_decided] || decide(d, b, b->n_decided, at++) >= 0))
        b->n_decided++;
}
