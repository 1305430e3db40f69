/*
 * Migrations of a register with something in it: killed at every point, by a crowd of processes of
 * which some are killed, met by an older program. What stands in between is always what some number
 * of whole steps gives.
 */
#include "tempdir.h"

#include "cleanup.h"
#include "db_check.h"

#include <signal.h>

#define ROWS 300
#define STEPS 4

static int kill_at = -1; /* point at which the process ends, counted from 0 */

static void point(void)
{
    if (kill_at >= 0 && kill_at-- == 0)
        raise(SIGKILL);
}

static int make(struct db *db, struct err *e)
{
    int r;

    point();
    r = db_ddl(db, "create table fact(id {int} not null primary key, fen {int}) {table}", e);
    point();
    for (int64_t i = 1; r >= 0 && i <= ROWS; i++)
        r = db_run(db, e, "insert into fact(id, fen) values ($1, $2)", "ii", i, i * i);
    point();
    return r;
}

/* A new column that follows from an old one. */
static int widen(struct db *db, struct err *e)
{
    int r;

    point();
    r = db_ddl(db, "alter table fact add column note {text}", e);
    point();
    if (r >= 0)
        r = db_run(db, e, "update fact set note = 'even' where fen % 2 = 0", "");
    point();
    return r;
}

/* Rows move into a table of another form. */
static int move(struct db *db, struct err *e)
{
    int r;

    point();
    r = db_ddl(db,
               "create table moved(kind {text} not null, id {int} not null, fen {int} not null,"
               " primary key(kind, id)) {table}",
               e);
    if (r >= 0)
        r = db_run(db, e,
                   "insert into moved(kind, id, fen) select coalesce(note, 'odd'), id, fen"
                   " from fact",
                   "");
    point();
    if (r >= 0)
        r = db_ddl(db, "drop table fact", e);
    point();
    return r;
}

static int shrink(struct db *db, struct err *e)
{
    int r;

    point();
    r = db_run(db, e, "delete from moved where fen > 40000", "");
    point();
    if (r >= 0)
        r = db_ddl(db, "create index moved_fen on moved(fen)", e);
    point();
    return r;
}
#define POINTS (3 * STEPS)

static const struct migration steps[STEPS] = {
    {"make", make},
    {"widen", widen},
    {"move", move},
    {"shrink", shrink},
};
/* The same program as it grew. */
static const struct schema_part today = {"p", steps, STEPS}, before = {"p", steps, 2};

/* Version, tables and rows. To be freed. */
static char *dump(const char *name)
{
    _cleanup_(db_closep) struct db *db = open_db(name, DB_WRITE);
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct strbuf out = {0};
    struct db_table *tables;
    struct err e = {0};
    size_t n;
    int version;

    ok(db_schema_version(db, "p", &version, &e));
    strbuf_printf(&out, "%d\n", version);
    ok(db_tables(db, a, &tables, &n, &e));
    for (size_t i = 0; i < n; i++) {
        struct stmt *s = NULL;
        char sql[100];
        int r;

        if (strcmp(tables[i].name, "schema_version") == 0)
            continue;
        snprintf(sql, sizeof sql, "select * from %s order by 1, 2", tables[i].name);
        strbuf_printf(&out, "%s\n", tables[i].name);
        ok(db_prepare(db, sql, &s, &e));
        while ((r = stmt_step(s, &e)) > 0)
            for (size_t c = 0; c < tables[i].n_columns; c++) {
                strbuf_printf(&out, "%s ", tables[i].columns[c].name);
                if (stmt_is_null(s, (int)c))
                    strbuf_addz(&out, "null\n");
                else if (tables[i].columns[c].type == 'i')
                    strbuf_printf(&out, "%lld\n", (long long)stmt_int(s, (int)c));
                else
                    strbuf_printf(&out, STR_FMT "\n", STR_ARG(stmt_text(s, (int)c)));
            }
        ok(r);
        stmt_done(s);
    }
    assert_false(out.failed);
    return out.data;
}

/* What each number of steps gives. */
static char *expected[STEPS + 1];

static int expect(void **state)
{
    int r = tempdir_setup(state);

    for (int i = 0; r == 0 && i <= STEPS; i++) {
        struct db *db = open_db("calm.db", DB_CREATE);
        struct err e = {0};

        ok(db_migrate_to(db, &today, i, NULL, &e));
        db_close(db);
        expected[i] = dump("calm.db");
    }
    remove_db("calm.db");
    return r;
}

static int forget(void **state)
{
    for (int i = 0; i <= STEPS; i++)
        free(expected[i]);
    return tempdir_teardown(state);
}

static int migrate(void *arg)
{
    struct db *db = NULL;
    struct err e = {0};
    int r;

    kill_at = *(const int *)arg;
    r = db_open(url_of("killed.db"), DB_CREATE, &db, &e);
    if (r >= 0)
        r = db_migrate(db, &today, NULL, &e);
    if (r < 0)
        fprintf(stderr, "%s\n", e.en);
    db_close(db);
    return r < 0;
}

static void test_killed_at_every_point(void **state)
{
    for (int at = 0; at < POINTS; at++) {
        const int never = -1;

        db_close(open_db("killed.db", DB_CREATE));
        assert_int_equal(in_child(migrate, &at), -SIGKILL);
        _cleanup_free_ char *between = dump("killed.db");
        assert_string_equal(between, expected[at / 3]);
        assert_int_equal(in_child(migrate, (void *)&never), 0);
        _cleanup_free_ char *after = dump("killed.db");
        assert_string_equal(after, expected[STEPS]);
        remove_db("killed.db");
    }
}

/* Each arrives at the same file; every other one dies on its way. */
static void test_crowd(void **state)
{
    enum { PROCESSES = 8 };

    for (int round = 0; round < POINTS; round += 3) {
        const int never = -1;
        pid_t pid[PROCESSES];
        int status;

        db_close(open_db("killed.db", DB_CREATE));
        fflush(NULL);
        for (int i = 0; i < PROCESSES; i++) {
            int at = i % 2 ? -1 : (round + i) % POINTS;

            pid[i] = fork();
            if (pid[i] == 0)
                _exit(migrate(&at));
        }
        for (int i = 0; i < PROCESSES; i++) {
            assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
            if (!WIFSIGNALED(status))
                assert_int_equal(WEXITSTATUS(status), 0);
        }
        assert_int_equal(in_child(migrate, (void *)&never), 0);
        _cleanup_free_ char *after = dump("killed.db");
        assert_string_equal(after, expected[STEPS]);
        remove_db("killed.db");
    }
}

/* A program that doesn't know the last steps leaves the register alone, also one that was running
 * when they came. */
static void test_older_program(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *old = open_db("older.db", DB_CREATE);
    _cleanup_(db_closep) struct db *new = NULL;

    ok(db_migrate(old, &before, NULL, &e));
    ok(db_schema_check(old, &before, &e));
    new = open_db("older.db", DB_WRITE);
    ok(db_migrate(new, &today, NULL, &e));
    fails(E_UNSUPPORTED, db_schema_check(old, &before, &e));
    assert_non_null(strstr(e.zh, "更新的程序"));
    fails(E_UNSUPPORTED, db_migrate(old, &before, NULL, &e));
    db_close(take(old));
    db_close(take(new));
    _cleanup_free_ char *after = dump("older.db");
    assert_string_equal(after, expected[STEPS]);
}

static int note(void *arg, const struct checkup_kind *k, const char *place, const struct err *what,
                struct err *e)
{
    strbuf_printf(arg, "%s: %s\n", place, what->en);
    return 0;
}

static bool check(struct db *db, const struct schema_part *part, const char *found)
{
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct checkup c = {.fn = note, .arg = &out};
    struct err e = {0};
    bool usable;

    ok(schema_part_check(db, part, &c, &usable, &e));
    assert_int_equal(c.n, 1);
    if (found && !strstr(strbuf_z(&out), found))
        fail_msg("expected %s, found %s", found, strbuf_z(&out));
    if (!found)
        assert_string_equal(strbuf_z(&out), "");
    return usable;
}

/* heyi check compares the tables with those of the steps. */
static void test_check(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("check.db", DB_CREATE);

    ok(db_migrate(db, &before, NULL, &e));
    assert_true(check(db, &before, NULL));
    assert_false(check(db, &today, "p: "));
    ok(db_ddl(db, "alter table fact add column mine {text}", &e)); /* theirs, not ours */
    assert_true(check(db, &before, NULL));
    ok(db_ddl(db, "alter table fact drop column note", &e));
    assert_false(check(db, &before, "fact.note: the column is missing"));
    ok(db_ddl(db, "alter table fact add column note {int}", &e));
    assert_true(check(db, &before, "fact.note: the column is missing or of another type"));
    ok(db_ddl(db, "drop table fact; create table fact(id {int}, fen {int}, note {text}) {rowtable}",
              &e));
    assert_true(check(db, &before, "fact (id): its primary key is missing"));
    ok(db_ddl(db, "drop table fact", &e));
    assert_false(check(db, &before, "fact: the table is missing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_at_every_point),
        cmocka_unit_test(test_crowd),
        cmocka_unit_test(test_older_program),
        cmocka_unit_test(test_check),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, expect, forget);
}
