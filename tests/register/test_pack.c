/* Packs in the database: versions by hash, in force by seq, the same again from their files. */
#include "fixture.h"
#include "testdb.h"

#include "cleanup.h"
#include "file.h"
#include "register_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder;

/* A copy of the pack with another value of a parameter, in a folder of the fixture. */
static void copy_pack(struct fixture *f, const char *name, const char *from, const char *to,
                      char path[160])
{
    char pattern[512];
    glob_t found;
    assert_int_equal(mkdir(fixture_path(f, name, path), 0700), 0);
    snprintf(pattern, sizeof pattern, "%s/*", folder);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        _cleanup_(strbuf_done) struct strbuf text = {0}, out = {0};
        struct err e = {0};
        char target[300];
        const char *base = strrchr(found.gl_pathv[i], '/') + 1;
        if (file_read(found.gl_pathv[i], 64u << 20, &text, &e) < 0)
            fail_msg("%s", e.en);
        ptrdiff_t at =
            strcmp(base, "parameters.csv") == 0 ? str_find(strbuf_str(&text), str_of(from)) : -1;
        if (at >= 0) {
            strbuf_add(&out, text.data, (size_t)at);
            strbuf_addz(&out, to);
            strbuf_addz(&out, text.data + at + strlen(from));
        } else {
            strbuf_adds(&out, strbuf_str(&text));
        }
        snprintf(target, sizeof target, "%s/%s", name, base);
        fixture_write(f, target, out.data, out.len);
    }
    globfree(&found);
}

static void init(struct fixture *f, const char *pack)
{
    struct err e = {0};
    reg_close(f->reg);
    f->reg = NULL;
    if (reg_init(f->url, &f->actor, pack, NULL, &e) < 0 ||
        reg_open(f->url, DB_WRITE, &f->reg, &e) < 0)
        fail_msg("%s", e.en);
}

static int64_t last_seq(struct fixture *f)
{
    struct err e;
    int64_t v = 0;
    assert_int_equal(db_query_int(reg_db(f->reg), &v, NULL, &e, "select max(seq) from change", ""),
                     0);
    return v;
}

static const char *hash_at(struct fixture *f, int64_t seq)
{
    const struct pack *p;
    struct err e = {0};
    if (reg_pack(f->reg, seq, &p, &e) < 0)
        fail_msg("%s", e.en);
    return pack_hash(p);
}

static void test_versions(void **state)
{
    struct fixture f;
    char other[160], first_hash[65], second_hash[65];
    fixture_make(&f);
    int64_t before = last_seq(&f);
    init(&f, folder);
    int64_t first = last_seq(&f);
    assert_int_equal(first, before + 1);
    snprintf(first_hash, sizeof first_hash, "%s", hash_at(&f, INT64_MAX));
    const struct pack *p;
    struct err e;
    assert_int_equal(reg_pack(f.reg, before, &p, &e), E_NOT_FOUND);

    /* the same once more is nothing new */
    init(&f, folder);
    assert_int_equal(last_seq(&f), first);

    copy_pack(&f, "other", "800.00", "850.00", other);
    init(&f, other);
    int64_t second = last_seq(&f);
    snprintf(second_hash, sizeof second_hash, "%s", hash_at(&f, INT64_MAX));
    assert_string_not_equal(first_hash, second_hash);
    assert_string_equal(hash_at(&f, first), first_hash);
    assert_string_equal(hash_at(&f, second), second_hash);

    /* and back: a version of its own, the files stand once */
    init(&f, folder);
    assert_string_equal(hash_at(&f, INT64_MAX), first_hash);
    assert_string_equal(hash_at(&f, second), second_hash);
    int64_t n = 0;
    assert_int_equal(db_query_int(reg_db(f.reg), &n, NULL, &e,
                                  "select count(distinct pack_hash) from pack_file", ""),
                     0);
    assert_int_equal(n, 2);

    /* without a pack, what is there stays */
    init(&f, NULL);
    assert_string_equal(hash_at(&f, INT64_MAX), first_hash);
    fixture_free(&f);
}

static void test_damaged(void **state)
{
    struct fixture f;
    struct err e;
    const struct pack *p;
    fixture_make(&f);
    init(&f, folder);
    /* one amount is another */
    struct db *db = reg_db(f.reg);
    struct stmt *s;
    assert_int_equal(
        db_prepare(db, "select content from pack_file where name = 'parameters.csv'", &s, &e), 0);
    assert_int_equal(stmt_step(s, &e), 1);
    struct str was = stmt_blob(s, 0);
    _cleanup_free_ char *content = strndup(was.data, was.len);
    content[str_find(was, STR("800.00"))] = '9';
    assert_int_equal(db_run(db, &e,
                            "update pack_file set content = $1 where name = 'parameters.csv'", "b",
                            (struct str){content, was.len}),
                     0);
    stmt_done(s);
    assert_int_equal(reg_pack(f.reg, INT64_MAX, &p, &e), E_CORRUPT);
    fixture_free(&f);
}

static void test_refused(void **state)
{
    struct fixture f;
    struct err e;
    char bad[160];
    fixture_make(&f);
    _cleanup_free_ char *before = fixture_dump(&f, true);
    copy_pack(&f, "bad", "800.00", "eight hundred", bad);
    assert_true(reg_init(f.url, &f.actor, bad, NULL, &e) < 0);
    assert_true(reg_init(f.url, &f.actor, "/nowhere", NULL, &e) < 0);
    _cleanup_free_ char *after = fixture_dump(&f, true);
    assert_string_equal(before, after);
    fixture_free(&f);
}

/* A first init that fails leaves nothing, and says nothing of what was undone. */
static void test_first_init(void **state)
{
    struct fixture f;
    struct err e;
    char url[160], key[200], bad[160], *told = NULL;
    size_t len;
    if (testdb_is_postgres())
        skip();
    fixture_make(&f);
    fixture_path(&f, "new.db", url);
    snprintf(key, sizeof key, "%s.key", url);
    copy_pack(&f, "bad", "line,4407,,2018-01-01,,800.00", "line,4407,,2018-01-01,2018-02-01,800.00",
              bad);
    FILE *log = open_memstream(&told, &len);
    assert_non_null(log);
    assert_true(reg_init(url, &f.actor, "/nowhere", log, &e) < 0);
    assert_int_equal(access(url, F_OK), -1);
    /* fails after the schema, the keys and the divisions */
    struct str catalogue = catalogue_builtin();
    _cleanup_(strbuf_done) struct strbuf csv = {0};
    strbuf_adds(&csv, catalogue);
    strbuf_addz(&csv, "valid_from,起,household,dwelling,date,,,,\n");
    assert_int_equal(reg_init_catalogue(url, &f.actor, NULL, strbuf_str(&csv), log, &e), E_INVALID);
    fclose(log);
    assert_string_equal(told, "");
    free(told);
    static const char *const left[] = {"new.db", "new.db.key", "new.db-wal", "new.db-shm"};
    for (size_t i = 0; i < ARRAY_LEN(left); i++) {
        char path[160];
        assert_int_equal(access(fixture_path(&f, left[i], path), F_OK), -1);
    }
    /* a key file that was there before stays */
    assert_int_equal(reg_init(url, &f.actor, NULL, NULL, &e), 0);
    unlink(url);
    assert_int_equal(reg_init_catalogue(url, &f.actor, NULL, strbuf_str(&csv), NULL, &e),
                     E_INVALID);
    assert_int_equal(access(key, F_OK), 0);
    assert_int_equal(access(url, F_OK), -1);
    assert_int_equal(reg_init(url, &f.actor, folder, NULL, &e), 0);
    fixture_free(&f);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "../../policies/jiangmen";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_first_init),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
