/* Pauses after failed sign-ins, growing with each. */
#include "account_private.h"
#include "cleanup.h"

int lock_look(struct db *db, const char *subject, int64_t now, bool *ret_locked, struct err *e)
{
    int64_t until = 0;

    int r = db_query_int(db, &until, NULL, e, "select until from sign_in_lock where subject = $1",
                         "t", str_of(subject));
    if (r >= 0)
        *ret_locked = until > now;
    return r;
}

int lock_count(struct db *db, const char *subject, int most, int64_t now, struct err *e)
{
    int64_t failures = 0, minutes;
    int r;

    r = db_run(db, e, "delete from sign_in_lock where failed_at < $1", "i", now - DAY);
    if (r >= 0)
        r = db_query_int(db, &failures, NULL, e,
                         "insert into sign_in_lock(subject, failures, failed_at, until)"
                         " values ($1, 1, $2, 0) on conflict(subject) do update"
                         " set failures = sign_in_lock.failures + 1, failed_at = $2"
                         " returning failures",
                         "ti", str_of(subject), now);
    if (r < 0 || failures < most)
        return r;
    minutes = failures - most < 6 ? INT64_C(1) << (failures - most) : LOCK_MINUTES;
    return db_run(db, e, "update sign_in_lock set until = $2 where subject = $1", "ti",
                  str_of(subject), now + minutes * MINUTE);
}

int lock_forget(struct db *db, const char *subject, struct err *e)
{
    return db_run(db, e, "delete from sign_in_lock where subject = $1", "t", str_of(subject));
}
