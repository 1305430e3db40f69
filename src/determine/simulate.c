/* A simulation: today's policy, its scenarios, and the passes that decide them. */
#include "simulate.h"

#include "change.h"
#include "cleanup.h"
#include "map.h"
#include "simulate_pass.h"

/* Households × policies decided in about a second: where the register must be read for it, and
 * where a snapshot is there. */
#define SIMULATE_QUICK 50000
#define SIMULATE_QUICK_READY 3000000

/* Places that parameters are set for must be there: nobody would be in them. */
static int check_places(struct sim_run *x, const struct scenario *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        char prefix[13];
        int rc = determine_division(x->r, s->overrides[i].division, x->s->as_of, prefix, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int make_plans(struct sim_run *x, struct err *e)
{
    x->plans = arena_zalloc(x->s->arena, x->s->n * sizeof *x->plans);
    if (!x->plans)
        return err_nomem(e);
    for (size_t i = 0; i < x->s->n && pack_plan_wanted(); i++) {
        int rc = pack_plan_new(x->s->scenarios[i].pack, &x->plans[i], e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* Do columns hold all that the policies ask for? */
static bool all_planned(const struct sim_run *x)
{
    for (size_t i = 0; i < x->s->n; i++)
        for (size_t k = 0; k < N_OUTPUTS; k++)
            if (!x->plans[i] || !plan_has(x->plans[i]->plan, k, NULL))
                return false;
    return true;
}

static int make_baseline(struct sim_run *x, struct err *e)
{
    int rc = x->snapshot ? 0
                         : snapshot_open(x->r, x->actor, str_of(x->s->division), x->s->as_of,
                                         x->s->known_seq, &x->snapshot, e);
    if (rc < 0 || (rc = db_begin(reg_db(x->r), false, e)) < 0)
        return rc;
    rc = sim_pass_today(x, e);
    db_rollback(reg_db(x->r));
    return rc;
}

/* What was counted of today, for the result. */
static int take_today(struct sim_run *x, struct err *e)
{
    struct sim_scenario *s = &x->s->scenarios[0];
    const struct pack *pack = s->pack;
    *s = x->baseline->today;
    s->pack = pack;
    if (s->n_divisions)
        s->divisions = arena_dup(x->s->arena, s->divisions, s->n_divisions * sizeof *s->divisions);
    return s->divisions || !s->n_divisions ? 0 : err_nomem(e);
}

static int run(struct sim_run *x, struct err *e)
{
    struct simulation *s = x->s;
    int rc = 0;
    if (all_planned(x) &&
        ((rc = sim_kept_take(x, make_baseline, e)) < 0 || (rc = take_today(x, e)) < 0))
        return rc;
    if ((rc = db_begin(reg_db(x->r), false, e)) < 0)
        return rc;
    if (x->snapshot)
        s->notice = snapshot_info(x->snapshot)->notice;
    for (size_t first = 1; rc == 0 && first < s->n; first += SIM_PASS)
        rc = sim_pass(x, first, e);
    db_rollback(reg_db(x->r));
    return rc;
}

/* Another pack as it is: a scenario without overrides. */
static int pack_scenario(struct sim_run *x, const struct scenario **ret, size_t *ret_n,
                         struct err *e)
{
    struct scenario *s = arena_new_of(x->s->arena, struct scenario);
    if (!s)
        return err_nomem(e);
    s->name = STR("proposed");
    s->label = STR("提案");
    *ret = s;
    *ret_n = 1;
    return 0;
}

static int prepare(struct sim_run *x, const struct simulate_options *o, struct err *e)
{
    struct simulation *s = x->s;
    const struct pack *today, *base;
    const struct scenario *scenarios;
    size_t n;
    int rc;
    if ((rc = change_last(reg_db(x->r), &s->known_seq, e)) < 0 ||
        (rc = reg_pack(x->r, s->known_seq, &today, e)) < 0)
        return rc;
    base = o->pack ? o->pack : today;
    rc = o->n_wishes || !o->pack
             ? scenarios_read(base, o->wishes, o->n_wishes, s->arena, &scenarios, &n, e)
             : pack_scenario(x, &scenarios, &n, e);
    if (rc < 0)
        return rc;
    s->scenarios = arena_zalloc(s->arena, (n + 1) * sizeof *s->scenarios);
    if (!s->scenarios)
        return err_nomem(e);
    s->scenarios[0].pack = today;
    s->n = 1;
    for (size_t i = 0; i < n; i++) {
        struct pack *pack;
        if ((rc = check_places(x, &scenarios[i], e)) < 0 ||
            (rc = pack_with(base, &scenarios[i], s->as_of, &pack, e)) < 0)
            return rc;
        s->scenarios[s->n++] = (struct sim_scenario){
            .name = scenarios[i].name, .label = scenarios[i].label, .pack = pack};
    }
    return make_plans(x, e);
}

int simulate_is_quick(struct reg *r, const struct simulate_options *o, bool *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct pack *today;
    const struct scenario *scenarios;
    size_t n = 1;
    int64_t households = 0;
    bool found, ready;
    int rc;
    if (!a)
        return err_nomem(e);
    if ((rc = reg_pack(r, INT64_MAX, &today, e)) < 0 ||
        (!o->pack &&
         (rc = scenarios_read(today, o->wishes, o->n_wishes, a, &scenarios, &n, e)) < 0) ||
        (rc = db_query_int(reg_db(r), &households, &found, e, "SELECT count(*) FROM household",
                           "")) < 0 ||
        (rc = snapshot_is_ready(r, o->as_of, &ready, e)) < 0)
        return rc;
    *ret = households <= (ready ? SIMULATE_QUICK_READY : SIMULATE_QUICK) / (int64_t)(n + 1);
    return 0;
}

int simulate(struct reg *r, const struct actor *actor, const struct simulate_options *o,
             sim_row_fn *fn, void *arg, struct simulation *ret, struct err *e)
{
    struct simulation s = {.as_of = o->as_of};
    int rc = actor_require(actor, RIGHT_DETERMINE | (fn ? RIGHT_EXPORT : 0), e);
    if (rc < 0 || (fn && (rc = actor_require_fields(actor, FIELD_MONEY, e)) < 0))
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
    struct sim_run x = {.r = r,
                        .actor = actor,
                        .s = &s,
                        .fn = fn,
                        .arg = arg,
                        .divisions = divisions,
                        .kept = o->kept};
    rc = prepare(&x, o, e);
    if (rc == 0)
        rc = run(&x, e);
    sim_kept_give(&x);
    snapshot_close(x.snapshot);
    for (size_t i = 0; x.plans && i < s.n; i++)
        pack_plan_free(x.plans[i]);
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
