/*
 * Statements of the PostgreSQL driver.
 *
 * They are prepared on the server at their first step, for the kinds of values bound then; a null
 * has the kind last seen in its place, so that statements with many nulls aren't prepared for each
 * combination.
 *
 * A query is first run with a LIMIT: most have a handful of rows, and one round trip is all they
 * cost. A result that is larger is read by a cursor, piece by piece, so that several can be stepped
 * at the same time, between other statements; the statement remembers and begins with the cursor
 * the next time. Outside of a transaction it is a cursor WITH HOLD, which the server keeps.
 *
 * A write without result is queued inside a transaction. Outside of one it is one by itself.
 */
#include "cleanup.h"
#include "postgres_driver.h"

#include <stdlib.h>

#define FETCH_FIRST 256
#define FETCH_MAX 8192

enum fault { FAULT_NONE, FAULT_MISUSE, FAULT_TOO_LONG };

struct pg_stmt {
    struct stmt base;
    struct pg_sql sql;
    unsigned id; /* prepared under this number; 0 = not */
    bool stale;  /* for other kinds of values */
    bool large;  /* had more rows than a probe */
    enum fault fault;

    bool running;
    PGresult *rows;
    int row, n_rows;
    bool numeric;    /* has numbers that may leave the range */
    unsigned cursor; /* 0 = none */
    unsigned serial; /* of its transaction, 0 = WITH HOLD */
    bool at_end;
    int fetch; /* rows at a time */

    PGresult *ahead[DB_ASK_AHEAD]; /* answers to the next runs */
    size_t next_ahead, n_ahead;

    /* by parameter */
    Oid *types;
    const char **values;
    int *lengths;
    char (*numbers)[8];
};

static struct pg_stmt *stmt_of(struct stmt *base)
{
    return (struct pg_stmt *)base;
}

static struct pg_db *db_of(struct pg_stmt *s)
{
    return (struct pg_db *)s->base.db;
}

static struct pg_values values_of(const struct pg_stmt *s)
{
    return (struct pg_values){s->sql.n_params, s->types, s->values, s->lengths};
}

/* Names on the server, of statements and cursors. */
struct pg_name {
    char text[16];
};

static struct pg_name name_of(unsigned id)
{
    struct pg_name n;

    snprintf(n.text, sizeof n.text, "h%u", id);
    return n;
}

int pg_prepare(struct db *base, const char *sql, struct stmt **ret, struct err *e)
{
    struct pg_sql scanned = pg_sql_scan(sql);
    size_t n = (size_t)scanned.n_params;
    struct pg_stmt *s;
    char *p;

    if (scanned.kind == PG_EMPTY)
        return err_set(e, E_INVALID, "内部错误：应为一条语句：%.100s",
                       "internal error: not one statement: %.100s", sql);
    if (n > DB_PARAMS_MAX)
        return err_set(e, E_INVALID, "内部错误：参数过多：%.100s",
                       "internal error: too many parameters: %.100s", sql);
    s = calloc(1, sizeof *s + n * (sizeof *s->values + sizeof *s->numbers + sizeof *s->types +
                                   sizeof *s->lengths));
    if (!s)
        return err_nomem(e);
    s->sql = scanned;
    p = (char *)(s + 1);
    s->values = (const char **)p;
    s->numbers = (char(*)[8])(p += n * sizeof *s->values);
    s->types = (Oid *)(p += n * sizeof *s->numbers);
    s->lengths = (int *)(p += n * sizeof *s->types);
    s->base.writes = scanned.kind == PG_WRITES || scanned.kind == PG_WRITES_ROWS;
    *ret = &s->base;
    return 0;
}

static void deallocate(struct pg_stmt *s)
{
    char text[40];

    if (s->id) {
        snprintf(text, sizeof text, "deallocate %s", name_of(s->id).text);
        pg_send(db_of(s), text, NULL, NULL);
    }
    s->id = 0;
}

static void forget_ahead(struct pg_stmt *s)
{
    while (s->next_ahead < s->n_ahead)
        PQclear(s->ahead[s->next_ahead++]);
    s->next_ahead = s->n_ahead = 0;
}

void pg_stmt_free(struct stmt *base)
{
    struct pg_stmt *s = stmt_of(base);
    struct pg_db *db = db_of(s);

    for (size_t i = 0; i < db->n_queued; i++)
        if (db->queue[i].stmt == s)
            db->queue[i].stmt = NULL;
    if (!db->base.closing)
        deallocate(s);
    PQclear(s->rows);
    forget_ahead(s);
    free(s);
}

void pg_unprepare(struct pg_stmt *s)
{
    s->id = 0;
}

static void fault(struct pg_stmt *s, enum fault f)
{
    if (!s->fault)
        s->fault = f;
}

static void bind(struct pg_stmt *s, int i, Oid type, const char *data, size_t len)
{
    if (i < 1 || i > s->sql.n_params || s->running) {
        fault(s, FAULT_MISUSE);
        return;
    }
    if (len > DB_VALUE_BYTES_MAX) {
        fault(s, FAULT_TOO_LONG);
        return;
    }
    i--;
    if (type && s->types[i] != type) {
        s->types[i] = type;
        s->stale = true;
    }
    s->values[i] = data;
    s->lengths[i] = (int)len;
}

void pg_bind_int(struct stmt *base, int i, int64_t v)
{
    struct pg_stmt *s = stmt_of(base);

    if (i >= 1 && i <= s->sql.n_params && !s->running)
        pg_put64(s->numbers[i - 1], (uint64_t)v);
    bind(s, i, PG_INT8, i >= 1 && i <= s->sql.n_params ? s->numbers[i - 1] : NULL, 8);
}

void pg_bind_text(struct stmt *base, int i, struct str v)
{
    bind(stmt_of(base), i, PG_TEXT, v.data ? v.data : "", v.len);
}

void pg_bind_blob(struct stmt *base, int i, const void *data, size_t len)
{
    bind(stmt_of(base), i, PG_BYTEA, data ? data : "", len);
}

void pg_bind_null(struct stmt *base, int i)
{
    bind(stmt_of(base), i, 0, NULL, 0);
}

static int tell_fault(struct pg_stmt *s, struct err *e)
{
    if (s->fault == FAULT_TOO_LONG)
        return err_set(e, E_LIMIT, "%s：值或语句太长", "%s: a value or statement is too long",
                       db_of(s)->name);
    return err_set(e, E_INVALID, "内部错误：参数与语句不符：%.100s",
                   "internal error: parameters do not fit the statement: %.100s", s->base.sql);
}

/* Sends the statement, prepared for the values' kinds. */
static int send(struct pg_stmt *s, PGresult **ret, struct err *e)
{
    struct pg_values v = values_of(s);
    int r;

    if (s->id && s->stale)
        deallocate(s);
    if (!s->id) {
        _cleanup_(strbuf_done) struct strbuf text = {0};

        strbuf_add(&text, s->base.sql, s->sql.len);
        if (s->sql.kind == PG_READS)
            strbuf_printf(&text, " limit %d", PG_PROBE_ROWS + 1);
        if (text.failed)
            return err_nomem(e);
        s->id = ++db_of(s)->last_id;
        s->stale = false;
        r = pg_send_prepare(db_of(s), s, name_of(s->id).text, strbuf_z(&text), &v, e);
        if (r < 0) {
            s->id = 0;
            return r;
        }
    }
    return pg_send_prepared(db_of(s), s, name_of(s->id).text, &v, ret, e);
}

static bool is_known(Oid type)
{
    switch (type) {
    case PG_BOOL:
    case PG_CHAR:
    case PG_INT2:
    case PG_INT4:
    case PG_INT8:
    case PG_OID:
    case PG_NUMERIC:
    case PG_TEXT:
    case PG_NAME:
    case PG_VARCHAR:
    case PG_BPCHAR:
    case PG_UNKNOWN:
    case PG_BYTEA:
        return true;
    default:
        return false;
    }
}

/* Rows to step through; owns them. */
static int give_rows(struct pg_stmt *s, PGresult *rows, struct err *e)
{
    PQclear(s->rows);
    s->rows = rows;
    s->row = 0;
    s->n_rows = PQntuples(rows);
    s->numeric = false;
    for (int i = 0; i < PQnfields(rows); i++) {
        if (!is_known(PQftype(rows, i)))
            return err_set(e, E_INVALID, "内部错误：第 %d 列的类型 %u：%.100s",
                           "internal error: column %d has type %u: %.100s", i, PQftype(rows, i),
                           s->base.sql);
        s->numeric |= PQftype(rows, i) == PG_NUMERIC;
    }
    return 0;
}

static int fetch(struct pg_stmt *s, struct err *e)
{
    struct pg_db *db = db_of(s);
    PGresult *rows = NULL;
    char text[60];
    size_t bytes;
    int r;

    if (s->serial && (db->base.tx == DB_TX_NONE || s->serial != db->base.serial))
        return err_set(e, E_INVALID, "内部错误：查询的事务已经结束：%.100s",
                       "internal error: the transaction of a query has ended: %.100s", s->base.sql);
    snprintf(text, sizeof text, "fetch forward %d from %s", s->fetch, name_of(s->cursor).text);
    r = pg_send(db, text, NULL, e);
    if (r < 0 || (r = pg_wait(db, &rows, e)) < 0)
        return r;
    r = give_rows(s, rows, e);
    if (r < 0)
        return r;
    s->at_end = s->n_rows < s->fetch;
    bytes = PQresultMemorySize(rows);
    if (s->n_rows) {
        size_t n = PG_FETCH_BYTES / (bytes / (size_t)s->n_rows + 1);

        s->fetch = n < 1 ? 1 : n > FETCH_MAX ? FETCH_MAX : (int)n;
    }
    return 0;
}

static int open_cursor(struct pg_stmt *s, struct err *e)
{
    struct pg_db *db = db_of(s);
    bool hold = db->base.tx == DB_TX_NONE;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct pg_values v = values_of(s);
    unsigned id = ++db->last_id;
    int r;

    strbuf_printf(&text, "declare %s no scroll cursor%s for ", name_of(id).text,
                  hold ? " with hold" : "");
    strbuf_add(&text, s->base.sql, s->sql.len);
    if (text.failed)
        return err_nomem(e);
    r = pg_send(db, strbuf_z(&text), &v, e);
    if (r >= 0 && hold)
        r = pg_wait(db, NULL, e);
    if (r < 0)
        return r;
    s->cursor = id;
    s->serial = hold ? 0 : db->base.serial;
    s->fetch = FETCH_FIRST;
    s->at_end = false;
    return fetch(s, e);
}

static int answer(struct pg_stmt *s, PGresult **ret, struct err *e)
{
    int r;

    if (s->next_ahead < s->n_ahead) {
        *ret = s->ahead[s->next_ahead++];
        return 0;
    }
    r = send(s, NULL, e);
    return r < 0 ? r : pg_wait(db_of(s), ret, e);
}

static int ask(struct pg_stmt *s, struct err *e)
{
    PGresult *rows = NULL;
    int r = answer(s, &rows, e);

    if (r < 0)
        return r;
    if (s->sql.kind == PG_READS && PQntuples(rows) > PG_PROBE_ROWS) {
        PQclear(rows);
        s->large = true;
        return open_cursor(s, e);
    }
    return give_rows(s, rows, e);
}

static int write_alone(struct pg_stmt *s, struct err *e)
{
    struct db *db = s->base.db;
    int r = pg_begin(db, true, e);

    if (r < 0)
        return r;
    r = ask(s, e);
    if (r < 0)
        pg_rollback(db);
    else
        r = pg_commit(db, e);
    return r;
}

static int start(struct pg_stmt *s, struct err *e)
{
    s->running = true;
    if (s->base.writes && s->base.db->tx == DB_TX_NONE)
        return write_alone(s, e);
    if (s->sql.kind == PG_WRITES)
        return send(s, NULL, e);
    return s->large && s->next_ahead == s->n_ahead ? open_cursor(s, e) : ask(s, e);
}

/* Ends stepping, keeps the bindings. */
static void end(struct pg_stmt *s)
{
    struct pg_db *db = db_of(s);
    char text[40];

    PQclear(s->rows);
    s->rows = NULL;
    s->row = s->n_rows = 0;
    s->running = false;
    if (!s->cursor)
        return;
    snprintf(text, sizeof text, "close %s", name_of(s->cursor).text);
    s->cursor = 0;
    if (s->serial == 0 && db->base.tx == DB_TX_NONE)
        pg_run(db, text, NULL);
    else if (!db->base.failed && (s->serial == 0 || s->serial == db->base.serial) &&
             db->base.tx != DB_TX_NONE)
        pg_send(db, text, NULL, NULL);
}

static int check_numbers(struct pg_stmt *s, struct err *e)
{
    int64_t v;

    for (int i = 0; i < PQnfields(s->rows); i++)
        if (PQftype(s->rows, i) == PG_NUMERIC && !PQgetisnull(s->rows, s->row, i) &&
            !pg_numeric_int(PQgetvalue(s->rows, s->row, i), PQgetlength(s->rows, s->row, i), &v))
            return err_set(e, E_RANGE, "%s：结果不是整数，或超出整数范围",
                           "%s: a result is no integer, or leaves the range of int64",
                           db_of(s)->name);
    return 0;
}

/* 1, 0 or an error, before stepping ends. */
static int next(struct pg_stmt *s, struct err *e)
{
    int r = 0;

    if (s->running)
        s->row++;
    else
        r = start(s, e);
    while (r >= 0 && s->row >= s->n_rows && s->cursor && !s->at_end)
        r = fetch(s, e);
    if (r < 0 || s->row >= s->n_rows)
        return r;
    if (s->numeric)
        r = check_numbers(s, e);
    return r < 0 ? r : 1;
}

int pg_step(struct stmt *base, struct err *e)
{
    struct pg_stmt *s = stmt_of(base);
    int r;

    if (s->fault)
        return tell_fault(s, e);
    r = next(s, e);
    if (r <= 0)
        end(s);
    return r;
}

int pg_ask_ahead(struct stmt *base, const struct db_each *x, size_t first, size_t n, struct err *e)
{
    struct pg_stmt *s = stmt_of(base);
    int r = 0;

    forget_ahead(s);
    for (size_t i = 0; i < n && r >= 0; i++) {
        x->bind(base, first + i, x->arg);
        s->ahead[i] = NULL;
        s->n_ahead = i + 1;
        r = base->nul  ? db_refuse_nul(base->db, e)
            : s->fault ? tell_fault(s, e)
                       : send(s, &s->ahead[i], e);
    }
    if (r >= 0)
        r = pg_wait(db_of(s), NULL, e);
    if (r < 0) {
        pg_wait(db_of(s), NULL, NULL); /* nothing queued may point here */
        forget_ahead(s);
    }
    return r;
}

void pg_reset(struct stmt *base)
{
    struct pg_stmt *s = stmt_of(base);

    forget_ahead(s);
    end(s);
    for (int i = 0; i < s->sql.n_params; i++)
        s->values[i] = NULL;
    s->fault = FAULT_NONE;
}

static bool has_value(const struct pg_stmt *s, int col)
{
    return s->rows && s->row < s->n_rows && !PQgetisnull(s->rows, s->row, col);
}

bool pg_is_null(struct stmt *base, int col)
{
    return !has_value(stmt_of(base), col);
}

int64_t pg_get_int(struct stmt *base, int col)
{
    const struct pg_stmt *s = stmt_of(base);

    if (!has_value(s, col))
        return 0;
    return pg_int(PQftype(s->rows, col), PQgetvalue(s->rows, s->row, col),
                  PQgetlength(s->rows, s->row, col));
}

struct str pg_get_text(struct stmt *base, int col)
{
    const struct pg_stmt *s = stmt_of(base);

    if (!has_value(s, col))
        return (struct str){0};
    return (struct str){PQgetvalue(s->rows, s->row, col),
                        (size_t)PQgetlength(s->rows, s->row, col)};
}

struct str pg_get_blob(struct stmt *base, int col)
{
    return pg_get_text(base, col);
}

int pg_columns(struct stmt *base)
{
    const struct pg_stmt *s = stmt_of(base);

    return s->rows ? PQnfields(s->rows) : 0;
}
