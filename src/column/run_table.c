/* Primitives of decision tables: rows, hits, what they choose or collect. */
#include "run_private.h"

#include <string.h>

static uint64_t all_rows(const struct frame *f, int reg)
{
    size_t n = f->plan->regs[reg].type.n_codes;

    return n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

static const struct kernel_rows *kernels_of(const struct frame *f, int reg)
{
    return &f->k->tables->rows[width_of(f, reg)];
}

/* Rows as vectors. */
static const struct cell *rows(struct frame *f, int reg)
{
    run_vector(f, reg);
    return &f->cells[reg];
}

/* Rows are SLOW or not; s: states of what they come from. */
static void rows_done(struct frame *f, int reg, bool one, bool doubtful, bool slow)
{
    struct room *room = &f->rooms[reg];

    f->cells[reg] = (struct cell){room->v, doubtful ? room->may : room->v, slow ? room->s : NULL,
                                  slow ? COLUMN_SLOW : 0, one};
}

/* Null is no state of rows. */
static bool slow_rows(struct frame *f, int reg, const uint8_t *s)
{
    return f->k->slow_rows(lanes(f, reg), f->rooms[reg].s, s) != 0;
}

/* Of more values than bytes can tell apart: one by one. */
static void rows_lut_wide(struct frame *f, const struct plan_op *op, const int64_t *a, size_t n)
{
    uint64_t *hold = f->scratch[2];

    for (size_t i = 0; i < n; i++) {
        uint64_t at = (uint64_t)a[i] - (uint64_t)op->imm;

        hold[i] = op->lut[at < (uint64_t)op->imm2 ? at : 0];
    }
    f->k->convert[COLUMN_I64][width_of(f, op->dst)](n, f->rooms[op->dst].v, hold);
}

static void rows_lut(struct frame *f, const struct plan_op *op)
{
    const struct kernel_rows *k = kernels_of(f, op->dst);
    struct room *room = &f->rooms[op->dst];
    const uint8_t *sa = f->cells[op->a].s;
    size_t n = lanes(f, op->dst);
    bool one;

    if (sa)
        run_vector(f, op->a);
    one = f->cells[op->a].one;
    if (one)
        n = 1;
    if (op->imm2 > 256) {
        rows_lut_wide(f, op, run_operand(f, op->a, COLUMN_I64, 0).v, n);
    } else {
        const uint8_t *index = f->cells[op->a].v;

        if (width_of(f, op->a) != COLUMN_U8 || op->imm != 0) {
            f->k->tables->index(n, f->scratch[1], run_operand(f, op->a, COLUMN_I64, 0).v, op->imm,
                                (unsigned)op->imm2);
            index = f->scratch[1];
        }
        k->lut(n, room->v, index, &run_prepared(f, op)->steps);
    }
    if (sa)
        k->open(n, room->v, room->may, sa, op->lut[op->imm2], op->lut[op->imm2 + 1],
                all_rows(f, op->dst));
    rows_done(f, op->dst, one, sa, sa && slow_rows(f, op->dst, sa));
}

static void rows_cell(struct frame *f, const struct plan_op *op)
{
    struct room *room = &f->rooms[op->dst];
    const struct cell *a = &f->cells[op->a];

    if (a->s)
        run_vector(f, op->a);
    kernels_of(f, op->dst)
        ->cell(a->one ? 1 : lanes(f, op->dst), room->v, room->may, a->v, a->s, (uint64_t)op->imm,
               all_rows(f, op->dst));
    rows_done(f, op->dst, a->one, a->s, a->s && slow_rows(f, op->dst, a->s));
}

static void rows_and(struct frame *f, const struct plan_op *op)
{
    kernel_two_fn *both = f->k->two[TWO_BITS][width_of(f, op->dst)][FORM_VV];
    struct room *room = &f->rooms[op->dst];
    const struct cell *a = rows(f, op->a), *b = rows(f, op->b);
    size_t n = lanes(f, op->dst);
    bool doubtful = a->may != a->v || b->may != b->v;

    both(n, room->v, a->v, b->v);
    if (doubtful)
        both(n, room->may, a->may, b->may);
    rows_done(f, op->dst, false, doubtful, run_strict(f, op->dst, op->a, op->b) != 0);
}

static void hit(struct frame *f, const struct plan_op *op)
{
    const struct kernel_rows *k = kernels_of(f, op->a);
    const struct cell *a = rows(f, op->a);
    const uint8_t *sa = states_or_zeros(f, op->a);
    uint8_t *d = run_target(f, op->dst, COLUMN_U8, 3), *s = f->rooms[op->dst].s, any;
    size_t n = lanes(f, op->dst);

    if (op->code == DO_HIT_FIRST) {
        any = k->first(n, d, s, a->v, a->may, sa, (uint8_t)op->imm);
    } else if (op->code == DO_HIT_UNIQUE) {
        any = k->unique(n, d, s, a->v, a->may, sa, (uint8_t)op->imm);
    } else {
        any = k->any(n, d, s, a->v, a->may, sa, (uint8_t)op->imm,
                     run_prepared(f, op)->alike ? NULL : op->lut);
    }
    run_home(f, op->dst, COLUMN_U8, 3, n);
    run_done(f, op->dst, false, any);
}

/* From this many on a look-up is faster than one blend after the other. */
#define TABLE_FROM 8

static void choose(struct frame *f, const struct plan_op *op)
{
    enum column_width w = width_of(f, op->dst);
    const struct kernels *k = f->k;
    struct room *room = &f->rooms[op->dst];
    size_t n = lanes(f, op->dst), last = op->n_args - 1;
    const uint8_t *which = run_vector_as(f, op->a, COLUMN_U8, 0), *sa = f->cells[op->a].s;
    bool constant = true, states = false;
    uint8_t s = 0;

    for (size_t i = 0; i < op->n_args; i++) {
        constant &= f->cells[op->args[i]].one;
        states |= f->cells[op->args[i]].s != NULL;
    }
    if (constant && op->n_args >= TABLE_FROM) {
        int64_t of[256];

        for (size_t i = 0; i < 256; i++)
            k->convert[width_of(f, op->args[i < last ? i : last])][COLUMN_I64](
                1, &of[i], f->cells[op->args[i < last ? i : last]].v);
        k->table[w](n, room->v, which, of);
    } else {
        struct operand v = run_operand(f, op->args[last], w, 1);

        if (v.one)
            k->fill[w](n, room->v, v.v);
        else
            k->copy[w](n, room->v, v.v);
        for (size_t i = 0; i < last; i++) {
            v = run_operand(f, op->args[i], w, 1);
            k->blend[w][v.one](n, room->v, which, (unsigned)i, v.v);
        }
    }
    if (states) {
        memcpy(room->s, states_or_zeros(f, op->args[last]), n);
        for (size_t i = 0; i < last; i++)
            k->blend[COLUMN_U8][0](n, room->s, which, (unsigned)i, states_or_zeros(f, op->args[i]));
        s = k->states(n, room->s);
    }
    if (sa) {
        s = k->over(n, room->s, sa, s ? room->s : f->zeros);
        if (w == COLUMN_U64)
            k->clear[w](n, room->v, sa, COLUMN_UNKNOWN | COLUMN_SLOW);
    }
    run_done(f, op->dst, false, s);
}

/* Bytes for a lane each in the scratch of a collection. */
struct collection {
    uint8_t *holds, *may, *doubt, *slow, *has;
};

/* Row's lanes: holds, may; what its value's states make of them. */
static void collect_row(struct frame *f, const struct plan_op *op, size_t row,
                        const struct collection *c)
{
    const struct kernel_rows *k = kernels_of(f, op->a);
    const struct cell *a = &f->cells[op->a];
    const uint8_t *sv = f->cells[op->args[row]].s;
    size_t n = lanes(f, op->dst);

    k->row(n, c->holds, a->v, (unsigned)row);
    k->doubtful(n, c->may, a->v, a->may, (unsigned)row);
    if (sv)
        f->k->tables->collect(n, c->holds, c->may, c->doubt, c->slow, sv);
}

static void collect(struct frame *f, const struct plan_op *op)
{
    enum column_width w = width_of(f, op->dst);
    const struct kernels *k = f->k;
    const struct cell *a = rows(f, op->a);
    struct room *room = &f->rooms[op->dst];
    size_t n = lanes(f, op->dst), way = op->code == DO_COLLECT_MIN ? 0 : op->code == DO_COLLECT_MAX;
    uint8_t *bytes = f->scratch[0];
    struct collection c;
    const int64_t nought = 0;

    c.holds = bytes;
    c.may = c.holds + COLUMN_BATCH_MEMBERS;
    c.doubt = c.may + COLUMN_BATCH_MEMBERS;
    c.slow = c.doubt + COLUMN_BATCH_MEMBERS;
    c.has = c.slow + COLUMN_BATCH_MEMBERS;
    memset(c.doubt, 0, n);
    memset(c.slow, 0, n);
    memset(c.has, 0, n);
    k->fill[w](n, room->v, &nought);
    for (size_t i = 0; i < op->n_args; i++) {
        struct operand v = run_operand(f, op->args[i], w, 1);

        collect_row(f, op, i, &c);
        if (op->code != DO_COLLECT_SUM) {
            k->tables->best[way][w][v.one](n, room->v, c.has, c.holds, v.v);
        } else if (!op->checked) {
            k->tables->add_if[w][v.one](n, room->v, c.holds, v.v);
        } else {
            memset(f->scratch[2], 0, n * sizeof(int64_t));
            k->tables->add_if[w][v.one](n, f->scratch[2], c.holds, v.v);
            memset(c.may, 0, n);
            k->checked[CHECKED_ADD](n, f->scratch[3], c.may, room->v, f->scratch[2]);
            k->copy[w](n, room->v, f->scratch[3]);
            k->two[TWO_MAX][COLUMN_U8][FORM_VV](n, c.may, c.may, c.slow);
            k->copy[COLUMN_U8](n, c.slow, c.may);
        }
        if (op->code == DO_COLLECT_SUM)
            k->mark(n, c.has, c.holds, 1);
    }
    if (a->may != a->v)
        for (size_t i = 0; i < op->n_args; i++) {
            struct operand v = run_operand(f, op->args[i], w, 1);

            collect_row(f, op, i, &c);
            k->tables->rival[op->code == DO_COLLECT_SUM ? 2 : way][w][v.one](n, c.doubt, room->v,
                                                                             c.has, c.may, v.v);
        }
    uint8_t s = k->tables->collected(n, room->s, c.slow, c.doubt, c.has);

    if (a->s) {
        memcpy(bytes, room->s, n);
        s = k->over(n, room->s, a->s, bytes);
    }
    run_done(f, op->dst, false, s);
}

/* States of a whole that further rows would change. */
static uint8_t doubtful(struct frame *f, const struct plan_op *op)
{
    const struct cell *a = &f->cells[op->a];
    struct room *room = &f->rooms[op->dst];
    size_t n = lanes(f, op->dst);
    uint8_t s = 0;

    if (a->may != a->v)
        s = kernels_of(f, op->a)->differ(n, room->s, a->v, a->may);
    if (!a->s)
        return s;
    memcpy(f->scratch[0], room->s, n);
    return f->k->over(n, room->s, a->s, s ? f->scratch[0] : f->zeros);
}

static void collect_count(struct frame *f, const struct plan_op *op)
{
    const struct cell *a = rows(f, op->a);
    size_t n = lanes(f, op->dst);

    kernels_of(f, op->a)->count(n, run_target(f, op->dst, COLUMN_U8, 3), a->v);
    run_home(f, op->dst, COLUMN_U8, 3, n);
    run_done(f, op->dst, false, doubtful(f, op));
}

static void collect_set(struct frame *f, const struct plan_op *op)
{
    const struct cell *a = rows(f, op->a);

    kernels_of(f, op->a)->codes(lanes(f, op->dst), f->rooms[op->dst].v, a->v, op->lut,
                                f->plan->regs[op->a].type.n_codes);
    run_done(f, op->dst, false, doubtful(f, op));
}

static void fired(struct frame *f, const struct plan_op *op)
{
    const struct cell *a = rows(f, op->a);
    size_t n = lanes(f, op->dst);
    struct room *room = &f->rooms[op->dst];

    if (op->imm == 1)
        kernels_of(f, op->a)->fired(n, room->v, a->v, a->may);
    else
        f->k->copy[width_of(f, op->a)](n, room->v, a->v);
    run_done(f, op->dst, false, a->s ? run_strict(f, op->dst, op->a, -1) : 0);
}

void run_table_op(struct frame *f, const struct plan_op *op)
{
    switch (op->code) {
    case DO_ROWS_LUT:
        rows_lut(f, op);
        break;
    case DO_ROWS_CELL:
        rows_cell(f, op);
        break;
    case DO_ROWS_AND:
        rows_and(f, op);
        break;
    case DO_HIT_FIRST:
    case DO_HIT_UNIQUE:
    case DO_HIT_ANY:
        hit(f, op);
        break;
    case DO_CHOOSE:
        choose(f, op);
        break;
    case DO_COLLECT_MAX:
    case DO_COLLECT_MIN:
    case DO_COLLECT_SUM:
        collect(f, op);
        break;
    case DO_COLLECT_COUNT:
        collect_count(f, op);
        break;
    case DO_COLLECT_SET:
        collect_set(f, op);
        break;
    default:
        fired(f, op);
        break;
    }
}
