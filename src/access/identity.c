/* Sealing, looking up, and the table's rows one by one. */
#include "identity.h"

#include "cleanup.h"
#include "crypto.h"
#include "keys_private.h"

#include <stdlib.h>

int identity_lookup(struct keys *k, const char number[IDNO_TEXT],
                    uint8_t ret[IDENTITY_LOOKUP_BYTES], struct err *e)
{
    const uint8_t *mac;

    gcry_md_reset(k->hmac);
    gcry_md_write(k->hmac, number, IDNO_LENGTH);
    mac = gcry_md_read(k->hmac, 0);
    if (!mac)
        return crypto_error(e, gcry_error(GPG_ERR_DIGEST_ALGO));
    memcpy(ret, mac, IDENTITY_LOOKUP_BYTES);
    return 0;
}

/* What a number is sealed to. */
struct owner {
    uint8_t bytes[16];
};
static struct owner owner_of(int64_t register_id, int64_t person_id)
{
    struct owner o;

    crypto_put_be64(o.bytes, register_id);
    crypto_put_be64(o.bytes + 8, person_id);
    return o;
}

static struct str bytes(const uint8_t *p, size_t n)
{
    return (struct str){(const char *)p, n};
}

int identity_seal(struct keys *k, int64_t register_id, int64_t person_id,
                  const char number[IDNO_TEXT], uint8_t ret[IDENTITY_SEALED_BYTES], struct err *e)
{
    struct owner o = owner_of(register_id, person_id);

    return keys_seal(k, bytes(o.bytes, sizeof o.bytes), (struct str){number, IDNO_LENGTH}, ret, e);
}

static int not_opened(struct err *e, int64_t register_id, int64_t person_id)
{
    return err_set(e, E_CORRUPT,
                   "登记册 %lld 中人员 %lld 的身份号码校验不符：数据被改动或放错位置，请从备份核对",
                   "register %lld, person %lld: the sealed identity number fails its check: it was "
                   "changed or moved; compare with a backup",
                   (long long)register_id, (long long)person_id);
}

int identity_open(struct keys *k, int64_t register_id, int64_t person_id, struct str sealed,
                  char ret[IDNO_TEXT], struct err *e)
{
    struct owner o = owner_of(register_id, person_id);
    char number[IDNO_TEXT] = {0};
    int r = keys_unseal(k, bytes(o.bytes, sizeof o.bytes), sealed, number, IDNO_LENGTH, e);

    if (r > 0)
        memcpy(ret, number, sizeof number);
    explicit_bzero(number, sizeof number);
    return r == 0 ? not_opened(e, register_id, person_id) : r < 0 ? r : 0;
}

int identity_put(struct db *db, struct keys *k, int64_t register_id, int64_t person_id,
                 const char number[IDNO_TEXT], struct err *e)
{
    uint8_t sealed[IDENTITY_SEALED_BYTES], lookup[IDENTITY_LOOKUP_BYTES];
    int r;

    r = identity_seal(k, register_id, person_id, number, sealed, e);
    if (r >= 0)
        r = identity_lookup(k, number, lookup, e);
    if (r < 0)
        return r;
    /* returning: so that a conflict is told now */
    r = db_run(db, e,
               "insert into identity_number(register_id, person_id, key_id, sealed, lookup)"
               " values ($1, $2, $3, $4, $5) on conflict(register_id, person_id) do update"
               " set key_id = excluded.key_id, sealed = excluded.sealed,"
               " lookup = excluded.lookup returning 1",
               "iiibb", register_id, person_id, k->id, bytes(sealed, sizeof sealed),
               bytes(lookup, sizeof lookup));
    if (r == E_CONFLICT)
        return err_set(e, E_CONFLICT, "登记册 %lld 中另有人员使用这个公民身份号码",
                       "another person of register %lld has this identity number",
                       (long long)register_id);
    return r;
}

int identity_read(struct db *db, struct keys *k, int64_t register_id, int64_t person_id,
                  char ret[IDNO_TEXT], struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r;

    r = db_prepare(
        db, "select sealed from identity_number where register_id = $1 and person_id = $2", &s, e);
    if (r < 0)
        return r;
    stmt_bind_int(s, 1, register_id);
    stmt_bind_int(s, 2, person_id);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r == 0)
        return err_set(e, E_NOT_FOUND, "登记册 %lld 中没有人员 %lld 的身份号码",
                       "register %lld has no identity number of person %lld",
                       (long long)register_id, (long long)person_id);
    return identity_open(k, register_id, person_id, stmt_blob(s, 0), ret, e);
}

int identity_get(struct db *db, struct keys *k, const struct actor *actor, int64_t register_id,
                 int64_t person_id, char ret[IDNO_TEXT], struct err *e)
{
    int r = actor_require_fields(actor, FIELD_IDENTITY_NUMBER, e);

    return r < 0 ? r : identity_read(db, k, register_id, person_id, ret, e);
}

int identity_masked(struct db *db, struct keys *k, int64_t register_id, int64_t person_id,
                    char ret[IDNO_TEXT], struct err *e)
{
    char number[IDNO_TEXT];
    int r = identity_read(db, k, register_id, person_id, number, e);

    if (r >= 0)
        idno_mask(number, ret);
    explicit_bzero(number, sizeof number);
    return r;
}

int identity_find(struct db *db, struct keys *k, int64_t register_id, const char number[IDNO_TEXT],
                  int64_t *ret_person_id, bool *ret_found, struct err *e)
{
    uint8_t lookup[IDENTITY_LOOKUP_BYTES];
    int r;

    r = identity_lookup(k, number, lookup, e);
    if (r < 0)
        return r;
    return db_query_int(db, ret_person_id, ret_found, e,
                        "select person_id from identity_number"
                        " where register_id = $1 and lookup = $2",
                        "ib", register_id, bytes(lookup, sizeof lookup));
}

int identity_erase(struct db *db, int64_t register_id, int64_t person_id, struct err *e)
{
    return db_run(db, e, "delete from identity_number where register_id = $1 and person_id = $2",
                  "ii", register_id, person_id);
}

struct identity_writer {
    struct keys *keys;
    int64_t register_id;
    struct bulk *bulk;
};

int identity_writer_begin(struct db *db, struct keys *k, int64_t register_id,
                          struct identity_writer **ret, struct err *e)
{
    struct identity_writer *w = calloc(1, sizeof *w);
    int r;

    if (!w)
        return err_nomem(e);
    w->keys = k;
    w->register_id = register_id;
    r = bulk_begin(db, "identity_number", "register_id,person_id,key_id,sealed,lookup", "iiibb",
                   &w->bulk, e);
    if (r < 0) {
        free(w);
        return r;
    }
    *ret = w;
    return 0;
}

int identity_writer_add(struct identity_writer *w, int64_t person_id, const char number[IDNO_TEXT],
                        struct err *e)
{
    uint8_t sealed[IDENTITY_SEALED_BYTES], lookup[IDENTITY_LOOKUP_BYTES];
    int r;

    r = identity_seal(w->keys, w->register_id, person_id, number, sealed, e);
    if (r >= 0)
        r = identity_lookup(w->keys, number, lookup, e);
    if (r < 0)
        return r;
    bulk_int(w->bulk, w->register_id);
    bulk_int(w->bulk, person_id);
    bulk_int(w->bulk, w->keys->id);
    bulk_blob(w->bulk, sealed, sizeof sealed);
    bulk_blob(w->bulk, lookup, sizeof lookup);
    return bulk_row(w->bulk, e);
}

int identity_writer_end(struct identity_writer *w, struct err *e)
{
    return bulk_end(w->bulk, e);
}

void identity_writer_free(struct identity_writer *w)
{
    if (!w)
        return;
    bulk_free(w->bulk);
    free(w);
}

void identity_writer_freep(struct identity_writer **w)
{
    identity_writer_free(*w);
}
