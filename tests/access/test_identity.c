/* Sealed numbers: format, tampering, swapped rows, nonces, the table and the index in memory. */
#include "access_test.h"

#include "crypto.h"

#include <gcrypt.h>

static struct db *db;
static struct keys *keys;

static int setup(void **state)
{
    if (tempdir_setup(state) < 0)
        return -1;
    unsetenv("HEYI_KEY_FILE");
    db = open_access_db("identity.db");
    keys = make_keys(db);
    return 0;
}

static int teardown(void **state)
{
    keys_close(keys);
    db_close(db);
    return tempdir_teardown(state);
}

/* The two keys as the file has them. */
static void read_key(const char *name, uint8_t *ret, size_t len)
{
    FILE *f = fopen(in_tempdir("identity.db.key"), "r");
    char text[1024] = {0};
    const char *at;

    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    at = strstr(text, name);
    assert_non_null(at);
    assert_true(crypto_unhex(at + strlen(name), 2 * len, ret, len));
}

static struct str blob(const uint8_t *p, size_t n)
{
    return (struct str){(const char *)p, n};
}

static void test_lookup_is_hmac_sm3(void **state)
{
    uint8_t key[32], inner[64 + IDNO_LENGTH], outer[64 + SM3_BYTES], digest[SM3_BYTES];
    uint8_t lookup[IDENTITY_LOOKUP_BYTES];
    struct err e = {0};
    char number[IDNO_TEXT];

    synthetic_number(1, number);
    read_key("hmac ", key, sizeof key);
    memset(inner, 0x36, 64);
    memset(outer, 0x5c, 64);
    for (size_t i = 0; i < sizeof key; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    memcpy(inner + 64, number, IDNO_LENGTH);
    ok(crypto_sm3(inner, sizeof inner, outer + 64, &e));
    ok(crypto_sm3(outer, sizeof outer, digest, &e));
    for (int i = 0; i < 2; i++) {
        ok(identity_lookup(keys, number, lookup, &e));
        assert_memory_equal(lookup, digest, sizeof lookup);
    }
    synthetic_number(2, number);
    ok(identity_lookup(keys, number, lookup, &e));
    assert_memory_not_equal(lookup, digest, sizeof lookup);
}

static void test_seal_is_sm4_gcm(void **state)
{
    static const uint8_t who[16] = {0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 1, 2, 3, 4, 5, 6};
    uint8_t key[16], sealed[IDENTITY_SEALED_BYTES];
    struct err e = {0};
    char number[IDNO_TEXT], opened[IDNO_TEXT] = {0};
    gcry_cipher_hd_t h;

    synthetic_number(7, number);
    ok(identity_seal(keys, 3, 0x010203040506, number, sealed, &e));
    read_key("sm4 ", key, sizeof key);
    assert_int_equal(gcry_cipher_open(&h, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0), 0);
    assert_int_equal(gcry_cipher_setkey(h, key, sizeof key), 0);
    assert_int_equal(gcry_cipher_setiv(h, sealed, 12), 0);
    assert_int_equal(gcry_cipher_authenticate(h, who, sizeof who), 0);
    assert_int_equal(gcry_cipher_decrypt(h, opened, 18, sealed + 12, 18), 0);
    assert_int_equal(gcry_cipher_checktag(h, sealed + 30, 16), 0);
    gcry_cipher_close(h);
    assert_string_equal(opened, number);
}

static void test_tampering(void **state)
{
    uint8_t sealed[IDENTITY_SEALED_BYTES + 1] = {0};
    struct err e = {0};
    char number[IDNO_TEXT], opened[IDNO_TEXT];

    synthetic_number(8, number);
    ok(identity_seal(keys, 1, 2, number, sealed, &e));
    memset(opened, '?', sizeof opened);
    for (size_t i = 0; i < IDENTITY_SEALED_BYTES; i++)
        for (int bit = 0; bit < 8; bit += 7) {
            sealed[i] ^= 1u << bit;
            fails(E_CORRUPT,
                  identity_open(keys, 1, 2, blob(sealed, IDENTITY_SEALED_BYTES), opened, &e));
            assert_null(strstr(e.en, number));
            sealed[i] ^= 1u << bit;
        }
    fails(E_CORRUPT,
          identity_open(keys, 1, 2, blob(sealed, IDENTITY_SEALED_BYTES - 1), opened, &e));
    fails(E_CORRUPT,
          identity_open(keys, 1, 2, blob(sealed, IDENTITY_SEALED_BYTES + 1), opened, &e));
    fails(E_CORRUPT, identity_open(keys, 1, 2, blob(NULL, 0), opened, &e));
    /* Another person, another register, the two exchanged. */
    fails(E_CORRUPT, identity_open(keys, 1, 3, blob(sealed, IDENTITY_SEALED_BYTES), opened, &e));
    fails(E_CORRUPT, identity_open(keys, 2, 2, blob(sealed, IDENTITY_SEALED_BYTES), opened, &e));
    fails(E_CORRUPT, identity_open(keys, 2, 1, blob(sealed, IDENTITY_SEALED_BYTES), opened, &e));
    assert_int_equal(opened[0], '?');
    ok(identity_open(keys, 1, 2, blob(sealed, IDENTITY_SEALED_BYTES), opened, &e));
    assert_string_equal(opened, number);
}

static int cmp_nonce(const void *a, const void *b)
{
    return memcmp(a, b, IDENTITY_NONCE_BYTES);
}

/* What a child seals goes to the parent through a pipe: both began from the same state. */
static void test_nonces_differ(void **state)
{
    enum { EACH = 5000 };
    static uint8_t nonces[2 * EACH][IDENTITY_NONCE_BYTES];
    uint8_t sealed[IDENTITY_SEALED_BYTES];
    struct err e = {0};
    char number[IDNO_TEXT];
    int ends[2], status;
    FILE *in;
    pid_t pid;

    synthetic_number(9, number);
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        FILE *out = fdopen(ends[1], "w");

        for (int i = 0; i < EACH; i++)
            if (identity_seal(keys, 1, 1, number, sealed, &e) < 0 ||
                fwrite(sealed, IDENTITY_NONCE_BYTES, 1, out) != 1)
                _exit(1);
        _exit(fclose(out) ? 1 : 0);
    }
    close(ends[1]);
    in = fdopen(ends[0], "r");
    assert_int_equal(fread(nonces[EACH], IDENTITY_NONCE_BYTES, EACH, in), EACH);
    fclose(in);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    for (int i = 0; i < EACH; i++) {
        ok(identity_seal(keys, 1, 1, number, sealed, &e));
        memcpy(nonces[i], sealed, IDENTITY_NONCE_BYTES);
    }
    qsort(nonces, 2 * EACH, IDENTITY_NONCE_BYTES, cmp_nonce);
    for (int i = 1; i < 2 * EACH; i++)
        assert_memory_not_equal(nonces[i - 1], nonces[i], IDENTITY_NONCE_BYTES);
}

/* The area of the number stands in no column. */
static void assert_nothing_readable(const char *number)
{
    struct err e = {0};
    struct stmt *s = NULL;
    int rows = 0;

    ok(db_prepare(db, "select sealed, lookup from identity_number", &s, &e));
    for (; stmt_step(s, &e) > 0; rows++)
        for (int i = 0; i < 2; i++)
            assert_null(memmem(stmt_blob(s, i).data, stmt_blob(s, i).len, number, 6));
    assert_true(rows > 0);
    stmt_done(s);
}

static void test_rows(void **state)
{
    struct err e = {0};
    char a[IDNO_TEXT], b[IDNO_TEXT], got[IDNO_TEXT];
    int64_t person = 0;
    bool found;

    synthetic_number(100, a);
    synthetic_number(101, b);
    ok(identity_put(db, keys, 5, 1, a, &e));
    ok(identity_put(db, keys, 5, 1, a, &e));
    ok(identity_put(db, keys, 5, 2, b, &e));
    ok(identity_put(db, keys, 6, 9, a, &e)); /* another register may have the number */
    ok(identity_read(db, keys, 5, 2, got, &e));
    assert_string_equal(got, b);
    /* in clear for those alone who may see it */
    struct actor local = actor_local(), village = local;
    village.fields = FIELD_ALL & ~(uint32_t)FIELD_IDENTITY_NUMBER;
    ok(identity_get(db, keys, &local, 5, 1, got, &e));
    assert_string_equal(got, a);
    fails(E_DENIED, identity_get(db, keys, &village, 5, 2, got, &e));
    assert_string_equal(got, a);
    ok(identity_masked(db, keys, 5, 2, got, &e));
    assert_memory_equal(got + 6, "********", 8);
    ok(identity_find(db, keys, 5, a, &person, &found, &e));
    assert_true(found);
    assert_int_equal(person, 1);
    ok(identity_find(db, keys, 7, a, &person, &found, &e));
    assert_false(found);
    fails(E_CONFLICT, identity_put(db, keys, 5, 3, a, &e));
    assert_null(strstr(e.zh, a));
    fails(E_NOT_FOUND, identity_read(db, keys, 5, 3, got, &e));

    /* A corrected number replaces the old one. */
    synthetic_number(102, b);
    ok(identity_put(db, keys, 5, 2, b, &e));
    ok(identity_read(db, keys, 5, 2, got, &e));
    assert_string_equal(got, b);
    ok(identity_erase(db, 5, 2, &e));
    fails(E_NOT_FOUND, identity_read(db, keys, 5, 2, got, &e));
    ok(identity_find(db, keys, 5, b, &person, &found, &e));
    assert_false(found);

    assert_nothing_readable(a);
}

static void test_swapped_rows(void **state)
{
    struct err e = {0};
    char a[IDNO_TEXT], b[IDNO_TEXT], got[IDNO_TEXT];
    struct identity_index *x = NULL;

    synthetic_number(200, a);
    synthetic_number(201, b);
    ok(identity_put(db, keys, 20, 1, a, &e));
    ok(identity_put(db, keys, 20, 2, b, &e));
    ok(db_run(db, &e,
              "update identity_number set sealed = (select o.sealed from identity_number o where"
              " o.register_id = 20 and o.person_id = 3 - identity_number.person_id)"
              " where register_id = 20 and person_id = 1",
              ""));
    fails(E_CORRUPT, identity_read(db, keys, 20, 1, got, &e));
    ok(identity_read(db, keys, 20, 2, got, &e));
    fails(E_CORRUPT, identity_index_load(db, keys, 20, &x, &e));
    assert_null(x);
}

static void test_index(void **state)
{
    enum { N = 100000 };
    struct err e = {0};
    char number[IDNO_TEXT];
    int64_t person = -1;
    _cleanup_(identity_index_freep) struct identity_index *x = NULL;
    struct identity_writer *w;

    ok(db_begin(db, true, &e));
    ok(identity_writer_begin(db, keys, 30, &w, &e));
    for (unsigned i = 0; i < N; i++) {
        synthetic_number(i * 2, number);
        ok(identity_writer_add(w, i + 1, number, &e));
    }
    ok(identity_writer_end(w, &e));
    identity_writer_free(w);
    ok(db_commit(db, &e));

    /* a number that another person has */
    ok(db_begin(db, true, &e));
    ok(identity_writer_begin(db, keys, 30, &w, &e));
    synthetic_number(0, number);
    if (identity_writer_add(w, N + 1, number, &e) >= 0)
        fails(E_CONFLICT, identity_writer_end(w, &e));
    assert_int_equal(e.code, E_CONFLICT);
    identity_writer_free(w);
    db_rollback(db);

    ok(identity_index_load(db, keys, 30, &x, &e));
    assert_int_equal(identity_index_size(x), N);
    for (unsigned i = 0; i < 2 * N; i++) {
        bool there;

        synthetic_number(i, number);
        there = identity_index_get(x, number, &person);
        if (there != (i % 2 == 0) || (there && person != i / 2 + 1))
            fail_msg("number %u", i);
    }
    synthetic_number(6, number);
    fails(E_EXISTS, identity_index_add(x, number, 77, &e));
    assert_true(identity_index_get(x, number, &person));
    assert_int_equal(person, 4);
    identity_index_replace(x, number, 88);
    assert_true(identity_index_get(x, number, &person));
    assert_int_equal(person, 88);
    for (unsigned i = 0; i < N; i++) {
        synthetic_number(i * 2 + 1, number);
        ok(identity_index_add(x, number, -(int64_t)i, &e));
    }
    assert_int_equal(identity_index_size(x), 2 * N);
    synthetic_number(2 * N - 1, number);
    assert_true(identity_index_get(x, number, &person));
    assert_int_equal(person, -(int64_t)(N - 1));
}

static void test_index_keys(void **state)
{
    struct err e = {0};
    int64_t person;
    _cleanup_(identity_index_freep) struct identity_index *x = NULL;

    ok(identity_index_load(db, keys, 999, &x, &e));
    assert_int_equal(identity_index_size(x), 0);
    assert_false(identity_index_get(x, "440790198001010010", NULL));
    /* The check character counts; anything but a normalised number is nowhere. */
    ok(identity_index_add(x, "44079019800101001X", 1, &e));
    ok(identity_index_add(x, "440790198001010010", 2, &e));
    ok(identity_index_add(x, "000000000000000000", 3, &e));
    ok(identity_index_add(x, "99999999999999999X", 4, &e));
    assert_true(identity_index_get(x, "44079019800101001X", &person) && person == 1);
    assert_true(identity_index_get(x, "440790198001010010", &person) && person == 2);
    assert_true(identity_index_get(x, "000000000000000000", &person) && person == 3);
    assert_true(identity_index_get(x, "99999999999999999X", &person) && person == 4);
    assert_false(identity_index_get(x, "44079019800101001x", NULL));
    assert_false(identity_index_get(x, "4407901980010100 X", NULL));
    fails(E_INVALID, identity_index_add(x, "44079019800101001x", 1, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookup_is_hmac_sm3),
        cmocka_unit_test(test_seal_is_sm4_gcm),
        cmocka_unit_test(test_tampering),
        cmocka_unit_test(test_nonces_differ),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_swapped_rows),
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_index_keys),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, setup, teardown);
}
