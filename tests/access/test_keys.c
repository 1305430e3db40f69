/* Key files: made once, readable by the owner only, whole, and the database's own. */
#include "access_test.h"

#include "crypto.h"
#include "file.h"

#include <fcntl.h>
#include <gcrypt.h>
#include <sys/resource.h>

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0600), 0);
}

static void read_text(const char *path, char *buf, size_t size)
{
    FILE *f = fopen(path, "r");

    assert_non_null(f);
    buf[fread(buf, 1, size - 1, f)] = '\0';
    fclose(f);
}

static void test_known_answers(void **state)
{
    uint8_t digest[SM3_BYTES], block[16], key[16];
    char hex[2 * SM3_BYTES + 1];
    struct err e = {0};
    gcry_cipher_hd_t h;

    /* GB/T 32905-2016, A.1 and A.2. */
    ok(crypto_sm3("abc", 3, digest, &e));
    crypto_hex(digest, sizeof digest, hex);
    assert_string_equal(hex, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    ok(crypto_sm3("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd", 64, digest,
                  &e));
    crypto_hex(digest, sizeof digest, hex);
    assert_string_equal(hex, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    ok(crypto_sm3(NULL, 0, digest, &e));
    crypto_hex(digest, sizeof digest, hex);
    assert_string_equal(hex, "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");

    /* GB/T 32907-2016, A.1. */
    assert_true(crypto_unhex("0123456789abcdeffedcba9876543210", 32, key, 16));
    assert_int_equal(gcry_cipher_open(&h, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_ECB, 0), 0);
    assert_int_equal(gcry_cipher_setkey(h, key, 16), 0);
    assert_int_equal(gcry_cipher_encrypt(h, block, 16, key, 16), 0);
    gcry_cipher_close(h);
    crypto_hex(block, sizeof block, hex);
    assert_string_equal(hex, "681edf34d206965e86b3e94f536e4246");
}

/* RFC 8998, A.1. */
static void test_known_answer_gcm(void **state)
{
    static const char plain[] = "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                                "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa";
    uint8_t key[16], iv[12], aad[20], text[64], tag[16];
    char hex[129];
    gcry_cipher_hd_t h;

    assert_true(crypto_unhex("0123456789ABCDEFFEDCBA9876543210", 32, key, 16));
    assert_true(crypto_unhex("00001234567800000000ABCD", 24, iv, 12));
    assert_true(crypto_unhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2", 40, aad, 20));
    assert_true(crypto_unhex(plain, 128, text, 64));
    assert_int_equal(gcry_cipher_open(&h, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0), 0);
    assert_int_equal(gcry_cipher_setkey(h, key, 16), 0);
    assert_int_equal(gcry_cipher_setiv(h, iv, 12), 0);
    assert_int_equal(gcry_cipher_authenticate(h, aad, 20), 0);
    assert_int_equal(gcry_cipher_encrypt(h, text, 64, NULL, 0), 0);
    assert_int_equal(gcry_cipher_gettag(h, tag, 16), 0);
    gcry_cipher_close(h);
    crypto_hex(text, 64, hex);
    assert_string_equal(hex, "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                             "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d");
    crypto_hex(tag, 16, hex);
    assert_string_equal(hex, "83de3541e4c2b58177e065a9bf7b62ec");
}

static void test_hex(void **state)
{
    uint8_t b[2] = {1, 2};

    assert_false(crypto_unhex("0g00", 4, b, 2));
    assert_false(crypto_unhex("00", 2, b, 2));
    assert_int_equal(b[0], 1);
    assert_true(crypto_unhex("fFA0", 4, b, 2));
    assert_int_equal(b[0], 0xff);
    assert_int_equal(b[1], 0xa0);
}

static void test_create_and_load(void **state)
{
    struct err e = {0};
    struct stat st;
    char before[1024], after[1024];
    _cleanup_(db_closep) struct db *db = open_access_db("create.db");
    _cleanup_(keys_closep) struct keys *k = NULL;

    fails(E_NOT_FOUND, keys_load(db, &k, &e));
    assert_non_null(strstr(e.zh, "heyi init"));
    ok(keys_create(db, &e));
    assert_int_equal(stat(in_tempdir("create.db.key"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    read_text(in_tempdir("create.db.key"), before, sizeof before);
    assert_int_equal(strncmp(before, "heyi-key 1\nid 1\nsm4 ", 20), 0);
    ok(keys_load(db, &k, &e));
    assert_int_equal(keys_id(k), 1);
    assert_int_equal(query_int(db, "select count(*) from key_check"), 1);

    fails(E_EXISTS, keys_create(db, &e));
    ok(db_run(db, &e, "delete from key_check", ""));
    fails(E_EXISTS, keys_create(db, &e)); /* the file alone */
    assert_int_equal(query_int(db, "select count(*) from key_check"), 0);
    read_text(in_tempdir("create.db.key"), after, sizeof after);
    assert_string_equal(before, after);
}

static void test_two_files_differ(void **state)
{
    char one[1024], two[1024];
    _cleanup_(db_closep) struct db *a = open_access_db("one.db");
    _cleanup_(db_closep) struct db *b = open_access_db("two.db");

    use_keys_of("one.db");
    keys_close(make_keys(a));
    use_keys_of("two.db");
    keys_close(make_keys(b));
    read_text(in_tempdir("one.db.key"), one, sizeof one);
    read_text(in_tempdir("two.db.key"), two, sizeof two);
    assert_string_not_equal(strstr(one, "sm4"), strstr(two, "sm4"));
}

static void test_readable_by_others(void **state)
{
    static const mode_t modes[] = {0640, 0604, 0620, 0610, 0666};
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_access_db("mode.db");
    struct keys *k = NULL;

    ok(keys_create(db, &e));
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        assert_int_equal(chmod(in_tempdir("mode.db.key"), modes[i]), 0);
        fails(E_DENIED, keys_load(db, &k, &e));
        assert_non_null(strstr(e.zh, "chmod 600"));
    }
    assert_null(k);
    assert_int_equal(chmod(in_tempdir("mode.db.key"), 0400), 0);
    ok(keys_load(db, &k, &e));
    keys_close(k);
    keys_close(NULL);
}

static void test_wrong_file(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *a = open_access_db("mine.db");
    _cleanup_(db_closep) struct db *b = open_access_db("other.db");
    struct keys *k = NULL;

    use_keys_of("mine.db");
    keys_close(make_keys(a));
    use_keys_of("other.db");
    keys_close(make_keys(b));
    assert_int_equal(rename(in_tempdir("other.db.key"), in_tempdir("mine.db.key")), 0);
    use_keys_of("mine.db");
    fails(E_CONFLICT, keys_load(a, &k, &e));
    fails(E_CONFLICT, keys_ensure(a, NULL, &e));
    use_keys_of("other.db");
    fails(E_NOT_FOUND, keys_load(b, &k, &e));
    /* A database that has keys never gets new ones, though the file is lost. */
    fails(E_NOT_FOUND, keys_ensure(b, NULL, &e));
    fails(E_EXISTS, keys_create(b, &e));
    assert_int_equal(access(in_tempdir("other.db.key"), F_OK), -1);
}

static void test_damaged_file(void **state)
{
    struct err e = {0};
    char good[1024], bad[1200];
    _cleanup_(db_closep) struct db *db = open_access_db("bad.db");
    struct keys *k = NULL;
    const char *path = "bad.db.key";
    size_t n;

    ok(keys_create(db, &e));
    read_text(in_tempdir(path), good, sizeof good);
    n = strlen(good);
    /* Any changed character, any cut. */
    for (size_t i = 0; i + 1 < n; i++) {
        memcpy(bad, good, n + 1);
        bad[i] = bad[i] == '0' ? '1' : '0';
        write_text(in_tempdir(path), bad);
        e = (struct err){0};
        int r = keys_load(db, &k, &e);
        if (r != E_CORRUPT && r != E_UNSUPPORTED)
            fail_msg("byte %zu changed: %d %s", i, r, e.en);
    }
    for (size_t i = 0; i + 1 < n; i += 5) {
        memcpy(bad, good, i);
        bad[i] = '\0';
        write_text(in_tempdir(path), bad);
        fails(E_CORRUPT, keys_load(db, &k, &e));
    }
    write_text(in_tempdir(path), "heyi-key 2\nnobody knows\n");
    fails(E_UNSUPPORTED, keys_load(db, &k, &e));
    memset(bad, 'x', sizeof bad - 1);
    bad[sizeof bad - 1] = '\0';
    write_text(in_tempdir(path), bad);
    fails(E_CORRUPT, keys_load(db, &k, &e));
    assert_int_equal(unlink(in_tempdir(path)), 0);
    assert_int_equal(mkdir(in_tempdir(path), 0700), 0);
    fails(E_INVALID, keys_load(db, &k, &e));
    assert_null(k);
}

/* Line ends changed by a mail program or an editor do no harm. */
static void test_line_ends(void **state)
{
    struct err e = {0};
    char good[1024], crlf[1200], *out = crlf;
    _cleanup_(db_closep) struct db *db = open_access_db("crlf.db");
    struct keys *k = NULL;

    ok(keys_create(db, &e));
    read_text(in_tempdir("crlf.db.key"), good, sizeof good);
    for (const char *p = good; *p; p++) {
        if (*p == '\n')
            *out++ = '\r';
        *out++ = *p;
    }
    *out = '\0';
    write_text(in_tempdir("crlf.db.key"), crlf);
    ok(keys_load(db, &k, &e));
    keys_close(k);
}

static void test_ensure(void **state)
{
    struct err e = {0};
    bool created = false;
    _cleanup_(db_closep) struct db *db = open_access_db("ensure.db");
    _cleanup_(keys_closep) struct keys *k = NULL;

    ok(keys_ensure(db, &created, &e));
    assert_true(created);
    ok(keys_ensure(db, &created, &e));
    assert_false(created);
    /* As after a kill between the file and the commit. */
    ok(db_run(db, &e, "delete from key_check", ""));
    ok(keys_ensure(db, &created, &e));
    assert_false(created);
    ok(keys_load(db, &k, &e));

    /* Inside the caller's transaction, which stays open. */
    db_close(take(db));
    db = open_access_db("ensure2.db");
    ok(db_begin(db, true, &e));
    ok(keys_ensure(db, &created, &e));
    assert_true(created);
    assert_true(db_in_transaction(db));
    db_rollback(db);
    assert_int_equal(query_int(db, "select count(*) from key_check"), 0);
}

static int unset_key_file(void **state)
{
    unsetenv("HEYI_KEY_FILE");
    return 0;
}

static void test_key_file_elsewhere(void **state)
{
    struct err e = {0};
    struct db *db = NULL;
    struct keys *k = NULL;

    ok(db_open(testdb_is_postgres() ? url_of("elsewhere.db") : "sqlite::memory:", DB_CREATE, &db,
               &e));
    ok(access_schema(db, &e));
    fails(E_USAGE, keys_create(db, &e));
    setenv("HEYI_KEY_FILE", in_tempdir("elsewhere.key"), 1);
    ok(keys_create(db, &e));
    assert_int_equal(access(in_tempdir("elsewhere.key"), F_OK), 0);
    ok(keys_load(db, &k, &e));
    keys_close(k);
    setenv("HEYI_KEY_FILE", in_tempdir("no/such/folder.key"), 1);
    ok(db_run(db, &e, "delete from key_check", ""));
    fails(E_NOT_FOUND, keys_create(db, &e));
    db_close(db);
}

/* Where memory cannot be locked, keys still work and nothing is written to standard error. */
static int without_locked_memory(void *arg)
{
    struct err e = {0};
    struct db *db = NULL;
    struct keys *k = NULL;
    int fd = open(in_tempdir("stderr"), O_RDWR | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0 ||
        setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){0, 0}) < 0)
        return 1;
    /* Root may lock memory beyond the limit. */
    if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
        return 1;
    if (db_open(in_tempdir("nolock.db"), DB_CREATE, &db, &e) < 0 || access_schema(db, &e) < 0 ||
        keys_create(db, &e) < 0 || keys_load(db, &k, &e) < 0)
        return 2;
    keys_close(k);
    db_close(db);
    return lseek(fd, 0, SEEK_END) == 0 ? 0 : 3;
}

static void test_without_locked_memory(void **state)
{
    if (testdb_is_postgres())
        skip();
    assert_int_equal(chmod(tempdir, 0777), 0);
    assert_int_equal(in_child(without_locked_memory, NULL), 0);
    assert_int_equal(chmod(tempdir, 0700), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_locked_memory),
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_known_answer_gcm),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_create_and_load),
        cmocka_unit_test(test_two_files_differ),
        cmocka_unit_test(test_readable_by_others),
        cmocka_unit_test(test_wrong_file),
        cmocka_unit_test(test_damaged_file),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_ensure),
        cmocka_unit_test_setup_teardown(test_key_file_elsewhere, unset_key_file, unset_key_file),
    };

    unsetenv("HEYI_KEY_FILE");
    testdb_need_server();
    return cmocka_run_group_tests(tests, tempdir_setup, tempdir_teardown);
}
