/* Entries into their chains. */
#include "audit_private.h"

#include "account_private.h"
#include "cleanup.h"
#include "clock.h"
#include "idno.h"
#include "keys_private.h"
#include "text.h"

#include <stdlib.h>

/* ---- an entry as it is kept ---- */

static void add_line(struct strbuf *b, struct str text, size_t most)
{
    char line[AUDIT_WHY_BYTES + 1];

    line_clean(text, most + 1, line);
    idno_scrub(str_of(line), b);
}

/* JSON, whole or not at all. */
static int add_change(struct strbuf *b, struct str json, struct err *e)
{
    uint8_t digest[SM3_BYTES];
    char hex[2 * SM3_BYTES + 1];
    int r;

    if (json.len <= AUDIT_CHANGE_BYTES && utf8_valid(json) && !memchr(json.data, 0, json.len)) {
        idno_scrub(json, b);
        return 0;
    }
    r = crypto_sm3(json.data, json.len, digest, e);
    if (r < 0)
        return r;
    crypto_hex(digest, sizeof digest, hex);
    strbuf_printf(b, "{\"bytes\":%zu,\"sm3\":\"%s\"}", json.len, hex);
    return 0;
}

int audit_ready_make(const struct audit_entry *entry, struct audit_ready *ret, struct err *e)
{
    const struct str texts[N_AUDIT_TEXTS] = {
        entry->actor,  entry->session, entry->address,
        entry->action, entry->object,  division_unpadded(entry->division),
        entry->why,    entry->before,  entry->after,
    };
    struct audit_ready x = {
        .register_id = entry->register_id, .actor_id = entry->actor_id, .outcome = entry->outcome};

    for (int i = 0; i < N_AUDIT_TEXTS; i++) {
        int r = 0;

        if (i < AUDIT_BEFORE)
            add_line(&x.bytes, texts[i], i == AUDIT_WHY ? AUDIT_WHY_BYTES : AUDIT_TEXT_BYTES);
        else if (texts[i].len)
            r = add_change(&x.bytes, texts[i], e);
        if (r >= 0 && x.bytes.failed)
            r = err_nomem(e);
        if (r < 0) {
            audit_ready_done(&x);
            return r;
        }
        x.end[i] = x.bytes.len;
    }
    *ret = x;
    return 0;
}

void audit_ready_done(struct audit_ready *r)
{
    strbuf_done(&r->bytes);
}

struct str audit_ready_text(const struct audit_ready *r, int i)
{
    size_t from = i ? r->end[i - 1] : 0;

    return (struct str){r->bytes.data + from, r->end[i] - from};
}

/* ---- chains ---- */

static void add_number(struct sm3 *h, int64_t v)
{
    uint8_t be[8];

    crypto_put_be64(be, v);
    sm3_add(h, be, sizeof be);
}

void audit_hash(struct sm3 *h, const uint8_t before[SM3_BYTES], const struct audit_place *place,
                int64_t actor_id, int64_t outcome, const struct str texts[N_AUDIT_TEXTS],
                uint8_t ret[SM3_BYTES])
{
    static const char label[] = "heyi audit 1";

    sm3_add(h, label, sizeof label);
    sm3_add(h, before, SM3_BYTES);
    add_number(h, place->register_id);
    add_number(h, place->seq);
    add_number(h, place->at);
    add_number(h, actor_id);
    add_number(h, outcome);
    for (int i = 0; i < N_AUDIT_TEXTS; i++) {
        add_number(h, (int64_t)texts[i].len);
        sm3_add(h, texts[i].data, texts[i].len);
    }
    sm3_end(h, ret);
}

struct chain {
    struct audit_place head; /* seq 0 = none yet */
    uint8_t hash[SM3_BYTES];
};

/* The chains that one call adds to: few. */
struct appending {
    struct db *db;
    struct sm3 *sm3;
    struct chain *chains;
    size_t n, cap;
};

static int load_chain(struct appending *x, int64_t register_id, struct chain *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct chain c = {.head = {.register_id = register_id, .at = INT64_MIN}};
    int r = db_prepare(x->db, "select seq, at, hash from audit_head where register_id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, register_id);
    r = stmt_step(s, e);
    if (r > 0) {
        struct str hash = stmt_blob(s, 2);

        c.head.seq = stmt_int(s, 0);
        c.head.at = stmt_int(s, 1);
        if (hash.len != sizeof c.hash)
            return err_set(e, E_CORRUPT, "审计链 %lld 的链头已损坏，请从备份恢复",
                           "the head of the audit chain %lld is damaged; restore a backup",
                           (long long)register_id);
        memcpy(c.hash, hash.data, sizeof c.hash);
    }
    *ret = c;
    return r;
}

static int find_chain(struct appending *x, int64_t register_id, struct chain **ret, struct err *e)
{
    int r;

    for (size_t i = 0; i < x->n; i++)
        if (x->chains[i].head.register_id == register_id) {
            *ret = &x->chains[i];
            return 0;
        }
    if (x->n == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : 4;
        struct chain *more = reallocarray(x->chains, cap, sizeof *more);

        if (!more)
            return err_nomem(e);
        x->chains = more;
        x->cap = cap;
    }
    r = load_chain(x, register_id, &x->chains[x->n], e);
    if (r < 0)
        return r;
    *ret = &x->chains[x->n++];
    return 0;
}

static int append(struct appending *x, const struct audit_ready *a, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct str texts[N_AUDIT_TEXTS];
    struct chain *c = NULL;
    int64_t now = clock_now();
    int r;

    if ((r = find_chain(x, a->register_id, &c, e)) < 0 ||
        (r = db_prepare(x->db,
                        "insert into audit_entry(" AUDIT_COLUMNS ") values"
                        " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                        &s, e)) < 0)
        return r;
    for (int i = 0; i < N_AUDIT_TEXTS; i++)
        texts[i] = audit_ready_text(a, i);
    c->head.seq++;
    c->head.at = now > c->head.at ? now : c->head.at;
    audit_hash(x->sm3, c->hash, &c->head, a->actor_id, a->outcome, texts, c->hash);
    stmt_bind_int(s, 1 + AUDIT_C_REGISTER, a->register_id);
    stmt_bind_int(s, 1 + AUDIT_C_SEQ, c->head.seq);
    stmt_bind_int(s, 1 + AUDIT_C_AT, c->head.at);
    stmt_bind_int(s, 1 + AUDIT_C_ACTOR_ID, a->actor_id);
    stmt_bind_int(s, 1 + AUDIT_C_OUTCOME, a->outcome);
    for (int i = 0; i < N_AUDIT_TEXTS; i++)
        stmt_bind_text(s, 1 + AUDIT_C_TEXTS + i, texts[i]);
    stmt_bind_blob(s, 1 + AUDIT_C_HASH, c->hash, sizeof c->hash);
    return stmt_step(s, e);
}

static int append_all(struct appending *x, const struct audit_ready *const *list, size_t n,
                      struct err *e)
{
    int r = sm3_new(&x->sm3, e);

    for (size_t i = 0; i < n && r >= 0; i++)
        r = append(x, list[i], e);
    for (size_t i = 0; i < x->n && r >= 0; i++)
        r = db_run(x->db, e,
                   "insert into audit_head(register_id, seq, at, hash) values ($1, $2, $3, $4)"
                   " on conflict(register_id) do update set seq = excluded.seq, at = excluded.at,"
                   " hash = excluded.hash",
                   "iiib", x->chains[i].head.register_id, x->chains[i].head.seq,
                   x->chains[i].head.at, hash_str(x->chains[i].hash));
    return r;
}

int audit_append_ready(struct db *db, const struct audit_ready *const *list, size_t n,
                       struct err *e)
{
    struct appending x = {.db = db};
    int r;

    if (!db_in_transaction(db))
        return err_set(e, E_INVALID, "内部错误：审计须在事务内登记",
                       "internal error: the audit trail is written inside a transaction");
    r = append_all(&x, list, n, e);
    sm3_free(x.sm3);
    free(x.chains);
    return r;
}

int audit_append(struct db *db, const struct audit_entry *entries, size_t n, struct err *e)
{
    _cleanup_free_ struct audit_ready *ready = calloc(n, sizeof *ready);
    _cleanup_free_ const struct audit_ready **list = calloc(n, sizeof *list);
    size_t made = 0;
    int r = 0;

    if (!ready || !list)
        return n ? err_nomem(e) : 0;
    for (; made < n && (r = audit_ready_make(&entries[made], &ready[made], e)) >= 0; made++)
        list[made] = &ready[made];
    if (r >= 0)
        r = audit_append_ready(db, list, n, e);
    for (size_t i = 0; i < made; i++)
        audit_ready_done(&ready[i]);
    return r;
}
