#include "reference.h"

#include "date.h"

#include <stdlib.h>
#include <string.h>

#define K COLUMN_KNOWN
#define U COLUMN_UNKNOWN
#define N COLUMN_NULL
#define S COLUMN_SLOW

typedef struct reference_value value;

struct reference {
    const struct plan *p;
    const struct column_batch *b;
    const struct column_value *const *values;
    size_t members;
    uint32_t *household_of;
    value **lanes; /* by register */
};

/* Where a lane is: a member (if the space is theirs), its household. */
struct lane {
    size_t household, member;
};

static size_t index_of(const struct reference *r, int reg, struct lane l)
{
    switch (r->p->regs[reg].space) {
    case SPACE_MEMBER:
        return l.member;
    default:
        return l.household; /* uniform registers too: once for each household */
    }
}

static value of(const struct reference *r, int reg, struct lane l)
{
    return r->lanes[reg][index_of(r, reg, l)];
}

static size_t from(const struct reference *r, struct lane l)
{
    return r->b->offsets[l.household] - r->b->offsets[0];
}

static size_t to(const struct reference *r, struct lane l)
{
    return r->b->offsets[l.household + 1] - r->b->offsets[0];
}

static struct lane member(struct lane l, size_t m)
{
    return (struct lane){l.household, m};
}

static value known(int64_t v)
{
    return (value){.v = v};
}

static value state(uint8_t s)
{
    return (value){.s = s};
}

static uint64_t all_rows(const struct reference *r, int reg)
{
    size_t n = r->p->regs[reg].type.n_codes;

    return n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static int64_t read(const struct column *c, size_t i)
{
    switch (c->width) {
    case COLUMN_U8:
        return ((const uint8_t *)c->values)[i];
    case COLUMN_I32:
        return ((const int32_t *)c->values)[i];
    default:
        return ((const int64_t *)c->values)[i];
    }
}

static value load(const struct reference *r, const struct plan_op *op, struct lane l)
{
    enum column_space space = r->p->regs[op->dst].space;

    if (space == SPACE_UNIFORM) {
        size_t set = r->b->sets ? r->b->sets[l.household] : r->b->set;

        return (value){.v = r->values[set][op->imm].value, .s = r->values[set][op->imm].state};
    }
    const struct column *c = &(space == SPACE_MEMBER ? r->b->member : r->b->household)[op->imm];
    size_t i = space == SPACE_MEMBER ? l.member : l.household;

    return (value){.v = read(c, i), .s = c->states ? c->states[i] : K};
}

static value strict(value a, value b)
{
    uint8_t s = a.s | b.s;

    return state(s & (S | N) ? S : s);
}

static value wide(const struct plan_op *op, __int128 v)
{
    if (op->checked && v != (int64_t)v)
        return state(S);
    return known((int64_t)v);
}

static __int128 ten(int64_t n)
{
    return n ? 10 * ten(n - 1) : 1;
}

static __int128 absolute(__int128 x)
{
    return x < 0 ? -x : x;
}

static value divide(__int128 a, __int128 b, enum plan_round mode)
{
    if (b == 0)
        return state(S);
    bool negative = (a < 0) != (b < 0);
    __int128 x = absolute(a), y = absolute(b), q = x / y, r = x % y, twice = 2 * r;
    bool away = false;

    switch (mode) {
    case ROUND_HALF_UP:
        away = twice >= y;
        break;
    case ROUND_HALF_DOWN:
        away = twice > y;
        break;
    case ROUND_HALF_EVEN:
        away = twice > y || (twice == y && q % 2);
        break;
    case ROUND_UP:
        away = r != 0;
        break;
    case ROUND_DOWN:
        break;
    case ROUND_FLOOR:
        away = negative && r != 0;
        break;
    case ROUND_CEILING:
        away = !negative && r != 0;
        break;
    }
    q += away;
    q = negative ? -q : q;
    return q == (int64_t)q ? known((int64_t)q) : state(S);
}

static bool bit(const uint64_t *lut, int64_t i)
{
    return lut[i / 64] >> i % 64 & 1;
}

static value logic(value a, value b, bool found, bool eager)
{
    bool by_a = a.s == K && a.v == found, by_b = b.s == K && b.v == found;

    if ((a.s & S) || ((b.s & S) && (eager || !by_a)))
        return state(S);
    if (by_a || by_b)
        return known(found);
    if ((a.s | b.s) & U)
        return state(U);
    if ((a.s | b.s) & N)
        return state(N);
    return known(!found);
}

static value equal(value a, value b, bool unequal)
{
    if ((a.s | b.s) & S)
        return state(S);
    if ((a.s | b.s) & U)
        return state(U);
    if ((a.s | b.s) & N)
        return known((a.s == b.s) != unequal);
    return known((a.v == b.v) != unequal);
}

static int64_t months(int64_t from_day, int64_t to_day)
{
    struct civil x = date_to_civil((int32_t)from_day), y = date_to_civil((int32_t)to_day);

    return (y.year - x.year) * 12 + y.month - x.month - (y.day < x.day);
}

static value add_months(int64_t date, int64_t by)
{
    struct civil c = date_to_civil((int32_t)date);
    __int128 month = (__int128)c.year * 12 + c.month - 1 + by;

    if (month < 12 || month >= 120000)
        return state(S);
    c.year = (int32_t)(month / 12);
    c.month = (int)(month % 12) + 1;
    int last = date_days_in_month(c.year, c.month);

    c.day = c.day < last ? c.day : last;
    return known(date_from_civil(c));
}

static value segment(const struct reference *r, const struct plan_op *op, struct lane l)
{
    bool unknown_condition = false, slow = false, unknown = false, null = false, any = false,
         some = false, not_every = false;
    __int128 sum = 0;
    int64_t least = 0, greatest = 0;
    size_t n = 0;

    if (op->code == DO_SEG_N)
        return known((int64_t)(to(r, l) - from(r, l)));
    for (size_t m = from(r, l); m < to(r, l); m++) {
        value c = op->b >= 0 ? of(r, op->b, member(l, m)) : known(1);

        if (c.s & S)
            return state(S);
        unknown_condition |= c.s & U;
    }
    if (unknown_condition)
        return state(U);
    for (size_t m = from(r, l); m < to(r, l); m++) {
        value c = op->b >= 0 ? of(r, op->b, member(l, m)) : known(1);

        if (c.s || !c.v)
            continue;
        n++;
        if (op->code == DO_SEG_COUNT)
            continue;
        value a = of(r, op->a, member(l, m));

        slow |= a.s & S;
        unknown |= a.s & U;
        null |= a.s & N;
        if (a.s)
            continue;
        some |= a.v;
        not_every |= !a.v;
        sum += a.v;
        least = !any || a.v < least ? a.v : least;
        greatest = !any || a.v > greatest ? a.v : greatest;
        any = true;
    }
    if (op->code == DO_SEG_COUNT)
        return known((int64_t)n);
    if (slow)
        return state(S);
    if (op->code == DO_SEG_SOME || op->code == DO_SEG_EVERY) {
        bool is_some = op->code == DO_SEG_SOME;

        if (is_some ? some : not_every)
            return known(is_some);
        return unknown ? state(U) : null ? state(N) : known(!is_some);
    }
    if (n == 0 || null)
        return state(S);
    if (unknown)
        return state(U);
    if (op->code == DO_SEG_SUM)
        return wide(op, sum);
    return known(op->code == DO_SEG_MIN ? least : greatest);
}

static value rows_lut(const struct reference *r, const struct plan_op *op, value a)
{
    if (a.s & S)
        return state(S);
    uint64_t hold = op->lut[a.s & U ? op->imm2 + 1 : a.s & N ? op->imm2 : a.v - op->imm];

    return (value){.v = (int64_t)hold, .may = a.s & U ? all_rows(r, op->dst) : hold};
}

static value rows_cell(const struct reference *r, const struct plan_op *op, value a)
{
    uint64_t rows = (uint64_t)op->imm, rest = all_rows(r, op->dst) & ~rows;

    if (a.s & S)
        return state(S);
    return (value){.v = (int64_t)(rest | (a.s == K && a.v ? rows : 0)),
                   .may = rest | ((a.s & U) || (a.s == K && a.v) ? rows : 0)};
}

static value hit(const struct reference *r, const struct plan_op *op, value a)
{
    uint64_t hold = (uint64_t)a.v, may = a.may;
    int n = __builtin_popcountll(hold), first = hold ? __builtin_ctzll(hold) : -1;

    if (a.s)
        return state(S);
    if (!may)
        return known(op->imm);
    if (op->code == DO_HIT_FIRST)
        return hold >> __builtin_ctzll(may) & 1 ? known(__builtin_ctzll(may)) : state(U);
    if (!hold)
        return state(U);
    if (op->code == DO_HIT_UNIQUE)
        return n > 1 ? state(S) : known(first);
    if (hold & ~op->lut[first])
        return state(S);
    return may & ~op->lut[first] ? state(U) : known(first);
}

/* Rows that matter for an unknown collection: by their conditions, by their values. */
struct matter {
    uint64_t rows, values;
};

static value collect(const struct reference *r, const struct plan_op *op, struct lane l,
                     struct matter *ret)
{
    value rows = of(r, op->a, l);
    uint64_t hold = (uint64_t)rows.v, may = rows.may & ~hold;
    int64_t best = 0;
    __int128 sum = 0;
    bool has = false, slow = rows.s & S;

    *ret = (struct matter){0};
    for (size_t i = 0; i < op->n_args; i++) {
        value v = of(r, op->args[i], l);

        if (!((hold | may) >> i & 1))
            continue;
        slow |= v.s & (S | N);
        if (!(hold >> i & 1) || v.s)
            continue;
        if (!has || (op->code == DO_COLLECT_MAX ? v.v > best : v.v < best))
            best = v.v;
        has = true;
        sum += v.v;
        if (op->code == DO_COLLECT_SUM && op->checked && sum != (int64_t)sum)
            slow = true;
    }
    if (slow)
        return state(S);
    for (size_t i = 0; i < op->n_args; i++) {
        value v = of(r, op->args[i], l);
        bool changes = op->code == DO_COLLECT_SUM   ? v.v != 0
                       : op->code == DO_COLLECT_MAX ? v.v > best
                                                    : v.v < best;

        if ((hold >> i & 1) && (v.s & U))
            ret->values |= UINT64_C(1) << i;
        if ((may >> i & 1) && ((v.s & U) || changes || (op->code == DO_COLLECT_SUM ? !hold : !has)))
            ret->rows |= UINT64_C(1) << i;
    }
    if (ret->values || ret->rows)
        return state(U);
    if (!has)
        return state(N);
    return known(op->code == DO_COLLECT_SUM ? (int64_t)sum : best);
}

static value collect_set(const struct plan_op *op, value a)
{
    value v = {.s = a.s ? S : a.may & ~(uint64_t)a.v ? U : K};
    uint64_t codes = 0;

    for (size_t i = 0; i < 64; i++)
        if ((uint64_t)a.v >> i & 1)
            codes |= op->lut[i];
    v.v = (int64_t)codes;
    return v;
}

static value table(const struct reference *r, const struct plan_op *op, struct lane l)
{
    value a = of(r, op->a, l), b;
    struct matter unused;

    switch (op->code) {
    case DO_ROWS_LUT:
        return rows_lut(r, op, a);
    case DO_ROWS_CELL:
        return rows_cell(r, op, a);
    case DO_ROWS_AND:
        b = of(r, op->b, l);
        return (value){a.v & b.v, a.may & b.may, a.s | b.s};
    case DO_HIT_FIRST:
    case DO_HIT_UNIQUE:
    case DO_HIT_ANY:
        return hit(r, op, a);
    case DO_CHOOSE:
        return a.s ? state(a.s)
                   : of(r, op->args[a.v < (int64_t)op->n_args ? a.v : (int64_t)op->n_args - 1], l);
    case DO_COLLECT_COUNT:
        return a.s                      ? state(S)
               : a.may & ~(uint64_t)a.v ? state(U)
                                        : known(__builtin_popcountll((uint64_t)a.v));
    case DO_COLLECT_SET:
        return collect_set(op, a);
    case DO_FIRED:
        if (a.s)
            return state(S);
        return known((int64_t)(op->imm == 1 ? a.may & -a.may & (uint64_t)a.v : (uint64_t)a.v));
    default:
        return collect(r, op, l, &unused);
    }
}

static value compute(const struct reference *r, const struct plan_op *op, struct lane l)
{
    const struct plan_reg *dst = &r->p->regs[op->dst];
    int operands[3];
    value a = {0}, b = {0}, c = {0}, s;

    if (op->code >= DO_SEG_N && op->code <= DO_SEG_EVERY)
        return segment(r, op, l);
    if (op->code >= DO_ROWS_LUT)
        return table(r, op, l);
    if (op->code == DO_LOAD)
        return load(r, op, l);
    if (op->code == DO_CONST)
        return (value){.v = op->imm, .s = (uint8_t)op->imm2};
    (void)operands;
    a = of(r, op->a, l);
    if (op->b >= 0)
        b = of(r, op->b, l);
    if (op->c >= 0)
        c = of(r, op->c, l);
    s = strict(a, op->b >= 0 ? b : known(0));
    switch (op->code) {
    case DO_SPREAD:
        return a;
    case DO_EQ:
        return equal(a, b, false);
    case DO_NE:
        return equal(a, b, true);
    case DO_IN:
        return a.s & (S | U) ? state(a.s) : known(a.s == K && bit(op->lut, a.v));
    case DO_HAS: {
        bool has = op->imm >= 0 && op->imm < 64 && ((uint64_t)a.v >> op->imm & 1);

        if (a.s == U && r->p->regs[op->a].partial && has)
            return known(1);
        return s.s ? s : known(has);
    }
    case DO_AND:
        return logic(a, b, false, op->imm == 1);
    case DO_OR:
        return logic(a, b, true, op->imm == 1);
    case DO_IF:
        if (a.s & S)
            return state(S);
        if (a.s & U)
            return state((b.s | c.s) & S ? S : U);
        return a.s == K && a.v ? b : c;
    case DO_IS_NULL:
        return a.s & S ? state(S) : known(a.s == N);
    case DO_DEMAND:
        return ((op->imm & 1) && a.s == U) || ((op->imm & 2) && a.s == N) ? state(S) : a;
    case DO_CHECK:
        return (b.s & (S | N)) || (b.s == K && !b.v) ? state(S) : a;
    case DO_RECODE:
        return a.s ? state(a.s) : known((int64_t)(op->lut[a.v / 8] >> a.v % 8 * 8 & 255));
    default:
        break;
    }
    if (s.s)
        return s;
    switch (op->code) {
    case DO_ADD:
        return wide(op, (__int128)a.v + b.v);
    case DO_SUB:
        return wide(op, (__int128)a.v - b.v);
    case DO_MUL:
        return wide(op, (__int128)a.v * b.v);
    case DO_NEGATE:
        return wide(op, -(__int128)a.v);
    case DO_ABS:
        return wide(op, absolute(a.v));
    case DO_RESCALE:
        return wide(op, a.v * ten(op->imm));
    case DO_WIDEN:
        return a;
    case DO_DIVIDE:
        return divide(a.v * ten(op->imm), b.v, (enum plan_round)op->imm2);
    case DO_MIN:
        return a.v < b.v ? a : b;
    case DO_MAX:
        return a.v > b.v ? a : b;
    case DO_EXACT:
        return a.v % ten(op->imm) ? state(S) : known((int64_t)(a.v / ten(op->imm)));
    case DO_LT:
        return known(a.v < b.v);
    case DO_LE:
        return known(a.v <= b.v);
    case DO_NOT:
        return known(!a.v);
    case DO_AGE:
        return a.v > b.v || months(a.v, b.v) / 12 > (dst->type.width == COLUMN_U8 ? 255 : INT32_MAX)
                   ? state(S)
                   : known(months(a.v, b.v) / 12);
    case DO_MONTHS:
        return a.v > b.v ? state(S) : known(months(a.v, b.v));
    case DO_ADD_MONTHS:
        return add_months(a.v, b.v);
    case DO_DATE_PART: {
        struct civil d = date_to_civil((int32_t)a.v);

        return known(op->imm == 0 ? d.year : op->imm == 1 ? d.month : d.day);
    }
    default:
        abort();
    }
}

struct reference *reference_new(const struct plan *p, const struct column_batch *b,
                                const struct column_value *const *values)
{
    struct reference *r = calloc(1, sizeof *r);

    r->p = p;
    r->b = b;
    r->values = values;
    r->members = b->offsets[b->n] - b->offsets[0];
    r->household_of = calloc(r->members + 1, sizeof *r->household_of);
    r->lanes = calloc(p->n_regs + 1, sizeof *r->lanes);
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = b->offsets[i]; k < b->offsets[i + 1]; k++)
            r->household_of[k - b->offsets[0]] = (uint32_t)i;
    for (size_t i = 0; i < p->n_ops; i++) {
        const struct plan_op *op = &p->ops[i];
        bool members = p->regs[op->dst].space == SPACE_MEMBER;
        size_t n = members ? r->members : b->n;

        r->lanes[op->dst] = calloc(n + 1, sizeof **r->lanes);
        for (size_t k = 0; k < n; k++)
            r->lanes[op->dst][k] = compute(
                r, op, members ? (struct lane){r->household_of[k], k} : (struct lane){k, 0});
    }
    return r;
}

void reference_free(struct reference *r)
{
    for (size_t i = 0; i < r->p->n_regs; i++)
        free(r->lanes[i]);
    free(r->lanes);
    free(r->household_of);
    free(r);
}

struct reference_value reference_value(const struct reference *r, int reg, size_t household)
{
    return of(r, reg, (struct lane){household, 0});
}

/* --- Facts --- */

struct found {
    struct plan_fact *at;
    size_t n, cap;
};

static void find(const struct reference *r, int reg, struct lane l, struct found *f);

static void find_rows(const struct reference *r, int reg, struct lane l, uint64_t rows,
                      struct found *f)
{
    const struct plan_op *op = &r->p->ops[r->p->regs[reg].op];

    if (op->code == DO_ROWS_AND) {
        find_rows(r, op->a, l, rows, f);
        find_rows(r, op->b, l, rows, f);
    } else if (rows & (op->code == DO_ROWS_CELL ? (uint64_t)op->imm : ~op->lut[op->imm2 + 1])) {
        find(r, op->a, l, f);
    }
}

static void find_members(const struct reference *r, const struct plan_op *op, struct lane l,
                         struct found *f)
{
    bool conditions = false;

    for (size_t m = from(r, l); op->b >= 0 && m < to(r, l); m++)
        conditions |= of(r, op->b, member(l, m)).s & U;
    for (size_t m = from(r, l); m < to(r, l); m++) {
        value c = op->b >= 0 ? of(r, op->b, member(l, m)) : known(1);

        if (conditions)
            find(r, op->b, member(l, m), f);
        else if (c.s == K && c.v)
            find(r, op->a, member(l, m), f);
    }
}

static void add(struct found *f, struct plan_fact fact)
{
    if (f->n == f->cap) {
        f->cap = f->cap ? 2 * f->cap : 16;
        f->at = realloc(f->at, f->cap * sizeof *f->at);
    }
    f->at[f->n++] = fact;
}

static void find(const struct reference *r, int reg, struct lane l, struct found *f)
{
    const struct plan_op *op = &r->p->ops[r->p->regs[reg].op];
    enum column_space space = r->p->regs[reg].space;
    struct matter m;
    value a;

    if (!(of(r, reg, l).s & U))
        return;
    switch (op->code) {
    case DO_LOAD:
        add(f,
            (struct plan_fact){plan_field(r->p, space, (int)op->imm)->fact,
                               space == SPACE_MEMBER ? (uint32_t)(l.member - from(r, l) + 1) : 0});
        break;
    case DO_IF:
        a = of(r, op->a, l);
        find(r, a.s & U ? op->a : a.s == K && a.v ? op->b : op->c, l, f);
        break;
    case DO_CHOOSE:
        a = of(r, op->a, l);
        find(r,
             a.s & U ? op->a : op->args[a.v < (int64_t)op->n_args ? a.v : (int64_t)op->n_args - 1],
             l, f);
        break;
    case DO_HIT_FIRST:
        a = of(r, op->a, l);
        find_rows(r, op->a, l, a.may & -a.may, f);
        break;
    case DO_HIT_UNIQUE:
    case DO_COLLECT_COUNT:
    case DO_COLLECT_SET:
        a = of(r, op->a, l);
        find_rows(r, op->a, l, a.may & ~(uint64_t)a.v, f);
        break;
    case DO_HIT_ANY:
        a = of(r, op->a, l);
        find_rows(r, op->a, l,
                  a.v ? a.may & ~(uint64_t)a.v & ~op->lut[__builtin_ctzll((uint64_t)a.v)] : a.may,
                  f);
        break;
    case DO_COLLECT_MAX:
    case DO_COLLECT_MIN:
    case DO_COLLECT_SUM:
        collect(r, op, l, &m);
        find_rows(r, op->a, l, m.rows, f);
        for (size_t i = 0; i < op->n_args; i++)
            if (m.values >> i & 1)
                find(r, op->args[i], l, f);
        break;
    case DO_SEG_COUNT:
    case DO_SEG_SUM:
    case DO_SEG_MIN:
    case DO_SEG_MAX:
    case DO_SEG_SOME:
    case DO_SEG_EVERY:
        find_members(r, op, l, f);
        break;
    default:
        find(r, op->a, l, f);
        if (op->b >= 0 && op->code != DO_CHECK)
            find(r, op->b, l, f);
        break;
    }
}

static int by_member_and_fact(const void *x, const void *y)
{
    const struct plan_fact *a = x, *b = y;

    if (a->member != b->member)
        return a->member < b->member ? -1 : 1;
    return a->fact < b->fact ? -1 : a->fact > b->fact;
}

size_t reference_facts(const struct reference *r, int reg, size_t household, struct plan_fact **ret)
{
    struct found f = {0};
    size_t n = 0;

    find(r, reg, (struct lane){household, 0}, &f);
    if (f.n)
        qsort(f.at, f.n, sizeof *f.at, by_member_and_fact);
    for (size_t i = 0; i < f.n; i++)
        if (i == 0 || by_member_and_fact(&f.at[i], &f.at[n - 1]))
            f.at[n++] = f.at[i];
    *ret = f.at;
    return n;
}
