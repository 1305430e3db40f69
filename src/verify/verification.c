/* Verifications as they are kept. */
#include "verify.h"

#include "cleanup.h"
#include "scan.h"

static struct verification_row read_one(struct stmt *s, struct arena *a)
{
    return (struct verification_row){
        .verification = stmt_int(s, 0),
        .as_of = (int32_t)stmt_int(s, 1),
        .known_seq = stmt_int(s, 2),
        .division = str_dup(a, stmt_text(s, 3)),
        .feeds_hash = str_dup(a, stmt_text(s, 4)),
        .pack_hash = str_dup(a, stmt_text(s, 5)),
        .households = stmt_int(s, 6),
        .items = stmt_int(s, 7),
        .recorded_seq = stmt_int(s, 8),
        .actor = str_dup(a, stmt_text(s, 9)),
        .at = stmt_int(s, 10),
    };
}

static bool is_whole(const struct actor *actor, const struct verification_row *v)
{
    return str_starts(v->division, str_of(actor->scope));
}

/* Where a verification reached beyond the scope, what it looked at of the scope, by where that lay
 * then; no households: of nothing. */
static int narrow(const struct actor *actor, struct stmt *s, struct verification_row *v,
                  struct err *e)
{
    char low[ACTOR_SCOPE_BYTES], high[ACTOR_SCOPE_BYTES];
    actor_scope_range(actor, low, high);
    stmt_reset(s);
    stmt_bind_int(s, 1, v->verification);
    stmt_bind_text(s, 2, str_of(low));
    stmt_bind_text(s, 3, str_of(high));
    int rc = stmt_step(s, e);
    v->households = stmt_int(s, 0);
    v->items = stmt_int(s, 1);
    return rc;
}

static int list(struct reg *r, const struct actor *actor, int64_t before, int64_t one, size_t most,
                struct arena *a, struct verifications *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL, *counts = NULL;
    struct verifications found = {0};
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = db_schema_check(reg_db(r), &verify_schema, e)) < 0 ||
        (rc = db_prepare(reg_db(r),
                         "select v.verification_id, v.as_of, v.known_seq, v.division, v.feeds_hash,"
                         " v.pack_hash, v.households, v.items, v.recorded_seq, c.actor, c.at"
                         " from verification v join change c on c.seq = v.recorded_seq"
                         " where (v.verification_id < $1 or $1 = 0)"
                         " and (v.verification_id = $2 or $2 = 0) order by v.verification_id desc",
                         &s, e)) < 0 ||
        (rc = db_prepare(reg_db(r),
                         "select coalesce(sum(households), 0), coalesce(sum(items), 0)"
                         " from verification_place where verification_id = $1"
                         " and division >= $2 and division < $3",
                         &counts, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, before);
    stmt_bind_int(s, 2, one);
    while ((!most || found.n < most) && (rc = stmt_step(s, e)) > 0) {
        struct verification_row v = read_one(s, a);
        bool whole = is_whole(actor, &v);
        if (!whole && (rc = narrow(actor, counts, &v, e)) < 0)
            return rc;
        if (!whole && !v.households)
            continue;
        if (arena_failed(a) || !vec_push(a, &found, v))
            return err_nomem(e);
    }
    if (rc >= 0)
        *ret = found;
    return rc < 0 ? rc : 0;
}

int verification_list(struct reg *r, const struct actor *actor, int64_t before, size_t most,
                      struct arena *a, struct verifications *ret, struct err *e)
{
    return list(r, actor, before, 0, most, a, ret, e);
}

int verification_get(struct reg *r, const struct actor *actor, int64_t verification,
                     struct arena *a, struct verification_row *ret, struct err *e)
{
    struct verifications found;
    int rc = list(r, actor, 0, verification, 1, a, &found, e);
    if (rc >= 0 && (!verification || !found.n))
        return err_set(e, E_NOT_FOUND, "没有第 %lld 次核对", "there is no verification %lld",
                       (long long)verification);
    if (rc >= 0)
        *ret = found.at[0];
    return rc;
}
