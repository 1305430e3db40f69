/* Opening: URLs, modes, files that are missing, foreign, damaged or not writable. */
#include "tempdir.h"

#include "cleanup.h"

#include <fcntl.h>

static void test_creates_file_and_folders(void **state)
{
    struct err e = {0};
    struct stat st;
    _cleanup_(db_closep) struct db *db = NULL;

    ok(db_open(in_tempdir("a/b/heyi.db"), DB_CREATE, &db, &e));
    assert_string_equal(db_path(db), in_tempdir("a/b/heyi.db"));
    assert_string_equal(db_url(db), in_tempdir("a/b/heyi.db"));
    ok(db_ddl(db, "create table t(id {int} primary key) {table}", &e));
    assert_int_equal(stat(in_tempdir("a/b/heyi.db"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(in_tempdir("a/b/heyi.db-wal"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(in_tempdir("a/b"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    db_close(take(db));
    /* The last one to leave moves the log into the file. */
    assert_int_equal(stat(in_tempdir("a/b/heyi.db-wal"), &st), -1);
}

static void test_settings(void **state)
{
    _cleanup_(db_closep) struct db *db = open_db("settings.db", DB_CREATE);

    assert_int_equal(query_int(db, "pragma foreign_keys"), 1);
    assert_int_equal(query_int(db, "pragma synchronous"), 2);
    assert_int_equal(query_int(db, "pragma trusted_schema"), 0);
    assert_int_equal(query_int(db, "pragma secure_delete"), 1);
    assert_int_equal(query_int(db, "pragma auto_vacuum"), 0);
    assert_int_equal(
        query_int(db, "select count(*) from pragma_journal_mode where journal_mode = 'wal'"), 1);
}

static void test_missing(void **state)
{
    struct db *db = NULL;
    struct err e;

    fails(E_NOT_FOUND, db_open(in_tempdir("none.db"), DB_WRITE, &db, &e));
    assert_non_null(strstr(e.zh, "heyi init"));
    assert_non_null(strstr(e.en, "heyi init"));
    fails(E_NOT_FOUND, db_open(in_tempdir("none.db"), DB_READ, &db, &e));
    assert_null(db);
    assert_int_equal(access(in_tempdir("none.db"), F_OK), -1);
    fails(E_INVALID, db_open(tempdir, DB_WRITE, &db, &e));
}

static void test_urls(void **state)
{
    struct err e = {0};
    struct db *db = NULL;
    char url[256];

    fails(E_USAGE, db_open("", DB_CREATE, &db, &e));
    fails(E_USAGE, db_open("sqlite:", DB_CREATE, &db, &e));
    fails(E_UNSUPPORTED, db_open("mysql://host/db", DB_READ, &db, &e));
    /* an address that libpq can't read is not repeated with its password */
    fails(E_USAGE, db_open("postgresql://u:geheim@host:5432/heyi?x=geheim", DB_READ, &db, &e));
    assert_null(strstr(e.zh, "geheim"));
    assert_null(strstr(e.en, "geheim"));
    assert_non_null(strstr(e.en, "postgresql://u@host:5432/heyi "));

    snprintf(url, sizeof url, "sqlite:%s", in_tempdir("url.db"));
    ok(db_open(url, DB_CREATE, &db, &e));
    assert_string_equal(db_path(db), in_tempdir("url.db"));
    db_close(db);

    ok(db_open("sqlite::memory:", DB_CREATE, &db, &e));
    assert_null(db_path(db));
    db_close(db);
}

/* "file:…?mode=…" is a path like any other, not a URI that could switch the locks off. */
static void test_uri_is_a_path(void **state)
{
    struct err e = {0};
    struct db *db = NULL;
    char old[4096];

    assert_non_null(getcwd(old, sizeof old));
    assert_int_equal(chdir(tempdir), 0);
    ok(db_open("file:x.db?nolock=1", DB_CREATE, &db, &e));
    db_close(db);
    assert_int_equal(access("file:x.db?nolock=1", F_OK), 0);
    assert_int_equal(chdir(old), 0);
}

static void write_file(const char *path, const char *text, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, n), n);
    close(fd);
}

static void test_not_a_database(void **state)
{
    static char text[8192];
    struct db *db = NULL;
    struct err e;

    memset(text, 'x', sizeof text);
    write_file(in_tempdir("text.db"), text, sizeof text);
    fails(E_CORRUPT, db_open(in_tempdir("text.db"), DB_WRITE, &db, &e));
    fails(E_CORRUPT, db_open(in_tempdir("text.db"), DB_READ, &db, &e));
    fails(E_CORRUPT, db_open(in_tempdir("text.db"), DB_CREATE, &db, &e));
    assert_int_equal(access(in_tempdir("text.db"), F_OK), 0);
}

static void test_damaged(void **state)
{
    struct err e = {0};
    struct stat st;
    _cleanup_(db_closep) struct db *db = open_db("damaged.db", DB_CREATE);
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    char garbage[4096];
    int fd, r;

    ok(db_ddl(db, "create table t(id {int} primary key, v {text}) {table}", &e));
    ok(db_run(db, &e,
              "insert into t with recursive n(i) as (select 1 union all select i + 1 from n"
              " where i < 5000) select i, 'value number ' || i from n",
              ""));
    db_close(take(db));
    assert_int_equal(stat(in_tempdir("damaged.db"), &st), 0);
    memset(garbage, 0x5a, sizeof garbage);
    fd = open(in_tempdir("damaged.db"), O_WRONLY);
    for (off_t at = 8192; at < st.st_size; at += 4096)
        assert_int_equal(pwrite(fd, garbage, sizeof garbage, at), sizeof garbage);
    close(fd);

    db = open_db("damaged.db", DB_READ);
    ok(db_prepare(db, "select sum(length(v)) from t", &s, &e));
    e = (struct err){0};
    while ((r = stmt_step(s, &e)) > 0)
        ;
    assert_int_equal(r, E_CORRUPT);
    assert_non_null(strstr(e.zh, "备份"));
}

static void test_read_mode(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("read.db", DB_CREATE);

    ok(db_ddl(db, "create table t(id {int} primary key) {table}; insert into t values (7)", &e));
    db_close(take(db));
    db = open_db("read.db", DB_READ);
    assert_int_equal(query_int(db, "select id from t"), 7);
    fails(E_INVALID, db_run(db, &e, "insert into t values (8)", ""));
    fails(E_INVALID, db_begin(db, true, &e));
    fails(E_INVALID, db_ddl(db, "drop table t", &e));
    ok(db_begin(db, false, &e));
    assert_int_equal(query_int(db, "select count(*) from t"), 1);
    ok(db_commit(db, &e));
}

/* Root may write everything: the test goes on as another user. */
static int use_read_only_file(void *arg)
{
    struct db *db = NULL;
    struct err e = {0};
    int64_t v = 0;

    if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
        return 1;
    if (db_open(in_tempdir("ro/heyi.db"), DB_WRITE, &db, &e) != E_IO || !strstr(e.zh, "不可写") ||
        !strstr(e.en, "ro/heyi.db"))
        return 2;
    if (db_open(in_tempdir("ro/heyi.db"), DB_READ, &db, &e) < 0)
        return 3;
    if (db_query_int(db, &v, NULL, &e, "select id from t", "") < 0 || v != 7)
        return 4;
    db_close(db);
    return 0;
}

static int open_in_read_only_folder(void *arg)
{
    struct db *db = NULL;
    struct err e = {0};

    if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
        return 1;
    if (db_open(in_tempdir("ro/new.db"), DB_CREATE, &db, &e) != E_DENIED)
        return 2;
    return db_open(in_tempdir("ro/heyi.db"), DB_READ, &db, &e) == E_IO &&
                   strstr(e.zh, "复制到可写的文件夹")
               ? 0
               : 3;
}

static void test_read_only_file(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("ro/heyi.db", DB_CREATE);

    ok(db_ddl(db, "create table t(id {int} primary key) {table}; insert into t values (7)", &e));
    db_close(take(db));
    assert_int_equal(chmod(tempdir, 0755), 0);
    assert_int_equal(chmod(in_tempdir("ro/heyi.db"), 0444), 0);
    /* A reader needs to write the shared index of the log beside the file. */
    assert_int_equal(chmod(in_tempdir("ro"), 0777), 0);
    assert_int_equal(in_child(use_read_only_file, NULL), 0);
    unlink(in_tempdir("ro/heyi.db-wal"));
    unlink(in_tempdir("ro/heyi.db-shm"));
    assert_int_equal(chmod(in_tempdir("ro"), 0555), 0);
    assert_int_equal(in_child(open_in_read_only_folder, NULL), 0);
    assert_int_equal(chmod(in_tempdir("ro"), 0755), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_creates_file_and_folders),
        cmocka_unit_test(test_settings),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_uri_is_a_path),
        cmocka_unit_test(test_not_a_database),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_read_mode),
        cmocka_unit_test(test_read_only_file),
    };

    return cmocka_run_group_tests(tests, tempdir_setup, tempdir_teardown);
}
