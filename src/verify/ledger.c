/*
 * The smaller list is held. The other one is read a first time for its numbers, so that it is known
 * who of the held ones has a partner by number, and a second time to tell every row; then what is
 * left of the held ones.
 */
#include "ledger_private.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "lang.h"
#include "ledger_list.h"
#include "map.h"
#include "mask.h"
#include "match_names.h"
#include "progress.h"
#include "scan_private.h"
#include "verify.h"

#include <stdlib.h>

/* How many possible partners of a row are told one by one. */
#define POSSIBLE_MAX 5

struct held {
    struct ledger_party party;
    uint64_t key;
    struct str name;          /* as it is compared */
    const struct fact *cells; /* by ledger_columns */
    uint32_t next;            /* index + 1 of the next one with this name and birth */
    bool rejected, doubled, possible;
};

struct compare {
    const struct actor *actor;
    struct lens lens;
    const struct ledger_options *o;
    struct ledger_reader *left, *right;
    struct ledger_reader *read; /* one of them; the other one is held */
    bool held_left;
    struct ledger_columns columns;
    struct ledger_numbers numbers;
    struct map *names; /* name \n birth → index + 1 of the first held */
    struct {
        struct held *at;
        size_t n, cap;
    } held;
    struct arena *arena; /* of what is held */
    struct arena *row;   /* of what is told */
    struct strbuf text;
    int64_t *different; /* by column */
    struct ledger_result result;
    ledger_fn *fn;
    void *arg;
};

static const struct {
    const char *code, *zh, *en;
} outcomes[] = {
#define X(name, word, chinese, english) {word, chinese, english},
    LEDGER_OUTCOMES(X)
#undef X
};

const char *ledger_outcome_code(enum ledger_outcome o)
{
    return outcomes[o].code;
}

const char *ledger_outcome_label(enum ledger_outcome o)
{
    return tr(outcomes[o].zh, outcomes[o].en);
}

static void compare_done(struct compare *x)
{
    ledger_reader_free(x->left);
    ledger_reader_free(x->right);
    ledger_numbers_done(&x->numbers);
    map_free(x->names);
    strbuf_done(&x->text);
    arena_free(x->arena);
    arena_free(x->row);
}

static struct ledger_side *side(struct compare *x, bool left)
{
    return left ? &x->result.left : &x->result.right;
}

/* The name and birth date that make a possible pair, until the next call; "" = not both known. */
static struct str name_key(struct compare *x, struct str name, int32_t birth)
{
    strbuf_clear(&x->text);
    if (!name.len || birth == DATE_NONE)
        return (struct str){0};
    strbuf_adds(&x->text, name);
    strbuf_printf(&x->text, "\n%d", birth);
    return strbuf_str(&x->text);
}

static int party_of(struct compare *x, const struct feed_record *row, struct arena *a,
                    struct ledger_party *ret, struct err *e)
{
    struct ledger_party p = {
        .there = true,
        .row = row->line,
        .file = row->file,
        .number_is = row->number_is,
        .birth = row->birth,
        .name = mask_listed_name(&x->lens, row->name, row->birth, a),
        .division = str_dup(a, row->division),
    };
    if (row->number_is == IDNO_OK)
        idno_mask(row->number, p.number);
    *ret = p;
    return arena_failed(a) ? err_nomem(e) : 0;
}

static int compared_name(struct str name, struct arena *a, struct str *ret, struct err *e)
{
    char plain[NAME_BYTES];
    *ret = str_dup(a, name_plain(name, plain));
    return arena_failed(a) ? err_nomem(e) : 0;
}

/* The cells that are compared, of a row of the list given. */
static int compared_cells(const struct compare *x, const struct feed_record *row, bool left,
                          struct arena *a, const struct fact **ret, struct err *e)
{
    struct fact *cells = arena_array_of(a, x->columns.n, struct fact);
    if (!cells)
        return err_nomem(e);
    for (size_t i = 0; i < x->columns.n; i++) {
        int at = left ? x->columns.at[i].left : x->columns.at[i].right;
        cells[i] = at < 0 || !row->cells ? (struct fact){0} : row->cells[at];
        if (cells[i].s.len)
            cells[i].s = str_dup(a, cells[i].s);
    }
    *ret = cells;
    return arena_failed(a) ? err_nomem(e) : 0;
}

static int tell(struct compare *x, enum ledger_outcome o, const struct ledger_party *held,
                const struct ledger_party *read, struct ledger_row *row, struct err *e)
{
    row->outcome = o;
    if (held)
        *(x->held_left ? &row->left : &row->right) = *held;
    if (read)
        *(x->held_left ? &row->right : &row->left) = *read;
    x->result.pairs[o]++;
    return x->fn ? x->fn(x->arg, row, e) : 0;
}

/*
 * What is held.
 */

static int hold_name(struct compare *x, struct held *h, struct err *e)
{
    struct str key = name_key(x, h->name, h->party.birth);
    uint64_t first = 0;
    if (x->text.failed)
        return err_nomem(e);
    if (!key.len)
        return 0;
    (void)map_get(x->names, key, &first);
    h->next = (uint32_t)first;
    return map_put(x->names, key, x->held.n + 1) < 0 ? err_nomem(e) : 0;
}

static int hold_row(struct compare *x, const struct feed_record *row, struct err *e)
{
    struct held h = {.key = ledger_key(row->number), .rejected = row->rejected};
    int rc = party_of(x, row, x->arena, &h.party, e);
    if (rc < 0 || (rc = compared_name(row->name, x->arena, &h.name, e)) < 0 ||
        (rc = compared_cells(x, row, x->held_left, x->arena, &h.cells, e)) < 0)
        return rc;
    if (h.key) {
        struct ledger_number *n = ledger_numbers_put(&x->numbers, h.key);
        if (!n)
            return err_nomem(e);
        h.doubled = n->held != 0;
        if (!h.doubled)
            n->held = (uint32_t)x->held.n + 1;
    }
    if (!h.doubled && (rc = hold_name(x, &h, e)) < 0)
        return rc;
    if (x->held.n >= UINT32_MAX - 1)
        return err_set(e, E_LIMIT, "名单过长，请分区划比对", "the list is too long: compare parts");
    return vec_push(x->arena, &x->held, h) ? 0 : err_nomem(e);
}

static int hold_all(struct compare *x, struct err *e)
{
    struct ledger_reader *from = x->held_left ? x->left : x->right;
    struct ledger_side *s = side(x, x->held_left);
    struct ledger_record q;
    int rc;
    while ((rc = ledger_reader_next(from, &q, e)) > 0) {
        s->rows++;
        if (!ledger_holds(ledger_reader_feed(from), &q.row, x->o->as_of))
            s->ended++;
        else if ((rc = hold_row(x, &q.row, e)) < 0)
            return rc;
    }
    return rc;
}

/*
 * What is read.
 */

static int read_numbers(struct compare *x, struct err *e)
{
    const struct feed *f = ledger_reader_feed(x->read);
    struct ledger_record q;
    int rc;
    while ((rc = ledger_reader_next(x->read, &q, e)) > 0) {
        uint64_t key = ledger_key(q.row.number);
        if (!key || !ledger_holds(f, &q.row, x->o->as_of))
            continue;
        struct ledger_number *n = ledger_numbers_put(&x->numbers, key);
        if (!n)
            return err_nomem(e);
        n->seen = true;
    }
    return rc;
}

/* What column i says of the one and of the other. */
static struct ledger_difference difference(const struct compare *x, size_t i, const struct held *h,
                                           const struct fact *read, const struct ledger_party *p)
{
    const struct ledger_shared *c = &x->columns.at[i];
    struct str of_held = h->party.name, of_read = p->name;
    if (c->left >= 0) {
        const struct feed_column *column = &ledger_reader_feed(x->left)->columns[c->left];
        of_held = ledger_cell_text(column, h->cells[i], x->row);
        of_read = ledger_cell_text(column, read[i], x->row);
    }
    return x->held_left ? (struct ledger_difference){c->name, of_held, of_read}
                        : (struct ledger_difference){c->name, of_read, of_held};
}

/* Two rows with one number. */
static int tell_pair(struct compare *x, const struct held *h, const struct feed_record *row,
                     const struct ledger_party *p, struct err *e)
{
    struct ledger_side *one = side(x, x->held_left), *other = side(x, !x->held_left);
    const struct fact *cells;
    struct str name;
    int rc = compared_cells(x, row, !x->held_left, x->row, &cells, e);
    if (rc < 0 || (rc = compared_name(row->name, x->row, &name, e)) < 0)
        return rc;
    struct ledger_row told = {0};
    struct ledger_difference *d = arena_array_of(x->row, x->columns.n, struct ledger_difference);
    if (!d)
        return err_nomem(e);
    for (size_t i = 0; i < x->columns.n; i++) {
        const struct ledger_shared *c = &x->columns.at[i];
        bool differs = c->left < 0 ? h->name.len && name.len && !str_eq(h->name, name)
                                   : ledger_cells_differ(c->type, h->cells[i], cells[i]);
        if (differs) {
            d[told.n_differences++] = difference(x, i, h, cells, p);
            x->different[i]++;
        }
    }
    if (arena_failed(x->row))
        return err_nomem(e);
    told.differences = d;
    bool faulty = h->rejected || row->rejected;
    one->paired += !faulty;
    other->paired += !faulty;
    one->unreadable += faulty;
    other->unreadable += faulty;
    return tell(x,
                faulty               ? LEDGER_UNREADABLE
                : told.n_differences ? LEDGER_DIFFERENT
                                     : LEDGER_BOTH,
                &h->party, p, &told, e);
}

/* Has a held row a partner by its number? */
static bool has_partner(const struct compare *x, const struct held *h)
{
    const struct ledger_number *n = ledger_numbers_find(&x->numbers, h->key);
    return n && n->seen;
}

/* Pairs by name and birth, where one of the two has no sound number. */
static int tell_possible(struct compare *x, uint64_t key, struct str name,
                         const struct ledger_party *p, bool *ret_any, struct err *e)
{
    uint64_t at = 0;
    uint32_t first[POSSIBLE_MAX];
    size_t n = 0;
    struct str k = name_key(x, name, p->birth);
    if (k.len)
        (void)map_get(x->names, k, &at);
    for (; at; at = x->held.at[at - 1].next) {
        struct held *h = &x->held.at[at - 1];
        if ((key && h->key) || has_partner(x, h) || h->rejected)
            continue;
        h->possible = true;
        if (n < POSSIBLE_MAX)
            first[n] = (uint32_t)at - 1;
        n++;
    }
    *ret_any = n > 0;
    size_t told = n < POSSIBLE_MAX ? n : POSSIBLE_MAX;
    int rc = x->text.failed ? err_nomem(e) : 0;
    for (size_t i = 0; i < told && rc >= 0; i++) {
        struct ledger_row row = {.others = n - told};
        rc = tell(x, LEDGER_POSSIBLE, &x->held.at[first[i]].party, p, &row, e);
    }
    return rc;
}

/* A row whose number the held list doesn't have, or that has none. */
static int tell_single(struct compare *x, uint64_t key, const struct feed_record *row,
                       const struct ledger_party *p, struct err *e)
{
    struct ledger_side *s = side(x, !x->held_left);
    struct ledger_row told = {0};
    struct str name;
    bool any = false;
    int rc = compared_name(row->name, x->row, &name, e);
    if (rc < 0)
        return rc;
    if (row->rejected) {
        s->unreadable++;
        return tell(x, LEDGER_UNREADABLE, NULL, p, &told, e);
    }
    if ((rc = tell_possible(x, key, name, p, &any, e)) < 0)
        return rc;
    s->possible += any;
    s->only += !any;
    return any ? 0
               : tell(x, x->held_left ? LEDGER_ONLY_RIGHT : LEDGER_ONLY_LEFT, NULL, p, &told, e);
}

static int tell_read(struct compare *x, const struct feed_record *row, struct err *e)
{
    struct ledger_side *s = side(x, !x->held_left);
    uint64_t key = ledger_key(row->number);
    struct ledger_number *n = ledger_numbers_find(&x->numbers, key);
    struct ledger_row told = {0};
    struct ledger_party p;
    arena_reset(x->row);
    int rc = party_of(x, row, x->row, &p, e);
    if (rc < 0)
        return rc;
    if (n && n->told) {
        s->doubled++;
        return tell(x, x->held_left ? LEDGER_DOUBLED_RIGHT : LEDGER_DOUBLED_LEFT, NULL, &p, &told,
                    e);
    }
    if (n)
        n->told = true;
    return n && n->held ? tell_pair(x, &x->held.at[n->held - 1], row, &p, e)
                        : tell_single(x, key, row, &p, e);
}

static int tell_all_read(struct compare *x, struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("比对名单", "comparing lists", 0);
    const struct feed *f = ledger_reader_feed(x->read);
    struct ledger_side *s = side(x, !x->held_left);
    struct ledger_record q;
    int rc = ledger_reader_rewind(x->read, e);
    while (rc >= 0 && (rc = ledger_reader_next(x->read, &q, e)) > 0) {
        if ((rc = progress_tick(progress, (uint64_t)++s->rows, e)) < 0)
            return rc;
        if (!ledger_holds(f, &q.row, x->o->as_of))
            s->ended++;
        else
            rc = tell_read(x, &q.row, e);
    }
    return rc;
}

/* Those of the held list that no row of the other one was about. */
static int tell_held(struct compare *x, struct err *e)
{
    struct ledger_side *s = side(x, x->held_left);
    int rc = 0;
    for (size_t i = 0; i < x->held.n && rc >= 0; i++) {
        const struct held *h = &x->held.at[i];
        struct ledger_row told = {0};
        enum ledger_outcome o;
        if (h->doubled) {
            s->doubled++;
            o = x->held_left ? LEDGER_DOUBLED_LEFT : LEDGER_DOUBLED_RIGHT;
        } else if (has_partner(x, h)) {
            continue;
        } else if (h->possible) {
            s->possible++;
            continue;
        } else if (h->rejected) {
            s->unreadable++;
            o = LEDGER_UNREADABLE;
        } else {
            s->only++;
            o = x->held_left ? LEDGER_ONLY_LEFT : LEDGER_ONLY_RIGHT;
        }
        rc = tell(x, o, &h->party, NULL, &told, e);
    }
    return rc;
}

static int open_lists(struct compare *x, struct reg *r, struct err *e)
{
    int rc = ledger_reader_open(r, x->actor, &x->o->left, &x->left, e);
    if (rc < 0 || (rc = ledger_reader_open(r, x->actor, &x->o->right, &x->right, e)) < 0)
        return rc;
    int64_t left = ledger_reader_size(x->left), right = ledger_reader_size(x->right);
    if (left < 0 && right < 0)
        return err_set(e, E_USAGE, "两个名单不能都从管道读入，请把其中一个存成文件",
                       "both lists come from a pipe: save one of them as a file");
    x->held_left = left <= right;
    x->read = x->held_left ? x->right : x->left;
    rc = ledger_columns_find(ledger_reader_feed(x->left), ledger_reader_feed(x->right), x->o,
                             x->arena, &x->columns, e);
    if (rc < 0)
        return rc;
    x->different = arena_zalloc(x->arena, x->columns.n * sizeof *x->different);
    return x->different ? 0 : err_nomem(e);
}

static int about(const struct ledger_reader *x, struct arena *a, struct ledger_side *ret,
                 struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf what = {0};
    ret->not_kept = ledger_reader_about(x, &what);
    ret->label = str_dup(a, ledger_reader_feed(x)->label);
    ret->what = str_dup(a, strbuf_str(&what));
    return what.failed || arena_failed(a) ? err_nomem(e) : 0;
}

static int give_result(struct compare *x, struct arena *a, struct ledger_result *ret, struct err *e)
{
    struct ledger_result r = x->result;
    struct ledger_column_count *columns =
        arena_array_of(a, x->columns.n, struct ledger_column_count);
    if (!columns)
        return err_nomem(e);
    for (size_t i = 0; i < x->columns.n; i++)
        columns[i] =
            (struct ledger_column_count){str_dup(a, x->columns.at[i].name), x->different[i]};
    r.columns = columns;
    r.n_columns = x->columns.n;
    int rc = about(x->left, a, &r.left, e);
    if (rc < 0 || (rc = about(x->right, a, &r.right, e)) < 0)
        return rc;
    *ret = r;
    return 0;
}

int ledger_compare(struct reg *r, const struct actor *actor, const struct ledger_options *o,
                   ledger_fn *fn, void *arg, struct arena *a, struct ledger_result *ret,
                   struct err *e)
{
    struct compare x = {
        .actor = actor, .lens = {actor, o->opened, clock_today()}, .o = o, .fn = fn, .arg = arg};
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = db_schema_check(reg_db(r), &verify_schema, e)) < 0)
        return rc;
    x.arena = arena_new(0);
    x.row = arena_new(0);
    x.names = map_new();
    rc = x.arena && x.row && x.names ? db_begin(reg_db(r), false, e) : err_nomem(e);
    if (rc >= 0) {
        if ((rc = open_lists(&x, r, e)) >= 0 && (rc = hold_all(&x, e)) >= 0 &&
            (rc = read_numbers(&x, e)) >= 0 && (rc = tell_all_read(&x, e)) >= 0 &&
            (rc = tell_held(&x, e)) >= 0)
            rc = give_result(&x, a, ret, e);
    }
    compare_done(&x);
    db_rollback(reg_db(r));
    return rc < 0 ? rc : 0;
}
