#include "judge.h"

#include "batch.h"
#include "compose.h"

#include "change.h"
#include "cleanup.h"
#include "threads.h"

#include <stdlib.h>

#define MOST_THREADS 8
/* Up to this many at once are asked one by one for what stood before, more by reading through. */
#define FEW 100

struct judge {
    struct reg *r;
    const struct pack *pack;
    int32_t as_of;
    int64_t seq;
    const struct pack_plan *plan; /* NULL: the interpreter alone */
    struct plan_date_use dates;
    size_t n_threads;
    struct decider *deciders[MOST_THREADS]; /* by thread */
    struct pipeline *pipeline;
    struct batch **batches; /* they hold what was decided last */
    size_t n_batches;
    struct arena *arena; /* of the same life: what stood before */
    struct history *few, *stream;
    int64_t register_id, household_id; /* that the stream was asked for last */
};

void judge_free(struct judge *j)
{
    if (!j)
        return;
    pipeline_free(j->pipeline);
    for (size_t i = 0; i < j->n_threads; i++)
        decider_free(j->deciders[i]);
    for (size_t i = 0; i < j->n_batches; i++)
        batch_free(j->batches[i]);
    free(j->batches);
    history_close(j->few);
    history_close(j->stream);
    pack_plan_free(j->plan);
    arena_free(j->arena);
    free(j);
}

void judge_freep(struct judge **j)
{
    judge_free(*j);
}

static void decide_piece(void *arg, size_t thread, void *piece)
{
    struct judge *j = arg;
    decider_decide(j->deciders[thread], piece);
}

static int open_all(struct judge *j, int64_t seq, struct err *e)
{
    int64_t last;
    size_t threads = threads_count(MOST_THREADS);
    int rc = change_last(reg_db(j->r), &last, e);
    if (rc < 0)
        return rc;
    j->seq = seq < last ? seq : last;
    if ((rc = reg_pack(j->r, seq, &j->pack, e)) < 0 ||
        (rc = date_use_of(j->pack, &j->dates, e)) < 0 ||
        (pack_plan_wanted() && (rc = pack_plan_new(j->pack, &j->plan, e)) < 0))
        return rc;
    while (j->n_threads < threads) {
        rc = decider_new(j->pack, j->plan, &j->dates, j->as_of, &j->deciders[j->n_threads], e);
        if (rc < 0)
            return rc;
        j->n_threads++;
    }
    return pipeline_new(j->n_threads, decide_piece, j, &j->pipeline, e);
}

int judge_open(struct reg *r, const struct actor *actor, int32_t as_of, int64_t seq,
               struct judge **ret, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_DETERMINE, e);
    if (rc < 0)
        return rc;
    _cleanup_(judge_freep) struct judge *j = calloc(1, sizeof *j);
    if (!j || !(j->arena = arena_new(0)))
        return err_nomem(e);
    j->r = r;
    j->as_of = as_of;
    if ((rc = open_all(j, seq, e)) < 0)
        return rc;
    *ret = take(j);
    return 0;
}

static int compare_keys(int64_t register_a, int64_t a, int64_t register_b, int64_t b)
{
    return register_a != register_b ? (register_a < register_b ? -1 : 1) : (a > b) - (a < b);
}

/* What stood before a household: from the stream where many are asked for, which begins again for
 * one that it has passed. */
static int find_past(struct judge *j, bool few, const struct household_facts *h, struct past *ret,
                     struct err *e)
{
    struct history **from = few ? &j->few : &j->stream;
    int64_t gone;
    int rc = 0;
    if (!few && *from &&
        compare_keys(h->register_id, h->household_id, j->register_id, j->household_id) <= 0) {
        history_close(*from);
        *from = NULL;
    }
    if (!*from && (rc = history_open(j->r, j->as_of, j->seq, few, from, e)) < 0)
        return rc;
    if (!few) {
        j->register_id = h->register_id;
        j->household_id = h->household_id;
    }
    return history_find(*from, h->register_id, h->household_id, ret, &gone, e);
}

/* Puts variant h in a batch, with what stood before: like the one before it of the same
 * household. */
static int add_variant(struct judge *j, bool few, struct household_facts *h, struct batch *b,
                       const struct household_facts *before, struct past *past, struct err *e)
{
    if (!before ||
        compare_keys(before->register_id, before->household_id, h->register_id, h->household_id)) {
        int rc = find_past(j, few, h, past, e);
        if (rc < 0)
            return rc;
        past->previous.category = str_dup(j->arena, past->previous.category);
        past->previous.measures = str_dup(j->arena, past->previous.measures);
        if (arena_failed(j->arena))
            return err_nomem(e);
    }
    h->previous = previous_of(pack_catalogue(j->pack), h, past->found ? &past->previous : NULL);
    b->year[b->n].known = past->year_known;
    b->year[b->n].target = past->year_target;
    b->kept[b->n] = b->later[b->n] = false;
    b->households[b->n++] = *h;
    b->n_households = b->n;
    return 0;
}

static int make_batches(struct judge *j, size_t n, struct err *e)
{
    size_t wanted = (n + COLUMN_BATCH - 1) / COLUMN_BATCH;
    for (size_t i = 0; i < j->n_batches; i++)
        batch_clear(j->batches[i]);
    arena_reset(j->arena);
    if (wanted <= j->n_batches)
        return 0;
    struct batch **grown = realloc(j->batches, wanted * sizeof(struct batch *));
    if (!grown)
        return err_nomem(e);
    j->batches = grown;
    while (j->n_batches < wanted) {
        int rc = batch_new(&j->batches[j->n_batches], e);
        if (rc < 0)
            return rc;
        j->n_batches++;
    }
    return 0;
}

/* The decisions of the next batch that is through. */
static int take_batch(struct judge *j, struct decision **to, struct err *e)
{
    struct batch *b = pipeline_take(j->pipeline);
    memcpy(*to, b->decisions, b->n_decided * sizeof **to);
    *to += b->n_decided;
    if (b->n_decided == b->n)
        return 0;
    if (e)
        *e = b->error;
    return b->error.code;
}

int judge_decide(struct judge *j, struct household_facts *variants, size_t n, struct decision *ret,
                 struct err *e)
{
    bool few = n <= FEW;
    const struct household_facts *before = NULL;
    struct past past;
    struct decision *to = ret;
    size_t waiting = 0, begun = 0, batches = (n + COLUMN_BATCH - 1) / COLUMN_BATCH;
    int rc = make_batches(j, n, e);
    for (size_t i = 0; i < n && rc >= 0; begun++) {
        struct batch *b = j->batches[begun];
        /* of one size, so that every thread has work */
        size_t end = (begun + 1) * n / batches;
        for (; i < end && rc >= 0; i++) {
            rc = add_variant(j, few, &variants[i], b, before, &past, e);
            before = &variants[i];
        }
        if (rc < 0)
            break;
        if (!pipeline_put(j->pipeline, b)) {
            rc = take_batch(j, &to, e);
            waiting--;
            pipeline_put(j->pipeline, b);
        }
        waiting++;
    }
    for (; waiting > 0; waiting--)
        if (rc >= 0)
            rc = take_batch(j, &to, e);
        else
            pipeline_take(j->pipeline);
    return rc < 0 ? rc : 0;
}
