/* heyi check: every chain computed again, from its first entry to its head. */
#include "audit_private.h"

#include "account_private.h"
#include "cleanup.h"
#include "db_check.h"
#include "lang.h"
#include "progress.h"

struct checking {
    struct db *db;
    struct checkup_kind *k;
    const struct audit_head *known;
    size_t n_known;
    audit_head_fn *fn;
    void *arg;
    struct sm3 *sm3;

    struct audit_place last; /* of the chain being read; seq 0 = none */
    uint8_t hash[SM3_BYTES]; /* of that, as it stands there */
};

static struct checkup_place place_of(const struct audit_place *p)
{
    return checkup_place("audit_entry %lld/%lld", (long long)p->register_id, (long long)p->seq);
}

static struct checkup_place head_place(int64_t register_id)
{
    return checkup_place("audit_head %lld", (long long)register_id);
}

/* The head of the chain that has ended. */
static int check_head(struct checking *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct audit_head h = {.register_id = x->last.register_id, .seq = x->last.seq};
    int r;

    if (x->last.seq == 0)
        return 0;
    r = db_prepare(x->db, "select seq, at, hash from audit_head where register_id = $1", &s, e);
    if (r < 0)
        return r;
    stmt_bind_int(s, 1, h.register_id);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r == 0 || stmt_int(s, 0) != x->last.seq || stmt_int(s, 1) != x->last.at ||
        !str_eq(stmt_blob(s, 2), hash_str(x->hash)))
        r = checkup_find(
            x->k, e, head_place(h.register_id).text,
            "链头与最后一条记录不符；末尾的记录被删除或改动，请从备份核对",
            "the head isn't that of the last entry: entries at the end were deleted or "
            "altered, compare with a backup");
    crypto_hex(x->hash, sizeof x->hash, h.hash);
    return r >= 0 && x->fn ? x->fn(x->arg, &h, e) : r;
}

static int check_known(struct checking *x, const struct audit_place *p, const char *hash,
                       struct err *e)
{
    int r = 0;

    for (size_t i = 0; i < x->n_known && r >= 0; i++) {
        const struct audit_head *k = &x->known[i];

        if (k->register_id == p->register_id && k->seq == p->seq && strcmp(k->hash, hash) != 0)
            r = checkup_find(x->k, e, place_of(p).text,
                             "与另外保存的链头不符；此条或之前的记录被改动，请从备份核对",
                             "isn't what was written down elsewhere: this entry or one before it "
                             "was altered, compare with a backup");
    }
    return r;
}

static int check_entry(struct checking *x, struct stmt *s, struct err *e)
{
    struct audit_place p = {stmt_int(s, AUDIT_C_REGISTER), stmt_int(s, AUDIT_C_SEQ),
                            stmt_int(s, AUDIT_C_AT)};
    struct str texts[N_AUDIT_TEXTS], stored = stmt_blob(s, AUDIT_C_HASH);
    uint8_t hash[SM3_BYTES] = {0};
    char hex[AUDIT_HASH_HEX + 1];
    int r = 0;

    if (p.register_id != x->last.register_id || x->last.seq == 0) {
        r = check_head(x, e);
        x->last = (struct audit_place){.register_id = p.register_id, .at = INT64_MIN};
        memset(x->hash, 0, sizeof x->hash);
    }
    if (r >= 0 && p.seq != x->last.seq + 1)
        r = checkup_find(
            x->k, e, place_of(&p).text, "缺号：前一号为 %lld；有记录被删除，请从备份核对",
            "a gap: the number before it is %lld; entries were deleted, compare with a "
            "backup",
            (long long)x->last.seq);
    else if (r >= 0) {
        for (int i = 0; i < N_AUDIT_TEXTS; i++)
            texts[i] = stmt_text(s, AUDIT_C_TEXTS + i);
        audit_hash(x->sm3, x->hash, &p, stmt_int(s, AUDIT_C_ACTOR_ID), stmt_int(s, AUDIT_C_OUTCOME),
                   texts, hash);
        if (!str_eq(stored, hash_str(hash)) || p.at < x->last.at)
            r = checkup_find(x->k, e, place_of(&p).text,
                             "内容与校验值不符；此条被改动，请从备份核对",
                             "the content doesn't match its hash: the entry was altered, compare "
                             "with a backup");
    }
    /* as it stands there, so that one alteration is told once */
    memset(x->hash, 0, sizeof x->hash);
    memcpy(x->hash, stored.data, stored.len < sizeof x->hash ? stored.len : sizeof x->hash);
    crypto_hex(x->hash, sizeof x->hash, hex);
    x->last = p;
    return r < 0 ? r : check_known(x, &p, hex, e);
}

/* Chains of which only the head is left, and heads written down of entries that aren't there. */
static int check_missing(struct checking *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(x->db,
                       "select register_id from audit_head h where not exists (select 1 from"
                       " audit_entry e where e.register_id = h.register_id) order by register_id",
                       &s, e);

    while (r >= 0 && (r = stmt_step(s, e)) > 0)
        r = checkup_find(x->k, e, head_place(stmt_int(s, 0)).text, "整条审计链被删除，请从备份核对",
                         "the whole chain was deleted; compare with a backup");
    for (size_t i = 0; i < x->n_known && r >= 0; i++) {
        const struct audit_head *k = &x->known[i];
        bool found;

        r = db_query_int(x->db, NULL, &found, e,
                         "select seq from audit_entry where register_id = $1 and seq = $2", "ii",
                         k->register_id, k->seq);
        if (r >= 0 && !found)
            r = checkup_find(
                x->k, e,
                place_of(&(struct audit_place){.register_id = k->register_id, .seq = k->seq}).text,
                "另外保存的链头所指的记录已不存在，请从备份核对",
                "the entry that was written down elsewhere isn't there any more; compare with a "
                "backup");
    }
    return r;
}

static int look(struct checking *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(progress_freep) struct progress *progress = NULL;
    int64_t total = 0;
    int r = db_query_int(x->db, &total, NULL, e, "select sum(seq) from audit_head", "");

    progress = progress_new(x->k->zh, x->k->en, (uint64_t)total);
    if (r >= 0)
        r = db_prepare(x->db, "select " AUDIT_COLUMNS " from audit_entry order by register_id, seq",
                       &s, e);
    while (r >= 0 && (r = stmt_step(s, e)) > 0)
        if ((r = progress_tick(progress, (uint64_t)++x->k->examined, e)) >= 0)
            r = check_entry(x, s, e);
    if (r >= 0)
        r = check_head(x, e);
    return r < 0 ? r : check_missing(x, e);
}

int audit_check(struct db *db, const struct audit_head *known, size_t n_known, audit_head_fn *fn,
                void *arg, struct checkup *c, struct err *e)
{
    struct checking x = {.db = db,
                         .k = checkup_begin(c, "audit", "审计记录", "audit trail"),
                         .known = known,
                         .n_known = n_known,
                         .fn = fn,
                         .arg = arg};
    int r = sm3_new(&x.sm3, e);

    if (r >= 0)
        r = db_begin(db, false, e);
    if (r < 0)
        return r;
    r = db_check_end(db, x.k, look(&x, e), e);
    db_rollback(db);
    sm3_free(x.sm3);
    return r;
}
