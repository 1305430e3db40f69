/*
 * Overlapping rows, unreachable rows and missing cases of one table.
 *
 * Each column is cut into segments at the constants of its cells: for numbers and dates the
 * constants and the open stretches between them, for strings the constants and "any other", for
 * booleans the two. A simple cell is a set of segments; an opaque one holds somewhere (at most
 * everywhere, at least nowhere), so it proves nothing: no claim is made that could be false.
 * Columns over the same expression are one; claims that restrict two different expressions over
 * the same variable are not made, for their combinations may be impossible.
 */
#include "bounds.h"
#include "cleanup.h"
#include "dmn_cells.h"
#include "dmn_walk.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_WORK 100000000u /* comparisons of a row, for one table */
#define MAX_ROWS 2000u
#define MAX_SEGMENTS 4096u
#define MAX_TOLD 10u /* findings of one kind for a table */
#define MAX_GAPS 3u
#define MAX_ALIKE 5u

enum column_kind { COLUMN_OPEN, COLUMN_ORDERED, COLUMN_STRINGS, COLUMN_BOOLEANS, COLUMN_OPAQUE };

/* Columns over one expression. */
struct group {
    enum column_kind kind;
    struct str label;
    size_t n_constants; /* sorted if ordered */
    const struct feel_value **constants;
    size_t n_segments, words; /* the last segment is null, if any cell tests for it */
    bool has_null, domain_unknown;
    uint64_t *domain;   /* what values are to be expected; without null */
    uint64_t *possible; /* the same with null, where a cell tests for it */
    uint64_t *rows;     /* per row: segments where it may hold */
    bool *opaque;       /* per row */
    struct str *texts;  /* per row, of the opaque cell; empty if several */
    struct str symbol;  /* the one text that all cells compare with (see symbolic); or empty */
    const struct feel_expr *expr, *limit; /* limit: a cell that reads the symbol, or NULL */
    uint64_t *correlated;                 /* groups that read the same variable */
};

struct gaps {
    const struct table *t;
    struct arena *a;
    size_t n_groups, n_rows, row_words;
    struct group *groups;
    size_t work;
    bool too_much;
    dmn_gap_fn *fn;
    void *arg;
    int told;
};

static bool get(const uint64_t *set, size_t i)
{
    return set[i / 64] >> (i % 64) & 1;
}

static void put(uint64_t *set, size_t i)
{
    set[i / 64] |= UINT64_C(1) << (i % 64);
}

static void fill(uint64_t *set, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(set, i);
}

static bool is_empty(const uint64_t *set, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (set[i])
            return false;
    return true;
}

static enum column_kind kind_of(const struct feel_value *v)
{
    return v->kind == FEEL_BOOLEAN  ? COLUMN_BOOLEANS
           : v->kind == FEEL_STRING ? COLUMN_STRINGS
                                    : COLUMN_ORDERED;
}

struct constants {
    const struct feel_value **at;
    size_t n, cap;
    enum column_kind kind;
    enum feel_kind value_kind;
    bool has_null, mixed, failed;
};

static void add_constant(struct gaps *k, struct constants *c, const struct feel_value *v)
{
    if (!v)
        return;
    if (v->kind == FEEL_NULL) {
        c->has_null = true;
        return;
    }
    if (c->kind == COLUMN_OPEN) {
        c->kind = kind_of(v);
        c->value_kind = v->kind;
    }
    if (v->kind != c->value_kind) {
        c->mixed = true;
        return;
    }
    for (size_t i = 0; i < c->n; i++)
        if (feel_same(c->at[i], v))
            return;
    if (c->n >= MAX_SEGMENTS / 2 - 2 || !vec_push(k->a, c, v))
        c->failed = true;
}

static void add_cell(struct gaps *k, struct constants *c, const struct simple_cell *cell)
{
    for (size_t i = 0; !cell->opaque && i < cell->n; i++) {
        add_constant(k, c, cell->tests[i].a);
        add_constant(k, c, cell->tests[i].b);
    }
}

static int by_value(const void *x, const void *y)
{
    int c = 0;

    feel_compare(*(const struct feel_value *const *)x, *(const struct feel_value *const *)y, &c);
    return c;
}

/* The segment of a constant. */
static size_t segment_of(const struct group *g, const struct feel_value *v)
{
    if (v->kind == FEEL_NULL)
        return g->n_segments - 1;
    if (g->kind == COLUMN_BOOLEANS)
        return v->boolean ? 0 : 1;
    for (size_t i = 0; i < g->n_constants; i++)
        if (feel_same(g->constants[i], v))
            return g->kind == COLUMN_ORDERED ? 2 * i + 1 : i;
    return 0;
}

static size_t plain_segments(const struct group *g)
{
    return g->n_segments - (g->has_null ? 1 : 0);
}

/* Of segment s; a and b are those of the test's constants. */
static bool holds(const struct group *g, const struct simple_test *t, size_t a, size_t b, size_t s)
{
    if (t->op == SIMPLE_EQ)
        return s == a;
    if (s >= plain_segments(g))
        return false;
    switch (t->op) {
    case SIMPLE_LT:
        return s < a;
    case SIMPLE_LE:
        return s <= a;
    case SIMPLE_GT:
        return s > a;
    case SIMPLE_GE:
        return s >= a;
    default:
        return (t->open_a ? s > a : s >= a) && (t->open_b ? s < b : s <= b);
    }
}

static void cell_set(const struct group *g, const struct simple_cell *c, uint64_t *set)
{
    memset(set, 0, g->words * sizeof *set);
    if (c->any) {
        fill(set, g->n_segments);
        return;
    }
    for (size_t i = 0; i < c->n; i++) {
        const struct simple_test *t = &c->tests[i];
        size_t a = segment_of(g, t->a), b = t->op == SIMPLE_RANGE ? segment_of(g, t->b) : a;

        for (size_t s = 0; s < g->n_segments; s++)
            if (holds(g, t, a, b, s))
                put(set, s);
    }
    for (size_t s = 0; c->negated && s < g->n_segments; s++)
        set[s / 64] ^= UINT64_C(1) << (s % 64);
}

/* Texts that restrict a column's values: its own, and those of its type. */
static size_t restrictions(const struct table_column *c, struct str texts[3])
{
    const struct feel_type *t = c->type ? c->type : c->guess;
    size_t n = 0;

    if (c->allowed.text.len)
        texts[n++] = c->allowed.text;
    if (t->allowed)
        texts[n++] = feel_expr_text(t->allowed);
    if (t->constraint)
        texts[n++] = feel_expr_text(t->constraint);
    return n;
}

static bool is_scalar(const struct feel_type *t)
{
    return t->kind != FEEL_T_LIST && t->kind != FEEL_T_CONTEXT && t->kind != FEEL_T_RANGE &&
           t->kind != FEEL_T_FUNCTION;
}

struct member {
    size_t column;
    struct simple_cell *cells; /* per row */
    size_t n_allowed;
    struct simple_cell allowed[3];
};

/* `< TEXT`, `TEXT`, `not(TEXT)` and so on; false for ranges, lists of tests, tests of `?`. */
static bool read_symbol(struct str cell, bool negated, enum simple_op *ret_op, struct str *ret_text)
{
    static const struct {
        const char *text;
        enum simple_op op;
    } ops[] = {{"<=", SIMPLE_LE}, {">=", SIMPLE_GE}, {"<", SIMPLE_LT},
               {">", SIMPLE_GT},  {"=", SIMPLE_EQ},  {"", SIMPLE_EQ}};
    struct str rest, part;

    cell = str_trim(cell);
    if (negated) {
        cell = str_trim((struct str){cell.data + 3, cell.len - 4});
        cell = str_trim((struct str){cell.data + 1, cell.len - 1});
    }
    rest = cell;
    if (!cell.len || !dmn_split_tests(&rest, &part) || rest.data || str_find(cell, STR("?")) >= 0 ||
        strchr("[(]!", cell.data[0]))
        return false;
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (str_starts(cell, str_of(ops[i].text))) {
            size_t len = strlen(ops[i].text);

            *ret_op = ops[i].op;
            *ret_text = str_trim((struct str){cell.data + len, cell.len - len});
            return true;
        }
    return false;
}

/* A column whose cells are all comparisons with one and the same expression (`<= 参数.低保标准`,
 * `> 参数.低保标准`) is cut at that expression as at a constant. */
static bool symbolic(struct gaps *k, struct group *g, struct member *m)
{
    enum simple_op op;
    struct str text;
    size_t n = 0;

    for (size_t r = 0; r < k->n_rows; r++) {
        if (m->cells[r].any)
            continue;
        if (!m->cells[r].opaque || m->cells[r].n != 1 ||
            !read_symbol(k->t->pub.rules[r].inputs[m->column], m->cells[r].negated, &op, &text) ||
            (n++ && !str_eq(text, g->symbol)))
            return false;
        g->symbol = text;
        g->limit = k->t->rules[r].inputs[m->column].expr;
    }
    if (!n)
        return false;
    for (size_t r = 0; r < k->n_rows; r++) {
        struct simple_cell *c = &m->cells[r];

        if (c->any)
            continue;
        read_symbol(k->t->pub.rules[r].inputs[m->column], c->negated, &op, &text);
        c->tests[0] = (struct simple_test){.op = op, .a = feel_number(k->a, dec_from_int(0))};
        if (!c->tests[0].a)
            return false;
        c->opaque = false;
    }
    return true;
}

/* Cuts a group's columns into segments and its cells into sets. */
static bool build_group(struct gaps *k, struct group *g, struct member *members, size_t n)
{
    struct constants c = {0};
    bool scalar = true;

    if (n != 1 || members[0].n_allowed || !symbolic(k, g, &members[0]))
        g->symbol = (struct str){0};
    for (size_t m = 0; m < n; m++) {
        const struct table_column *col = &k->t->inputs[members[m].column];

        scalar &= is_scalar(col->type ? col->type : col->guess);
        for (size_t r = 0; r < k->n_rows; r++)
            add_cell(k, &c, &members[m].cells[r]);
        for (size_t i = 0; i < members[m].n_allowed; i++)
            add_cell(k, &c, &members[m].allowed[i]);
        if ((col->type ? col->type : col->guess)->kind == FEEL_T_BOOLEAN && c.kind == COLUMN_OPEN) {
            c.kind = COLUMN_BOOLEANS;
            c.value_kind = FEEL_BOOLEAN;
        }
    }
    g->kind = c.mixed || c.failed || !scalar ? COLUMN_OPAQUE : c.kind;
    g->constants = c.at;
    g->n_constants = c.n;
    g->has_null = c.has_null && g->kind != COLUMN_OPAQUE;
    if (g->kind == COLUMN_ORDERED)
        qsort(c.at, c.n, sizeof *c.at, by_value);
    g->n_segments = g->kind == COLUMN_ORDERED    ? 2 * c.n + 1
                    : g->kind == COLUMN_STRINGS  ? c.n + 1
                    : g->kind == COLUMN_BOOLEANS ? 2
                                                 : 1;
    g->n_segments += g->has_null;
    g->words = (g->n_segments + 63) / 64;
    g->rows = arena_zalloc(k->a, k->n_rows * g->words * sizeof *g->rows);
    g->domain = arena_zalloc(k->a, g->words * sizeof *g->domain);
    g->possible = arena_zalloc(k->a, g->words * sizeof *g->possible);
    g->opaque = arena_zalloc(k->a, k->n_rows * sizeof *g->opaque);
    g->texts = arena_zalloc(k->a, k->n_rows * sizeof *g->texts);
    uint64_t *one = arena_zalloc(k->a, g->words * sizeof *one);
    if (!g->rows || !g->domain || !g->possible || !g->opaque || !g->texts || !one)
        return false;
    fill(g->domain, plain_segments(g));
    for (size_t m = 0; m < n; m++)
        for (size_t i = 0; i < members[m].n_allowed; i++) {
            const struct simple_cell *allowed = &members[m].allowed[i];

            if (allowed->opaque || g->kind == COLUMN_OPAQUE) {
                g->domain_unknown = true;
                continue;
            }
            cell_set(g, allowed, one);
            for (size_t w = 0; w < g->words; w++)
                g->domain[w] &= one[w];
        }
    memcpy(g->possible, g->domain, g->words * sizeof *g->domain);
    if (g->has_null)
        put(g->possible, g->n_segments - 1);
    for (size_t r = 0; r < k->n_rows; r++) {
        uint64_t *set = g->rows + r * g->words;

        fill(set, g->n_segments);
        for (size_t m = 0; m < n; m++) {
            const struct simple_cell *cell = &members[m].cells[r];

            if (cell->opaque || (g->kind == COLUMN_OPAQUE && !cell->any)) {
                g->texts[r] =
                    g->opaque[r] ? (struct str){0} : k->t->pub.rules[r].inputs[members[m].column];
                g->opaque[r] = true;
                continue;
            }
            cell_set(g, cell, one);
            for (size_t w = 0; w < g->words; w++)
                set[w] &= one[w];
        }
        /* Beside an opaque test the same text elsewhere proves nothing. */
        if (n > 1)
            g->texts[r] = (struct str){0};
    }
    return true;
}

static bool read_member(struct gaps *k, size_t column, struct member *m)
{
    struct str texts[3];

    m->column = column;
    m->cells = arena_array_of(k->a, k->n_rows, struct simple_cell);
    if (!m->cells)
        return false;
    for (size_t r = 0; r < k->n_rows; r++)
        if (!dmn_cell_read(k->a, k->t->pub.rules[r].inputs[column], &m->cells[r]))
            return false;
    m->n_allowed = restrictions(&k->t->inputs[column], texts);
    for (size_t i = 0; i < m->n_allowed; i++)
        if (!dmn_cell_read(k->a, texts[i], &m->allowed[i]))
            return false;
    return true;
}

struct reference {
    int level, slot;
    struct str path;
};
struct references {
    struct arena *a;
    struct reference *at;
    size_t n, cap;
};

static void on_reference(void *arg, int level, int slot, struct str path)
{
    struct references *r = arg;
    struct reference x = {level, slot, path};

    (void)vec_push(r->a, r, x);
}

/* `household` reads all of it, `household.size` a part: each may depend on the other. */
static bool related(const struct reference *x, const struct reference *y)
{
    size_t n = x->path.len < y->path.len ? x->path.len : y->path.len;
    const struct str *longer = x->path.len > y->path.len ? &x->path : &y->path;

    if (x->level != y->level || x->slot != y->slot)
        return false;
    if (n && memcmp(x->path.data, y->path.data, n) != 0)
        return false;
    return longer->len == n || n == 0 || longer->data[n] == '.';
}

static bool correlate(struct gaps *k)
{
    struct references *refs = arena_zalloc(k->a, k->n_groups * sizeof *refs);

    if (!refs)
        return false;
    for (size_t i = 0; i < k->n_groups; i++) {
        refs[i].a = k->a;
        feel_references(k->groups[i].expr, on_reference, &refs[i]);
        if (k->groups[i].symbol.len && k->groups[i].limit)
            feel_references(k->groups[i].limit, on_reference, &refs[i]);
        k->groups[i].correlated = arena_zalloc(k->a, (k->n_groups + 63) / 64 * sizeof(uint64_t));
        if (!k->groups[i].correlated)
            return false;
    }
    for (size_t i = 0; i < k->n_groups; i++)
        for (size_t j = 0; j < k->n_groups; j++) {
            bool shared = false;

            for (size_t x = 0; i != j && x < refs[i].n && !shared; x++)
                for (size_t y = 0; y < refs[j].n && !shared; y++)
                    shared = related(&refs[i].at[x], &refs[j].at[y]);
            if (shared)
                put(k->groups[i].correlated, j);
        }
    return !arena_failed(k->a);
}

static bool build(struct gaps *k)
{
    size_t ni = k->t->pub.n_inputs;
    struct member *members = arena_array_of(k->a, ni, struct member);
    bool *done = arena_zalloc(k->a, ni * sizeof *done);

    k->groups = arena_zalloc(k->a, ni * sizeof *k->groups);
    if (!members || !done || !k->groups)
        return false;
    for (size_t i = 0; i < ni; i++) {
        struct group *g = &k->groups[k->n_groups];
        size_t n = 0;

        if (done[i] || !k->t->inputs[i].used)
            continue;
        g->label = k->t->inputs[i].label;
        g->expr = k->t->inputs[i].code.expr;
        for (size_t j = i; j < ni; j++)
            if (str_eq(k->t->inputs[j].code.text, k->t->inputs[i].code.text)) {
                done[j] = true;
                if (!read_member(k, j, &members[n++]))
                    return false;
            }
        if (!build_group(k, g, members, n))
            return false;
        k->n_groups++;
    }
    k->row_words = (k->n_rows + 63) / 64;
    return correlate(k);
}

/* Text of a segment behind the column's label: `= 5`, `in (5..10)`, `< 5`. */
static void print_segment(struct strbuf *b, const struct group *g, size_t s, bool zh)
{
    _cleanup_(strbuf_done) struct strbuf low = {0}, high = {0};

    if (g->has_null && s == g->n_segments - 1) {
        strbuf_addz(b, "= null");
    } else if (g->kind == COLUMN_BOOLEANS) {
        strbuf_addz(b, s == 0 ? "= true" : "= false");
    } else if (g->kind == COLUMN_STRINGS) {
        if (s < g->n_constants) {
            strbuf_addz(b, "= ");
            feel_print(g->constants[s], true, b);
        } else {
            strbuf_addz(b, zh ? "为其他值" : "is another value");
        }
    } else if (g->symbol.len) {
        strbuf_printf(b, "%s %.*s", s == 0 ? "<" : s == 1 ? "=" : ">", STR_ARG(g->symbol));
    } else if (g->kind == COLUMN_ORDERED && g->n_constants) {
        if (s > 0)
            feel_print(g->constants[(s - 1) / 2], true, &low);
        if (s / 2 < g->n_constants)
            feel_print(g->constants[s / 2], true, &high);
        if (s % 2)
            strbuf_printf(b, "= %s", strbuf_z(&low));
        else if (s == 0)
            strbuf_printf(b, "< %s", strbuf_z(&high));
        else if (s / 2 == g->n_constants)
            strbuf_printf(b, "> %s", strbuf_z(&low));
        else
            strbuf_printf(b, "in (%s..%s)", strbuf_z(&low), strbuf_z(&high));
        b->failed |= low.failed || high.failed;
    } else {
        strbuf_addz(b, zh ? "的条件相同" : "under the same test");
    }
}

/* Where in one column a place is: a segment, SIZE_MAX where any will do, and (next may be NULL) the
 * chain of segments that are like it. */
struct spot {
    size_t s;
    const size_t *next;
};

static void print_spot(struct strbuf *b, const struct group *g, const struct spot *p, bool zh)
{
    size_t n = 0;

    strbuf_printf(b, "%s%.*s ", b->len ? (zh ? "，" : ", ") : "", STR_ARG(g->label));
    for (size_t s = p->s; s != SIZE_MAX; s = p->next ? p->next[s] : SIZE_MAX) {
        if (n++)
            strbuf_addz(b, zh ? " 或 " : " or ");
        if (n > MAX_ALIKE) {
            strbuf_addz(b, "…");
            return;
        }
        print_segment(b, g, s, zh);
    }
}

static void print_place(struct gaps *k, const struct spot *place, struct strbuf *zh,
                        struct strbuf *en)
{
    for (size_t i = 0; i < k->n_groups; i++)
        if (place[i].s != SIZE_MAX) {
            print_spot(zh, &k->groups[i], &place[i], true);
            print_spot(en, &k->groups[i], &place[i], false);
        }
    if (!zh->len) {
        strbuf_addz(zh, "任何情况");
        strbuf_addz(en, "any case");
    }
}

/* Would the place be a claim about two expressions over the same variable? */
static bool is_doubtful(struct gaps *k, const struct spot *place)
{
    for (size_t i = 0; i < k->n_groups; i++)
        for (size_t j = 0; j < i; j++)
            if (place[i].s != SIZE_MAX && place[j].s != SIZE_MAX && get(k->groups[i].correlated, j))
                return true;
    return false;
}

/* Whether two rows surely hold together somewhere; place tells where. */
static bool overlap(struct gaps *k, size_t x, size_t y, struct spot *place)
{
    for (size_t i = 0; i < k->n_groups; i++) {
        struct group *g = &k->groups[i];
        const uint64_t *a = g->rows + x * g->words, *b = g->rows + y * g->words;
        bool restricted = g->opaque[x] || g->opaque[y];
        size_t first = SIZE_MAX;

        if (restricted &&
            !(g->opaque[x] && g->opaque[y] && g->texts[x].len && str_eq(g->texts[x], g->texts[y])))
            return false;
        k->work += g->words;
        for (size_t w = g->words; w-- > 0;) {
            uint64_t both = a[w] & b[w] & g->possible[w];

            if (both)
                first = w * 64 + (size_t)__builtin_ctzll(both);
            restricted |= both != g->possible[w];
        }
        if (first == SIZE_MAX)
            return false;
        place[i] = (struct spot){restricted ? first : SIZE_MAX, NULL};
    }
    return !is_doubtful(k, place);
}

/* 1 same, 0 different, -1 can't be told. */
static int same_outputs(struct gaps *k, size_t x, size_t y)
{
    const struct dmn_rule *a = &k->t->pub.rules[x], *b = &k->t->pub.rules[y];
    int same = 1;

    for (size_t i = 0; i < k->t->pub.n_outputs; i++) {
        const struct feel_value *u, *v;

        if (str_eq(a->outputs[i], b->outputs[i]))
            continue;
        u = dmn_literal_read(k->a, a->outputs[i]);
        v = dmn_literal_read(k->a, b->outputs[i]);
        if (!u || !v)
            same = -1;
        else if (!feel_same(u, v))
            return 0;
    }
    return same;
}

static void tell(struct gaps *k, enum dmn_severity severity, const char *code, int row,
                 const char *zh, const char *en)
{
    struct err e = {.code = E_INVALID};

    snprintf(e.zh, sizeof e.zh, "%s", zh);
    snprintf(e.en, sizeof e.en, "%s", en);
    k->fn(k->arg, severity, code, row, &e);
    k->told++;
}

static void tell_place(struct gaps *k, enum dmn_severity severity, const char *code, int row,
                       const char *zh, const char *en, const struct spot *place)
{
    _cleanup_(strbuf_done) struct strbuf z = {0}, n = {0};
    struct err e = {.code = E_INVALID};
    print_place(k, place, &z, &n);
    if (z.failed || n.failed) {
        arena_fail(k->a);
        return;
    }
    snprintf(e.zh, sizeof e.zh, "%s：%.*s", zh, (int)utf8_offset(strbuf_str(&z), 200),
             strbuf_z(&z));
    snprintf(e.en, sizeof e.en, "%s: %.*s", en, (int)utf8_offset(strbuf_str(&n), 200),
             strbuf_z(&n));
    k->fn(k->arg, severity, code, row, &e);
    k->told++;
}

static bool too_much(struct gaps *k)
{
    if (k->work > MAX_WORK && !k->too_much) {
        k->too_much = true;
        tell(k, DMN_WARNING, "too-complex", -1, "表太大，重叠、不可达的行和缺失的情况没有查完",
             "the table is too large: not all overlaps, unreachable rows and missing cases were "
             "looked for");
    }
    return k->too_much;
}

static void find_overlaps(struct gaps *k)
{
    struct spot *place = arena_array_of(k->a, k->n_groups + 1, struct spot);
    size_t n = 0;
    bool any = k->t->pub.hit == 'A';

    for (size_t y = 1; place && y < k->n_rows && !too_much(k); y++)
        for (size_t x = 0; x < y; x++) {
            char zh[80], en[80];

            if (!overlap(k, x, y, place) || (any && same_outputs(k, x, y) != 0))
                continue;
            if (++n > MAX_TOLD)
                return;
            snprintf(zh, sizeof zh, "与第 %zu 行重叠%s", x + 1, any ? "而输出不同" : "");
            snprintf(en, sizeof en, "overlaps row %zu%s", x + 1,
                     any ? " with a different output" : "");
            tell_place(k, DMN_ERROR, "overlap", (int)y, zh, en, place);
        }
}

/* Does row x surely hold wherever row y does, as far as group g goes within y's segment s? */
static bool covers(const struct group *g, size_t x, size_t s, size_t y)
{
    if (g->opaque[x] &&
        !(y != SIZE_MAX && g->opaque[y] && g->texts[x].len && str_eq(g->texts[x], g->texts[y])))
        return false;
    return get(g->rows + x * g->words, s);
}

struct search {
    const uint64_t *const *region; /* per group */
    size_t target;                 /* the row whose region it is, SIZE_MAX for the whole table */
    struct spot *place;
    size_t found, max;
    /* NULL: any place is looked for, even an impossible one, and rows count only where they
     * surely hold; else possible places are told, and rows count wherever they may hold. */
    void (*on_place)(struct gaps *k, const struct spot *place);
};

static void note_place(struct gaps *k, struct search *q)
{
    if (q->on_place && is_doubtful(k, q->place))
        return;
    q->found++;
    if (q->on_place)
        q->on_place(k, q->place);
}

/* The rows that hold in each segment of the region. Segments with the same rows are chained behind
 * the first of them; the others are not in ret_first. */
static bool sort_segments(struct gaps *k, struct search *q, size_t i, const uint64_t *rows,
                          uint64_t **ret_subs, size_t **ret_next, size_t **ret_first, size_t *ret_n)
{
    struct group *g = &k->groups[i];
    size_t size = k->row_words * sizeof(uint64_t), n = 0;
    uint64_t *subs = arena_array(k->a, g->n_segments, size);
    size_t *next = arena_array_of(k->a, g->n_segments, size_t);
    size_t *first = arena_array_of(k->a, g->n_segments, size_t);
    size_t *last = arena_array_of(k->a, g->n_segments, size_t);

    if (!subs || !next || !first || !last)
        return false;
    for (size_t s = 0; s < g->n_segments; s++) {
        uint64_t *sub = subs + n * k->row_words;
        size_t j = 0;

        if (!get(q->region[i], s))
            continue;
        memset(sub, 0, size);
        for (size_t r = 0; r < k->n_rows; r++)
            if (get(rows, r) &&
                (q->on_place ? get(g->rows + r * g->words, s) : covers(g, r, s, q->target)))
                put(sub, r);
        k->work += k->n_rows;
        next[s] = SIZE_MAX;
        while (j < n && memcmp(subs + j * k->row_words, sub, size) != 0)
            j++;
        if (j == n)
            first[n++] = s;
        else
            next[last[j]] = s;
        last[j] = s;
    }
    *ret_subs = subs;
    *ret_next = next;
    *ret_first = first;
    *ret_n = n;
    return true;
}

/* Looks for places of the region where none of the rows holds, group by group. */
static void search(struct gaps *k, struct search *q, size_t i, const uint64_t *rows)
{
    struct arena_mark mark = arena_mark(k->a);
    size_t *next, *first, n;
    uint64_t *subs;

    if (q->found >= q->max || k->work > MAX_WORK)
        return;
    if (is_empty(rows, k->row_words)) {
        for (size_t j = i; j < k->n_groups; j++)
            q->place[j].s = SIZE_MAX;
        note_place(k, q);
        return;
    }
    if (i == k->n_groups)
        return;
    if (sort_segments(k, q, i, rows, &subs, &next, &first, &n))
        for (size_t j = 0; j < n && q->found < q->max; j++) {
            const uint64_t *sub = subs + j * k->row_words;
            bool all = memcmp(sub, rows, k->row_words * sizeof *sub) == 0;

            q->place[i] = (struct spot){all ? SIZE_MAX : first[j], next};
            search(k, q, i + 1, sub);
        }
    arena_release(k->a, mark);
}

static bool run_search(struct gaps *k, struct search *q, const uint64_t *rows)
{
    q->place = arena_array_of(k->a, k->n_groups + 1, struct spot);
    if (!q->place)
        return false;
    search(k, q, 0, rows);
    return !too_much(k) && !arena_failed(k->a);
}

static void find_unreachable(struct gaps *k)
{
    const uint64_t **region = arena_array_of(k->a, k->n_groups + 1, const uint64_t *);
    uint64_t *earlier = arena_zalloc(k->a, k->row_words * sizeof *earlier);
    size_t n = 0;

    for (size_t y = 1; region && earlier && y < k->n_rows && n < MAX_TOLD; y++) {
        struct search q = {.region = region, .target = y, .max = 1};
        struct arena_mark mark = arena_mark(k->a);
        bool empty = false, done;

        put(earlier, y - 1);
        for (size_t i = 0; i < k->n_groups; i++) {
            struct group *g = &k->groups[i];
            uint64_t *set = arena_dup(k->a, g->rows + y * g->words, g->words * sizeof *set);

            if (!set)
                return;
            for (size_t w = 0; w < g->words && !g->domain_unknown; w++)
                set[w] &= g->possible[w];
            region[i] = set;
            empty |= is_empty(set, g->words);
        }
        done = empty || run_search(k, &q, earlier);
        arena_release(k->a, mark);
        if (!done)
            return;
        if (empty || q.found)
            continue;
        n++;
        tell(k, DMN_WARNING, "unreachable", (int)y,
             "前面的行已包括这一行的所有情况，它永远不会被用到",
             "the rows above cover every case of this row; it is never reached");
    }
}

static void tell_gap(struct gaps *k, const struct spot *place)
{
    tell_place(k, DMN_WARNING, "missing-case", -1, "没有一行适用于", "no row covers", place);
}

static bool any_opaque(const struct gaps *k)
{
    for (size_t i = 0; i < k->n_groups; i++)
        for (size_t r = 0; r < k->n_rows; r++)
            if (k->groups[i].opaque[r])
                return true;
    return false;
}

/* No gap can be shown, but can the cells that can't be read leave one? */
static void find_unproven(struct gaps *k, const uint64_t **region, const uint64_t *all)
{
    struct search q = {.region = region, .target = SIZE_MAX, .max = 1};

    if (!any_opaque(k) || !run_search(k, &q, all) || !q.found)
        return;
    tell(
        k, DMN_WARNING, "missing-case", -1,
        "看不出各行是否包括所有情况：请在末尾加一行全为“-”的行，或写明默认输出",
        "the rows can't be seen to cover every case: add a last row of \"-\", or a default output");
}

static void find_missing(struct gaps *k)
{
    const uint64_t **region = arena_array_of(k->a, k->n_groups + 1, const uint64_t *);
    uint64_t *all = arena_zalloc(k->a, k->row_words * sizeof *all);
    struct search q = {.region = region, .target = SIZE_MAX, .max = MAX_GAPS, .on_place = tell_gap};
    bool known = true;

    if (!region || !all)
        return;
    for (size_t r = 0; r < k->n_rows; r++)
        put(all, r);
    for (size_t i = 0; i < k->n_groups; i++) {
        known &= !k->groups[i].domain_unknown;
        region[i] = k->groups[i].domain;
    }
    if (known && !run_search(k, &q, all))
        return;
    if (!q.found)
        find_unproven(k, region, all);
}

/* Without a hit the table gives null where a single value is meant. */
static bool must_hit(const struct table *t)
{
    return strchr("UAFP", t->pub.hit) ||
           (t->pub.hit == 'C' && t->pub.aggregation && strchr("<>+", t->pub.aggregation));
}

static void find_all(struct gaps *k)
{
    char hit = k->t->pub.hit;

    if (too_much(k) || !build(k))
        return;
    if (hit == 'U' || hit == 'A')
        find_overlaps(k);
    if (hit == 'F')
        find_unreachable(k);
    if (!k->t->has_default && !k->too_much)
        find_missing(k);
}

int dmn_gaps(const struct table *t, size_t *work, dmn_gap_fn *fn, void *arg)
{
    struct gaps k = {.t = t, .n_rows = t->pub.n_rules, .fn = fn, .arg = arg};

    if (t->fault || !must_hit(t))
        return 0;
    if (k.n_rows > MAX_ROWS || *work > LIMIT_DMN_CHECK_WORK)
        k.work = MAX_WORK + 1;
    size_t before = k.work;
    _cleanup_(arena_freep) struct arena *a = k.a = arena_new(LIMIT_FEEL_BYTES);
    if (a)
        find_all(&k);
    if (!a || arena_failed(a))
        tell(&k, DMN_ERROR, "memory", -1, "内存不足，这张表没有检查完",
             "out of memory: this table was not checked to the end");
    *work += k.work - before;
    return k.told;
}
