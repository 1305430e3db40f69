/* For tests: a folder of one's own under $TMPDIR that is removed with everything in it, databases
 * of the product under test, and shorthands for calls that must succeed. */
#pragma once

#include "db.h"
#include "testdb.h"

/* cmocka.h needs the four before it. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char tempdir[128];

static inline int tempdir_setup(void **state)
{
    const char *base = getenv("TMPDIR");

    snprintf(tempdir, sizeof tempdir, "%.90s/heyi-test-XXXXXX", base && *base ? base : "/tmp");
    return mkdtemp(tempdir) ? 0 : -1;
}

static inline int tempdir_remove_one(const char *path, const struct stat *st, int flag,
                                     struct FTW *ftw)
{
    return remove(path);
}

static inline int tempdir_teardown(void **state)
{
    testdb_drop_all();
    return nftw(tempdir, tempdir_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A path in the folder; valid until the fourth call after this one. */
static inline const char *in_tempdir(const char *name)
{
    static char paths[4][256];
    static unsigned next;
    char *p = paths[next++ % 4];

    snprintf(p, sizeof paths[0], "%s/%s", tempdir, name);
    return p;
}

/* The call succeeds; prints the message otherwise. Needs `struct err e` in scope. */
#define ok(call)                                                                                   \
    do {                                                                                           \
        e.code = 0;                                                                                \
        int ok_r = (call);                                                                         \
        if (ok_r < 0)                                                                              \
            fail_msg("%s: %d %s", #call, ok_r, e.en);                                              \
    } while (0)

/* The call fails with this code, with a message in both languages. */
#define fails(expected, call)                                                                      \
    do {                                                                                           \
        e = (struct err){0};                                                                       \
        int fails_r = (call);                                                                      \
        if (fails_r != (expected))                                                                 \
            fail_msg("%s: %d instead of %d: %s", #call, fails_r, (expected), e.en);                \
        assert_int_equal(e.code, fails_r);                                                         \
        assert_true(e.zh[0] && e.en[0]);                                                           \
    } while (0)

/* db_open takes it; valid until the fourth call after this one. */
static inline const char *url_of(const char *name)
{
    static char urls[4][TESTDB_URL_BYTES];
    static unsigned next;

    return testdb_url(in_tempdir(name), urls[next++ % 4]);
}

static inline struct db *open_db(const char *name, enum db_mode mode)
{
    struct db *db = NULL;
    struct err e = {0};

    ok(db_open(url_of(name), mode, &db, &e));
    /* PostgreSQL: without it a database holds no register and is not opened again */
    if (mode == DB_CREATE && testdb_is_postgres())
        ok(db_ddl(db,
                  "create table if not exists schema_version(part {text} not null,"
                  " version {int} not null, primary key(part, version)) {table}",
                  &e));
    return db;
}

/* As if it had never been. */
static inline void remove_db(const char *name)
{
    if (testdb_is_postgres())
        testdb_drop_all();
    else
        unlink(in_tempdir(name));
}

static inline int64_t query_int(struct db *db, const char *sql)
{
    struct err e = {0};
    int64_t v = 0;

    ok(db_query_int(db, &v, NULL, &e, sql, ""));
    return v;
}

/* Exit status of a child process that runs f(arg): -signal if it was killed. */
static inline int in_child(int (*f)(void *arg), void *arg)
{
    int status;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0)
        _exit(f(arg));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
