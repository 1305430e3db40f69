/*
 * Tables: what ought to be there is made in memory, by the same migrations; both are then described
 * by db_tables and compared. Tables and columns beyond that are left alone.
 */
#include "db_check.h"

#include "cleanup.h"

#include <stdlib.h>

struct comparison {
    struct db *db, *model;
    struct arena *a;
    struct checkup_kind *k;
    struct db_table *there; /* by name */
    size_t n_there;
    bool usable;
};

static const struct db_table *find_table(const struct db_table *tables, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    return NULL;
}

static const struct db_column *find_column(const struct db_table *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (strcmp(t->columns[i].name, name) == 0)
            return &t->columns[i];
    return NULL;
}

static bool same_names(const char **a, const char **b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return true;
}

static bool has_key(const struct db_table *t, const struct db_key *k)
{
    for (size_t i = 0; i < t->n_keys; i++) {
        const struct db_key *x = &t->keys[i];
        if (x->kind == k->kind && x->n == k->n && same_names(x->columns, k->columns, k->n) &&
            (k->kind != 'f' ||
             (strcmp(x->to, k->to) == 0 && same_names(x->to_columns, k->to_columns, k->n))))
            return true;
    }
    return false;
}

static int compare_columns(struct comparison *x, const struct db_table *model,
                           const struct db_table *t, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < model->n_columns; i++) {
        const struct db_column *want = &model->columns[i], *c = find_column(t, want->name);
        if (c && c->type == want->type && c->not_null == want->not_null)
            continue;
        x->usable = x->usable && c;
        rc = checkup_find(x->k, e, checkup_place("%s.%s", t->name, want->name).text,
                          "缺少这一列，或其类型不对；请从备份恢复",
                          "the column is missing or of another type; restore a backup");
    }
    return rc;
}

static int compare_keys(struct comparison *x, const struct db_table *model,
                        const struct db_table *t, struct err *e)
{
    static const char *const zh[] = {"主键", "唯一约束", "外键"};
    static const char *const en[] = {"primary key", "unique constraint", "foreign key"};
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < model->n_keys; i++) {
        const struct db_key *want = &model->keys[i];
        _cleanup_(strbuf_done) struct strbuf names = {0};
        int kind = want->kind == 'p' ? 0 : want->kind == 'u' ? 1 : 2;
        if (has_key(t, want))
            continue;
        strbuf_printf(&names, "%s (", t->name);
        for (size_t c = 0; c < want->n; c++)
            strbuf_printf(&names, "%s%s", c ? ", " : "", want->columns[c]);
        strbuf_addc(&names, ')');
        rc = checkup_find(x->k, e, strbuf_z(&names), "缺少%s%.0s；请从备份恢复",
                          "%.0sits %s is missing; restore a backup", zh[kind], en[kind]);
    }
    return rc;
}

static int compare_table(struct comparison *x, const struct db_table *model, struct err *e)
{
    const struct db_table *t = find_table(x->there, x->n_there, model->name);
    x->k->examined++;
    if (!t) {
        x->usable = false;
        return checkup_find(x->k, e, model->name, "缺少这张表；请从备份恢复",
                            "the table is missing; restore a backup");
    }
    int rc = compare_columns(x, model, t, e);
    return rc < 0 ? rc : compare_keys(x, model, t, e);
}

/* The rows of the table that shapes a part say what further tables there are. */
static int copy_rows(struct comparison *x, const struct db_table *t, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf columns = {0}, types = {0}, select = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    for (size_t i = 0; i < t->n_columns; i++) {
        strbuf_printf(&columns, "%s%s", i ? "," : "", t->columns[i].name);
        strbuf_addc(&types, t->columns[i].type);
    }
    strbuf_printf(&select, "select %s from %s", strbuf_z(&columns), t->name);
    if (columns.failed || types.failed || select.failed)
        return err_nomem(e);
    int rc = db_prepare(x->db, strbuf_z(&select), &s, e);
    if (rc < 0 ||
        (rc = bulk_begin(x->model, t->name, strbuf_z(&columns), strbuf_z(&types), &b, e)) < 0)
        return rc;
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        for (size_t i = 0; i < t->n_columns; i++) {
            if (stmt_is_null(s, (int)i))
                bulk_null(b);
            else if (t->columns[i].type == 'i')
                bulk_int(b, stmt_int(s, (int)i));
            else if (t->columns[i].type == 't')
                bulk_text(b, stmt_text(s, (int)i));
            else
                bulk_blob(b, stmt_blob(s, (int)i).data, stmt_blob(s, (int)i).len);
        }
        rc = bulk_row(b, e);
    }
    return rc < 0 ? rc : bulk_end(b, e);
}

static int make_model(struct comparison *x, const struct schema_part *part, struct db_table **ret,
                      size_t *ret_n, struct err *e)
{
    int rc = db_open("sqlite::memory:", DB_CREATE, &x->model, e);
    if (rc < 0 || (rc = db_migrate(x->model, part, NULL, e)) < 0 ||
        (rc = db_tables(x->model, x->a, ret, ret_n, e)) < 0 || !part->shaped_by)
        return rc;
    const struct db_table *shaping = find_table(*ret, *ret_n, part->shaped_by);
    const struct db_table *there = find_table(x->there, x->n_there, part->shaped_by);
    bool complete = shaping && there;
    for (size_t i = 0; complete && i < shaping->n_columns; i++)
        complete = find_column(there, shaping->columns[i].name);
    if (!complete)
        return 0; /* told when it is compared */
    if ((rc = db_begin(x->model, true, e)) < 0)
        return rc;
    if ((rc = copy_rows(x, shaping, e)) >= 0)
        rc = part->shape(x->model, e);
    /* rows that shape nothing are for those to tell who read them */
    if (rc == E_CORRUPT || rc == E_INVALID)
        rc = 0;
    else if (rc >= 0)
        rc = db_tables(x->model, x->a, ret, ret_n, e);
    db_rollback(x->model);
    return rc;
}

static int compare(struct comparison *x, const struct schema_part *part, struct err *e)
{
    struct db_table *model = NULL;
    size_t n = 0;
    int rc = db_tables(x->db, x->a, &x->there, &x->n_there, e);
    if (rc >= 0)
        rc = make_model(x, part, &model, &n, e);
    for (size_t i = 0; rc >= 0 && i < n; i++)
        rc = compare_table(x, &model[i], e);
    db_close(x->model);
    return rc;
}

int schema_part_check(struct db *db, const struct schema_part *part, struct checkup *c,
                      bool *ret_usable, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct comparison x = {
        .db = db, .a = a, .k = checkup_begin(c, "schema", "表结构", "tables"), .usable = true};
    if (!a)
        return err_nomem(e);
    int rc = db_schema_check(db, part, e);
    if (rc >= 0)
        rc = compare(&x, part, e);
    if (rc == E_UNSUPPORTED || rc == E_CORRUPT || rc == E_CONFLICT) {
        struct err what = *e;
        x.usable = false;
        rc = checkup_add(x.k, part->name, &what, e);
    }
    if (rc >= 0)
        *ret_usable = x.usable;
    return rc;
}

int db_check_end(struct db *db, struct checkup_kind *k, int rc, struct err *e)
{
    bool damaged = rc == E_CORRUPT;
    if ((rc = checkup_end(k, rc, e)) < 0 || !damaged || !db_in_transaction(db))
        return rc;
    db_rollback(db);
    return db_begin(db, false, e);
}
