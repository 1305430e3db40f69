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
    free(f);
}

void figures_freep(struct figures **f)
{
    figures_free(*f);
}

static struct figure_cell *cell(struct figures *f, struct str division, struct str residence)
{
    char text[12 + 1 + 15], *end = text;
    uint64_t at;
    division.len = division.len < 12 ? division.len : 12;
    residence.len = residence.len < 15 ? residence.len : 15;
    if (division.len)
        end = mempcpy(end, division.data, division.len);
    *end++ = ' ';
    if (residence.len)
        end = mempcpy(end, residence.data, residence.len);
    struct str key = {text, (size_t)(end - text)};
    if (map_get(f->index, key, &at))
        return &f->cells[at];
    if (f->n_cells == f->cap_cells) {
        size_t cap = f->cap_cells ? f->cap_cells * 2 : 64;
        struct figure_cell *cells = reallocarray(f->cells, cap, sizeof *cells);
        if (!cells)
            return NULL;
        f->cells = cells;
        f->cap_cells = cap;
    }
    if (map_put(f->index, key, f->n_cells) < 0)
        return NULL;
    struct figure_cell *c = &f->cells[f->n_cells++];
    memset(c, 0, sizeof *c);
    snprintf(c->division, sizeof c->division, "%.*s", STR_ARG(division));
    snprintf(c->residence, sizeof c->residence, "%.*s", STR_ARG(residence));
    return c;
}

static void count(struct tally *t, const struct decision *d)
{
    t->households++;
    t->people += (int64_t)d->people;
    if (d->monthly_amount.known)
        t->amount += d->monthly_amount.value;
}

static void add_changes(struct figures *f, const struct decision *d)
{
    bool was = d->previous.standing == STANDING_IN_FORCE || d->previous.standing == STANDING_GRACE;
    switch (d->standing) {
    case STANDING_IN_FORCE:
        f->entered += !was;
        f->back += d->previous.standing == STANDING_GRACE;
        if (was && !d->previous.amount_unknown) {
            f->amount_up += d->monthly_amount.value > d->previous.amount;
            f->amount_down += d->monthly_amount.value < d->previous.amount;
        }
        break;
    case STANDING_GRACE:
        f->into_grace += d->previous.standing == STANDING_IN_FORCE;
        break;
    case STANDING_OUT:
        f->left += was;
        break;
    case STANDING_HELD:
        f->held++;
        break;
    default:
        break;
    }
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
    if (!c)
        return E_NOMEM;
    f->households++;
    if (d->standing == STANDING_FAILED)
        f->failed++;
    else if (d->undecided_because.len)
        f->undecided++;
    else if (d->category.len && d->monthly_amount.known)
        f->decided++;
    count(&f->standing[d->standing], d);
    count(&c->category[category_of(d)], d);
    if (d->standing == STANDING_IN_FORCE || d->standing == STANDING_GRACE ||
        d->standing == STANDING_HELD)
        f->bill += d->monthly_amount.known ? d->monthly_amount.value : 0;
    f->development_targets += d->development_target.known && d->development_target.value;
    f->key_targets += d->key_target.known && d->key_target.value;
    add_changes(f, d);
    if (str_eqz(d->category, "dibao") && d->topup.known && d->line.known) {
        c->topup += d->topup.value;
        c->topup_people += (int64_t)d->people;
        c->topup_line += d->line.value * (int64_t)d->people;
    }
    if (first_target) {
        c->targets++;
        if (!d->income_with_pension.known || !mean || !share_ratio || d->people == 0)
            c->targets_unknown++;
        else if (above(d->income_with_pension.value, d->people, share_ratio, mean))
            c->targets_above++;
    }
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
        for (int k = 0; k < N_CATEGORIES; k++) {
            sum.category[k].households += c->category[k].households;
            sum.category[k].people += c->category[k].people;
            sum.category[k].amount += c->category[k].amount;
        }
        sum.topup += c->topup;
        sum.topup_people += c->topup_people;
        sum.topup_line += c->topup_line;
        sum.targets += c->targets;
        sum.targets_above += c->targets_above;
        sum.targets_unknown += c->targets_unknown;
    }
    *ret = sum;
}
