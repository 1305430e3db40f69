#include "coverage.h"

#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "compose.h"
#include "date.h"
#include "identity.h"
#include "lang.h"
#include "ledger_list.h"
#include "map.h"
#include "mask.h"
#include "scan_private.h"
#include "store.h"
#include "verify.h"

#include <stdlib.h>

/* Codes longer than a county's are asked for household by household. */
#define NARROW_DIGITS 6
#define TOWN_DIGITS 9

struct coverage {
    struct reg *r;
    const struct actor *actor;
    struct lens lens;
    const struct coverage_options *o;
    char prefix[13]; /* of the division */
    int64_t seq;
    struct {
        struct {
            int64_t register_id;
            struct identity_index *numbers;
        } * at;
        size_t n, cap;
    } registers;
    struct map *listed;      /* register, person → 1 */
    struct history *history; /* what stands; opened with the first household */
    struct stmt *members;    /* NULL at the end */
    bool waits;              /* it stands on a row that is not used yet */
    struct arena *arena;     /* the caller's */
    struct arena *row;       /* of what is told */
    struct map *place;       /* padded division → index of places */
    struct {
        struct coverage_place *at;
        size_t n, cap;
    } places;
    struct coverage_result result;
    coverage_fn *fn;
    void *arg;
};

static const struct {
    const char *code, *zh, *en;
} kinds[] = {
#define X(name, word, chinese, english) {word, chinese, english},
    COVERAGE_KINDS(X)
#undef X
};

const char *coverage_kind_code(enum coverage_kind k)
{
    return kinds[k].code;
}

const char *coverage_kind_label(enum coverage_kind k)
{
    return tr(kinds[k].zh, kinds[k].en);
}

static void coverage_done(struct coverage *x)
{
    for (size_t i = 0; i < x->registers.n; i++)
        identity_index_free(x->registers.at[i].numbers);
    stmt_done(x->members);
    history_close(x->history);
    map_free(x->listed);
    map_free(x->place);
    arena_free(x->row);
}

/*
 * Who is on the lists.
 */

static int load_registers(struct coverage *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = reg_keys(x->r, e);
    if (rc < 0 ||
        (rc = db_prepare(reg_db(x->r), "select register_id from register order by register_id", &s,
                         e)) < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct identity_index *numbers;
        int64_t id = stmt_int(s, 0);
        if ((rc = identity_index_load(reg_db(x->r), x->r->keys, id, &numbers, e)) < 0)
            return rc;
        __typeof__(*x->registers.at) one = {id, numbers};
        if (!vec_push(x->arena, &x->registers, one)) {
            identity_index_free(numbers);
            return err_nomem(e);
        }
    }
    return rc;
}

static struct str key_of(const int64_t key[2])
{
    return (struct str){(const char *)key, 2 * sizeof *key};
}

/* Marks the row's person wherever she is. *ret_found false: nowhere. */
static int mark(struct coverage *x, const struct ledger_record *q, bool *ret_found, struct err *e)
{
    int64_t key[2] = {q->register_id, q->person_id};
    bool found = q->person_id != 0;
    if (found && map_put(x->listed, key_of(key), 1) < 0)
        return err_nomem(e);
    for (size_t i = 0; i < x->registers.n && q->row.number_is == IDNO_OK && !q->person_id; i++) {
        key[0] = x->registers.at[i].register_id;
        if (!identity_index_get(x->registers.at[i].numbers, q->row.number, &key[1]))
            continue;
        found = true;
        if (map_put(x->listed, key_of(key), 1) < 0)
            return err_nomem(e);
    }
    *ret_found = found;
    return 0;
}

static int tell_not_found(struct coverage *x, const struct feed *f, const struct feed_record *row,
                          struct err *e)
{
    struct coverage_row told = {
        .kind = COVERAGE_NOT_FOUND,
        .decided = DATE_NONE,
        .list = f->label,
        .party = {.there = true,
                  .row = row->line,
                  .file = row->file,
                  .number_is = row->number_is,
                  .birth = row->birth,
                  .division = row->division},
    };
    if (row->number_is == IDNO_OK)
        idno_mask(row->number, told.party.number);
    arena_reset(x->row);
    told.party.name = mask_listed_name(&x->lens, row->name, row->birth, x->row);
    if (arena_failed(x->row))
        return err_nomem(e);
    x->result.not_found++;
    return x->fn ? x->fn(x->arg, &told, e) : 0;
}

/* A row that names no place, or one above the division asked for, may be of it. */
static bool lies_elsewhere(const struct coverage *x, struct str code)
{
    struct str place = code.len == 12 ? division_prefix(code) : code, asked = str_of(x->prefix);
    return !str_starts(place, asked) && !str_starts(asked, place);
}

static int read_list(struct coverage *x, const struct ledger_list *l, struct err *e)
{
    _cleanup_(ledger_reader_freep) struct ledger_reader *from = NULL;
    struct ledger_record q;
    int rc = ledger_reader_open(x->r, x->actor, l, &from, e);
    while (rc >= 0 && (rc = ledger_reader_next(from, &q, e)) > 0) {
        const struct feed *f = ledger_reader_feed(from);
        bool found = false;
        if (!ledger_holds(f, &q.row, x->o->as_of))
            continue;
        rc = mark(x, &q, &found, e);
        if (rc >= 0 && !found && !lies_elsewhere(x, q.row.division))
            rc = tell_not_found(x, f, &q.row, e);
    }
    return rc;
}

static int read_lists(struct coverage *x, struct err *e)
{
    int rc = db_begin(reg_db(x->r), false, e);
    if (rc < 0)
        return rc;
    rc = load_registers(x, e);
    for (size_t i = 0; i < x->o->n_lists && rc >= 0; i++)
        rc = read_list(x, &x->o->lists[i], e);
    db_rollback(reg_db(x->r));
    return rc;
}

/*
 * Households.
 */

/* Inside the run's transaction. */
static int open_streams(struct coverage *x, struct err *e)
{
    int64_t last;
    int rc = change_last(reg_db(x->r), &last, e);
    if (rc < 0)
        return rc;
    x->seq = x->o->known_seq < last ? x->o->known_seq : last;
    rc = history_open(x->r, x->o->as_of + 1, x->seq, strlen(x->prefix) > NARROW_DIGITS, &x->history,
                      e);
    if (rc < 0 || !x->o->n_lists)
        return rc;
    rc = db_prepare(reg_db(x->r),
                    "select register_id, household_id, person_id from membership"
                    " where valid_from <= $1 and (valid_to is null or valid_to > $1)"
                    " and recorded_seq <= $2 and (superseded_seq is null or superseded_seq > $2)"
                    " order by register_id, household_id",
                    &x->members, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(x->members, 1, x->o->as_of);
    stmt_bind_int(x->members, 2, x->seq);
    return 0;
}

/* How many members of a household are listed; households come in ascending order. */
static int count_listed(struct coverage *x, const struct decision *d, int64_t *ret, struct err *e)
{
    *ret = 0;
    while (x->members) {
        int rc = x->waits ? 1 : stmt_step(x->members, e);
        if (rc < 0)
            return rc;
        x->waits = rc > 0;
        if (rc == 0) {
            stmt_done(x->members);
            x->members = NULL;
            break;
        }
        int64_t key[2] = {stmt_int(x->members, 0), stmt_int(x->members, 2)};
        int64_t household = stmt_int(x->members, 1);
        if (key[0] > d->register_id || (key[0] == d->register_id && household > d->household_id))
            break;
        *ret += key[0] == d->register_id && household == d->household_id &&
                map_get(x->listed, key_of(key), NULL);
        x->waits = false;
    }
    return 0;
}

static struct coverage_place *place_of(struct coverage *x, struct str division, struct err *e)
{
    struct coverage_place p = {.division = "000000000000"};
    uint64_t at;
    memcpy(p.division, division.data, division.len < TOWN_DIGITS ? division.len : TOWN_DIGITS);
    if (!map_get(x->place, str_of(p.division), &at)) {
        at = x->places.n;
        if (map_put(x->place, str_of(p.division), at) < 0 || !vec_push(x->arena, &x->places, p)) {
            err_nomem(e);
            return NULL;
        }
    }
    return &x->places.at[at];
}

static int sums_too_large(struct err *e)
{
    return err_set(e, E_RANGE, "金额合计超出可表示的范围，请检查政策包的参数",
                   "the sum of the amounts can't be represented; check the pack's parameters");
}

static int count(struct coverage_place *p, const struct coverage_row *row, bool tell, struct err *e)
{
    const struct decision *d = row->d;
    p->households++;
    p->covered += row->covered;
    p->eligible += d->standing == STANDING_IN_FORCE;
    if (!tell)
        return 0;
    p->kind[row->kind]++;
    struct maybe amount = row->kind == COVERAGE_MISSING ? d->monthly_amount : row->amount;
    int64_t *sum = row->kind == COVERAGE_MISSING ? &p->missing_amount
                   : row->kind == COVERAGE_LEAVE ? &p->leave_amount
                                                 : NULL;
    return sum && amount.known && __builtin_add_overflow(*sum, amount.value, sum)
               ? sums_too_large(e)
               : 0;
}

/* Is there anything to tell of a household, and what? */
static bool kind_of(const struct coverage_row *row, bool lists, enum coverage_kind *ret)
{
    const struct decision *d = row->d;
    bool partly = lists && row->listed.value < (int64_t)d->people;
    switch (d->standing) {
    case STANDING_IN_FORCE:
        *ret = row->covered ? COVERAGE_PARTLY : COVERAGE_MISSING;
        return !row->covered || partly;
    case STANDING_GRACE:
        *ret = COVERAGE_GRACE;
        return true;
    case STANDING_OUT:
        *ret = COVERAGE_LEAVE;
        return row->covered;
    default:
        *ret = COVERAGE_OPEN;
        return true;
    }
}

static int look_at(void *arg, const struct decision *d, struct err *e)
{
    struct coverage *x = arg;
    struct coverage_row row = {.d = d, .decided = DATE_NONE};
    struct past past;
    int64_t gone = 0;
    int rc = x->history ? 0 : open_streams(x, e);
    if (rc < 0)
        return rc;
    if (x->o->n_lists) {
        if ((rc = count_listed(x, d, &row.listed.value, e)) < 0)
            return rc;
        row.listed.known = true;
        row.covered = row.listed.value > 0;
    } else {
        rc = history_find(x->history, d->register_id, d->household_id, &past, &gone, e);
        if (rc < 0)
            return rc;
        /* without a determination, what was imported stands before */
        const struct previous *stands = past.found ? &past.previous : &d->previous;
        row.covered = standing_covers(stands->standing);
        row.amount = (struct maybe){row.covered && !stands->amount_unknown, stands->amount};
        row.decided = past.found ? past.as_of : DATE_NONE;
    }
    bool tell = kind_of(&row, x->o->n_lists > 0, &row.kind);
    struct coverage_place *p = place_of(x, d->division, e);
    if (!p)
        return E_NOMEM;
    if ((rc = count(p, &row, tell, e)) < 0 || (rc = count(&x->result.all, &row, tell, e)) < 0)
        return rc;
    return tell && x->fn ? x->fn(x->arg, &row, e) : 0;
}

static int by_division(const void *a, const void *b)
{
    return strcmp(((const struct coverage_place *)a)->division,
                  ((const struct coverage_place *)b)->division);
}

int coverage_run(struct reg *r, const struct actor *actor, const struct coverage_options *o,
                 coverage_fn *fn, void *arg, struct arena *a, struct coverage_result *ret,
                 struct err *e)
{
    struct coverage x = {.r = r,
                         .actor = actor,
                         .lens = {actor, o->opened, clock_today()},
                         .o = o,
                         .arena = a,
                         .fn = fn,
                         .arg = arg};
    struct determine_options run = {
        .as_of = o->as_of, .known_seq = o->known_seq, .division = o->division};
    struct determine_result result = {0};
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_DETERMINE, e);
    if (rc < 0 || (rc = actor_require_fields(actor, FIELD_MONEY, e)) < 0 ||
        (o->n_lists && (rc = db_schema_check(reg_db(r), &verify_schema, e)) < 0) ||
        (rc = determine_division(r, o->division, o->as_of, x.prefix, e)) < 0)
        return rc;
    x.listed = map_new();
    x.place = map_new();
    x.row = arena_new(0);
    rc = !x.listed || !x.place || !x.row ? err_nomem(e) : o->n_lists ? read_lists(&x, e) : 0;
    if (rc >= 0)
        rc = determine_run(r, actor, &run, look_at, &x, &result, e);
    determine_result_done(&result);
    coverage_done(&x);
    if (rc < 0)
        return rc;
    if (x.places.n)
        qsort(x.places.at, x.places.n, sizeof *x.places.at, by_division);
    x.result.lists = o->n_lists > 0;
    x.result.places = x.places.at;
    x.result.n = x.places.n;
    *ret = x.result;
    return 0;
}
