/* Households as columns from the snapshot to the counts. */
#include "cleanup.h"
#include "compose.h"
#include "simulate_pass.h"

#include <stdlib.h>

int sim_columns_prepare(struct sim_pass *p, struct err *e)
{
    struct sim_run *x = p->x;
    const struct snapshot_info *info = snapshot_info(x->snapshot);
    size_t places = info->divisions * N_SIM_RESIDENCES;
    for (size_t t = 0; t < p->n_threads; t++) {
        for (size_t k = p->begin; k < p->n; k++) {
            struct sim_policy *y = &p->threads[t].policies[k];
            const struct pack_plan *plan = x->plans[sim_scenario_of(p, k)];
            int rc;
            if ((rc = plan_run_new(plan->plan, &y->run, e)) < 0 ||
                (rc = parameter_sets_new(plan, x->s->as_of, &y->sets, e)) < 0)
                return rc;
            if (!(y->set_of = calloc(places + 1, sizeof *y->set_of)))
                return err_nomem(e);
            for (size_t i = 0; i < places; i++)
                y->set_of[i] = -1;
        }
    }
    for (size_t i = 0; i < p->n_pieces; i++) {
        struct sim_piece *piece = p->pieces[i];
        if (!(piece->columns = calloc(snapshot_width(x->snapshot) + 1, sizeof *piece->columns)))
            return err_nomem(e);
    }
    return 0;
}

int sim_columns_read(struct sim_pass *p, struct sim_piece *piece, struct err *e)
{
    piece->batch = p->next_batch++;
    piece->h.n = 0;
    return p->next_batch < snapshot_info(p->x->snapshot)->batches;
}

static uint8_t state_at(const struct column *c, size_t row)
{
    return c->states ? c->states[row] : COLUMN_KNOWN;
}

/* A residence that is none of the catalogue's: what holds for it only the interpreter knows. */
static bool strange_residence(const struct fact_columns *f, const struct sim_piece *piece, size_t i)
{
    int at = f->catalogue->known.residence;
    return at >= 0 && state_at(&piece->from.columns.household[at], i) == COLUMN_SLOW;
}

static void read_residences(const struct fact_columns *f, struct sim_piece *piece)
{
    int at = f->catalogue->known.residence;
    uint8_t codes[256];
    if (at < 0) {
        memset(piece->residences, SIM_NO_RESIDENCE, piece->h.n);
        return;
    }
    const struct column_type *t = &f->t[SPACE_HOUSEHOLD][at];
    const struct column *c = &piece->from.columns.household[at];
    const uint8_t *values = c->values;
    for (size_t i = 0; i < t->n_codes; i++)
        codes[i] = (uint8_t)sim_residence_parse(t->codes[i]);
    for (size_t i = 0; i < piece->h.n; i++)
        piece->residences[i] = state_at(c, i) == COLUMN_KNOWN ? codes[values[i]] : SIM_NO_RESIDENCE;
}

/* Which parameters hold for each household. */
static int find_sets(struct sim_pass *p, struct sim_thread *t, size_t policy,
                     const struct sim_piece *piece, struct err *e)
{
    static const char *const residences[N_SIM_RESIDENCES] = {"urban", "rural", ""};
    struct sim_policy *y = &t->policies[policy];
    for (size_t i = 0; i < piece->h.n; i++) {
        uint32_t division = piece->h.divisions[i];
        int32_t *set = &y->set_of[division * N_SIM_RESIDENCES + piece->residences[i]];
        if (*set < 0) {
            uint16_t found;
            int rc = parameter_sets_find(y->sets, snapshot_division(p->x->snapshot, division),
                                         str_of(residences[piece->residences[i]]), &found, e);
            if (rc < 0)
                return rc;
            *set = found;
        }
        t->sets[i] = (uint16_t)*set;
    }
    for (; y->n_sets < parameter_sets_count(y->sets); y->n_sets++) {
        int rc = plan_run_set(y->run, y->n_sets, parameter_sets_values(y->sets, y->n_sets), e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* Values as int64. */
static void widen(const struct column *c, size_t n, int64_t *ret)
{
    switch (c->width) {
    case COLUMN_U8:
        for (size_t i = 0; i < n; i++)
            ret[i] = ((const uint8_t *)c->values)[i];
        break;
    case COLUMN_I32:
        for (size_t i = 0; i < n; i++)
            ret[i] = ((const int32_t *)c->values)[i];
        break;
    case COLUMN_I64:
    case COLUMN_U64:
        memcpy(ret, c->values, n * sizeof *ret);
        break;
    }
}

/* What stood before, as far as a verdict asks; false: a column doesn't hold it. */
static bool previous_at(const struct fact_columns *f, const struct sim_piece *piece, size_t i,
                        struct previous *ret)
{
    size_t at = COLUMN_PREVIOUS(f->catalogue, PREVIOUS_STANDING);
    const struct column *standing = &piece->from.columns.household[at];
    const struct column *amount =
        &piece->from.columns.household[COLUMN_PREVIOUS(f->catalogue, PREVIOUS_AMOUNT)];
    uint8_t state = state_at(amount, i);
    if (state_at(standing, i) != COLUMN_KNOWN || state == COLUMN_SLOW)
        return false;
    struct str code = f->t[SPACE_HOUSEHOLD][at].codes[((const uint8_t *)standing->values)[i]];
    *ret = (struct previous){.standing = standing_parse(code),
                             .amount = ((const int32_t *)amount->values)[i],
                             .amount_unknown = state == COLUMN_UNKNOWN};
    return true;
}

/* The outputs that verdicts and measures are made of, by enum. */
static const enum output_id money[] = {OUTPUT_PAYABLE_AMOUNT, OUTPUT_MONTHLY_INCOME, OUTPUT_LINE,
                                       OUTPUT_MONTHLY_AMOUNT, OUTPUT_UPLIFT};
enum { PAYABLE, INCOME, LINE, COMPUTED, UPLIFT, N_MONEY };

/* Codes of an output as numbers of an enum. */
static void number_codes(const struct plan *plan, enum output_id id, uint8_t *ret,
                         int (*parse)(struct str))
{
    struct column_type t;
    if (plan_has(plan, id, &t))
        for (size_t i = 0; i < t.n_codes; i++)
            ret[i] = (uint8_t)parse(t.codes[i]);
}

static int parse_category(struct str code)
{
    return (int)category_parse(code);
}

static int parse_standing(struct str code)
{
    return (int)standing_parse(code);
}

/* Puts what the plan computed into *to; slow[i] is set where it leaves the household open. */
static void put_plan(const struct pack_plan *plan, const struct plan_run *run,
                     const struct sim_piece *piece, struct sim_outcomes *to, uint8_t *slow)
{
    uint8_t categories[256] = {0}, standings[256] = {0};
    int64_t values[N_MONEY][COLUMN_BATCH];
    struct column columns[N_MONEY], category = plan_run_output(run, OUTPUT_CATEGORY),
                                    standing = plan_run_output(run, OUTPUT_STANDING);
    number_codes(plan->plan, OUTPUT_CATEGORY, categories, parse_category);
    number_codes(plan->plan, OUTPUT_STANDING, standings, parse_standing);
    for (int k = 0; k < N_MONEY; k++) {
        columns[k] = plan_run_output(run, money[k]);
        widen(&columns[k], piece->h.n, values[k]);
    }
    memcpy(slow, plan_run_slow(run), piece->h.n);
    for (size_t i = 0; i < piece->h.n; i++) {
        struct previous previous = {0};
        struct maybe m[N_MONEY];
        for (int k = 0; k < N_MONEY; k++)
            m[k] = (struct maybe){state_at(&columns[k], i) == COLUMN_KNOWN, values[k][i]};
        bool category_known = state_at(&category, i) == COLUMN_KNOWN,
             standing_known = state_at(&standing, i) == COLUMN_KNOWN,
             open = !category_known || !standing_known || !m[PAYABLE].known;
        if (slow[i] || (open && !previous_at(plan->columns, piece, i, &previous))) {
            slow[i] = 1;
            continue;
        }
        const struct sim_values x = {
            .category_known = category_known,
            .category = (enum category)categories[((const uint8_t *)category.values)[i]],
            .income = m[INCOME],
            .line = m[LINE],
            .computed = m[COMPUTED],
            .uplift = m[UPLIFT],
        };
        sim_put(to, i,
                verdict_of(false, open, standing_known,
                           (enum standing)standings[((const uint8_t *)standing.values)[i]],
                           m[PAYABLE], &previous),
                &x);
    }
}

static int interpret(struct sim_pass *p, struct sim_thread *t, size_t policy,
                     const struct household_facts *h, struct sim_outcomes *to, size_t i,
                     struct err *e)
{
    struct sim_policy *y = &t->policies[policy];
    const struct simulation *s = p->x->s;
    const struct outcome *o;
    int rc = 0;
    if (!y->interpreter)
        rc = evaluator_new(s->scenarios[sim_scenario_of(p, policy)].pack, s->as_of, &y->interpreter,
                           e);
    if (rc < 0 || (rc = evaluate(y->interpreter, h, &o, e)) < 0)
        return rc;
    sim_put_outcome(to, i, o, &h->previous);
    return 0;
}

/* 1, or 0: it has a fact that no column holds. */
static int decide_slow(struct sim_pass *p, struct sim_thread *t, size_t policy,
                       struct sim_piece *piece, size_t i, struct err *e)
{
    const struct snapshot *from = p->x->snapshot;
    struct household_facts h;
    arena_reset(t->arena);
    if (!column_facts(snapshot_info(from)->columns, &piece->from.columns, i,
                      snapshot_division(from, piece->h.divisions[i]), t->arena, &h))
        return arena_failed(t->arena) ? err_nomem(e) : 0;
    int rc = interpret(p, t, policy, &h, &piece->outcomes[policy], i, e);
    return rc < 0 ? rc : 1;
}

int sim_columns_decide(struct sim_pass *p, struct sim_thread *t, struct sim_piece *piece,
                       struct err *e)
{
    const struct snapshot *from = p->x->snapshot;
    if (piece->batch >= snapshot_info(from)->batches)
        return 0;
    snapshot_batch(from, piece->batch, piece->columns, &piece->from);
    piece->h = (struct sim_households){piece->from.columns.n, piece->from.divisions,
                                       piece->residences, piece->from.columns.offsets};
    memset(piece->left, 0, sizeof piece->left);
    read_residences(snapshot_info(from)->columns, piece);
    if (p->begin)
        sim_baseline_get(p->x->baseline, piece->batch, &piece->outcomes[0]);
    for (size_t k = p->begin; k < p->n; k++) {
        const struct pack_plan *plan = p->x->plans[sim_scenario_of(p, k)];
        struct sim_policy *y = &t->policies[k];
        uint8_t slow[COLUMN_BATCH];
        int rc = find_sets(p, t, k, piece, e);
        if (rc < 0)
            return rc;
        struct column_batch b = piece->from.columns;
        b.sets = t->sets;
        plan_run_batch(y->run, &b);
        put_plan(plan, y->run, piece, &piece->outcomes[k], slow);
        for (size_t i = 0; i < piece->h.n; i++) {
            if (!slow[i] && !strange_residence(plan->columns, piece, i))
                continue;
            if ((rc = decide_slow(p, t, k, piece, i, e)) < 0)
                return rc;
            if (rc == 0)
                piece->left[i] = piece->some_left = true;
        }
    }
    return 0;
}

static int not_there(struct err *e)
{
    return err_set(
        e, E_CORRUPT, "快照中的户不在登记库中，请删除快照文件后重试",
        "the snapshot has a household that the register doesn't; delete the snapshot and "
        "try again");
}

/* One household from the register, under all policies. */
static int decide_left(struct sim_pass *p, struct sim_piece *piece, size_t i, struct err *e)
{
    struct sim_run *x = p->x;
    const struct simulation *s = x->s;
    struct sim_thread *t = &p->threads[0];
    int64_t register_id = piece->from.register_ids[i], household_id = piece->from.household_ids[i];
    struct household_facts h;
    struct past past;
    int64_t gone;
    int rc = 0;
    if (!p->scan && ((rc = scan_open(x->r, x->actor, str_of(s->division), s->as_of, s->known_seq,
                                     &p->scan, e)) < 0 ||
                     (rc = history_open(x->r, s->as_of, s->known_seq, true, &p->history, e)) < 0))
        return rc;
    arena_reset(t->arena);
    if ((rc = scan_find(p->scan, true, register_id, household_id, t->arena, &h, e)) <= 0 ||
        (rc = history_find(p->history, register_id, household_id, &past, &gone, e)) < 0)
        return rc < 0 ? rc : not_there(e);
    h.previous = previous_of(reg_catalogue(x->r), &h, past.found ? &past.previous : NULL);
    for (size_t k = p->begin; k < p->n && rc >= 0; k++)
        rc = interpret(p, t, k, &h, &piece->outcomes[k], i, e);
    return rc;
}

int sim_columns_finish(struct sim_pass *p, struct sim_piece *piece, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; i < piece->h.n && rc >= 0; i++)
        rc = piece->left[i] ? decide_left(p, piece, i, e) : 0;
    return rc;
}

int sim_columns_number(struct sim_pass *p, const struct sim_piece *piece, size_t i, struct str *ret,
                       struct err *e)
{
    int rc = 0;
    if (!p->numbers)
        rc = db_prepare(reg_db(p->x->r),
                        "select register_id, household_id, household_no from household"
                        " order by register_id, household_id",
                        &p->numbers, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(p->numbers, e)) > 0) {
        if (stmt_int(p->numbers, 0) == piece->from.register_ids[i] &&
            stmt_int(p->numbers, 1) == piece->from.household_ids[i]) {
            *ret = stmt_text(p->numbers, 2);
            return 0;
        }
    }
    return rc < 0 ? rc : not_there(e);
}
