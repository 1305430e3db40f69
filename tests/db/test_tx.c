/* Transactions, migrations, other processes, kills, a full disk. */
#include "tempdir.h"

#include "cleanup.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>

static const char table_t[] = "create table t(id {int} not null primary key) {table}";

static void test_states(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("states.db", DB_CREATE);

    ok(db_ddl(db, table_t, &e));
    db_rollback(db);
    fails(E_INVALID, db_commit(db, &e));
    assert_false(db_in_transaction(db));
    ok(db_begin(db, true, &e));
    assert_true(db_in_transaction(db));
    fails(E_INVALID, db_begin(db, false, &e));
    ok(db_run(db, &e, "insert into t values (1)", ""));
    db_rollback(db);
    assert_int_equal(query_int(db, "select count(*) from t"), 0);
    ok(db_begin(db, true, &e));
    ok(db_run(db, &e, "insert into t values (1)", ""));
    ok(db_commit(db, &e));
    assert_int_equal(query_int(db, "select count(*) from t"), 1);

    ok(db_begin(db, false, &e));
    assert_int_equal(query_int(db, "select count(*) from t"), 1);
    fails(E_INVALID, db_run(db, &e, "insert into t values (2)", ""));
    fails(E_INVALID, db_ddl(db, "drop table t", &e));
    ok(db_commit(db, &e));

    /* What was open at the end is gone. */
    ok(db_begin(db, true, &e));
    ok(db_run(db, &e, "insert into t values (3)", ""));
    db_close(take(db));
    db = open_db("states.db", DB_WRITE);
    assert_int_equal(query_int(db, "select count(*) from t"), 1);
}

static int insert_seven(struct db *db, void *arg, struct err *e)
{
    return db_run(db, e, "insert into t values (7)", "");
}

static void test_outer(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("outer.db", DB_CREATE);
    _cleanup_(db_closep) struct db *other = NULL;

    ok(db_ddl(db, table_t, &e));
    other = open_db("outer.db", DB_READ);
    db_rollback_outer(db);
    fails(E_INVALID, db_commit_outer(db, &e));

    /* What is committed inside is kept with the outer one, and not before. */
    ok(db_begin_outer(db, &e));
    fails(E_INVALID, db_begin_outer(db, &e));
    fails(E_INVALID, db_commit(db, &e));
    ok(db_begin(db, true, &e));
    fails(E_INVALID, db_begin(db, true, &e));
    ok(db_run(db, &e, "insert into t values (1)", ""));
    ok(db_commit(db, &e));
    db_rollback(db);
    ok(db_transact(db, true, insert_seven, NULL, &e));
    ok(db_begin(db, false, &e));
    assert_int_equal(query_int(db, "select count(*) from t"), 2);
    fails(E_INVALID, db_run(db, &e, "insert into t values (2)", ""));
    db_rollback(db);
    assert_int_equal(query_int(other, "select count(*) from t"), 0);
    ok(db_commit_outer(db, &e));
    assert_false(db_in_transaction(db));
    assert_int_equal(query_int(other, "select count(*) from t"), 2);

    /* A write that was rolled back inside dooms it. */
    ok(db_begin_outer(db, &e));
    ok(db_run(db, &e, "insert into t values (3)", ""));
    ok(db_begin(db, true, &e));
    ok(db_run(db, &e, "insert into t values (4)", ""));
    db_rollback(db);
    fails(E_CONFLICT, db_begin(db, true, &e));
    fails(E_CONFLICT, db_run(db, &e, "insert into t values (5)", ""));
    fails(E_CONFLICT, db_commit_outer(db, &e));
    assert_int_equal(query_int(db, "select count(*) from t"), 2);

    /* So does a statement that fails, told at once or by the commit; and it ends by rollback, too.
     */
    ok(db_begin_outer(db, &e));
    db_transact(db, true, insert_seven, NULL, &e);
    fails(E_CONFLICT, db_commit_outer(db, &e));
    ok(db_begin_outer(db, &e));
    ok(db_run(db, &e, "insert into t values (8)", ""));
    db_rollback_outer(db);
    assert_int_equal(query_int(db, "select count(*) from t"), 2);
    ok(db_begin(db, true, &e));
    db_rollback(db);
    fails(E_INVALID, db_begin_outer(other, &e));

    /* One for reading sees one state, takes in those for reading, and none for writing. */
    ok(db_begin_outer_read(other, &e));
    assert_int_equal(query_int(other, "select count(*) from t"), 2);
    ok(db_run(db, &e, "insert into t values (9)", ""));
    ok(db_begin(other, false, &e));
    assert_int_equal(query_int(other, "select count(*) from t"), 2);
    ok(db_commit(other, &e));
    ok(db_commit_outer(other, &e));
    assert_int_equal(query_int(other, "select count(*) from t"), 3);
    ok(db_begin_outer_read(db, &e));
    fails(E_INVALID, db_begin(db, true, &e));
    fails(E_INVALID, db_run(db, &e, "insert into t values (10)", ""));
    ok(db_commit_outer(db, &e));
}

static void test_failed_commit_leaves_nothing(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("commit.db", DB_CREATE);

    ok(db_ddl(db, table_t, &e));
    ok(db_ddl(db,
              "create table child(id {int} not null primary key, t {int} references t(id)"
              " deferrable initially deferred) {table}",
              &e));
    ok(db_begin(db, true, &e));
    ok(db_run(db, &e, "insert into t values (1)", ""));
    ok(db_run(db, &e, "insert into child values (1, 99)", ""));
    fails(E_CONFLICT, db_commit(db, &e));
    assert_false(db_in_transaction(db));
    assert_int_equal(query_int(db, "select count(*) from t"), 0);
}

static void test_reader_keeps_its_view(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *writer = open_db("view.db", DB_CREATE);
    _cleanup_(db_closep) struct db *reader = NULL;

    ok(db_ddl(writer, table_t, &e));
    reader = open_db("view.db", DB_READ);
    ok(db_begin(reader, false, &e));
    assert_int_equal(query_int(reader, "select count(*) from t"), 0);
    ok(db_run(writer, &e, "insert into t values (1)", ""));
    assert_int_equal(query_int(reader, "select count(*) from t"), 0);
    ok(db_commit(reader, &e));
    assert_int_equal(query_int(reader, "select count(*) from t"), 1);
}

struct pipes {
    int ready[2], quit[2];
};

static int hold_the_lock(void *arg)
{
    struct pipes *p = arg;
    struct db *db = NULL;
    struct err e = {0};
    char c = 'r';

    close(p->quit[1]);
    if (db_open(url_of("busy.db"), DB_WRITE, &db, &e) < 0 || db_begin(db, true, &e) < 0 ||
        db_run(db, &e, "insert into t values (2)", "") < 0)
        return 1;
    if (write(p->ready[1], &c, 1) != 1 || read(p->quit[0], &c, 1) != 0)
        return 2;
    if (db_commit(db, &e) < 0)
        return 3;
    db_close(db);
    return 0;
}

static void test_another_process_holds_it(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("busy.db", DB_CREATE);
    struct pipes p;
    int status;
    pid_t pid;
    char c;

    ok(db_ddl(db, table_t, &e));
    db_close(take(db));
    assert_int_equal(pipe(p.ready), 0);
    assert_int_equal(pipe(p.quit), 0);
    pid = fork();
    if (pid == 0)
        _exit(hold_the_lock(&p));
    close(p.ready[1]);
    assert_int_equal(read(p.ready[0], &c, 1), 1);

    db = open_db("busy.db", DB_WRITE);
    fails(E_BUSY, db_begin(db, true, &e));
    assert_non_null(strstr(e.zh, "另一个进程"));
    assert_non_null(strstr(e.en, "another process"));
    assert_non_null(strstr(e.en, db_url(db)));
    assert_false(db_in_transaction(db));
    /* Reading goes on meanwhile, and sees what is committed. */
    assert_int_equal(query_int(db, "select count(*) from t"), 0);

    close(p.quit[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    ok(db_begin(db, true, &e));
    assert_int_equal(query_int(db, "select count(*) from t"), 1);
    ok(db_commit(db, &e));
    close(p.ready[0]), close(p.quit[0]);
}

/* One that begins anew as soon as it has committed, beside one that comes now and then. */
struct hog {
    struct db *db;
    atomic_bool stop;
    atomic_int done;
};

static void *write_on(void *arg)
{
    struct hog *h = arg;
    struct err e;

    while (!h->stop) {
        if (db_begin(h->db, true, &e) < 0 ||
            db_run(h->db, &e, "update t set id = id + 1", "") < 0 || usleep(10000) < 0 ||
            db_commit(h->db, &e) < 0)
            return &h->stop;
        h->done++;
    }
    return NULL;
}

static void test_threads_take_turns(void **state)
{
    enum { TURNS = 10, EACH = 5 };
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("turns.db", DB_CREATE), *other = NULL;
    struct hog hog = {0};
    pthread_t thread;
    void *failed;

    ok(db_ddl(db, table_t, &e));
    ok(db_run(db, &e, "insert into t values (0)", ""));
    other = open_db("turns.db", DB_WRITE);
    hog.db = other;
    assert_int_equal(pthread_create(&thread, NULL, write_on, &hog), 0);
    while (!hog.done)
        sched_yield();
    int before = hog.done;
    for (int i = 0; i < TURNS; i++) {
        ok(db_begin(db, true, &e));
        ok(db_commit(db, &e));
    }
    int meanwhile = hog.done - before;
    hog.stop = true;
    pthread_join(thread, &failed);
    assert_null(failed);
    assert_in_range(meanwhile, 0, TURNS * EACH);
}

/* The turn is not lost with a transaction that fails, or with the connection. */
static void test_turns_are_given_back(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("turns.db", DB_CREATE), *other = NULL;

    other = open_db("turns.db", DB_WRITE);
    ok(db_begin(other, true, &e));
    db_rollback(other);
    ok(db_begin(db, true, &e));
    ok(db_commit(db, &e));
    ok(db_begin(other, true, &e));
    db_close(take(other));
    ok(db_begin(db, true, &e));
    db_rollback(db);
}

/* The file may not grow beyond a limit: for SQLite a disk that fails in the middle. */
static int fill_the_disk(void *arg)
{
    struct db *db = NULL;
    struct err e = {0};
    int64_t n = -1;
    int r = 0;

    signal(SIGXFSZ, SIG_IGN);
    if (db_open(in_tempdir("full.db"), DB_WRITE, &db, &e) < 0 ||
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){300000, 300000}) < 0 || db_begin(db, true, &e) < 0)
        return 1;
    if (db_run(db, &e, "pragma cache_size = 10", "") < 0)
        return 1;
    for (int64_t i = 1000; i < 200000 && r >= 0; i++)
        r = db_run(db, &e, "insert into t values ($1)", "i", i);
    if (r >= 0)
        r = db_commit(db, &e);
    if (r != E_IO)
        return 2;
    /* Nothing slips in outside of the lost transaction. */
    if (db_in_transaction(db)) {
        if (db_run(db, &e, "insert into t values (7)", "") != E_CONFLICT)
            return 3;
        if (db_commit(db, &e) != E_CONFLICT)
            return 4;
    }
    if (db_query_int(db, &n, NULL, &e, "select count(*) from t", "") < 0 || n != 1)
        return 5;
    db_close(db);
    return 0;
}

static void test_disk_fails(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = NULL;

    if (testdb_is_postgres())
        skip();
    db = open_db("full.db", DB_CREATE);

    ok(db_ddl(db, table_t, &e));
    ok(db_run(db, &e, "insert into t values (1)", ""));
    db_close(take(db));
    assert_int_equal(in_child(fill_the_disk, NULL), 0);
    db = open_db("full.db", DB_WRITE);
    assert_int_equal(query_int(db, "select count(*) from t"), 1);
}

static int killed_while_writing(void *arg)
{
    struct db *db = NULL;
    struct err e = {0};
    struct bulk *b = NULL;

    if (db_open(url_of("killed.db"), DB_WRITE, &db, &e) < 0 || db_begin(db, true, &e) < 0 ||
        bulk_begin(db, "t", "id", "i", &b, &e) < 0)
        return 1;
    for (int64_t i = 10; i < 100000; i++) {
        bulk_int(b, i);
        if (bulk_row(b, &e) < 0)
            return 2;
    }
    raise(SIGKILL);
    return 3;
}

static void test_killed_while_writing(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("killed.db", DB_CREATE);

    ok(db_ddl(db, table_t, &e));
    ok(db_run(db, &e, "insert into t values (1)", ""));
    db_close(take(db));
    assert_int_equal(in_child(killed_while_writing, NULL), -SIGKILL);
    db = open_db("killed.db", DB_WRITE);
    assert_int_equal(query_int(db, "select count(*) from t"), 1);
    if (!testdb_is_postgres())
        assert_int_equal(query_int(db, "select count(*) from pragma_integrity_check"
                                       " where integrity_check = 'ok'"),
                         1);
}

static const char *disturb; /* what shall happen in step two */

static int step_one(struct db *db, struct err *e)
{
    return db_ddl(db, "create table one(id {int} primary key) {table}", e);
}

static int step_two(struct db *db, struct err *e)
{
    int r = db_ddl(db,
                   "create table two(id {int} primary key) {table};"
                   "alter table one add column v {text};"
                   "insert into one(id, v) values (1, 'x')",
                   e);

    if (r >= 0 && disturb && strcmp(disturb, "kill") == 0)
        raise(SIGKILL);
    if (r >= 0 && disturb && strcmp(disturb, "fail") == 0)
        return err_set(e, E_INVALID, "故意", "on purpose");
    return r;
}

static int step_three(struct db *db, struct err *e)
{
    return db_run(db, e, "insert into two(id) values (3)", "");
}

static const struct migration steps[] = {
    {"one", step_one},
    {"two", step_two},
    {"three", step_three},
};
/* The same program as it grew. */
static const struct schema_part one = {"p", steps, 1}, two = {"p", steps, 2},
                                three = {"p", steps, 3};

static void test_migrate(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("migrate.db", DB_CREATE);
    int version, applied;

    ok(db_schema_version(db, "p", &version, &e));
    assert_int_equal(version, 0);
    ok(db_migrate(db, &one, &applied, &e));
    assert_int_equal(applied, 1);

    disturb = "fail";
    fails(E_INVALID, db_migrate(db, &three, &applied, &e));
    disturb = NULL;
    assert_non_null(strstr(e.en, "upgrading the database (two): on purpose"));
    assert_false(db_in_transaction(db));
    assert_false(has_table(db, "two"));
    assert_false(has_column(db, "one", "v"));
    ok(db_schema_version(db, "p", &version, &e));
    assert_int_equal(version, 1);

    ok(db_migrate(db, &three, &applied, &e));
    assert_int_equal(applied, 2);
    assert_int_equal(query_int(db, "select count(*) from one"), 1);
    assert_int_equal(query_int(db, "select id from two"), 3);
    ok(db_migrate(db, &three, &applied, &e));
    assert_int_equal(applied, 0);
}

/* As a restore does it: to a version on the way, and all or nothing with what the caller does. */
static void test_migrate_to(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("to.db", DB_CREATE);
    int applied;

    ok(db_begin(db, true, &e));
    ok(db_migrate_to(db, &three, 2, &applied, &e));
    assert_int_equal(applied, 2);
    assert_true(db_in_transaction(db));
    db_rollback(db);
    assert_false(has_table(db, "one"));

    ok(db_migrate_to(db, &three, 2, &applied, &e));
    assert_int_equal(applied, 2);
    fails(E_UNSUPPORTED, db_schema_check(db, &three, &e));
    assert_non_null(strstr(e.en, "heyi init"));
    ok(db_schema_check(db, &two, &e));
    fails(E_UNSUPPORTED, db_schema_check(db, &one, &e));
    assert_non_null(strstr(e.en, "newer program"));
    ok(db_migrate_to(db, &three, 1, &applied, &e));
    assert_int_equal(applied, 0);

    ok(db_begin(db, true, &e));
    ok(db_migrate(db, &three, &applied, &e));
    assert_int_equal(applied, 1);
    ok(db_commit(db, &e));
    ok(db_schema_check(db, &three, &e));
}

static void test_newer_and_older_schema(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("newer.db", DB_CREATE);

    ok(db_migrate(db, &two, NULL, &e));
    fails(E_UNSUPPORTED, db_migrate(db, &one, NULL, &e));
    assert_non_null(strstr(e.zh, "更新的程序"));
    db_close(take(db));
    db = open_db("newer.db", DB_READ);
    ok(db_migrate(db, &two, NULL, &e));
    fails(E_UNSUPPORTED, db_migrate(db, &three, NULL, &e));
    assert_non_null(strstr(e.zh, "heyi init"));
    db_close(take(db));
    db = open_db("newer.db", DB_WRITE);
    ok(db_run(
        db, &e,
        "insert into schema_version(part, version) values ('p', -5), ('p', 9223372036854775807)",
        ""));
    fails(E_CORRUPT, db_migrate(db, &three, NULL, &e));
}

static int migrate_in_child(void *arg)
{
    struct db *db = NULL;
    struct err e = {0};
    int r;

    r = db_open(url_of("kill.db"), DB_CREATE, &db, &e);
    disturb = arg;
    if (r >= 0)
        r = db_migrate(db, &three, NULL, &e);
    if (r < 0)
        fprintf(stderr, "%s\n", e.en);
    db_close(db);
    return r < 0 ? 1 : 0;
}

static void test_killed_in_a_migration(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = NULL;
    int version;

    assert_int_equal(in_child(migrate_in_child, "kill"), -SIGKILL);
    db = open_db("kill.db", DB_WRITE);
    ok(db_schema_version(db, "p", &version, &e));
    assert_int_equal(version, 1);
    assert_true(has_table(db, "one"));
    assert_false(has_table(db, "two"));
    assert_false(has_column(db, "one", "v"));
    db_close(take(db));
    assert_int_equal(in_child(migrate_in_child, NULL), 0);
    db = open_db("kill.db", DB_WRITE);
    assert_int_equal(query_int(db, "select count(*) from one"), 1);
    assert_int_equal(query_int(db, "select count(*) from two"), 1);
}

/* All arrive at a file that isn't there; each step is done once. */
static void test_many_processes_migrate(void **state)
{
    enum { PROCESSES = 6 };
    struct err e = {0};
    int status, bad = 0;
    pid_t pid[PROCESSES];

    for (int round = 0; round < 5; round++) {
        struct db *db = NULL;

        remove_db("kill.db");
        for (int i = 0; i < PROCESSES; i++) {
            pid[i] = fork();
            if (pid[i] == 0)
                _exit(migrate_in_child(NULL));
        }
        for (int i = 0; i < PROCESSES; i++) {
            assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
            bad += status != 0;
        }
        assert_int_equal(bad, 0);
        ok(db_open(url_of("kill.db"), DB_WRITE, &db, &e));
        assert_int_equal(query_int(db, "select count(*) from two"), 1);
        db_close(db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_outer),
        cmocka_unit_test(test_failed_commit_leaves_nothing),
        cmocka_unit_test(test_reader_keeps_its_view),
        cmocka_unit_test(test_another_process_holds_it),
        cmocka_unit_test(test_threads_take_turns),
        cmocka_unit_test(test_turns_are_given_back),
        cmocka_unit_test(test_disk_fails),
        cmocka_unit_test(test_killed_while_writing),
        cmocka_unit_test(test_migrate),
        cmocka_unit_test(test_migrate_to),
        cmocka_unit_test(test_newer_and_older_schema),
        cmocka_unit_test(test_killed_in_a_migration),
        cmocka_unit_test(test_many_processes_migrate),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, tempdir_setup, tempdir_teardown);
}
