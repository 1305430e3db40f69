#include "store.h"

#include "cleanup.h"
#include "date.h"

#include <stdlib.h>

static int create_tables(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "CREATE TABLE run ("
                  "  run_id {int} NOT NULL PRIMARY KEY,"
                  "  as_of {int} NOT NULL,"
                  "  known_seq {int} NOT NULL,"
                  "  recorded_seq {int} NOT NULL,"
                  "  pack_hash {text} NOT NULL,"
                  "  engine {text} NOT NULL,"
                  "  division {text} NOT NULL,"
                  "  households {int},"
                  "  decided {int},"
                  "  undecided {int},"
                  "  failed {int},"
                  "  bill {int}"
                  ") {table};"
                  "CREATE TABLE determination ("
                  "  register_id {int} NOT NULL,"
                  "  household_id {int} NOT NULL,"
                  "  run_id {int} NOT NULL,"
                  "  as_of {int} NOT NULL,"
                  "  recorded_seq {int} NOT NULL,"
                  "  superseded_seq {int},"
                  "  people {int} NOT NULL,"
                  "  monthly_income {int},"
                  "  category {text},"
                  "  standing {text} NOT NULL,"
                  "  monthly_amount {int},"
                  "  points {int},"
                  "  development_target {int},"
                  "  key_target {int},"
                  "  measures {text} NOT NULL,"
                  "  grace_until {int},"
                  "  undecided_because {text} NOT NULL,"
                  "  also_missing {text} NOT NULL,"
                  "  failed_because {text} NOT NULL,"
                  "  rules {text} NOT NULL,"
                  "  digest {int} NOT NULL,"
                  "  carried_standing {text} NOT NULL,"
                  "  carried_category {text} NOT NULL,"
                  "  carried_amount {int} NOT NULL,"
                  "  carried_unknown {int} NOT NULL,"
                  "  carried_grace_until {int},"
                  "  carried_measures {text} NOT NULL,"
                  "  PRIMARY KEY (register_id, household_id, run_id)"
                  ") {table};",
                  e);
}

/* What a later run needs to take a row over; null in rows of 0.1.0. yearly_income counts the basic
 * pension. */
static int add_kept(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "ALTER TABLE determination ADD COLUMN facts {int};"
                  "ALTER TABLE determination ADD COLUMN due {int};"
                  "ALTER TABLE determination ADD COLUMN year_target {int};"
                  "ALTER TABLE determination ADD COLUMN line {int};"
                  "ALTER TABLE determination ADD COLUMN topup {int};"
                  "ALTER TABLE determination ADD COLUMN yearly_income {int};",
                  e);
}

static const struct migration steps[] = {
    {"determinations", create_tables},
    {"rows to take over", add_kept},
};

const struct schema_part determine_schema = {"determine", steps, ARRAY_LEN(steps)};

struct history {
    struct stmt *rows;
    int32_t as_of;
    int32_t year;
    int64_t seq;
    bool few;
    bool have; /* a row stands ready */
    struct strbuf category, measures;
};

#define HISTORY_COLUMNS                                                                            \
    "SELECT register_id, household_id, as_of, development_target, carried_standing, "              \
    "carried_category, carried_amount, carried_grace_until, carried_measures, carried_unknown "    \
    "FROM determination "                                                                          \
    "WHERE recorded_seq <= $1 AND (superseded_seq IS NULL OR superseded_seq > $1) "

static int first_row(struct history *s, struct err *e)
{
    int rc = stmt_step(s->rows, e);
    s->have = rc == 1;
    return rc < 0 ? rc : 0;
}

int history_open(struct reg *r, int32_t as_of, int64_t seq, bool few, struct history **ret,
                 struct err *e)
{
    _cleanup_(history_closep) struct history *s = calloc(1, sizeof *s);
    if (!s)
        return err_nomem(e);
    s->as_of = as_of;
    s->year = date_to_civil(as_of).year;
    s->seq = seq;
    s->few = few;
    int rc = db_prepare(reg_db(r),
                        few ? HISTORY_COLUMNS "AND register_id = $2 AND household_id = $3 "
                                              "ORDER BY register_id, household_id, as_of"
                            : HISTORY_COLUMNS "ORDER BY register_id, household_id, as_of",
                        &s->rows, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s->rows, 1, seq);
    if (!few && (rc = first_row(s, e)) < 0)
        return rc;
    *ret = take(s);
    return 0;
}

void history_close(struct history *s)
{
    if (!s)
        return;
    stmt_done(s->rows);
    strbuf_done(&s->category);
    strbuf_done(&s->measures);
    free(s);
}

void history_closep(struct history **s)
{
    history_close(*s);
}

/* Reads all rows of the household on which the statement stands into *ret. */
static int read_household(struct history *s, struct past *ret, struct err *e)
{
    struct past p = {.previous.grace_until = DATE_NONE};
    int64_t register_id = stmt_int(s->rows, 0), household_id = stmt_int(s->rows, 1);
    strbuf_clear(&s->category);
    strbuf_clear(&s->measures);
    while (s->have && stmt_int(s->rows, 0) == register_id && stmt_int(s->rows, 1) == household_id) {
        int32_t as_of = (int32_t)stmt_int(s->rows, 2);
        if (as_of >= s->as_of) {
            p.later = true;
            p.later_as_of = as_of;
        } else {
            if (!p.year_known && date_to_civil(as_of).year == s->year) {
                p.year_known = true;
                p.year_target = stmt_int(s->rows, 3) == 1;
            }
            p.found = true;
            p.as_of = as_of;
            p.previous.standing = standing_parse(stmt_text(s->rows, 4));
            strbuf_clear(&s->category);
            strbuf_adds(&s->category, stmt_text(s->rows, 5));
            p.previous.amount = stmt_int(s->rows, 6);
            p.previous.amount_unknown = stmt_int(s->rows, 9) == 1;
            p.previous.grace_until =
                stmt_is_null(s->rows, 7) ? DATE_NONE : (int32_t)stmt_int(s->rows, 7);
            strbuf_clear(&s->measures);
            strbuf_adds(&s->measures, stmt_text(s->rows, 8));
            if (s->category.failed || s->measures.failed)
                return err_nomem(e);
        }
        int rc = stmt_step(s->rows, e);
        if (rc < 0)
            return rc;
        s->have = rc == 1;
    }
    p.previous.category = strbuf_str(&s->category);
    p.previous.measures = strbuf_str(&s->measures);
    *ret = p;
    return 0;
}

bool past_covers(const struct past *p)
{
    return p->found &&
           (p->previous.standing == STANDING_IN_FORCE || p->previous.standing == STANDING_GRACE);
}

int history_find(struct history *s, int64_t register_id, int64_t household_id, struct past *ret,
                 int64_t *ret_gone, struct err *e)
{
    struct past p;
    if (s->few) {
        stmt_reset(s->rows);
        stmt_bind_int(s->rows, 1, s->seq);
        stmt_bind_int(s->rows, 2, register_id);
        stmt_bind_int(s->rows, 3, household_id);
        int rc = first_row(s, e);
        if (rc < 0)
            return rc;
    }
    while (s->have) {
        int64_t reg = stmt_int(s->rows, 0), id = stmt_int(s->rows, 1);
        if (reg > register_id || (reg == register_id && id > household_id))
            break;
        int rc = read_household(s, &p, e);
        if (rc < 0)
            return rc;
        if (reg == register_id && id == household_id) {
            *ret = p;
            return 0;
        }
        *ret_gone += past_covers(&p);
    }
    *ret = (struct past){.previous.grace_until = DATE_NONE};
    return 0;
}

int history_finish(struct history *s, int64_t *ret_gone, struct err *e)
{
    while (s->have) {
        struct past p;
        int rc = read_household(s, &p, e);
        if (rc < 0)
            return rc;
        *ret_gone += past_covers(&p);
    }
    return 0;
}

struct run_writer {
    struct reg *r;
    int64_t run_id, seq;
    int32_t as_of;
};

int run_writer_open(struct reg *r, int64_t seq, int32_t as_of, int64_t known_seq,
                    const char *pack_hash, struct str division, struct run_writer **ret,
                    struct err *e)
{
    _cleanup_(run_writer_freep) struct run_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_nomem(e);
    w->r = r;
    w->seq = seq;
    w->as_of = as_of;
    bool found;
    int64_t last = 0;
    int rc = db_query_int(reg_db(r), &last, &found, e, "SELECT max(run_id) FROM run", "");
    if (rc < 0)
        return rc;
    w->run_id = last + 1;
    rc = db_run(
        reg_db(r), e,
        "INSERT INTO run (run_id, as_of, known_seq, recorded_seq, pack_hash, engine, division) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        "iiiittt", w->run_id, (int64_t)as_of, known_seq, seq, str_of(pack_hash), STR(HEYI_VERSION),
        division);
    if (rc < 0)
        return rc;
    *ret = take(w);
    return 0;
}

static void bulk_maybe(struct bulk *b, struct maybe m)
{
    if (m.known)
        bulk_int(b, m.value);
    else
        bulk_null(b);
}

static void bulk_date(struct bulk *b, int32_t date)
{
    if (date == DATE_NONE)
        bulk_null(b);
    else
        bulk_int(b, date);
}

static int write_row(struct run_writer *w, struct bulk *b, const struct decision *d, struct err *e)
{
    bulk_int(b, d->register_id);
    bulk_int(b, d->household_id);
    bulk_int(b, w->run_id);
    bulk_int(b, w->as_of);
    bulk_int(b, w->seq);
    bulk_int(b, (int64_t)d->people);
    bulk_maybe(b, d->monthly_income);
    if (d->category.len)
        bulk_text(b, d->category);
    else
        bulk_null(b);
    bulk_text(b, str_of(standing_code(d->standing)));
    bulk_maybe(b, d->monthly_amount);
    bulk_maybe(b, d->points);
    bulk_maybe(b, d->development_target);
    bulk_maybe(b, d->key_target);
    bulk_text(b, d->measures);
    bulk_date(b, d->grace_until);
    bulk_text(b, d->undecided_because);
    bulk_text(b, d->also_missing);
    bulk_text(b, d->failed_because);
    bulk_text(b, d->rules);
    bulk_int(b, (int64_t)d->digest);
    bulk_text(b, str_of(standing_code(d->carried.standing)));
    bulk_text(b, d->carried.category);
    bulk_int(b, d->carried.amount);
    bulk_int(b, d->carried.amount_unknown);
    bulk_date(b, d->carried.grace_until);
    bulk_text(b, d->carried.measures);
    bulk_int(b, (int64_t)d->facts);
    bulk_int(b, d->due);
    bulk_int(b, d->year_target);
    bulk_maybe(b, d->line);
    bulk_maybe(b, d->topup);
    bulk_maybe(b, d->income_with_pension);
    return bulk_row(b, e);
}

static int replace_later(struct run_writer *w, const struct decision *d, struct err *e)
{
    return db_run(reg_db(w->r), e,
                  "UPDATE determination SET superseded_seq = $1 WHERE register_id = $2 AND "
                  "household_id = $3 AND as_of >= $4 AND superseded_seq IS NULL",
                  "iiii", w->seq, d->register_id, d->household_id, (int64_t)w->as_of);
}

/* One bulk a call: a bulk copy is never open while the scan reads on the same connection. */
int run_writer_add(struct run_writer *w, const struct decision *decisions, const bool *supersede,
                   size_t n, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int rc = 0;
    for (size_t i = 0; i < n && rc >= 0; i++)
        if (supersede[i])
            rc = replace_later(w, &decisions[i], e);
    if (rc >= 0)
        rc = bulk_begin(reg_db(w->r), "determination",
                        "register_id,household_id,run_id,as_of,recorded_seq,people,monthly_income,"
                        "category,standing,monthly_amount,points,development_target,key_target,"
                        "measures,grace_until,undecided_because,also_missing,failed_because,rules,"
                        "digest,carried_standing,carried_category,carried_amount,"
                        "carried_unknown,carried_grace_until,carried_measures,facts,due,"
                        "year_target,line,topup,yearly_income",
                        "iiiiiiittiiiitittttittiiitiiiiii", &b, e);
    for (size_t i = 0; i < n && rc >= 0; i++)
        rc = write_row(w, b, &decisions[i], e);
    if (rc >= 0)
        rc = bulk_end(b, e);
    return rc < 0 ? rc : 0;
}

int run_writer_finish(struct run_writer *w, const struct figures *f, int64_t *ret_run_id,
                      struct err *e)
{
    int rc =
        db_run(reg_db(w->r), e,
               "UPDATE run SET households = $2, decided = $3, undecided = $4, failed = $5, "
               "bill = $6 WHERE run_id = $1",
               "iiiiii", w->run_id, f->households, f->decided, f->undecided, f->failed, f->bill);
    if (rc == 0)
        *ret_run_id = w->run_id;
    return rc;
}

void run_writer_free(struct run_writer *w)
{
    free(w);
}

void run_writer_freep(struct run_writer **w)
{
    run_writer_free(*w);
}

int determine_committed(struct reg *r, struct str household_no, int32_t as_of, int64_t seq,
                        struct arena *a, struct committed *ret, bool *ret_found, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_schema_check(reg_db(r), &determine_schema, e);
    if (rc < 0)
        return rc;
    rc = db_prepare(reg_db(r),
                    "SELECT d.run_id, r.known_seq, c.at, d.as_of, d.digest, r.pack_hash, d.facts "
                    "FROM household h "
                    "JOIN determination d ON d.register_id = h.register_id "
                    "  AND d.household_id = h.household_id "
                    "JOIN run r ON r.run_id = d.run_id "
                    "JOIN change c ON c.seq = r.recorded_seq "
                    "WHERE h.household_no = $1 AND d.recorded_seq <= $2 "
                    "AND (d.superseded_seq IS NULL OR d.superseded_seq > $2) "
                    "AND (d.as_of = $3 OR $3 IS NULL) "
                    "ORDER BY d.as_of DESC, d.run_id DESC LIMIT 1",
                    &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, household_no);
    stmt_bind_int(s, 2, seq);
    if (as_of == DATE_NONE)
        stmt_bind_null(s, 3);
    else
        stmt_bind_int(s, 3, as_of);
    rc = stmt_step(s, e);
    if (rc < 0)
        return rc;
    *ret_found = rc == 1;
    if (rc == 1) {
        ret->run_id = stmt_int(s, 0);
        ret->known_seq = stmt_int(s, 1);
        ret->recorded_at = stmt_int(s, 2);
        ret->as_of = (int32_t)stmt_int(s, 3);
        ret->digest = (struct stored_digest){!stmt_is_null(s, 6), (uint64_t)stmt_int(s, 6),
                                             (uint64_t)stmt_int(s, 4)};
        ret->pack_hash = str_dup(a, stmt_text(s, 5));
    }
    return arena_failed(a) ? err_nomem(e) : 0;
}
