#include "view.h"

#include "account_private.h"
#include "bounds.h"
#include "cleanup.h"
#include "clock.h"
#include "text.h"

static int make(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create table account_view("
                  " account_id {int} not null,"
                  " screen {text} not null,"
                  " name {text} not null,"
                  " query {text} not null,"
                  " changed_at {int} not null,"
                  " primary key(account_id, screen, name)) {rowtable}",
                  e);
}

static const struct migration steps[] = {{"views", make}};

const struct schema_part view_schema = {
    .name = "view",
    .steps = steps,
    .n_steps = ARRAY_LEN(steps),
};

int view_list(struct db *office, const struct actor *by, struct str screen, view_fn *fn, void *arg,
              struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(office,
                        "select screen, name, query, changed_at from account_view"
                        " where account_id = $1 and (screen = $2 or $2 = '')"
                        " order by screen, name",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, by->id);
    stmt_bind_text(s, 2, screen);
    while ((rc = stmt_step(s, e)) > 0) {
        struct view v = {stmt_text(s, 0), stmt_text(s, 1), stmt_text(s, 2), stmt_int(s, 3)};
        if ((rc = fn(arg, &v, e)) < 0)
            return rc;
    }
    return rc;
}

static int check(const struct view *v, struct err *e)
{
    int rc = line_check(v->name, LIMIT_FIELD_BYTES, e);
    if (rc < 0)
        return rc;
    if (!str_trim(v->name).len || utf8_count(v->name) > LIMIT_VIEW_NAME)
        return err_set(e, E_INVALID, "视图名称应为 1 至 %u 个字",
                       "a view's name has 1 to %u characters", LIMIT_VIEW_NAME);
    if (v->query.len > LIMIT_VIEW_QUERY_BYTES)
        return err_set(e, E_INVALID, "视图的条件超过 %u 字节",
                       "a view's query has more than %u bytes", LIMIT_VIEW_QUERY_BYTES);
    return 0;
}

int view_put(struct db *office, const struct actor *by, const struct view *v, struct err *e)
{
    int64_t others = 0;
    int rc = check(v, e);
    if (rc < 0 || (rc = db_query_int(office, &others, NULL, e,
                                     "select count(*) from account_view where account_id = $1"
                                     " and (screen <> $2 or name <> $3)",
                                     "itt", by->id, v->screen, v->name)) < 0)
        return rc;
    if (others >= LIMIT_VIEWS)
        return err_set(e, E_LIMIT, "视图已有 %u 个，请先删除不用的",
                       "there are %u views; remove some that aren't needed first", LIMIT_VIEWS);
    return db_run(office, e,
                  "insert into account_view(account_id, screen, name, query, changed_at)"
                  " values ($1, $2, $3, $4, $5) on conflict(account_id, screen, name)"
                  " do update set query = excluded.query, changed_at = excluded.changed_at",
                  "ittti", by->id, v->screen, v->name, v->query, v->changed_at);
}

int view_remove(struct db *office, const struct actor *by, struct str screen, struct str name,
                struct err *e)
{
    int64_t there = 0;
    int rc = db_query_int(office, &there, NULL, e,
                          "select count(*) from account_view where account_id = $1"
                          " and screen = $2 and name = $3",
                          "itt", by->id, screen, name);
    if (rc < 0)
        return rc;
    if (!there)
        return err_set(e, E_NOT_FOUND, "没有视图“" STR_FMT "”", "there is no view \"" STR_FMT "\"",
                       STR_ARG(name));
    return db_run(office, e,
                  "delete from account_view where account_id = $1 and screen = $2 and name = $3",
                  "itt", by->id, screen, name);
}
