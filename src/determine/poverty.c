/*
 * A household is one word: its income per head in 65536ths of a fen, rounded down, above its number
 * of people. Two fractions with denominators up to 255 that differ do so by more than 1/65536, so
 * words sort as incomes do; and the household's income, a whole number of fen, is had back.
 */
#include "poverty.h"

#include "bounds.h"
#include "cleanup.h"
#include "map.h"

#include <stdlib.h>

#define FRACTION_BITS 16
#define PEOPLE_BITS 8
#define PEOPLE_MAX ((1u << PEOPLE_BITS) - 1)
/* lifts negative incomes */
#define BIAS (POVERTY_MONEY_MAX << FRACTION_BITS)

/* Households held against one line. */
struct line {
    int64_t line;
    int64_t people, poor_households, poor_people;
    __int128 gaps;     /* Σ of the poor: line × people - income */
    __int128 *squares; /* by people: Σ of their squares */
    size_t n_squares;
    uint64_t *words;
    size_t n, cap;
};

struct poverty {
    struct line *lines;
    size_t n, cap, last; /* last: the one that was asked for */
    struct map *index;
};

struct poverty *poverty_new(void)
{
    _cleanup_(poverty_freep) struct poverty *p = calloc(1, sizeof *p);
    if (!p || !(p->index = map_new()))
        return NULL;
    return take(p);
}

void poverty_free(struct poverty *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++) {
        free(p->lines[i].squares);
        free(p->lines[i].words);
    }
    free(p->lines);
    map_free(p->index);
    free(p);
}

void poverty_freep(struct poverty **p)
{
    poverty_free(*p);
}

static bool grow(void *at, size_t n, size_t *cap, size_t size)
{
    if (n <= *cap)
        return true;
    size_t wanted = *cap * 2 > n ? *cap * 2 : n;
    void *grown = reallocarray(*(void **)at, wanted, size);
    if (!grown)
        return false;
    memset((char *)grown + *cap * size, 0, (wanted - *cap) * size);
    *(void **)at = grown;
    *cap = wanted;
    return true;
}

static int find_line(struct poverty *p, int64_t line, struct line **ret)
{
    uint64_t at = p->last;
    if (at >= p->n || p->lines[at].line != line) {
        struct str key = {(const char *)&line, sizeof line};
        if (!map_get(p->index, key, &at)) {
            if (p->n == LIMIT_POVERTY_LINES)
                return E_LIMIT;
            at = p->n;
            if (!grow(&p->lines, p->n + 1, &p->cap, sizeof *p->lines) ||
                map_put(p->index, key, at) < 0)
                return E_NOMEM;
            p->lines[p->n++].line = line;
        }
        p->last = at;
    }
    *ret = &p->lines[at];
    return 0;
}

static uint64_t word_of(int64_t total, unsigned people)
{
    int64_t whole = total / people, rest = total % people;
    if (rest < 0) {
        whole--;
        rest += people;
    }
    int64_t key = whole * (1 << FRACTION_BITS) + (rest << FRACTION_BITS) / people;
    return (uint64_t)(key + BIAS) << PEOPLE_BITS | people;
}

static unsigned word_people(uint64_t w)
{
    return w & PEOPLE_MAX;
}

static int64_t word_total(uint64_t w)
{
    __int128 product = (__int128)((int64_t)(w >> PEOPLE_BITS) - BIAS) * word_people(w);
    return (int64_t)((product + (1 << FRACTION_BITS) - 1) >> FRACTION_BITS);
}

int poverty_add(struct poverty *p, int64_t total, unsigned people, int64_t line)
{
    int64_t limit = POVERTY_MONEY_MAX * people;
    if (total >= limit || total <= -limit || line >= POVERTY_MONEY_MAX)
        return E_RANGE;
    struct line *l;
    int rc = find_line(p, line, &l);
    if (rc < 0)
        return rc;
    if (!grow(&l->words, l->n + 1, &l->cap, sizeof *l->words) ||
        !grow(&l->squares, people + 1, &l->n_squares, sizeof *l->squares))
        return E_NOMEM;
    l->words[l->n++] = word_of(total, people);
    l->people += people;
    int64_t gap = line * people - total;
    if (gap > 0) {
        l->poor_households++;
        l->poor_people += people;
        l->gaps += gap;
        l->squares[people] += (__int128)gap * gap;
    }
    return 0;
}

int poverty_merge(struct poverty *p, const struct poverty *other)
{
    for (size_t i = 0; i < other->n; i++) {
        const struct line *from = &other->lines[i];
        struct line *l;
        int rc = find_line(p, from->line, &l);
        if (rc < 0)
            return rc;
        if (!grow(&l->words, l->n + from->n, &l->cap, sizeof *l->words) ||
            !grow(&l->squares, from->n_squares, &l->n_squares, sizeof *l->squares))
            return E_NOMEM;
        if (from->n)
            memcpy(l->words + l->n, from->words, from->n * sizeof *l->words);
        l->n += from->n;
        l->people += from->people;
        l->poor_households += from->poor_households;
        l->poor_people += from->poor_people;
        l->gaps += from->gaps;
        for (size_t k = 0; k < from->n_squares; k++)
            l->squares[k] += from->squares[k];
    }
    return 0;
}

/* Ascending, by the bits above the people; spare has room for as many. */
static void sort_words(uint64_t *words, uint64_t *spare, size_t n)
{
    enum { BITS = 11, PASSES = 5, SIZE = 1 << BITS };
    _Static_assert(PEOPLE_BITS + BITS * PASSES >= 63, "words have 63 bits");
    uint64_t *from = words, *to = spare;
    for (int pass = 0; pass < PASSES; pass++) {
        int shift = PEOPLE_BITS + pass * BITS;
        size_t at[SIZE] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++)
            at[from[i] >> shift & (SIZE - 1)]++;
        if (n == 0 || at[from[0] >> shift & (SIZE - 1)] == n)
            continue;
        for (size_t d = 0; d < SIZE; d++) {
            size_t count = at[d];
            at[d] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            to[at[from[i] >> shift & (SIZE - 1)]++] = from[i];
        uint64_t *other = from;
        from = to;
        to = other;
    }
    if (from != words && n)
        memcpy(words, from, n * sizeof *words);
}

static struct decimal ratio(struct decimal a, struct decimal b)
{
    struct decimal r = dec_from_int(0);
    (void)dec_div(a, b, &r);
    return r;
}

static struct decimal sum(struct decimal a, struct decimal b)
{
    (void)dec_add(a, b, &a);
    return a;
}

static void measure_gaps(const struct poverty *p, struct poverty_measures *m)
{
    struct decimal gaps = dec_from_int(0), squares = gaps, n = dec_from_int(m->people);
    for (size_t i = 0; i < p->n; i++) {
        const struct line *l = &p->lines[i];
        struct decimal line = dec_from_int(l->line), of_line = dec_from_int(0);
        gaps = sum(gaps, ratio(dec_from_int128(l->gaps), line));
        for (size_t k = 1; k < l->n_squares; k++)
            of_line = sum(of_line, ratio(dec_from_int128(l->squares[k]), dec_from_int((int64_t)k)));
        squares = sum(squares, ratio(ratio(of_line, line), line));
    }
    m->fgt[0] = ratio(dec_from_int(m->poor_people), n);
    m->fgt[1] = ratio(gaps, n);
    m->fgt[2] = ratio(squares, n);
}

/* Σ income × (people before - people behind) / (people × Σ income), the poorest first. */
static void measure_gini(const uint64_t *words, size_t n, struct poverty_measures *m)
{
    __int128 income = 0, weighted = 0;
    int64_t before = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t total = word_total(words[i]), people = word_people(words[i]);
        income += total;
        weighted += (__int128)total * (2 * before + people - m->people);
        before += people;
    }
    m->gini_known = income > 0;
    if (m->gini_known)
        m->gini = ratio(ratio(dec_from_int128(weighted), dec_from_int128(income)),
                        dec_from_int(m->people));
}

static void measure_bins(const uint64_t *words, size_t n, struct poverty_measures *m)
{
    size_t bin = 0;
    uint64_t next = 0; /* the first word of the next bin */
    for (size_t i = 0; i < n; i++) {
        while (words[i] >= next && bin < POVERTY_BINS) {
            int64_t income = (int64_t)++bin * POVERTY_BIN_WIDTH;
            next = bin == POVERTY_BINS
                       ? UINT64_MAX
                       : (uint64_t)(income * (1 << FRACTION_BITS) + BIAS) << PEOPLE_BITS;
        }
        m->bins[bin - 1] += word_people(words[i]);
    }
}

/* The poorest of each line, in a heap by income in parts of the line. */
struct head {
    const struct line *line;
    size_t at;
};

static bool poorer(const struct head *a, const struct head *b)
{
    uint64_t x = a->line->words[a->at], y = b->line->words[b->at];
    return (__int128)word_total(x) * word_people(y) * b->line->line <
           (__int128)word_total(y) * word_people(x) * a->line->line;
}

static void sift(struct head *heap, size_t n, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < n; k++)
            if (poorer(&heap[k], &heap[least]))
                least = k;
        if (least == i)
            return;
        struct head h = heap[i];
        heap[i] = heap[least];
        heap[least] = h;
        i = least;
    }
}

/*
 * (1/people²) Σ over the poor, the largest gap first, of gap × (2 × people - 2 × rank + 1), gaps in
 * parts of the line; a household's ranks are before + 1 … before + people.
 */
static int measure_sst(struct poverty *p, struct poverty_measures *m)
{
    _cleanup_free_ struct head *heap = calloc(p->n, sizeof *heap);
    _cleanup_free_ __int128 *sums = calloc(p->n, sizeof *sums); /* by line */
    if (!heap || !sums)
        return E_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->lines[i].poor_households)
            heap[n++].line = &p->lines[i];
    for (size_t i = n / 2; i-- > 0;)
        sift(heap, n, i);
    int64_t before = 0;
    while (n) {
        const struct line *l = heap->line;
        uint64_t w = l->words[heap->at++];
        int64_t people = word_people(w);
        sums[l - p->lines] +=
            (__int128)(l->line * people - word_total(w)) * (2 * m->people - 2 * before - people);
        before += people;
        if (heap->at == (size_t)l->poor_households)
            heap[0] = heap[--n];
        sift(heap, n, 0);
    }
    struct decimal total = dec_from_int(0), people = dec_from_int(m->people);
    for (size_t i = 0; i < p->n; i++)
        total = sum(total, ratio(dec_from_int128(sums[i]), dec_from_int(p->lines[i].line)));
    m->sst = ratio(ratio(total, people), people);
    return 0;
}

int poverty_measure(struct poverty *p, struct poverty_measures *ret)
{
    struct poverty_measures m = {0};
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct line *l = &p->lines[i];
        n += l->n;
        m.people += l->people;
        m.poor_households += l->poor_households;
        m.poor_people += l->poor_people;
        if (l->line < m.line_least || !m.line_least)
            m.line_least = l->line;
        if (l->line > m.line_most)
            m.line_most = l->line;
    }
    m.households = (int64_t)n;
    m.known = m.people > 0;
    if (m.known) {
        _cleanup_free_ uint64_t *all = calloc(2 * n, sizeof *all);
        if (!all)
            return E_NOMEM;
        uint64_t *at = all, *spare = all + n;
        for (size_t i = 0; i < p->n; i++) {
            struct line *l = &p->lines[i];
            sort_words(l->words, spare, l->n);
            memcpy(at, l->words, l->n * sizeof *at);
            at += l->n;
        }
        if (p->n > 1)
            sort_words(all, spare, n);
        measure_gaps(p, &m);
        measure_gini(all, n, &m);
        measure_bins(all, n, &m);
        int rc = measure_sst(p, &m);
        if (rc < 0)
            return rc;
    }
    *ret = m;
    return 0;
}
