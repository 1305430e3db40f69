#include "idempotency.h"

#include "cleanup.h"
#include "clock.h"

#define HOUR INT64_C(3600000000)
#define SWEPT 20 /* rows taken away with each new one */

#define DDL(table)                                                                                 \
    "create table " table "("                                                                      \
    " key {text} not null primary key,"                                                            \
    " digest {text} not null,"                                                                     \
    " status {int} not null," /* 0: of a job */                                                    \
    " result {text} not null,"                                                                     \
    " at {int} not null) {rowtable};"                                                              \
    "create index " table "_at on " table "(at);"
#define FIND(table) "select digest, status, result from " table " where key = $1"
#define PUT(table)                                                                                 \
    "insert into " table "(key, digest, status, result, at) values ($1, $2, $3, $4, $5)"           \
    " on conflict(key) do nothing returning 1"
#define SWEEP(table)                                                                               \
    "delete from " table " where key in (select key from " table                                   \
    " where at <= $1 and (status <> 0 or at <= $2) order by at limit $3)"

#define IN_REGISTER "idempotency"
#define IN_OFFICE "office_idempotency"

static int make(struct db *db, struct err *e)
{
    return db_ddl(db, DDL(IN_REGISTER), e);
}

static int make_office(struct db *db, struct err *e)
{
    return db_ddl(db, DDL(IN_OFFICE), e);
}

static const struct migration steps[] = {{"idempotency", make}};
static const struct migration office_steps[] = {{"idempotency", make_office}};

const struct schema_part idempotency_schema = {
    .name = "idempotency",
    .steps = steps,
    .n_steps = sizeof steps / sizeof *steps,
};
const struct schema_part office_idempotency_schema = {
    .name = "office_idempotency",
    .steps = office_steps,
    .n_steps = sizeof office_steps / sizeof *office_steps,
};

int idempotency_find(struct db *db, struct str key, struct arena *a, struct idempotent *ret,
                     bool *ret_found, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct idempotent x = {.key = key};
    int r = db_prepare(db, db_beside(db) ? FIND(IN_OFFICE) : FIND(IN_REGISTER), &s, e);

    if (r < 0)
        return r;
    stmt_bind_text(s, 1, key);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r > 0) {
        x.digest = str_dup(a, stmt_text(s, 0));
        x.status = (int)stmt_int(s, 1);
        x.result = str_dup(a, stmt_text(s, 2));
        if (arena_failed(a))
            return err_nomem(e);
        *ret = x;
    }
    *ret_found = r > 0;
    return 0;
}

int idempotency_put(struct db *db, const struct idempotent *row, struct err *e)
{
    const char *put = PUT(IN_REGISTER), *sweep = SWEEP(IN_REGISTER);
    int64_t now = clock_now(), one;
    bool is_new;
    int r;

    if (db_beside(db)) {
        put = PUT(IN_OFFICE);
        sweep = SWEEP(IN_OFFICE);
    }
    r = db_query_int(db, &one, &is_new, e, put, "ttiti", row->key, row->digest,
                     (int64_t)row->status, row->result, now);
    if (r < 0)
        return r;
    if (!is_new)
        return err_set(e, E_EXISTS, "这件事已经做过", "this was done already");
    return db_run(db, e, sweep, "iii", now - IDEMPOTENCY_HOURS * HOUR,
                  now - IDEMPOTENCY_JOB_DAYS * 24 * HOUR, (int64_t)SWEPT);
}
