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

/* Runs are listed by division, and their figures stand beside them. counted: figures.h, or
 * "missing" and a fact. division and residence are those of the run's date; in rows of before,
 * which have no figures, what the register says at the time of the migration. */
static int add_lists(struct db *db, struct err *e)
{
    bool has_register;
    int rc = db_has_table(db, "household_now", &has_register, e);
    if (rc >= 0)
        rc = db_ddl(db,
                    "ALTER TABLE run ADD COLUMN digest {int};"
                    "ALTER TABLE determination ADD COLUMN division {text};"
                    "ALTER TABLE determination ADD COLUMN residence {text};"
                    "CREATE TABLE run_figure ("
                    "  run_id {int} NOT NULL,"
                    "  division {text} NOT NULL,"
                    "  residence {text} NOT NULL,"
                    "  counted {text} NOT NULL,"
                    "  households {int} NOT NULL,"
                    "  people {int} NOT NULL,"
                    "  amount {int} NOT NULL,"
                    "  PRIMARY KEY (run_id, division, residence, counted)"
                    ") {table};",
                    e);
    if (rc >= 0 && has_register)
        rc = db_ddl(db,
                    "UPDATE determination SET "
                    "division = coalesce((SELECT n.division FROM household_now n "
                    "WHERE n.register_id = determination.register_id "
                    "AND n.household_id = determination.household_id), '000000000000'), "
                    "residence = (SELECT n.residence FROM household_now n WHERE n.register_id = "
                    "determination.register_id AND n.household_id = determination.household_id);",
                    e);
    return rc < 0 ? rc
                  : db_ddl(db,
                           /* what lists filter and sort by stands in it */
                           "CREATE INDEX determination_run ON determination(run_id, division, "
                           "register_id, household_id, standing, category, monthly_amount);",
                           e);
}

/* What was last decided about a household, for lists of them: last.c. The condition's own column
 * is among them because SQLite otherwise looks it up in the row. */
static int add_last(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "CREATE INDEX determination_last ON determination(register_id, household_id, "
                  "as_of DESC, run_id DESC, category, standing, monthly_amount, superseded_seq) "
                  "WHERE superseded_seq IS NULL",
                  e);
}

/* All that lists sort by stands in the index, and those that wait for a fact in one of their own.
 */
static int add_orders(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "DROP INDEX determination_run;"
                  "CREATE INDEX determination_run ON determination(run_id, division, register_id, "
                  "household_id, standing, category, monthly_amount, monthly_income, people);"
                  "CREATE INDEX determination_waiting ON determination(run_id, division, "
                  "register_id, household_id, standing, undecided_because) "
                  "WHERE standing IN ('held', 'undecided');",
                  e);
}

/* Households of whom something rare was decided are found by it. */
static int add_standings(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "CREATE INDEX determination_standing ON determination(standing, category, "
                  "register_id, household_id) WHERE superseded_seq IS NULL",
                  e);
}

static const struct migration steps[] = {
    {"determinations", create_tables}, {"rows to take over", add_kept},
    {"lists and figures", add_lists},  {"last decisions", add_last},
    {"orders of lists", add_orders},   {"standings", add_standings},
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
