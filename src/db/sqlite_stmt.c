/* Statements of the SQLite driver: a cache by text, parameters by number, rows. */
#include "cleanup.h"
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

static struct sqlite_stmt **bucket_of(struct sqlite_db *db, uint64_t hash)
{
    return &db->bucket[hash % SQLITE_CACHE_BUCKETS];
}

static void stmt_free(struct sqlite_stmt *s)
{
    if (!s)
        return;
    sqlite3_finalize(s->h);
    free(s->sql);
    free(s);
}

static void stmt_freep(struct sqlite_stmt **s)
{
    stmt_free(*s);
}

static void idle_remove(struct sqlite_db *db, struct sqlite_stmt *s)
{
    *(s->newer ? &s->newer->older : &db->newest) = s->older;
    *(s->older ? &s->older->newer : &db->oldest) = s->newer;
    s->newer = s->older = NULL;
    db->n_idle--;
}

static void idle_add(struct sqlite_db *db, struct sqlite_stmt *s)
{
    s->newer = NULL;
    s->older = db->newest;
    *(s->older ? &s->older->newer : &db->oldest) = s;
    db->newest = s;
    db->n_idle++;
}

static void forget(struct sqlite_db *db, struct sqlite_stmt *s)
{
    struct sqlite_stmt **p = bucket_of(db, s->hash);

    while (*p != s)
        p = &(*p)->chain;
    *p = s->chain;
    idle_remove(db, s);
    stmt_free(s);
}

void sqlite_statements_free(struct sqlite_db *db)
{
    for (size_t i = 0; i < SQLITE_CACHE_BUCKETS; i++) {
        struct sqlite_stmt *next;

        for (struct sqlite_stmt *s = db->bucket[i]; s; s = next) {
            next = s->chain;
            stmt_free(s);
        }
        db->bucket[i] = NULL;
    }
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

static int compile(struct sqlite_db *db, struct str sql, struct sqlite_stmt **ret, struct err *e)
{
    _cleanup_(stmt_freep) struct sqlite_stmt *s = NULL;
    sqlite3_stmt *h = NULL;
    const char *tail = NULL;
    int n, rc;

    if (sql.len > DB_SQL_BYTES_MAX)
        return sqlite_error(e, NULL, SQLITE_TOOBIG, db->name);
    rc =
        sqlite3_prepare_v3(db->h, sql.data, (int)sql.len + 1, SQLITE_PREPARE_PERSISTENT, &h, &tail);
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
    s->sql = strndup(sql.data, sql.len);
    if (!s->sql)
        return err_nomem(e);
    if (!h || !only_blanks(tail))
        return err_set(e, E_INVALID, "内部错误：应为一条语句：%.100s",
                       "internal error: not one statement: %.100s", sql.data);
    if (!number_params(s))
        return err_set(e, E_INVALID, "内部错误：参数应为 $1、$2……：%.100s",
                       "internal error: parameters must be $1, $2, ...: %.100s", sql.data);
    s->writes = !sqlite3_stmt_readonly(h);
    s->base.driver = db->base.driver;
    s->base.db = &db->base;
    *ret = take(s);
    return 0;
}

int sqlite_prepare(struct db *base, const char *sql, struct stmt **ret, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct str text = str_of(sql);
    uint64_t hash = str_hash(text);
    struct sqlite_stmt **bucket = bucket_of(db, hash), *s;
    int r;

    for (s = *bucket; s; s = s->chain)
        if (!s->in_use && s->hash == hash && strcmp(s->sql, sql) == 0)
            break;
    if (s) {
        idle_remove(db, s);
    } else {
        r = compile(db, text, &s, e);
        if (r < 0)
            return r;
        s->hash = hash;
        s->chain = *bucket;
        *bucket = s;
    }
    s->in_use = true;
    *ret = &s->base;
    return 0;
}

void sqlite_stmt_done(struct stmt *base)
{
    struct sqlite_stmt *s = stmt_of(base);
    struct sqlite_db *db = db_of(s);

    sqlite_reset(base);
    s->in_use = false;
    idle_add(db, s);
    if (db->n_idle > DB_STATEMENTS_IDLE_MAX)
        forget(db, db->oldest);
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
                   "internal error: parameters do not fit the statement: %.100s", s->sql);
}

static int check_write(struct sqlite_stmt *s, struct err *e)
{
    struct sqlite_db *db = db_of(s);

    if (db->base.mode == DB_READ || db->base.tx == DB_TX_READ)
        return err_set(e, E_INVALID, "%s：只读，不能写入", "%s: read only, nothing can be written",
                       db->name);
    if (db->base.tx == DB_TX_WRITE && sqlite3_get_autocommit(db->h))
        return sqlite_given_up(db, e);
    return 0;
}

int sqlite_step(struct stmt *base, struct err *e)
{
    struct sqlite_stmt *s = stmt_of(base);
    int r = 0, rc;

    if (s->failed)
        return failed_bind(s, e);
    if (s->writes) {
        r = check_write(s, e);
        if (r < 0)
            return r;
    }
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
