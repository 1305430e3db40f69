#include "ledger_list.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "identity.h"
#include "register_private.h"
#include "scan.h"

#include <stdlib.h>
#include <sys/stat.h>

/* About what a row takes in a file. */
#define ROW_BYTES 80
/* A spreadsheet is packed. */
#define PACKED 6

struct ledger_reader {
    struct reg *r;
    struct feeds *feeds; /* the definition's; own */
    const struct feed *feed;
    const struct ledger_list *list;
    struct feed_file *file; /* NULL: from the register */
    struct scan_range range;
    struct stmt *rows; /* NULL at the end */
    struct arena *arena;
    int64_t delivery, received_rows, kept;
};

void ledger_reader_free(struct ledger_reader *x)
{
    if (!x)
        return;
    stmt_done(x->rows);
    feed_file_free(x->file);
    feeds_free(x->feeds);
    arena_free(x->arena);
    free(x);
}

void ledger_reader_freep(struct ledger_reader **x)
{
    ledger_reader_free(*x);
}

const struct feed *ledger_reader_feed(const struct ledger_reader *x)
{
    return x->feed;
}

static int no_feed(const struct feeds *f, struct str asked, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    for (size_t i = 0; i < f->n; i++) {
        strbuf_addz(&names, i ? ", " : "");
        strbuf_adds(&names, f->at[i].name);
    }
    return err_set(e, E_NOT_FOUND, "没有名单或数据源“" STR_FMT "”，可用的有：%s",
                   "there is no list or feed \"" STR_FMT "\"; there are: %s", STR_ARG(asked),
                   strbuf_z(&names));
}

/* From the first row; those of people in the actor's scope. */
static int start_rows(struct ledger_reader *x, struct err *e)
{
    stmt_done(x->rows);
    x->rows = NULL;
    int rc =
        db_prepare(reg_db(x->r),
                   "select f.register_id, f.person_id, f.valid_from, f.valid_to, f.cells, p.name"
                   " from feed_row f join person_now p on p.register_id = f.register_id"
                   " and p.person_id = f.person_id left join household_now h"
                   " on h.register_id = p.register_id and h.household_id = p.household_id"
                   " where f.delivery_id = $1 and f.superseded_seq is null"
                   " and coalesce(h.division, '000000000000') >= $2"
                   " and coalesce(h.division, '000000000000') < $3"
                   " order by f.register_id, f.person_id, f.row",
                   &x->rows, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(x->rows, 1, x->delivery);
    stmt_bind_text(x->rows, 2, str_of(x->range.low));
    stmt_bind_text(x->rows, 3, str_of(x->range.high));
    return 0;
}

static int open_delivery(struct ledger_reader *x, const struct actor *actor, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct str name = x->feed->name;
    int rc = db_prepare(reg_db(x->r),
                        "select f.delivery_id, f.feeds_hash, f.rows, f.matched, f.division"
                        " from feed_delivery f"
                        " join delivery d on d.delivery_id = f.delivery_id where f.feed = $1"
                        " and f.withdrawn_seq is null order by d.received desc, f.delivery_id desc"
                        " limit 1",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, name);
    if ((rc = stmt_step(s, e)) < 0)
        return rc;
    if (rc == 0)
        return err_set(
            e, E_NOT_FOUND, "登记库中没有“" STR_FMT "”的数据，请给出文件：" STR_FMT "=文件",
            "the register has no delivery of \"" STR_FMT "\"; name a file: " STR_FMT "=FILE",
            STR_ARG(name), STR_ARG(name));
    x->delivery = stmt_int(s, 0);
    /* of what reaches beyond the scope no totals */
    if (str_starts(stmt_text(s, 4), str_of(actor->scope))) {
        x->received_rows = stmt_int(s, 2);
        x->kept = stmt_int(s, 3);
    }
    struct feeds *by_hash;
    if ((rc = feeds_by_hash(x->r, stmt_text(s, 1), &by_hash, e)) < 0)
        return rc;
    name = str_dup(x->arena, name);
    feeds_free(x->feeds);
    x->feeds = by_hash;
    x->feed = feeds_find(by_hash, name);
    if (!x->feed)
        return no_feed(by_hash, name, e);
    if ((rc = reg_keys(x->r, e)) < 0 || (rc = scan_range(actor, (struct str){0}, &x->range, e)) < 0)
        return rc;
    return start_rows(x, e);
}

int ledger_reader_open(struct reg *r, const struct actor *actor, const struct ledger_list *l,
                       struct ledger_reader **ret, struct err *e)
{
    _cleanup_(ledger_reader_freep) struct ledger_reader *x = calloc(1, sizeof *x);
    if (!x || !(x->arena = arena_new(0)))
        return err_nomem(e);
    x->r = r;
    x->list = l;
    int rc = feeds_in_force(r, INT64_MAX, &x->feeds, e);
    if (rc < 0)
        return rc;
    x->feed = feeds_find(x->feeds, l->feed);
    if (!x->feed)
        return no_feed(x->feeds, l->feed, e);
    struct feed_file_options o = {
        .files = l->files, .n_files = l->n_files, .received = clock_today()};
    rc = l->n_files ? feed_file_open(x->feed, &o, &x->file, e) : open_delivery(x, actor, e);
    if (rc < 0)
        return rc;
    *ret = take(x);
    return 0;
}

int64_t ledger_reader_about(const struct ledger_reader *x, struct strbuf *what)
{
    if (x->file) {
        strbuf_addz(what, feed_file_names(x->file));
        return 0;
    }
    strbuf_printf(what, "#%lld", (long long)x->delivery);
    return x->received_rows - x->kept;
}

int64_t ledger_reader_size(const struct ledger_reader *x)
{
    int64_t sum = 0;
    if (!x->file)
        return x->kept * ROW_BYTES;
    for (size_t i = 0; i < x->list->n_files; i++) {
        struct stat s;
        struct str path = str_of(x->list->files[i]);
        if (str_eqz(path, "-") || stat(path.data, &s) < 0 || !S_ISREG(s.st_mode))
            return -1;
        sum += (int64_t)s.st_size * (str_ends(path, STR(".xlsx")) ? PACKED : 1);
    }
    return sum;
}

static int read_person(struct ledger_reader *x, struct ledger_record *ret, struct err *e)
{
    struct ledger_record q = {.row = {.number_is = IDNO_OK, .from = DATE_NONE, .to = DAY_OPEN}};
    struct stmt *s = x->rows;
    struct fact *cells;
    q.register_id = stmt_int(s, 0);
    q.person_id = stmt_int(s, 1);
    if (!stmt_is_null(s, 2))
        q.row.from = (int32_t)stmt_int(s, 2);
    if (!stmt_is_null(s, 3))
        q.row.to = (int32_t)stmt_int(s, 3);
    q.row.name = stmt_text(s, 5);
    int rc = feed_cells_read(x->feed, stmt_text(s, 4), x->arena, &cells, e);
    if (rc < 0)
        return rc;
    q.row.cells = cells;
    if (x->feed->at.division >= 0)
        q.row.division = cells[x->feed->at.division].s;
    struct err none = {0};
    rc = identity_read(reg_db(x->r), x->r->keys, q.register_id, q.person_id, q.row.number, &none);
    if (rc == E_NOT_FOUND) {
        q.row.number_is = IDNO_EMPTY;
    } else if (rc < 0) {
        if (e)
            *e = none;
        return rc;
    }
    struct fact birth = x->feed->at.birth >= 0 ? cells[x->feed->at.birth] : (struct fact){0};
    q.row.birth = q.row.number_is == IDNO_OK ? idno_birth(q.row.number)
                  : birth.known              ? (int32_t)birth.i
                                             : DATE_NONE;
    *ret = q;
    return 1;
}

int ledger_reader_next(struct ledger_reader *x, struct ledger_record *ret, struct err *e)
{
    int rc;
    if (x->file) {
        struct ledger_record q = {0};
        rc = feed_file_next(x->file, &q.row, e);
        if (rc > 0) {
            int cells = feed_file_cells(x->file, &q.row, e);
            rc = cells < 0 ? cells : rc;
        }
        if (rc > 0)
            *ret = q;
        return rc;
    }
    arena_reset(x->arena);
    rc = x->rows ? stmt_step(x->rows, e) : 0;
    if (rc > 0)
        return read_person(x, ret, e);
    stmt_done(x->rows);
    x->rows = NULL;
    return rc;
}

int ledger_reader_rewind(struct ledger_reader *x, struct err *e)
{
    return x->file ? feed_file_rewind(x->file, e) : start_rows(x, e);
}

bool ledger_holds(const struct feed *f, const struct feed_record *row, int32_t as_of)
{
    return f->dated != FEED_SPANS || ((row->from == DATE_NONE || row->from <= as_of) &&
                                      (row->to == DATE_NONE || row->to > as_of));
}
