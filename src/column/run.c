/*
 * Runs: registers in memory, uniform values by set, batches, results. README.md tells how.
 */
#include "run_private.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNED 64u
#define SETS_MOST 65536u

/* A uniform register over the sets. */
struct uniform {
    uint8_t *v, *may, *s;
};

struct plan_run {
    const struct plan *plan;
    size_t first_op; /* the first that isn't uniform */
    struct frame batch, side;
    void *memory[2]; /* of the two frames' registers */
    struct column_batch input;

    size_t n_sets, cap_sets;
    struct prepared *prepared;
    const struct plan_op **order; /* what isn't uniform */
    size_t n_order;
    struct uniform *uniforms; /* by register */
    void *uniform_memory;

    struct column *outputs;
    uint8_t *spread_outputs; /* room for those that are uniform */
    struct column *fired;
    uint8_t slow[COLUMN_BATCH];

    /* Side batch: rows of the batch; by household of the batch, 1 + its row there, or 0. */
    size_t n_side;
    uint16_t side_households[SIDE_HOUSEHOLDS], side_members[SIDE_MEMBERS],
        side_sets[SIDE_HOUSEHOLDS], side_of[COLUMN_BATCH];
    struct facts *facts;
};

static size_t bytes_of(enum column_width w)
{
    static const size_t bytes[N_WIDTHS] = {1, 4, 8, 8};

    return bytes[w];
}

/* --- The registers of a frame ---
 * Rooms are given out by size and space; a room is free again behind the last use of its register,
 * and the one freed last is taken first: it is still in the cache. */
#define N_SIZES 3
struct rooms {
    size_t cap[3]; /* lanes, by space */
    size_t used;   /* bytes */
    struct {
        size_t *at, n;
    } free[3][N_SIZES];
};

static size_t size_class(size_t bytes)
{
    return bytes == 1 ? 0 : bytes == 4 ? 1 : 2;
}

static size_t room_take(struct rooms *r, enum column_space space, size_t bytes)
{
    size_t class = size_class(bytes), at = r->used;

    if (r->free[space][class].n)
        return r->free[space][class].at[--r->free[space][class].n];
    r->used += (r->cap[space] * bytes + KERNEL_SLACK + ALIGNED - 1) / ALIGNED * ALIGNED;
    return at;
}

static void room_give(struct rooms *r, enum column_space space, size_t bytes, size_t at)
{
    size_t class = size_class(bytes);

    r->free[space][class].at[r->free[space][class].n++] = at;
}

/* Where a register stands: offsets into the frame's memory. */
struct place {
    size_t v, may, s;
};

static void place_take(struct rooms *rooms, const struct plan_reg *reg, struct place *ret)
{
    size_t bytes = bytes_of(reg->type.width);

    ret->v = room_take(rooms, reg->space, bytes);
    ret->s = room_take(rooms, reg->space, 1);
    if (reg->kind == PLAN_ROWS)
        ret->may = room_take(rooms, reg->space, bytes);
}

static void place_give(struct rooms *rooms, const struct plan_reg *reg, const struct place *at)
{
    size_t bytes = bytes_of(reg->type.width);

    if (reg->kind == PLAN_ROWS)
        room_give(rooms, reg->space, bytes, at->may);
    room_give(rooms, reg->space, 1, at->s);
    room_give(rooms, reg->space, bytes, at->v);
}

size_t run_operands(const struct plan_op *op, int ret[3])
{
    const int all[3] = {op->a, op->b, op->c};
    size_t n = 0;

    for (size_t i = 0; i < 3; i++)
        if (all[i] >= 0)
            ret[n++] = all[i];
    return n;
}

/* The last place in the schedule that reads each register; SIZE_MAX for results. */
static void find_last_uses(const struct plan_run *r, size_t *last)
{
    const struct plan *p = r->plan;
    int operands[3];

    for (size_t i = 0; i < r->n_order; i++) {
        const struct plan_op *op = r->order[i];
        size_t n = run_operands(op, operands);

        last[op->dst] = i;
        for (size_t k = 0; k < n; k++)
            last[operands[k]] = i;
        for (size_t k = 0; k < op->n_args; k++)
            last[op->args[k]] = i;
    }
    for (size_t i = 0; i < p->n_wanted; i++)
        if (p->outputs[i] >= 0)
            last[p->outputs[i]] = SIZE_MAX;
    for (size_t i = 0; i < p->n_tables; i++)
        last[p->fired[i]] = SIZE_MAX;
}

/* A register whose last use is at place i, once. */
static void give_after(struct rooms *rooms, const struct plan *p, size_t *last, size_t i, int reg,
                       const struct place *places)
{
    if (last[reg] != i || p->regs[reg].space == SPACE_UNIFORM)
        return;
    last[reg] = SIZE_MAX;
    place_give(rooms, &p->regs[reg], &places[reg]);
}

static bool place_registers(struct rooms *rooms, const struct plan_run *r, bool keep,
                            struct place *places)
{
    const struct plan *p = r->plan;
    size_t *last = calloc(p->n_regs + 1, sizeof *last);
    size_t *lists = calloc((p->n_regs + 1) * 9 * 2, sizeof *lists);
    int operands[3];

    if (!last || !lists) {
        free(last);
        free(lists);
        return false;
    }
    for (size_t i = 0; i < 9; i++)
        rooms->free[i / 3][i % 3].at = lists + i * 2 * (p->n_regs + 1);
    find_last_uses(r, last);
    for (size_t i = 0; i < r->n_order; i++) {
        const struct plan_op *op = r->order[i];
        size_t n = run_operands(op, operands);

        place_take(rooms, &p->regs[op->dst], &places[op->dst]);
        if (keep)
            continue;
        for (size_t k = 0; k < n; k++)
            give_after(rooms, p, last, i, operands[k], places);
        for (size_t k = 0; k < op->n_args; k++)
            give_after(rooms, p, last, i, op->args[k], places);
        give_after(rooms, p, last, i, op->dst, places);
    }
    free(last);
    free(lists);
    return true;
}

static int frame_new(struct plan_run *r, struct frame *f, void **memory, size_t households,
                     size_t members, bool keep, struct err *e)
{
    const struct plan *p = r->plan;
    /* Scratch, eight bytes a lane, is taken as if it were uniform: some primitives lay several runs
     * of bytes there, COLUMN_BATCH_MEMBERS apart. */
    struct rooms rooms = {.cap = {COLUMN_BATCH_MEMBERS, households, members}};
    struct place *places = calloc(p->n_regs + 1, sizeof *places);
    size_t at[N_SCRATCH], zeros, off, owner, owner_set;
    uint8_t *base;
    bool ok;

    if (!places)
        return err_nomem(e);
    for (size_t i = 0; i < N_SCRATCH; i++)
        at[i] = room_take(&rooms, SPACE_UNIFORM, 8);
    zeros = room_take(&rooms, SPACE_UNIFORM, 1);
    off = room_take(&rooms, SPACE_HOUSEHOLD, 8);
    owner = room_take(&rooms, SPACE_MEMBER, 4);
    owner_set = room_take(&rooms, SPACE_MEMBER, 4);
    ok = place_registers(&rooms, r, keep, places);
    *memory = base = ok ? aligned_alloc(ALIGNED, rooms.used) : NULL;
    f->cells = calloc(p->n_regs + 1, sizeof *f->cells);
    f->rooms = calloc(p->n_regs + 1, sizeof *f->rooms);
    if (!base || !f->cells || !f->rooms) {
        free(places);
        return err_nomem(e);
    }
    memset(base, 0, rooms.used);
    for (size_t i = 0; i < p->n_regs; i++)
        if (p->regs[i].space != SPACE_UNIFORM)
            f->rooms[i] =
                (struct room){base + places[i].v, base + places[i].may, base + places[i].s};
    free(places);
    for (size_t i = 0; i < N_SCRATCH; i++)
        f->scratch[i] = base + at[i];
    f->zeros = base + zeros;
    f->off = (uint32_t *)(base + off);
    f->owner = (uint16_t *)(base + owner);
    f->owner_set = (uint16_t *)(base + owner_set);
    f->plan = p;
    f->k = kernels_chosen();
    f->prepared = r->prepared;
    f->n[SPACE_UNIFORM] = 1;
    return 0;
}

int plan_run_new(const struct plan *p, struct plan_run **ret, struct err *e)
{
    struct plan_run *r = calloc(1, sizeof *r);
    int rc;

    if (!r)
        return err_nomem(e);
    r->plan = p;
    while (r->first_op < p->n_ops && p->regs[p->ops[r->first_op].dst].space == SPACE_UNIFORM)
        r->first_op++;
    r->prepared = run_prepare(p);
    r->order = calloc(p->n_ops + 1, sizeof *r->order);
    r->n_order = r->prepared && r->order ? run_schedule(p, r->order, r->prepared) : SIZE_MAX;
    r->uniforms = calloc(p->n_regs + 1, sizeof *r->uniforms);
    r->outputs = calloc(p->n_wanted + 1, sizeof *r->outputs);
    r->fired = calloc(p->n_tables + 1, sizeof *r->fired);
    r->spread_outputs = calloc((p->n_wanted + p->n_tables + 1) * 9, COLUMN_BATCH);
    if (r->n_order == SIZE_MAX || !r->uniforms || !r->outputs || !r->fired || !r->spread_outputs)
        rc = err_nomem(e);
    else
        rc = frame_new(r, &r->batch, &r->memory[0], COLUMN_BATCH, COLUMN_BATCH_MEMBERS, false, e);
    if (!rc)
        rc = frame_new(r, &r->side, &r->memory[1], SIDE_HOUSEHOLDS, SIDE_MEMBERS, true, e);
    if (!rc)
        rc = facts_new(p, &r->facts, e);
    if (rc) {
        plan_run_free(r);
        return rc;
    }
    *ret = r;
    return 0;
}

static void frame_free(struct frame *f, void *memory)
{
    free(memory);
    free(f->cells);
    free(f->rooms);
}

void plan_run_free(struct plan_run *r)
{
    if (!r)
        return;
    frame_free(&r->batch, r->memory[0]);
    frame_free(&r->side, r->memory[1]);
    facts_free(r->facts);
    free(r->prepared);
    free(r->order);
    free(r->uniforms);
    free(r->uniform_memory);
    free(r->outputs);
    free(r->spread_outputs);
    free(r->fired);
    free(r);
}

void plan_run_freep(struct plan_run **r)
{
    plan_run_free(*r);
}

/* --- Uniform values --- */

static int grow_sets(struct plan_run *r, struct err *e)
{
    const struct plan *p = r->plan;
    size_t cap = r->cap_sets ? 2 * r->cap_sets : 4, n = 0;
    uint8_t *memory, *at;

    for (size_t i = 0; i < p->n_regs; i++)
        n += p->regs[i].space == SPACE_UNIFORM;
    memory = at = calloc(n * 17 + 1, cap);
    if (!memory)
        return err_nomem(e);
    /* Eight bytes for each value and mask first, so that all are aligned; then the states. */
    for (size_t i = 0, k = 0; i < p->n_regs; i++) {
        struct uniform *u = &r->uniforms[i], was = *u;
        size_t bytes = bytes_of(p->regs[i].type.width);

        if (p->regs[i].space != SPACE_UNIFORM)
            continue;
        u->v = at;
        u->may = at + 8 * cap;
        u->s = memory + (n * 16 + k++) * cap;
        at += 16 * cap;
        if (r->n_sets) {
            memcpy(u->v, was.v, r->n_sets * bytes);
            memcpy(u->may, was.may, r->n_sets * bytes);
            memcpy(u->s, was.s, r->n_sets);
        }
    }
    free(r->uniform_memory);
    r->uniform_memory = memory;
    r->cap_sets = cap;
    return 0;
}

int plan_run_set(struct plan_run *r, size_t set, const struct column_value *values, struct err *e)
{
    const struct plan *p = r->plan;
    struct frame *f = &r->batch;

    if (set >= SETS_MOST)
        return err_set(e, E_LIMIT, "统一值最多 %u 组", "at most %u sets of uniform values",
                       SETS_MOST);
    while (set >= r->cap_sets) {
        int rc = grow_sets(r, e);

        if (rc)
            return rc;
    }
    f->values = values;
    for (size_t i = 0; i < r->first_op; i++) {
        int reg = p->ops[i].dst;
        size_t bytes = bytes_of(p->regs[reg].type.width);
        struct uniform *u = &r->uniforms[reg];
        struct cell *c = &f->cells[reg];

        f->rooms[reg] = (struct room){u->v + set * bytes, u->may + set * bytes, u->s + set};
        run_op(f, &p->ops[i]);
        if (c->may == c->v)
            memcpy(u->may + set * bytes, u->v + set * bytes, bytes);
        if (!c->s)
            u->s[set] = 0;
    }
    if (set >= r->n_sets)
        r->n_sets = set + 1;
    return 0;
}

/* The uniform registers of a frame: those of one set, or arrays over the sets. */
static void point_uniforms(struct plan_run *r, struct frame *f, size_t set)
{
    const struct plan *p = r->plan;

    for (size_t i = 0; i < r->first_op; i++) {
        int reg = p->ops[i].dst;
        const struct uniform *u = &r->uniforms[reg];
        size_t bytes = bytes_of(p->regs[reg].type.width), from = f->sets ? 0 : set;
        bool known = f->sets ? !f->k->states(r->n_sets, u->s) : u->s[set] == 0;

        f->cells[reg] = (struct cell){u->v + from * bytes, u->may + from * bytes,
                                      known ? NULL : u->s + from, 7, false};
    }
}

const uint16_t *run_owners(struct frame *f, enum column_space outer, enum column_space inner)
{
    if (inner == SPACE_HOUSEHOLD)
        return f->sets;
    if (!f->has_owner)
        for (size_t i = 0; i < f->n[SPACE_HOUSEHOLD]; i++)
            for (size_t k = f->off[i]; k < f->off[i + 1]; k++)
                f->owner[k] = (uint16_t)i;
    f->has_owner = true;
    if (outer == SPACE_HOUSEHOLD)
        return f->owner;
    if (!f->has_owner_set)
        for (size_t k = 0; k < f->n[SPACE_MEMBER]; k++)
            f->owner_set[k] = f->sets[f->owner[k]];
    f->has_owner_set = true;
    return f->owner_set;
}

/* --- Batches --- */

static void run_ops(struct plan_run *r, struct frame *f)
{
    f->has_owner = f->has_owner_set = false;
    for (size_t i = 0, n; i < r->n_order; i += n ? n : 1) {
        n = run_prepared(f, r->order[i])->group;
        if (n)
            run_group(f, &r->order[i], n);
        else
            run_op(f, r->order[i]);
    }
}

/* A register as an array over the households; a uniform one in the room of that result. */
static struct cell over_households(struct plan_run *r, int reg, size_t slot)
{
    struct frame *f = &r->batch;
    const struct cell *c = &f->cells[reg];
    size_t n = f->n[SPACE_HOUSEHOLD];
    uint8_t *v = r->spread_outputs + slot * 9 * COLUMN_BATCH, *s = v + 8 * COLUMN_BATCH;
    enum column_width w = r->plan->regs[reg].type.width;

    if (r->plan->regs[reg].space != SPACE_UNIFORM) {
        run_vector(f, reg);
        return *c;
    }
    if (f->sets) {
        f->k->pick[w](n, v, c->v, f->sets);
        if (c->s)
            f->k->pick[COLUMN_U8](n, s, c->s, f->sets);
    } else {
        f->k->fill[w](n, v, c->v);
        if (c->s)
            memset(s, c->s[0], n);
    }
    return (struct cell){.v = v, .s = c->s ? s : NULL};
}

static void give_output(struct plan_run *r, size_t i)
{
    const struct kernels *k = r->batch.k;
    size_t n = r->batch.n[SPACE_HOUSEHOLD];
    int reg = r->plan->outputs[i];
    const struct plan_reg *is = &r->plan->regs[reg];
    bool load = is->space != SPACE_UNIFORM && r->plan->ops[is->op].code == DO_LOAD;
    struct cell c = over_households(r, reg, i);

    if (c.s) {
        k->mark(n, r->slow, c.s,
                is->type.kind == COLUMN_DATE ? COLUMN_SLOW : COLUMN_SLOW | COLUMN_NULL);
        if (!load)
            k->clear[is->type.width](n, (void *)c.v, c.s,
                                     COLUMN_NULL | COLUMN_SLOW |
                                         (is->partial ? 0 : COLUMN_UNKNOWN));
    }
    r->outputs[i] = (struct column){is->type.width, c.v, c.s};
}

void plan_run_batch(struct plan_run *r, const struct column_batch *b)
{
    const struct plan *p = r->plan;
    struct frame *f = &r->batch;
    bool same = true;

    r->input = *b;
    f->batch = &r->input;
    f->n[SPACE_HOUSEHOLD] = b->n;
    f->n[SPACE_MEMBER] = b->offsets ? b->offsets[b->n] - b->offsets[0] : 0;
    for (size_t i = 0; i <= b->n; i++)
        f->off[i] = b->offsets ? b->offsets[i] - b->offsets[0] : 0;
    for (size_t i = 1; b->sets && i < b->n; i++)
        same &= b->sets[i] == b->sets[0];
    f->sets = same ? NULL : b->sets;
    point_uniforms(r, f, b->sets && b->n ? b->sets[0] : b->set);
    run_ops(r, f);
    memset(r->slow, 0, sizeof r->slow);
    memset(r->side_of, 0, sizeof r->side_of);
    r->n_side = 0;
    for (size_t i = 0; i < p->n_wanted; i++)
        if (p->outputs[i] >= 0)
            give_output(r, i);
    for (size_t i = 0; i < p->n_tables; i++) {
        struct cell c = over_households(r, p->fired[i], p->n_wanted + i);

        r->fired[i] = (struct column){p->regs[p->fired[i]].type.width, c.v, c.s};
        if (c.s)
            f->k->mark(b->n, r->slow, c.s, COLUMN_SLOW);
    }
}

struct column plan_run_output(const struct plan_run *r, size_t i)
{
    return r->outputs[i];
}

struct column plan_run_fired(const struct plan_run *r, size_t t)
{
    return r->fired[t];
}

const uint8_t *plan_run_slow(const struct plan_run *r)
{
    return r->slow;
}

/* --- What an unknown comes from --- */

static bool is_unknown(const struct plan_run *r, size_t household)
{
    for (size_t i = 0; i < r->plan->n_wanted; i++)
        if (r->plan->outputs[i] >= 0 && r->outputs[i].states &&
            r->outputs[i].states[household] & COLUMN_UNKNOWN)
            return true;
    return false;
}

/* Computes household and unknown ones behind it again, keeping all registers. */
static bool run_side(struct plan_run *r, size_t household)
{
    const struct frame *f = &r->batch;
    struct frame *side = &r->side;
    size_t n = 0, members = 0;

    for (size_t i = 0; i < r->n_side; i++)
        r->side_of[r->side_households[i]] = 0;
    for (size_t h = household; h < f->n[SPACE_HOUSEHOLD] && n < SIDE_HOUSEHOLDS; h++) {
        size_t size = f->off[h + 1] - f->off[h];

        if (h != household && (r->slow[h] || !is_unknown(r, h)))
            continue;
        if (members + size > SIDE_MEMBERS)
            break;
        side->off[n] = (uint32_t)members;
        for (size_t k = 0; k < size; k++)
            r->side_members[members + k] = (uint16_t)(f->off[h] + k);
        members += size;
        r->side_sets[n] = f->sets ? f->sets[h] : 0;
        r->side_households[n++] = (uint16_t)h;
        r->side_of[h] = (uint16_t)n;
    }
    r->n_side = n;
    side->off[n] = (uint32_t)members;
    side->n[SPACE_HOUSEHOLD] = n;
    side->n[SPACE_MEMBER] = members;
    side->pick[SPACE_HOUSEHOLD] = r->side_households;
    side->pick[SPACE_MEMBER] = r->side_members;
    side->batch = &r->input;
    side->sets = f->sets ? r->side_sets : NULL;
    point_uniforms(r, side, r->input.sets && r->input.n ? r->input.sets[0] : r->input.set);
    run_ops(r, side);
    return n > 0;
}

size_t plan_run_facts(struct plan_run *r, size_t i, size_t household, const struct plan_fact **ret)
{
    if (!r->side_of[household] && !run_side(r, household))
        return 0;
    return facts_of(r->facts, &r->side, r->plan->outputs[i], r->side_of[household] - 1u, ret);
}
