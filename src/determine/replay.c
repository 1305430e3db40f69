/* One household decided again, with its trace. */

#include "compose.h"
#include "store.h"

#include "cleanup.h"
#include "date.h"

#include <stdlib.h>

struct replay {
    struct arena *arena;
    struct scan *scan;
    struct history *history;
    struct evaluator *evaluator;
    const struct pack *pack;
    struct household_facts facts;
    const struct outcome *outcome;
    struct dmn_run *run;
    struct decision decision;
    uint64_t whole_digest;
};

static int no_household(struct str household_no, int32_t as_of, struct err *e)
{
    char date[DATE_TEXT];
    date_format(as_of, date);
    return err_set(e, E_NOT_FOUND, "%s 没有户号为 " STR_FMT " 的家庭，请核对户号或日期",
                   "on %s there is no household " STR_FMT ": check the number or the date", date,
                   STR_ARG(household_no));
}

static int fill(struct replay *p, struct reg *r, const struct actor *actor, struct str household_no,
                int32_t as_of, int64_t known_seq, struct err *e)
{
    int rc = reg_pack(r, known_seq, &p->pack, e);
    if (rc < 0)
        return rc;
    rc = scan_open_one(r, actor, household_no, as_of, known_seq, &p->scan, e);
    if (rc < 0)
        return rc;
    rc = scan_next(p->scan, &p->facts, e);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return no_household(household_no, as_of, e);
    if ((rc = history_open(r, as_of, known_seq, true, &p->history, e)) < 0 ||
        (rc = evaluator_new(p->pack, as_of, &p->evaluator, e)) < 0)
        return rc;
    struct past past;
    int64_t gone = 0;
    rc = history_find(p->history, p->facts.register_id, p->facts.household_id, &past, &gone, e);
    if (rc < 0)
        return rc;
    const struct catalogue *c = reg_catalogue(r);
    p->facts.previous = previous_of(c, &p->facts, past.found ? &past.previous : NULL);
    rc = evaluate_traced(p->evaluator, &p->facts, &p->outcome, &p->run, e);
    if (rc < 0)
        return rc;
    rc = compose_decision(c, &p->facts, p->outcome, p->arena, &p->decision, e);
    if (rc < 0)
        return rc;
    if (whole_digest(c, &p->facts, as_of, pack_hash(p->pack), &p->whole_digest) < 0 ||
        facts_digest(c, &p->facts, &p->decision.facts) < 0 ||
        input_digest(p->decision.facts, &p->facts.previous, as_of, pack_hash(p->pack),
                     &p->decision.digest) < 0)
        return err_nomem(e);
    return 0;
}

int replay_facts_open(const struct pack *pack, const struct household_facts *h, int32_t as_of,
                      struct replay **ret, struct err *e)
{
    const struct catalogue *c = pack_catalogue(pack);
    _cleanup_(replay_freep) struct replay *p = calloc(1, sizeof *p);
    if (!p || !(p->arena = arena_new(0)))
        return err_nomem(e);
    p->pack = pack;
    p->facts = *h;
    p->facts.previous = previous_of(c, h, NULL);
    int rc = evaluator_new(pack, as_of, &p->evaluator, e);
    if (rc < 0 || (rc = evaluate_traced(p->evaluator, &p->facts, &p->outcome, &p->run, e)) < 0 ||
        (rc = compose_decision(c, &p->facts, p->outcome, p->arena, &p->decision, e)) < 0)
        return rc;
    *ret = take(p);
    return 0;
}

bool replay_agrees(const struct replay *p, struct stored_digest digest)
{
    return digest.in_parts ? digest.facts == p->decision.facts && digest.all == p->decision.digest
                           : digest.all == p->whole_digest;
}

int replay_open(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                int64_t known_seq, struct replay **ret, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_DETERMINE, e);
    if (rc < 0)
        return rc;
    _cleanup_(replay_freep) struct replay *p = calloc(1, sizeof *p);
    if (!p || !(p->arena = arena_new(0)))
        return err_nomem(e);
    rc = fill(p, r, actor, household_no, as_of, known_seq, e);
    if (rc < 0)
        return rc;
    *ret = take(p);
    return 0;
}

void replay_free(struct replay *p)
{
    if (!p)
        return;
    evaluator_free(p->evaluator);
    history_close(p->history);
    scan_close(p->scan);
    arena_free(p->arena);
    free(p);
}

void replay_freep(struct replay **p)
{
    replay_free(*p);
}

const struct decision *replay_decision(const struct replay *p)
{
    return &p->decision;
}

const struct household_facts *replay_facts(const struct replay *p)
{
    return &p->facts;
}

const struct outcome *replay_outcome(const struct replay *p)
{
    return p->outcome;
}

const struct pack *replay_pack(const struct replay *p)
{
    return p->pack;
}

struct dmn_run *replay_run(struct replay *p)
{
    return p->run;
}

struct scan *replay_scan(struct replay *p)
{
    return p->scan;
}
