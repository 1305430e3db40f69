/*
 * Bulk insert as one INSERT prepared once. On SQLite nothing is faster (INSERT with many rows of
 * VALUES measures the same); a driver with COPY will bring functions of its own in its vtable.
 */
#include "cleanup.h"
#include "db_driver.h"

#include <stdlib.h>

struct bulk {
    struct stmt *stmt;
    char *table;
    uint64_t rows;
    int n;        /* columns */
    int col;      /* values given for this row */
    bool wrong;   /* a value of the wrong kind or one too many */
    char types[]; /* n letters and NUL */
};

bool db_is_name(struct str s)
{
    if (s.len == 0 || s.len > DB_NAME_BYTES)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];

        if (!(c == '_' || (c >= 'a' && c <= 'z') || (i > 0 && c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

/* "a,b" and "it" to `insert into t(a,b) values ($1,$2)`. */
static int bulk_sql(const char *table, const char *columns, const char *types, struct strbuf *b,
                    struct err *e)
{
    struct str rest = str_of(columns), name;
    size_t n = 0, n_types = strlen(types);
    bool good = db_is_name(str_of(table)) && n_types <= DB_PARAMS_MAX;

    while (good && str_split(&rest, ',', &name)) {
        good = db_is_name(name) && n < n_types && strchr("itb", types[n]);
        n++;
    }
    if (!good || n != n_types)
        return err_set(e, E_INVALID, "内部错误：批量写入 %s 的列不对",
                       "internal error: columns of a bulk insert into %s", table);
    strbuf_printf(b, "insert into %s(%s) values (", table, columns);
    for (size_t i = 1; i <= n; i++)
        strbuf_printf(b, i == 1 ? "$%zu" : ",$%zu", i);
    strbuf_addc(b, ')');
    return b->failed ? err_nomem(e) : 0;
}

int bulk_begin(struct db *db, const char *table, const char *columns, const char *types,
               struct bulk **ret, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    size_t n = strlen(types);
    int r;

    if (db->tx != DB_TX_WRITE)
        return err_set(e, E_INVALID, "%s：批量写入需要写事务",
                       "%s: a bulk insert needs a write transaction", db->url);
    r = bulk_sql(table, columns, types, &sql, e);
    if (r < 0)
        return r;
    b = calloc(1, sizeof *b + n + 1);
    if (!b)
        return err_nomem(e);
    memcpy(b->types, types, n + 1);
    b->n = (int)n;
    b->table = strdup(table);
    if (!b->table)
        return err_nomem(e);
    r = db_prepare(db, strbuf_z(&sql), &b->stmt, e);
    if (r < 0)
        return r;
    *ret = take(b);
    return 0;
}

/* The number of the parameter for the next value, 0 if there must not be one of this kind. */
static inline int next_value(struct bulk *b, char type)
{
    if (b->col >= b->n || (type && b->types[b->col] != type)) {
        b->wrong = true;
        return 0;
    }
    return ++b->col;
}

void bulk_int(struct bulk *b, int64_t v)
{
    int i = next_value(b, 'i');

    if (i)
        b->stmt->driver->bind_int(b->stmt, i, v);
}

void bulk_text(struct bulk *b, struct str v)
{
    int i = next_value(b, 't');

    if (i)
        b->stmt->driver->bind_text(b->stmt, i, v);
}

void bulk_blob(struct bulk *b, const void *data, size_t len)
{
    int i = next_value(b, 'b');

    if (i)
        b->stmt->driver->bind_blob(b->stmt, i, data, len);
}

void bulk_null(struct bulk *b)
{
    int i = next_value(b, 0);

    if (i)
        b->stmt->driver->bind_null(b->stmt, i);
}

int bulk_row(struct bulk *b, struct err *e)
{
    bool wrong = b->wrong || b->col != b->n;
    int r;

    b->col = 0;
    b->wrong = false;
    if (wrong) {
        stmt_reset(b->stmt);
        return err_set(e, E_INVALID, "内部错误：批量写入 %s 的值与列不符",
                       "internal error: values of a bulk insert into %s do not fit its columns",
                       b->table);
    }
    r = b->stmt->driver->step(b->stmt, e);
    if (r < 0) {
        stmt_reset(b->stmt);
        err_at(e, "写入表 %s 第 %llu 行", "table %s, row %llu", b->table,
               (unsigned long long)b->rows + 1);
        return r;
    }
    b->rows++;
    return 0;
}

int bulk_end(struct bulk *b, struct err *e)
{
    if (b->col || b->wrong)
        return err_set(e, E_INVALID, "内部错误：批量写入 %s 的最后一行不完整",
                       "internal error: the last row of a bulk insert into %s is incomplete",
                       b->table);
    if (b->stmt->db->tx != DB_TX_WRITE)
        return err_set(e, E_INVALID, "批量写入 %s：事务已经结束",
                       "bulk insert into %s: its transaction has ended", b->table);
    return 0;
}

void bulk_free(struct bulk *b)
{
    if (!b)
        return;
    stmt_done(b->stmt);
    free(b->table);
    free(b);
}

void bulk_freep(struct bulk **b)
{
    bulk_free(*b);
}
