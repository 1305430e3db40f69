#include "change.h"

#include "cleanup.h"
#include "clock.h"
#include "idno.h"

int access_schema(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create table change("
                  " seq {int} not null primary key,"
                  " at {int} not null," /* UTC, microseconds; never decreasing */
                  " actor {text} not null,"
                  " what {text} not null,"
                  " why {text} not null) {table};"
                  "create index change_at on change(at, seq);"

                  "create table key_check("
                  " key_id {int} not null primary key,"
                  " fingerprint {blob} not null) {table};"

                  "create table identity_number("
                  " register_id {int} not null,"
                  " person_id {int} not null,"
                  " key_id {int} not null,"
                  " sealed {blob} not null,"
                  " lookup {blob} not null,"
                  " primary key(register_id, person_id),"
                  " unique(register_id, lookup)) {table};",
                  e);
}

static int check_text(const char *name_zh, const char *name_en, struct str s, size_t limit,
                      struct err *e)
{
    if (s.len <= limit)
        return 0;
    return err_set(e, E_LIMIT, "%s%.0s超过 %zu 字节，请写短些",
                   "%.0s%s is longer than %zu bytes; shorten it", name_zh, name_en, limit);
}

/* The last change's seq and time, zeros if there is none. */
static int last(struct db *db, int64_t *ret_seq, int64_t *ret_at, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r;

    r = db_prepare(db, "select seq, at from change order by seq desc limit 1", &s, e);
    if (r < 0)
        return r;
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    *ret_seq = r > 0 ? stmt_int(s, 0) : 0;
    *ret_at = r > 0 ? stmt_int(s, 1) : INT64_MIN;
    return 0;
}

int change_begin(struct db *db, const struct actor *actor, const char *what, const char *why,
                 int64_t *ret_seq, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf what_clean = {0}, why_clean = {0};
    int64_t seq, at_last, at;
    int r;

    if (!db_in_transaction(db))
        return err_set(e, E_INVALID, "内部错误：变更须在事务内登记",
                       "internal error: a change is recorded inside a transaction");
    r = check_text("变更内容", "the change's description", str_of(what), CHANGE_WHAT_BYTES, e);
    if (r < 0)
        return r;
    r = check_text("变更原因", "the change's reason", str_of(why), CHANGE_WHY_BYTES, e);
    if (r < 0)
        return r;
    idno_scrub(str_of(what), &what_clean);
    idno_scrub(str_of(why), &why_clean);
    if (what_clean.failed || why_clean.failed)
        return err_nomem(e);

    r = last(db, &seq, &at_last, e);
    if (r < 0)
        return r;
    at = clock_now();
    if (at < at_last)
        at = at_last;
    seq++;
    r = db_run(db, e, "insert into change(seq, at, actor, what, why) values ($1, $2, $3, $4, $5)",
               "iittt", seq, at, str_of(actor->name), strbuf_str(&what_clean),
               strbuf_str(&why_clean));
    if (r < 0)
        return r;
    *ret_seq = seq;
    return 0;
}

int change_seq_at(struct db *db, int64_t instant_us, int64_t *ret_seq, struct err *e)
{
    return db_query_int(db, ret_seq, NULL, e,
                        "select seq from change where at <= $1 order by at desc, seq desc limit 1",
                        "i", instant_us);
}

int change_last(struct db *db, int64_t *ret_seq, struct err *e)
{
    int64_t at;

    return last(db, ret_seq, &at, e);
}

int change_get(struct db *db, int64_t seq, struct arena *a, struct change *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct change c = {.seq = seq};
    int r;

    r = db_prepare(db, "select at, actor, what, why from change where seq = $1", &s, e);
    if (r < 0)
        return r;
    stmt_bind_int(s, 1, seq);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r == 0)
        return err_set(e, E_NOT_FOUND, "没有第 %lld 号变更", "there is no change %lld",
                       (long long)seq);
    c.at = stmt_int(s, 0);
    c.actor = str_dup(a, stmt_text(s, 1));
    c.what = str_dup(a, stmt_text(s, 2));
    c.why = str_dup(a, stmt_text(s, 3));
    if (arena_failed(a))
        return err_nomem(e);
    *ret = c;
    return 0;
}
