/* Statements of the SQLite driver: parameters by number, rows. */
#include "sqlite_driver.h"
#include "sqlite_error.h"

#include <stdlib.h>

static struct sqlite_stmt *stmt_of(struct stmt *base)
{
    return (struct sqlite_stmt *)base;
}

static struct sqlite_db *db_of(struct sqlite_stmt *s)
{
    return (struct sqlite_db *)s->base.db;
}

void sqlite_stmt_free(struct stmt *base)
{
    sqlite3_finalize(stmt_of(base)->h);
    free(base);
}

/* The number in `$12`, 0 if the parameter is written in any other way. */
static int param_number(const char *name)
{
    int n = 0;

    if (!name || *name != '$' || name[1] == '0')
        return 0;
    for (const char *p = name + 1; *p; p++) {
        if (*p < '0' || *p > '9' || n > DB_PARAMS_MAX)
            return 0;
        n = n * 10 + (*p - '0');
    }
    return n;
}

/* SQLite numbers `$7` by its first appearance; the interface by the 7. */
static bool number_params(struct sqlite_stmt *s)
{
    for (int i = 1; i <= s->n_params; i++) {
        int n = param_number(sqlite3_bind_parameter_name(s->h, i));

        if (n < 1 || n > s->n_params || s->index[n - 1])
            return false;
        s->index[n - 1] = (uint16_t)i;
    }
    return true;
}

static bool only_blanks(const char *tail)
{
    return !tail || tail[strspn(tail, " \t\r\n;")] == '\0';
}

int sqlite_prepare(struct db *base, const char *sql, struct stmt **ret, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_stmt *s;
    sqlite3_stmt *h = NULL;
    const char *tail = NULL;
    int n, r, rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &h, &tail);

    if (rc != SQLITE_OK)
        return sqlite_error(e, db->h, rc, db->name);
    n = h ? sqlite3_bind_parameter_count(h) : 0;
    s = calloc(1, sizeof *s + (size_t)n * sizeof *s->index);
    if (!s) {
        sqlite3_finalize(h);
        return err_nomem(e);
    }
    s->h = h;
    s->n_params = n;
    if (!h || !only_blanks(tail))
        r = err_set(e, E_INVALID, "内部错误：应为一条语句：%.100s",
                    "internal error: not one statement: %.100s", sql);
    else if (!number_params(s))
        r = err_set(e, E_INVALID, "内部错误：参数应为 $1、$2……：%.100s",
                    "internal error: parameters must be $1, $2, ...: %.100s", sql);
    else
        r = 0;
    if (r < 0) {
        sqlite_stmt_free(&s->base);
        return r;
    }
    s->base.writes = !sqlite3_stmt_readonly(h);
    *ret = &s->base;
    return 0;
}

static inline int index_of(struct sqlite_stmt *s, int i)
{
    if (i >= 1 && i <= s->n_params)
        return s->index[i - 1];
    if (!s->failed)
        s->failed = SQLITE_RANGE;
    return 0;
}

static inline void keep(struct sqlite_stmt *s, int rc)
{
    if (rc != SQLITE_OK && !s->failed)
        s->failed = rc;
}

void sqlite_bind_int(struct stmt *base, int i, int64_t v)
{
    struct sqlite_stmt *s = stmt_of(base);
    int at = index_of(s, i);

    if (at)
        keep(s, sqlite3_bind_int64(s->h, at, v));
}

void sqlite_bind_text(struct stmt *base, int i, struct str v)
{
    struct sqlite_stmt *s = stmt_of(base);
    int at = index_of(s, i);

    if (at)
        keep(s, sqlite3_bind_text64(s->h, at, v.data ? v.data : "", v.len, SQLITE_STATIC,
                                    SQLITE_UTF8));
}

void sqlite_bind_blob(struct stmt *base, int i, const void *data, size_t len)
{
    struct sqlite_stmt *s = stmt_of(base);
    int at = index_of(s, i);

    if (at)
        keep(s, sqlite3_bind_blob64(s->h, at, data ? data : "", len, SQLITE_STATIC));
}

void sqlite_bind_null(struct stmt *base, int i)
{
    struct sqlite_stmt *s = stmt_of(base);
    int at = index_of(s, i);

    if (at)
        keep(s, sqlite3_bind_null(s->h, at));
}

static int failed_bind(struct sqlite_stmt *s, struct err *e)
{
    if (s->failed == SQLITE_NOMEM || s->failed == SQLITE_TOOBIG)
        return sqlite_error(e, NULL, s->failed, db_of(s)->name);
    return err_set(e, E_INVALID, "内部错误：参数与语句不符：%.100s",
                   "internal error: parameters do not fit the statement: %.100s", s->base.sql);
}

int sqlite_step(struct stmt *base, struct err *e)
{
    struct sqlite_stmt *s = stmt_of(base);
    int r = 0, rc;

    if (s->failed)
        return failed_bind(s, e);
    rc = sqlite3_step(s->h);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        r = sqlite_error(e, db_of(s)->h, rc, db_of(s)->name);
    sqlite3_reset(s->h);
    return r;
}

void sqlite_reset(struct stmt *base)
{
    struct sqlite_stmt *s = stmt_of(base);

    sqlite3_reset(s->h);
    sqlite3_clear_bindings(s->h);
    s->failed = SQLITE_OK;
}

bool sqlite_is_null(struct stmt *base, int col)
{
    return sqlite3_column_type(stmt_of(base)->h, col) == SQLITE_NULL;
}

int64_t sqlite_get_int(struct stmt *base, int col)
{
    return sqlite3_column_int64(stmt_of(base)->h, col);
}

struct str sqlite_get_text(struct stmt *base, int col)
{
    sqlite3_stmt *h = stmt_of(base)->h;
    const char *text = (const char *)sqlite3_column_text(h, col);

    return (struct str){text, text ? (size_t)sqlite3_column_bytes(h, col) : 0};
}

struct str sqlite_get_blob(struct stmt *base, int col)
{
    sqlite3_stmt *h = stmt_of(base)->h;
    const void *data = sqlite3_column_blob(h, col);

    return (struct str){data, data ? (size_t)sqlite3_column_bytes(h, col) : 0};
}

int sqlite_columns(struct stmt *base)
{
    return sqlite3_column_count(stmt_of(base)->h);
}
