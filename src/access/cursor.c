#include "cursor.h"

#include "cleanup.h"
#include "crypto.h"

#include <sodium.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SEALED_BYTES (NONCE + CURSOR_PLACE_BYTES + TAG)
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(CURSOR_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key's size");

static int store_key(struct db *db, struct err *e)
{
    uint8_t key[CURSOR_KEY_BYTES];
    int r = crypto_random(key, sizeof key, e);

    if (r < 0)
        return r;
    return db_run(db, e, "insert into cursor_key(id, secret) values (1, $1)", "b",
                  (struct str){(const char *)key, sizeof key});
}

static int make(struct db *db, struct err *e)
{
    int r = db_ddl(db,
                   "create table cursor_key("
                   " id {int} not null primary key,"
                   " secret {blob} not null) {table}",
                   e);

    return r < 0 ? r : store_key(db, e);
}

static const struct migration steps[] = {{"cursors", make}};

const struct schema_part cursor_schema = {
    .name = "cursor",
    .steps = steps,
    .n_steps = sizeof steps / sizeof *steps,
};

int cursor_key(struct db *office, uint8_t ret[CURSOR_KEY_BYTES], struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(office, "select secret from cursor_key where id = 1", &s, e);

    if (r < 0 || (r = stmt_step(s, e)) < 0)
        return r;
    if (r == 0 || stmt_blob(s, 0).len != CURSOR_KEY_BYTES)
        return err_set(e, E_CORRUPT, "办公库里没有翻页用的密钥",
                       "the office has no key for cursors");
    memcpy(ret, stmt_blob(s, 0).data, CURSOR_KEY_BYTES);
    return 0;
}

int cursor_seal(const uint8_t key[CURSOR_KEY_BYTES], struct str list, struct str place,
                struct strbuf *ret, struct err *e)
{
    uint8_t sealed[SEALED_BYTES];
    char text[sodium_base64_ENCODED_LEN(SEALED_BYTES, VARIANT)];
    int r;

    if (place.len > CURSOR_PLACE_BYTES)
        return err_set(e, E_LIMIT, "翻页位置太长", "the place in the list is too long");
    if ((r = crypto_random(sealed, NONCE, e)) < 0)
        return r;
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL, (const uint8_t *)place.data,
                                               place.len, (const uint8_t *)list.data, list.len,
                                               NULL, sealed, key);
    sodium_bin2base64(text, sizeof text, sealed, NONCE + place.len + TAG, VARIANT);
    strbuf_addz(ret, text);
    return ret->failed ? err_nomem(e) : 0;
}

int cursor_open(const uint8_t key[CURSOR_KEY_BYTES], struct str list, struct str text,
                struct arena *a, struct str *ret_place, struct err *e)
{
    uint8_t sealed[SEALED_BYTES], place[CURSOR_PLACE_BYTES];
    size_t n = 0;
    const char *end;

    if (sodium_base642bin(sealed, sizeof sealed, text.data, text.len, NULL, &n, &end, VARIANT) !=
            0 ||
        end != text.data + text.len || n < NONCE + TAG ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(place, NULL, NULL, sealed + NONCE, n - NONCE,
                                                   (const uint8_t *)list.data, list.len, sealed,
                                                   key) != 0)
        return err_set(e, E_INVALID, "cursor 不是这个列表的，请从第一页读起",
                       "the cursor isn't one of this list; begin with the first page");
    *ret_place = str_dup(a, (struct str){(const char *)place, n - NONCE - TAG});
    return arena_failed(a) ? err_nomem(e) : 0;
}
