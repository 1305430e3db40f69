/* Two versions of a decision table: which row became which, and what its cells have otherwise. */
#include "table_difference.h"

#include "bounds.h"
#include "cleanup.h"
#include "map.h"

#include <stdlib.h>

struct side {
    const struct dmn_table *t; /* NULL = not there */
    const struct str *cells;   /* row by row, in the order of the columns */
    size_t from, to; /* rows not yet accounted for: those outside are the same on both sides */
};

struct compare {
    struct arena *a;
    struct side before, after;
    struct map *annotations; /* name → index of the column */
    struct {
        struct column_difference *at;
        size_t n, cap;
    } columns;
    struct {
        struct row_difference *at;
        size_t n, cap;
    } rows;
};

static struct str cell(const struct compare *k, const struct side *s, size_t row, size_t column)
{
    return s->cells[row * k->columns.n + column];
}

static size_t differing(const struct compare *k, size_t x, size_t y, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < k->columns.n && n < most; i++)
        n += !str_eq(cell(k, &k->before, x, i), cell(k, &k->after, y, i));
    return n;
}

static bool same_row(const struct compare *k, size_t x, size_t y)
{
    return differing(k, x, y, 1) == 0;
}

/* The one before it of the same expression or name that isn't taken yet, or a column of its own. */
static bool add_column(struct compare *k, enum table_part part, struct str key, struct str name,
                       bool is_after, int at)
{
    for (size_t i = 0; is_after && i < k->columns.n; i++) {
        struct column_difference *c = &k->columns.at[i];
        if (c->part == part && c->before >= 0 && c->after < 0 &&
            str_eq(part == TABLE_INPUT ? k->before.t->input_texts[c->before] : c->name, key)) {
            c->after = at;
            return true;
        }
    }
    struct column_difference c = {part, name, is_after ? -1 : at, is_after ? at : -1};
    return vec_push(k->a, &k->columns, c);
}

/* Annotations go by name alone. */
static bool add_annotations(struct compare *k, const struct dmn_table *t, bool is_after)
{
    for (size_t r = 0; r < t->n_rules; r++)
        for (size_t i = 0; i < t->rules[r].n_annotations; i++) {
            struct str name = t->rules[r].annotations[i].column;
            uint64_t at;
            if (!map_get(k->annotations, name, &at)) {
                struct column_difference c = {TABLE_ANNOTATION, name, -1, -1};
                at = k->columns.n;
                if (map_put(k->annotations, name, at) < 0 || !vec_push(k->a, &k->columns, c))
                    return false;
            }
            *(is_after ? &k->columns.at[at].after : &k->columns.at[at].before) = 0;
        }
    return true;
}

static bool add_columns(struct compare *k, const struct dmn_table *t, bool is_after)
{
    bool ok = true;
    for (size_t i = 0; t && i < t->n_inputs && ok; i++)
        ok = add_column(k, TABLE_INPUT, t->input_texts[i],
                        t->input_labels[i].len ? t->input_labels[i] : t->input_texts[i], is_after,
                        (int)i);
    for (size_t i = 0; t && i < t->n_outputs && ok; i++)
        ok = add_column(k, TABLE_OUTPUT, t->output_names[i], t->output_names[i], is_after, (int)i);
    return ok;
}

static int fill(struct compare *k, struct side *s, bool is_after, struct err *e)
{
    size_t rows = s->t ? s->t->n_rules : 0, width = k->columns.n;
    if (width && rows > 2 * LIMIT_TABLE_CELLS / width)
        return err_set(e, E_LIMIT, "表 " STR_FMT " 太大，无法逐行比较",
                       "table " STR_FMT " is too large to be compared row by row",
                       STR_ARG(s->t->label));
    struct str *cells = arena_zalloc(k->a, (rows * width + 1) * sizeof *cells);
    if (!cells)
        return err_nomem(e);
    for (size_t r = 0; r < rows; r++) {
        const struct dmn_rule *rule = &s->t->rules[r];
        struct str *to = cells + r * width;
        for (size_t i = 0; i < width; i++) {
            const struct column_difference *c = &k->columns.at[i];
            int at = is_after ? c->after : c->before;
            if (at >= 0 && c->part != TABLE_ANNOTATION)
                to[i] = str_trim((c->part == TABLE_INPUT ? rule->inputs : rule->outputs)[at]);
        }
        for (size_t i = 0; i < rule->n_annotations; i++) {
            uint64_t at;
            if (map_get(k->annotations, rule->annotations[i].column, &at))
                to[at] = str_trim(rule->annotations[i].text);
        }
    }
    s->cells = cells;
    s->to = rows;
    return E_OK;
}

static int add_row(struct compare *k, enum pack_change change, int x, int y, struct err *e)
{
    struct cell_difference *cells = arena_array_of(k->a, k->columns.n, struct cell_difference);
    struct row_difference row = {.change = change, .before = x, .after = y, .cells = cells};
    if (!cells)
        return err_nomem(e);
    for (size_t i = 0; i < k->columns.n; i++) {
        const struct column_difference *c = &k->columns.at[i];
        struct cell_difference d = {.column = c};
        if (x >= 0)
            d.before = cell(k, &k->before, (size_t)x, i);
        if (y >= 0)
            d.after = cell(k, &k->after, (size_t)y, i);
        if (!str_eq(d.before, d.after))
            cells[row.n_cells++] = d;
    }
    return vec_push(k->a, &k->rows, row) ? E_OK : err_nomem(e);
}

static void cut_ends(struct compare *k)
{
    struct side *x = &k->before, *y = &k->after;
    while (x->from < x->to && y->from < y->to && same_row(k, x->from, y->from)) {
        x->from++;
        y->from++;
    }
    while (x->from < x->to && y->from < y->to && same_row(k, x->to - 1, y->to - 1)) {
        x->to--;
        y->to--;
    }
}

/* Removing or adding a row costs as much as a third of its cells changed, so that rows with less
 * than two thirds in common aren't taken for one another. */
static uint32_t gap_cost(const struct compare *k)
{
    return (uint32_t)k->columns.n;
}

/* The cheapest way from one row list to the other, from the end: cost[i][j] of what is left. */
static uint32_t *align(struct compare *k, size_t n, size_t m)
{
    uint32_t *cost = calloc((n + 1) * (m + 1), sizeof *cost), gap = gap_cost(k);
    size_t width = m + 1;
    for (size_t i = n + 1; cost && i-- > 0;)
        for (size_t j = m + 1; j-- > 0;) {
            uint32_t best = i == n && j == m ? 0 : UINT32_MAX;
            if (i < n)
                best = cost[(i + 1) * width + j] + gap;
            if (j < m && cost[i * width + j + 1] + gap < best)
                best = cost[i * width + j + 1] + gap;
            if (i < n && j < m) {
                uint32_t pair =
                    cost[(i + 1) * width + j + 1] +
                    3 * (uint32_t)differing(k, k->before.from + i, k->after.from + j, SIZE_MAX);
                best = pair < best ? pair : best;
            }
            cost[i * width + j] = best;
        }
    return cost;
}

static int walk(struct compare *k, const uint32_t *cost, size_t n, size_t m, struct err *e)
{
    size_t i = 0, j = 0, width = m + 1;
    int rc = E_OK;
    while ((i < n || j < m) && rc >= 0) {
        size_t x = k->before.from + i, y = k->after.from + j;
        uint32_t here = cost[i * width + j];
        if (i < n && here == cost[(i + 1) * width + j] + gap_cost(k)) {
            rc = add_row(k, PACK_REMOVED, (int)x, -1, e);
            i++;
        } else if (j < m && here == cost[i * width + j + 1] + gap_cost(k)) {
            rc = add_row(k, PACK_ADDED, -1, (int)y, e);
            j++;
        } else {
            rc = same_row(k, x, y) ? E_OK : add_row(k, PACK_CHANGED, (int)x, (int)y, e);
            i++;
            j++;
        }
    }
    return rc;
}

static int compare_rows(struct compare *k, struct err *e)
{
    if (k->before.t && k->after.t)
        cut_ends(k);
    size_t n = k->before.to - k->before.from, m = k->after.to - k->after.from;
    int rc = E_OK;
    if (n && m && n * m * k->columns.n <= LIMIT_DIFFERENCE_WORK) {
        _cleanup_free_ uint32_t *cost = align(k, n, m);
        return cost ? walk(k, cost, n, m, e) : err_nomem(e);
    }
    for (size_t i = 0; i < n && rc >= 0; i++)
        rc = add_row(k, PACK_REMOVED, (int)(k->before.from + i), -1, e);
    for (size_t j = 0; j < m && rc >= 0; j++)
        rc = add_row(k, PACK_ADDED, -1, (int)(k->after.from + j), e);
    return rc;
}

static bool same_head(const struct compare *k)
{
    const struct dmn_table *x = k->before.t, *y = k->after.t;
    if (x->hit != y->hit || x->aggregation != y->aggregation)
        return false;
    for (size_t i = 0; i < k->columns.n; i++) {
        const struct column_difference *c = &k->columns.at[i];
        if (c->before < 0 || c->after < 0 || c->before != c->after)
            return false;
        if (c->part == TABLE_OUTPUT &&
            !str_eq(x->output_defaults[c->before], y->output_defaults[c->after]))
            return false;
    }
    return true;
}

static int compare_tables(struct arena *a, struct str id, struct str name,
                          const struct dmn_table *x, const struct dmn_table *y,
                          struct table_differences *ret, struct err *e)
{
    _cleanup_(map_freep) struct map *annotations = map_new();
    struct compare k = {.a = a, .before.t = x, .after.t = y, .annotations = annotations};
    int rc;
    if (!annotations || !add_columns(&k, x, false) || !add_columns(&k, y, true) ||
        (x && !add_annotations(&k, x, false)) || (y && !add_annotations(&k, y, true)))
        return err_nomem(e);
    if ((rc = fill(&k, &k.before, false, e)) < 0 || (rc = fill(&k, &k.after, true, e)) < 0 ||
        (rc = compare_rows(&k, e)) < 0 || (x && y && !k.rows.n && same_head(&k)))
        return rc;
    struct table_difference d = {
        .change = !x   ? PACK_ADDED
                  : !y ? PACK_REMOVED
                       : PACK_CHANGED,
        .id = id,
        .name = name,
        .before = x,
        .after = y,
        .n_columns = k.columns.n,
        .columns = k.columns.at,
        .n_rows = k.rows.n,
        .rows = k.rows.at,
    };
    return vec_push(a, ret, d) ? E_OK : err_nomem(e);
}

static struct str table_name(const struct pack *p, size_t i)
{
    int node;
    dmn_table_at(pack_model(p), i, &node);
    return dmn_node(pack_model(p), node)->name;
}

int tables_compare(const struct pack *before, const struct pack *after, struct arena *a,
                   struct table_differences *ret, struct err *e)
{
    const struct dmn_model *m = pack_model(before), *n = pack_model(after);
    _cleanup_(map_freep) struct map *others = map_new();
    int rc = others ? E_OK : err_nomem(e);
    for (size_t i = 0; i < dmn_table_count(n) && rc >= 0; i++)
        rc = map_put(others, pack_table_id(after, i), i) < 0 ? err_nomem(e) : E_OK;
    for (size_t i = 0; i < dmn_table_count(m) && rc >= 0; i++) {
        struct str id = pack_table_id(before, i);
        uint64_t at = UINT64_MAX;
        bool there = map_get(others, id, &at) && at != UINT64_MAX;
        rc = compare_tables(a, id, table_name(before, i), dmn_table_at(m, i, NULL),
                            there ? dmn_table_at(n, at, NULL) : NULL, ret, e);
        if (rc >= 0 && there && map_put(others, id, UINT64_MAX) < 0) /* accounted for */
            rc = err_nomem(e);
    }
    for (size_t i = 0; i < dmn_table_count(n) && rc >= 0; i++) {
        uint64_t at;
        if (map_get(others, pack_table_id(after, i), &at) && at == i)
            rc = compare_tables(a, pack_table_id(after, i), table_name(after, i), NULL,
                                dmn_table_at(n, i, NULL), ret, e);
    }
    return rc;
}
