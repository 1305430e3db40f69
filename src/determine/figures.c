#include "figures.h"

#include "cleanup.h"
#include "determine.h"
#include "lang.h"
#include "map.h"

#include <stdlib.h>

static const struct {
    const char *code, *zh, *en;
} categories[] = {
#define X(name, code, zh, en) {#code, zh, en},
    CATEGORIES(X)
#undef X
};

const char *category_code(enum category c)
{
    return categories[c].code;
}

const char *category_label(enum category c)
{
    return tr(categories[c].zh, categories[c].en);
}

enum category category_parse(struct str code)
{
    for (int c = 0; c < CATEGORY_UNDECIDED; c++) {
        if (str_eqz(code, categories[c].code))
            return (enum category)c;
    }
    return CATEGORY_UNDECIDED;
}

/* What a household is counted under. */
static enum category category_of(const struct decision *d)
{
    if (d->standing == STANDING_FAILED)
        return CATEGORY_FAILED;
    return d->undecided_because.len ? CATEGORY_UNDECIDED : category_parse(d->category);
}

struct figures *figures_new(void)
{
    struct figures *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->index = map_new();
    if (!f->index) {
        free(f);
        return NULL;
    }
    return f;
}

void figures_free(struct figures *f)
{
    if (!f)
        return;
    map_free(f->index);
    free(f->cells);
    free(f->missing);
    free(f);
}

void figures_freep(struct figures **f)
{
    figures_free(*f);
}

const char *figure_count_word(enum figure_count c)
{
    static const char *const words[] = {
#define X(name, word) word,
        FIGURE_COUNTS(X)
#undef X
    };
    return words[c];
}

/* A place in an array that grows; NULL: memory is exhausted. */
static void *more(void **at, size_t n, size_t *cap, size_t size)
{
    if (n == *cap) {
        size_t bigger = *cap ? *cap * 2 : 64;
        void *grown = reallocarray(*at, bigger, size);
        if (!grown)
            return NULL;
        *at = grown;
        *cap = bigger;
    }
    return memset((char *)*at + n * size, 0, size);
}

/* Where it stands, by division and residence or fact: mark tells the two apart. *ret_new: it is to
 * be made there. */
static int find(struct figures *f, struct str division, char mark, struct str other, size_t n,
                uint64_t *ret_at, bool *ret_new)
{
    char text[12 + 1 + FIGURE_FACT_BYTES], *end = text;
    if (division.len)
        end = mempcpy(end, division.data, division.len);
    *end++ = mark;
    if (other.len)
        end = mempcpy(end, other.data, other.len);
    struct str key = {text, (size_t)(end - text)};
    *ret_new = !map_get(f->index, key, ret_at);
    if (!*ret_new)
        return 0;
    *ret_at = n;
    return map_put(f->index, key, n);
}

static struct str at_most(struct str s, size_t n)
{
    return (struct str){s.data, s.len < n ? s.len : n};
}

static struct figure_cell *cell(struct figures *f, struct str division, struct str residence)
{
    uint64_t at;
    bool is_new;
    division = at_most(division, 12);
    residence = at_most(residence, 15);
    struct figure_cell *c = more((void **)&f->cells, f->n_cells, &f->cap_cells, sizeof *f->cells);
    if (!c || find(f, division, ' ', residence, f->n_cells, &at, &is_new) < 0)
        return NULL;
    if (!is_new)
        return &f->cells[at];
    snprintf(c->division, sizeof c->division, "%.*s", STR_ARG(division));
    snprintf(c->residence, sizeof c->residence, "%.*s", STR_ARG(residence));
    f->n_cells++;
    return c;
}

int figures_put_missing(struct figures *f, const struct figure_missing *m)
{
    uint64_t at;
    bool is_new;
    struct figure_missing *x =
        more((void **)&f->missing, f->n_missing, &f->cap_missing, sizeof *f->missing);
    if (!x || find(f, str_of(m->division), '\n', str_of(m->fact), f->n_missing, &at, &is_new) < 0)
        return E_NOMEM;
    if (is_new) {
        *x = *m;
        f->n_missing++;
    } else {
        f->missing[at].households += m->households;
        f->missing[at].people += m->people;
    }
    return 0;
}

static bool paid(enum standing s)
{
    return s == STANDING_IN_FORCE || s == STANDING_GRACE || s == STANDING_HELD;
}

static void put(struct figures *f, struct figure_cell *c, enum figure_count what,
                const struct tally *t)
{
    struct tally *to = &c->count[what];
    to->households += t->households;
    to->people += t->people;
    to->amount += t->amount;
    if (what < COUNT_STANDING)
        f->households += t->households;
    else if (what < COUNT_DECIDED)
        f->bill += paid((enum standing)(what - COUNT_STANDING)) ? t->amount : 0;
    f->decided += what == COUNT_DECIDED ? t->households : 0;
    f->undecided += what == COUNT_UNDECIDED ? t->households : 0;
    f->failed += what == COUNT_FAILED ? t->households : 0;
}

int figures_put(struct figures *f, struct str division, struct str residence, enum figure_count c,
                const struct tally *t)
{
    struct figure_cell *to = cell(f, division, residence);
    if (!to)
        return E_NOMEM;
    put(f, to, c, t);
    return 0;
}

/* Against what stood before. */
static void add_changes(struct figures *f, struct figure_cell *c, const struct decision *d)
{
    const struct previous *p = &d->previous;
    const struct tally one = {1, (int64_t)d->people, 0};
    bool was = p->standing == STANDING_IN_FORCE || p->standing == STANDING_GRACE;
    switch (d->standing) {
    case STANDING_IN_FORCE:
        if (!was)
            put(f, c, COUNT_ENTERED, &one);
        if (p->standing == STANDING_GRACE)
            put(f, c, COUNT_BACK, &one);
        if (was && !p->amount_unknown && d->monthly_amount.value > p->amount)
            put(f, c, COUNT_AMOUNT_UP, &one);
        if (was && !p->amount_unknown && d->monthly_amount.value < p->amount)
            put(f, c, COUNT_AMOUNT_DOWN, &one);
        break;
    case STANDING_GRACE:
        if (p->standing == STANDING_IN_FORCE)
            put(f, c, COUNT_INTO_GRACE, &one);
        break;
    case STANDING_OUT:
        if (was)
            put(f, c, COUNT_LEFT, &one);
        break;
    case STANDING_HELD:
        put(f, c, COUNT_HELD, &one);
        break;
    default:
        break;
    }
}

/* "wage_income@M1;wage_income@M2;residence": each fact once. */
static int add_missing(struct figures *f, const struct decision *d)
{
    struct str rest = d->undecided_because, name, last = {0};
    while (d->undecided_because.len && str_split(&rest, ';', &name)) {
        struct figure_missing m = {.households = 1, .people = (int64_t)d->people};
        struct str fact;
        str_split(&name, '@', &fact);
        /* names are in byte order, so those of one fact stand together */
        if (str_eq(fact, last))
            continue;
        last = fact;
        snprintf(m.division, sizeof m.division, "%.*s", STR_ARG(at_most(d->division, 12)));
        snprintf(m.fact, sizeof m.fact, "%.*s", STR_ARG(at_most(fact, sizeof m.fact - 1)));
        if (figures_put_missing(f, &m) < 0)
            return E_NOMEM;
    }
    return 0;
}

/* yearly income per head above share × local mean, compared without dividing. */
static bool above(int64_t income, size_t people, const struct decimal *ratio,
                  const struct decimal *mean)
{
    struct decimal limit;
    if (!dec_mul(*ratio, *mean, &limit) || !dec_mul(limit, dec_from_int((int64_t)people), &limit))
        return false;
    return dec_cmp(dec_from_scaled(income, 2), limit) > 0;
}

/* Every partial sum is bounded by the sum of the amounts' sizes: one check for all of them. */
static bool in_range(struct figures *f, const struct decision *d)
{
    int64_t line = 0;
    const int64_t parts[] = {
        d->monthly_amount.known ? d->monthly_amount.value : 0,
        d->topup.known ? d->topup.value : 0,
    };
    int64_t sum = f->magnitude;
    if (d->line.known && __builtin_mul_overflow(d->line.value, (int64_t)d->people, &line))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i] == INT64_MIN || __builtin_add_overflow(sum, llabs(parts[i]), &sum))
            return false;
    }
    if (line == INT64_MIN || __builtin_add_overflow(sum, llabs(line), &sum))
        return false;
    f->magnitude = sum;
    return true;
}

int figures_add(struct figures *f, const struct decision *d, bool first_target,
                const struct decimal *share_ratio, const struct decimal *mean)
{
    if (!in_range(f, d))
        return E_RANGE;
    struct figure_cell *c = cell(f, d->division, d->residence);
    if (!c || add_missing(f, d) < 0)
        return E_NOMEM;
    struct tally t = {1, (int64_t)d->people, 0};
    if (first_target) {
        put(f, c, COUNT_TARGETS, &t);
        if (!d->income_with_pension.known || !mean || !share_ratio || d->people == 0)
            put(f, c, COUNT_TARGETS_UNKNOWN, &t);
        else if (above(d->income_with_pension.value, d->people, share_ratio, mean))
            put(f, c, COUNT_TARGETS_ABOVE, &t);
    }
    if (d->development_target.known && d->development_target.value)
        put(f, c, COUNT_DEVELOPMENT_TARGETS, &t);
    if (d->key_target.known && d->key_target.value)
        put(f, c, COUNT_KEY_TARGETS, &t);
    add_changes(f, c, d);
    if (str_eqz(d->category, "dibao") && d->topup.known && d->line.known) {
        struct tally topup = {1, t.people, d->topup.value}, line = topup;
        line.amount = d->line.value * t.people;
        put(f, c, COUNT_TOPUP, &topup);
        put(f, c, COUNT_TOPUP_LINE, &line);
    }
    t.amount = d->monthly_amount.known ? d->monthly_amount.value : 0;
    if (d->standing == STANDING_FAILED)
        put(f, c, COUNT_FAILED, &t);
    else if (d->undecided_because.len)
        put(f, c, COUNT_UNDECIDED, &t);
    else if (d->category.len && d->monthly_amount.known)
        put(f, c, COUNT_DECIDED, &t);
    put(f, c, COUNT_STANDING + (enum figure_count)d->standing, &t);
    put(f, c, COUNT_CATEGORY + (enum figure_count)category_of(d), &t);
    return 0;
}

static int by_division(const void *a, const void *b)
{
    const struct figure_cell *x = a, *y = b;
    int c = strcmp(x->division, y->division);
    return c ? c : strcmp(x->residence, y->residence);
}

void figures_sort(struct figures *f)
{
    if (f->n_cells)
        qsort(f->cells, f->n_cells, sizeof *f->cells, by_division);
}

bool figures_balance(const struct figures *f)
{
    return f->households == f->decided + f->undecided + f->failed && f->households == f->expected;
}

void figures_sum(const struct figures *f, struct str prefix, const char *residence,
                 struct figure_cell *ret)
{
    struct figure_cell sum = {0};
    snprintf(sum.division, sizeof sum.division, "%.*s", (int)(prefix.len < 12 ? prefix.len : 12),
             prefix.data);
    for (size_t i = 0; i < f->n_cells; i++) {
        const struct figure_cell *c = &f->cells[i];
        if (!str_starts(str_of(c->division), prefix) ||
            (residence && strcmp(c->residence, residence) != 0))
            continue;
        for (int k = 0; k < N_COUNTS; k++) {
            sum.count[k].households += c->count[k].households;
            sum.count[k].people += c->count[k].people;
            sum.count[k].amount += c->count[k].amount;
        }
    }
    *ret = sum;
}

static int by_fact(const void *a, const void *b)
{
    return strcmp(((const struct figure_missing *)a)->fact,
                  ((const struct figure_missing *)b)->fact);
}

static int by_households(const void *a, const void *b)
{
    const struct figure_missing *x = a, *y = b;
    return x->households != y->households
               ? (x->households < y->households) - (x->households > y->households)
               : strcmp(x->fact, y->fact);
}

int figures_missing(const struct figures *f, struct figure_missing **ret, size_t *ret_n)
{
    struct figure_missing *m = calloc(f->n_missing + 1, sizeof *m);
    size_t n = 0;
    if (!m)
        return E_NOMEM;
    if (f->n_missing)
        memcpy(m, f->missing, f->n_missing * sizeof *m);
    qsort(m, f->n_missing, sizeof *m, by_fact);
    for (size_t i = 0; i < f->n_missing; i++) {
        if (n && strcmp(m[n - 1].fact, m[i].fact) == 0) {
            m[n - 1].households += m[i].households;
            m[n - 1].people += m[i].people;
        } else {
            m[n] = m[i];
            m[n++].division[0] = '\0';
        }
    }
    qsort(m, n, sizeof *m, by_households);
    *ret = m;
    *ret_n = n;
    return 0;
}
