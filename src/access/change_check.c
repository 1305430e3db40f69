/* heyi check: the change log by itself. What refers to it is looked at where it stands. */
#include "change.h"

#include "cleanup.h"
#include "db_check.h"

static struct checkup_place place_of(int64_t seq)
{
    return checkup_place("change %lld", (long long)seq);
}

static int look(struct db *db, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int64_t last = 0, at = INT64_MIN;
    int rc = db_prepare(db, "select seq, at from change order by seq", &s, e);

    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        int64_t seq = stmt_int(s, 0);

        k->examined++;
        if (seq != last + 1)
            rc = checkup_find(k, e, place_of(seq).text,
                              "变更日志缺号：前一号为 %lld；有变更记录被删除，请从备份核对",
                              "the log has a gap: the number before it is %lld; changes were "
                              "deleted, compare with a backup",
                              (long long)last);
        if (rc >= 0 && stmt_int(s, 1) < at)
            rc = checkup_find(k, e, place_of(seq).text,
                              "时间早于前一变更；变更日志被改动，请从备份核对",
                              "its time lies before that of the change before it; the log was "
                              "altered, compare with a backup");
        last = seq;
        at = stmt_int(s, 1);
    }
    return rc;
}

int change_check(struct db *db, struct checkup *c, struct err *e)
{
    struct checkup_kind *k = checkup_begin(c, "change_log", "变更日志", "change log");

    return db_check_end(db, k, look(db, k, e), e);
}
