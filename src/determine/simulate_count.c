#include "simulate_count.h"

#include "bounds.h"
#include "cleanup.h"
#include "compose.h"
#include "lang.h"

#include <stdlib.h>

/* Households of one division that are held against one line (0 = not known): from a village's few
 * cells everything larger is summed. */
struct cell {
    uint32_t next; /* of the same division: index + 1, 0 = none */
    int64_t line;
    struct sim_tally change[N_SIM_CHANGES], category[N_CATEGORIES];
    struct sim_topup topup;
    int64_t measured, poor[2];
    __int128 gaps[2];
};

struct sim_counter {
    struct sim_tally change[N_CATEGORIES][N_CATEGORIES][N_SIM_CHANGES];
    struct sim_tally standing[N_STANDINGS][N_STANDINGS];
    struct sim_topup topup[N_SIM_RESIDENCES];
    struct poverty *poverty[2];
    int64_t unmeasured_households, unmeasured_people;
    int64_t magnitude; /* Σ |fen| × people of all, at most; no sum here exceeds it */
    struct cell *cells;
    size_t n_cells, cap_cells;
    uint32_t *first; /* by division: index + 1 of a cell, 0 = none */
    size_t n_divisions;
};

static const struct {
    const char *code, *zh, *en;
} changes[] = {
#define X(name, id, zh, en) {#id, zh, en},
    SIM_CHANGES(X)
#undef X
};

const char *sim_change_code(enum sim_change c)
{
    return changes[c].code;
}

const char *sim_change_label(enum sim_change c)
{
    return tr(changes[c].zh, changes[c].en);
}

enum sim_residence sim_residence_parse(struct str code)
{
    return str_eqz(code, "urban")   ? SIM_URBAN
           : str_eqz(code, "rural") ? SIM_RURAL
                                    : SIM_NO_RESIDENCE;
}

struct sim_counter *sim_counter_new(void)
{
    struct sim_counter *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    for (int i = 0; i < 2; i++)
        c->poverty[i] = poverty_new();
    if (!c->poverty[0] || !c->poverty[1]) {
        sim_counter_free(c);
        return NULL;
    }
    return c;
}

void sim_counter_free(struct sim_counter *c)
{
    if (!c)
        return;
    for (int i = 0; i < 2; i++)
        poverty_free(c->poverty[i]);
    free(c->cells);
    free(c->first);
    free(c);
}

bool sim_covered(enum standing s)
{
    return standing_covers(s) || s == STANDING_HELD;
}

static void put_money(struct maybe m, int64_t *to, uint8_t *known, uint8_t bit)
{
    *to = m.known ? m.value : 0;
    *known |= m.known ? bit : 0;
}

void sim_put(struct sim_outcomes *o, size_t i, struct verdict v, const struct sim_values *x)
{
    bool failed = v.standing == STANDING_FAILED, pays = sim_covered(v.standing) && v.amount.known;
    uint8_t known = pays || v.standing == STANDING_OUT ? SIM_AMOUNT_KNOWN : 0;
    struct maybe topup = {0};
    o->category[i] = (uint8_t)(failed   ? CATEGORY_FAILED
                               : v.open ? CATEGORY_UNDECIDED
                                        : x->category);
    o->standing[i] = (uint8_t)v.standing;
    o->amount[i] = pays ? v.amount.value : 0;
    o->income[i] = o->line[i] = o->topup[i] = 0;
    if (!failed) {
        if (x->category_known && x->category == CATEGORY_DIBAO && x->line.known &&
            x->computed.known && x->uplift.known)
            topup.known = !__builtin_sub_overflow(x->computed.value, x->uplift.value, &topup.value);
        put_money(x->income, &o->income[i], &known, SIM_INCOME_KNOWN);
        put_money(x->line, &o->line[i], &known, SIM_LINE_KNOWN);
        put_money(topup, &o->topup[i], &known, SIM_TOPUP_KNOWN);
    }
    o->known[i] = known;
}

struct sim_result sim_result_of(const struct sim_outcomes *o, size_t i)
{
    return (struct sim_result){
        (enum category)o->category[i],
        (enum standing)o->standing[i],
        {o->known[i] & SIM_AMOUNT_KNOWN, o->amount[i]},
    };
}

bool sim_differs(const struct sim_outcomes *before, const struct sim_outcomes *after, size_t i)
{
    return before->category[i] != after->category[i] || before->standing[i] != after->standing[i] ||
           before->amount[i] != after->amount[i] ||
           ((before->known[i] ^ after->known[i]) & SIM_AMOUNT_KNOWN);
}

static bool open(enum standing s)
{
    return s == STANDING_UNDECIDED || s == STANDING_FAILED;
}

enum sim_change sim_change_of(const struct sim_result *before, const struct sim_result *after)
{
    if (open(before->standing) || open(after->standing))
        return SIM_OPEN;
    bool was = before->standing != STANDING_OUT, is = after->standing != STANDING_OUT;
    if (!was || !is)
        return is ? SIM_ENTERED : was ? SIM_LEFT : SIM_OUTSIDE;
    if (!before->amount.known || !after->amount.known)
        return SIM_NO_AMOUNT;
    int64_t change = after->amount.value - before->amount.value;
    return change > 0 ? SIM_GAINED : change < 0 ? SIM_LOST : SIM_SAME;
}

static int find_cell(struct sim_counter *c, uint32_t division, int64_t line, struct cell **ret)
{
    if (division >= c->n_divisions) {
        size_t n = (size_t)division * 2 + 64;
        uint32_t *first = reallocarray(c->first, n, sizeof *first);
        if (!first)
            return E_NOMEM;
        memset(first + c->n_divisions, 0, (n - c->n_divisions) * sizeof *first);
        c->first = first;
        c->n_divisions = n;
    }
    for (uint32_t at = c->first[division]; at; at = c->cells[at - 1].next) {
        if (c->cells[at - 1].line == line) {
            *ret = &c->cells[at - 1];
            return 0;
        }
    }
    if (c->n_cells == LIMIT_SIMULATE_CELLS)
        return E_LIMIT;
    if (c->n_cells == c->cap_cells) {
        size_t cap = c->cap_cells ? c->cap_cells * 2 : 64;
        struct cell *cells = reallocarray(c->cells, cap, sizeof *cells);
        if (!cells)
            return E_NOMEM;
        c->cells = cells;
        c->cap_cells = cap;
    }
    struct cell *x = &c->cells[c->n_cells++];
    *x = (struct cell){.line = line, .next = c->first[division]};
    c->first[division] = (uint32_t)c->n_cells;
    *ret = x;
    return 0;
}

static void add_tally(struct sim_tally *t, const struct sim_tally *x)
{
    t->households += x->households;
    t->people += x->people;
    t->before += x->before;
    t->after += x->after;
}

/* Amounts, lines and incomes so far from any household's are refused, that the sums can't fail. */
static bool in_range(struct sim_counter *c, const int64_t *parts, size_t n)
{
    int64_t sum = c->magnitude;
    for (size_t i = 0; i < n; i++) {
        if (parts[i] <= -SIM_MONEY_MAX || parts[i] >= SIM_MONEY_MAX ||
            __builtin_add_overflow(sum, llabs(parts[i]) * LIMIT_HOUSEHOLD_MEMBERS, &sum))
            return false;
    }
    c->magnitude = sum;
    return true;
}

static int add_poverty(struct sim_counter *c, struct cell *x, const struct sim_outcomes *o,
                       size_t i, int64_t people)
{
    int64_t total[2];
    total[0] = o->income[i] * people;
    total[1] = total[0] + o->amount[i];
    x->measured += people;
    for (int k = 0; k < 2; k++) {
        int64_t gap = o->line[i] * people - total[k];
        if (gap > 0) {
            x->poor[k] += people;
            x->gaps[k] += gap;
        }
        int rc = poverty_add(c->poverty[k], total[k], (unsigned)people, o->line[i]);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int count_one(struct sim_counter *c, const struct sim_households *h,
                     const struct sim_outcomes *before, const struct sim_outcomes *after, size_t i)
{
    enum { MEASURED = SIM_AMOUNT_KNOWN | SIM_INCOME_KNOWN | SIM_LINE_KNOWN };
    const struct sim_tally t = {1, h->offsets[i + 1] - h->offsets[i], before->amount[i],
                                after->amount[i]};
    const int64_t parts[] = {t.before, t.after, after->topup[i], after->line[i], after->income[i]};
    if (!in_range(c, parts, ARRAY_LEN(parts)))
        return E_RANGE;
    uint8_t known = after->known[i];
    struct cell *x;
    int rc = find_cell(c, h->divisions[i], known & SIM_LINE_KNOWN ? after->line[i] : 0, &x);
    if (rc < 0)
        return rc;
    struct sim_result was = sim_result_of(before, i), is = sim_result_of(after, i);
    enum sim_change change = sim_change_of(&was, &is);
    add_tally(&c->change[before->category[i]][after->category[i]][change], &t);
    add_tally(&c->standing[before->standing[i]][after->standing[i]], &t);
    add_tally(&x->change[change], &t);
    add_tally(&x->category[after->category[i]], &t);
    if (known & SIM_TOPUP_KNOWN) {
        struct sim_topup topup = {after->topup[i], after->line[i] * t.people};
        struct sim_topup *all = &c->topup[h->residences[i]];
        all->paid += topup.paid;
        all->line += topup.line;
        x->topup.paid += topup.paid;
        x->topup.line += topup.line;
    }
    if ((known & MEASURED) == MEASURED && t.people && after->line[i] > 0)
        return add_poverty(c, x, after, i, t.people);
    c->unmeasured_households++;
    c->unmeasured_people += t.people;
    return 0;
}

int sim_count(struct sim_counter *c, const struct sim_households *h,
              const struct sim_outcomes *before, const struct sim_outcomes *after)
{
    for (size_t i = 0; i < h->n; i++) {
        int rc = count_one(c, h, before, after, i);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static void add_cell(struct cell *x, const struct cell *from)
{
    for (int k = 0; k < N_SIM_CHANGES; k++)
        add_tally(&x->change[k], &from->change[k]);
    for (int k = 0; k < N_CATEGORIES; k++)
        add_tally(&x->category[k], &from->category[k]);
    x->topup.paid += from->topup.paid;
    x->topup.line += from->topup.line;
    x->measured += from->measured;
    for (int k = 0; k < 2; k++) {
        x->poor[k] += from->poor[k];
        x->gaps[k] += from->gaps[k];
    }
}

int sim_counter_merge(struct sim_counter *c, const struct sim_counter *other)
{
    if (__builtin_add_overflow(c->magnitude, other->magnitude, &c->magnitude))
        return E_RANGE;
    for (int b = 0; b < N_CATEGORIES; b++)
        for (int a = 0; a < N_CATEGORIES; a++)
            for (int k = 0; k < N_SIM_CHANGES; k++)
                add_tally(&c->change[b][a][k], &other->change[b][a][k]);
    for (int b = 0; b < N_STANDINGS; b++)
        for (int a = 0; a < N_STANDINGS; a++)
            add_tally(&c->standing[b][a], &other->standing[b][a]);
    for (int k = 0; k < N_SIM_RESIDENCES; k++) {
        c->topup[k].paid += other->topup[k].paid;
        c->topup[k].line += other->topup[k].line;
    }
    c->unmeasured_households += other->unmeasured_households;
    c->unmeasured_people += other->unmeasured_people;
    int rc = 0;
    for (int k = 0; k < 2 && rc == 0; k++)
        rc = poverty_merge(c->poverty[k], other->poverty[k]);
    for (uint32_t d = 0; d < other->n_divisions; d++) {
        for (uint32_t at = other->first[d]; at && rc == 0; at = other->cells[at - 1].next) {
            struct cell *x;
            rc = find_cell(c, d, other->cells[at - 1].line, &x);
            if (rc == 0)
                add_cell(x, &other->cells[at - 1]);
        }
    }
    return rc;
}

static void add_gaps(struct decimal *sum, struct decimal gaps)
{
    (void)dec_add(*sum, gaps, sum);
}

static void add_to_division(struct sim_division *d, const struct cell *x)
{
    for (int k = 0; k < N_SIM_CHANGES; k++)
        add_tally(&d->change[k], &x->change[k]);
    for (int k = 0; k < N_CATEGORIES; k++)
        add_tally(&d->category[k], &x->category[k]);
    d->topup.paid += x->topup.paid;
    d->topup.line += x->topup.line;
    d->measured += x->measured;
    for (int k = 0; k < 2; k++) {
        struct decimal gaps;
        d->poor[k] += x->poor[k];
        if (x->measured && dec_div(dec_from_int128(x->gaps[k]), dec_from_int(x->line), &gaps))
            add_gaps(&d->gaps[k], gaps);
    }
}

static int by_code(const void *a, const void *b)
{
    const struct sim_division *x = a, *y = b;
    return strcmp(x->division, y->division);
}

int sim_counter_finish(struct sim_counter *c, struct str (*code)(void *arg, uint32_t number),
                       void *arg, struct arena *a, struct sim_scenario *ret)
{
    struct {
        struct sim_division *at;
        size_t n, cap;
    } v = {0};
    for (uint32_t d = 0; d < c->n_divisions; d++) {
        if (!c->first[d])
            continue;
        struct sim_division x = {.gaps = {dec_from_int(0), dec_from_int(0)}};
        snprintf(x.division, sizeof x.division, STR_FMT, STR_ARG(code(arg, d)));
        for (uint32_t at = c->first[d]; at; at = c->cells[at - 1].next)
            add_to_division(&x, &c->cells[at - 1]);
        if (!vec_push(a, &v, x))
            return E_NOMEM;
    }
    if (v.n)
        qsort(v.at, v.n, sizeof *v.at, by_code);
    for (int k = 0; k < 2; k++) {
        int rc = poverty_measure(c->poverty[k], &ret->poverty[k]);
        if (rc < 0)
            return rc;
    }
    memcpy(ret->change, c->change, sizeof ret->change);
    memcpy(ret->standing, c->standing, sizeof ret->standing);
    memcpy(ret->topup, c->topup, sizeof ret->topup);
    ret->unmeasured_households = c->unmeasured_households;
    ret->unmeasured_people = c->unmeasured_people;
    ret->n_divisions = v.n;
    ret->divisions = v.at;
    return 0;
}

void simulate_sum(const struct sim_scenario *s, struct str prefix, struct sim_division *ret)
{
    struct sim_division sum = {.gaps = {dec_from_int(0), dec_from_int(0)}};
    snprintf(sum.division, sizeof sum.division, "%.*s", (int)(prefix.len < 12 ? prefix.len : 12),
             prefix.data);
    for (size_t i = 0; i < s->n_divisions; i++) {
        const struct sim_division *d = &s->divisions[i];
        if (!str_starts(str_of(d->division), prefix))
            continue;
        for (int k = 0; k < N_SIM_CHANGES; k++)
            add_tally(&sum.change[k], &d->change[k]);
        for (int k = 0; k < N_CATEGORIES; k++)
            add_tally(&sum.category[k], &d->category[k]);
        sum.topup.paid += d->topup.paid;
        sum.topup.line += d->topup.line;
        sum.measured += d->measured;
        for (int k = 0; k < 2; k++) {
            sum.poor[k] += d->poor[k];
            add_gaps(&sum.gaps[k], d->gaps[k]);
        }
    }
    *ret = sum;
}
