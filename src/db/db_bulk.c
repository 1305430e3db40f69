/* Bulk inserts: what is the same for every product. */
#include "cleanup.h"
#include "db_driver.h"

#include <stdlib.h>

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

static int check_columns(const char *table, const char *columns, const char *types, struct err *e)
{
    struct str rest = str_of(columns), name;
    size_t n = 0, n_types = strlen(types);
    bool good = db_is_name(str_of(table)) && n_types <= DB_PARAMS_MAX;

    while (good && str_split(&rest, ',', &name)) {
        good = db_is_name(name) && n < n_types && strchr("itb", types[n]);
        n++;
    }
    if (good && n == n_types)
        return 0;
    return err_set(e, E_INVALID, "内部错误：批量写入 %s 的列不对",
                   "internal error: columns of a bulk insert into %s", table);
}

int bulk_begin(struct db *db, const char *table, const char *columns, const char *types,
               struct bulk **ret, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int n = (int)strlen(types), r;

    if (db->tx != DB_TX_WRITE)
        return err_set(e, E_INVALID, "%s：批量写入需要写事务",
                       "%s: a bulk insert needs a write transaction", db->url);
    if (db->failed)
        return db_given_up(db, e);
    r = check_columns(table, columns, types, e);
    if (r < 0)
        return r;
    r = db->driver->bulk_begin(db, table, columns, n, &b, e);
    if (r < 0)
        return db_fails(db, r);
    b->driver = db->driver;
    b->db = db;
    b->serial = db->serial;
    b->n = n;
    b->ended = true;
    b->table = strdup(table);
    b->types = strdup(types);
    if (!b->table || !b->types)
        return err_nomem(e);
    *ret = take(b);
    return 0;
}

/* Whether the next value may be of this kind; 0 for null. */
static inline bool next_value(struct bulk *b, char type)
{
    b->ended = false;
    if (b->col >= b->n || (type && b->types[b->col] != type)) {
        b->wrong = true;
        return false;
    }
    b->col++;
    return true;
}

void bulk_int(struct bulk *b, int64_t v)
{
    if (next_value(b, 'i'))
        b->driver->bulk_int(b, v);
}

void bulk_text(struct bulk *b, struct str v)
{
    if (!next_value(b, 't'))
        return;
    b->nul |= db_has_nul(v);
    b->driver->bulk_bytes(b, v);
}

void bulk_blob(struct bulk *b, const void *data, size_t len)
{
    if (next_value(b, 'b'))
        b->driver->bulk_bytes(b, (struct str){data, len});
}

void bulk_null(struct bulk *b)
{
    if (next_value(b, 0))
        b->driver->bulk_null(b);
}

/* The bulk and its transaction can still be used. */
static int check_state(const struct bulk *b, struct err *e)
{
    if (b->db->tx != DB_TX_WRITE || b->serial != b->db->serial)
        return err_set(e, E_INVALID, "批量写入 %s：事务已经结束",
                       "bulk insert into %s: its transaction has ended", b->table);
    return b->db->failed ? db_given_up(b->db, e) : 0;
}

int bulk_row(struct bulk *b, struct err *e)
{
    bool wrong = b->wrong || b->col != b->n, nul = b->nul;
    int r = check_state(b, e);

    b->col = 0;
    b->wrong = b->nul = false;
    if (r < 0)
        return r;
    if (wrong || nul)
        b->driver->bulk_drop(b);
    if (wrong)
        return err_set(e, E_INVALID, "内部错误：批量写入 %s 的值与列不符",
                       "internal error: values of a bulk insert into %s do not fit its columns",
                       b->table);
    if (nul)
        return db_refuse_nul(b->db, e);
    r = b->driver->bulk_row(b, e);
    if (r < 0)
        return db_fails(b->db, r);
    b->rows++;
    return 0;
}

int bulk_end(struct bulk *b, struct err *e)
{
    int r = check_state(b, e);

    if (r < 0)
        return r;
    if (b->col || b->wrong)
        return err_set(e, E_INVALID, "内部错误：批量写入 %s 的最后一行不完整",
                       "internal error: the last row of a bulk insert into %s is incomplete",
                       b->table);
    r = b->driver->bulk_end(b, e);
    b->ended = r >= 0;
    return db_fails(b->db, r);
}

void bulk_free(struct bulk *b)
{
    if (!b)
        return;
    /* what was given and not ended must not become half a table */
    if (!b->ended && b->serial == b->db->serial)
        db_fails(b->db, E_CONFLICT);
    free(b->table);
    free(b->types);
    b->driver->bulk_free(b);
}

void bulk_freep(struct bulk **b)
{
    bulk_free(*b);
}
