#include "ledger_private.h"

#include "cleanup.h"

#include <stdlib.h>

uint64_t ledger_key(const char number[IDNO_TEXT])
{
    uint64_t key = 0;
    if (!number[0])
        return 0;
    for (int i = 0; i < IDNO_LENGTH - 1; i++)
        key = key * 10 + (uint64_t)(number[i] - '0');
    return key;
}

void ledger_numbers_done(struct ledger_numbers *t)
{
    free(t->at);
}

/* Where a key stands, or would. */
static struct ledger_number *slot(const struct ledger_numbers *t, uint64_t key)
{
    size_t i = (size_t)(str_hash((struct str){(const char *)&key, sizeof key}) & (t->cap - 1));
    while (t->at[i].key && t->at[i].key != key)
        i = (i + 1) & (t->cap - 1);
    return &t->at[i];
}

struct ledger_number *ledger_numbers_find(const struct ledger_numbers *t, uint64_t key)
{
    if (!t->cap || !key)
        return NULL;
    struct ledger_number *x = slot(t, key);
    return x->key ? x : NULL;
}

static bool grow(struct ledger_numbers *t)
{
    struct ledger_numbers wider = {.n = t->n, .cap = t->cap ? t->cap * 2 : 1024};
    wider.at = calloc(wider.cap, sizeof *wider.at);
    if (!wider.at)
        return false;
    for (size_t i = 0; i < t->cap; i++)
        if (t->at[i].key)
            *slot(&wider, t->at[i].key) = t->at[i];
    free(t->at);
    *t = wider;
    return true;
}

struct ledger_number *ledger_numbers_put(struct ledger_numbers *t, uint64_t key)
{
    if (t->n >= t->cap / 4 * 3 && !grow(t))
        return NULL;
    struct ledger_number *x = slot(t, key);
    t->n += !x->key;
    x->key = key;
    return x;
}

static bool column_is(const struct feed_column *c, struct str name)
{
    if (str_eq(c->name, name))
        return true;
    for (size_t i = 0; i < c->n_aliases; i++)
        if (str_eq(c->aliases[i], name))
            return true;
    return false;
}

static bool same_column(const struct feed_column *a, const struct feed_column *b)
{
    if (a->type != b->type)
        return false;
    if (column_is(b, a->name))
        return true;
    for (size_t i = 0; i < a->n_aliases; i++)
        if (column_is(b, a->aliases[i]))
            return true;
    return false;
}

static bool comparable(enum feed_type t)
{
    return t != FEED_ID_NO && t != FEED_NAME && t != FEED_GROUP;
}

static int no_column(struct str asked, const struct ledger_columns *all, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    for (size_t i = 0; i < all->n; i++) {
        strbuf_addz(&names, i ? ", " : "");
        strbuf_adds(&names, all->at[i].name);
    }
    return err_set(e, E_USAGE, "两个名单没有共同的列“" STR_FMT "”，可以比对的有：%s",
                   "the lists have no column \"" STR_FMT "\" in common; there are: %s",
                   STR_ARG(asked), strbuf_z(&names));
}

static const struct ledger_shared *find_column(const struct ledger_columns *all,
                                               const struct feed *left, struct str asked)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct ledger_shared *s = &all->at[i];
        if (str_eq(s->name, asked) || (s->left >= 0 && column_is(&left->columns[s->left], asked)))
            return s;
    }
    return NULL;
}

int ledger_columns_find(const struct feed *left, const struct feed *right,
                        const struct ledger_options *o, struct arena *a, struct ledger_columns *ret,
                        struct err *e)
{
    struct ledger_columns all = {.at =
                                     arena_array_of(a, left->n_columns + 1, struct ledger_shared)};
    struct ledger_columns wanted = {.at =
                                        arena_array_of(a, o->n_columns + 1, struct ledger_shared)};
    if (!all.at || !wanted.at)
        return err_nomem(e);
    struct str name = left->at.name >= 0 ? left->columns[left->at.name].name : STR("姓名");
    all.at[all.n++] = (struct ledger_shared){str_dup(a, name), FEED_NAME, -1, -1};
    for (size_t i = 0; i < left->n_columns; i++)
        for (size_t k = 0; k < right->n_columns; k++)
            if (comparable(left->columns[i].type) &&
                same_column(&left->columns[i], &right->columns[k])) {
                all.at[all.n++] = (struct ledger_shared){str_dup(a, left->columns[i].name),
                                                         left->columns[i].type, (int)i, (int)k};
                break;
            }
    for (size_t i = 0; i < o->n_columns; i++) {
        const struct ledger_shared *s = find_column(&all, left, o->columns[i]);
        if (!s)
            return no_column(o->columns[i], &all, e);
        wanted.at[wanted.n++] = *s;
    }
    *ret = o->n_columns ? wanted : all;
    return arena_failed(a) ? err_nomem(e) : 0;
}

/* 440783116000 → 440783116: lists name places at any level. */
static struct str without_zeros(struct str code)
{
    while (code.len > 2 && code.data[code.len - 1] == '0')
        code.len--;
    return code;
}

bool ledger_cells_differ(enum feed_type type, struct fact left, struct fact right)
{
    if (!left.known || !right.known)
        return false;
    if (left.none || right.none)
        return left.none != right.none;
    struct str l = without_zeros(left.s), r = without_zeros(right.s);
    switch (type) {
    case FEED_DIVISION:
        return !str_starts(l, r) && !str_starts(r, l);
    case FEED_ID_NO:
    case FEED_NAME:
    case FEED_GROUP:
    case FEED_TEXT:
    case FEED_CODE:
    case FEED_NUMBER:
        return !str_eq(left.s, right.s);
    default:
        return left.i != right.i;
    }
}

struct str ledger_cell_text(const struct feed_column *c, struct fact v, struct arena *a)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    if (!v.known || v.none)
        return (struct str){0};
    if (c->type == FEED_BOOLEAN)
        return v.i ? STR("true") : STR("false");
    feed_cell_print(c, v, &b);
    if (b.failed)
        arena_fail(a);
    return str_dup(a, strbuf_str(&b));
}
