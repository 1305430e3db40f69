/* The audit trail: chains, what shows where they were touched, lists, the writer of many threads.
 */
#include "tempdir.h"

#include "actor_of.h"
#include "audit.h"
#include "cleanup.h"
#include "crypto.h"
#include "office.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

static struct db *open_office(const char *name)
{
    struct db *db = NULL;
    struct err e = {0};

    ok(office_open(url_of(name), DB_CREATE, &db, &e));
    return db;
}

static struct actor auditor(const char *scope)
{
    struct actor a;
    struct err e = {0};

    ok(actor_of(&a, 7, "shen", "auditor", scope, &e));
    return a;
}

static void add(struct db *db, const struct audit_entry *entries, size_t n)
{
    struct err e = {0};

    ok(db_begin(db, true, &e));
    ok(audit_append(db, entries, n, &e));
    ok(db_commit(db, &e));
}

/* ---- what a check finds ---- */

struct findings {
    int n;
    char first[200];
    struct audit_head heads[8];
    size_t n_heads;
};

static int take_finding(void *arg, const struct checkup_kind *k, const char *place,
                        const struct err *what, struct err *e)
{
    struct findings *f = arg;

    if (f->n++ == 0)
        snprintf(f->first, sizeof f->first, "%s: %.100s", place, what->en);
    return 0;
}

static int take_head(void *arg, const struct audit_head *h, struct err *e)
{
    struct findings *f = arg;

    f->heads[f->n_heads++] = *h;
    return 0;
}

static struct findings check(struct db *db, const struct audit_head *known, size_t n_known)
{
    struct findings f = {0};
    struct checkup c = {.fn = take_finding, .arg = &f};
    struct err e = {0};

    ok(audit_check(db, known, n_known, take_head, &f, &c, &e));
    return f;
}

static void sound(struct db *db)
{
    struct findings f = check(db, NULL, 0);

    if (f.n)
        fail_msg("%d findings: %s", f.n, f.first);
}

/* ---- reading ---- */

struct listed {
    int n;
    char keys[400]; /* "1/2 0/3 …" */
    char text[8][400];
};

static int list_one(void *arg, const struct audit_row *row, struct err *e)
{
    struct listed *l = arg;
    size_t len = strlen(l->keys);

    snprintf(l->keys + len, sizeof l->keys - len, "%s%lld/%lld", len ? " " : "",
             (long long)row->entry.register_id, (long long)row->seq);
    if (l->n < 8)
        snprintf(l->text[l->n], sizeof l->text[0],
                 "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%d", STR_ARG(row->entry.actor),
                 STR_ARG(row->entry.session), STR_ARG(row->entry.address),
                 STR_ARG(row->entry.action), STR_ARG(row->entry.object),
                 STR_ARG(row->entry.division), STR_ARG(row->entry.why), STR_ARG(row->entry.before),
                 STR_ARG(row->entry.after), row->entry.outcome);
    l->n++;
    return 0;
}

static struct listed list(struct db *db, const struct actor *by, struct audit_filter f, size_t most)
{
    struct listed l = {0};
    struct err e = {0};

    ok(audit_list(db, by, &f, most, list_one, &l, &e));
    return l;
}

#define ALL .register_id = -1

static void test_entry(void **state)
{
    _cleanup_(db_closep) struct db *db = open_office("entry.db");
    _cleanup_free_ char *huge = malloc(AUDIT_CHANGE_BYTES + 2);
    struct actor a = auditor(""), officer;
    struct err e = {0};
    struct listed l;

    memset(huge, '1', AUDIT_CHANGE_BYTES + 1);
    huge[AUDIT_CHANGE_BYTES + 1] = '\0';
    const struct audit_entry entries[] = {
        {1, 3, STR("wang"), STR("s12"), STR("10.1.2.3"), STR("person.open"),
         STR("person 440799199001011231"), STR("440783116000"), STR("核对 440799 19900101 123 1\n"),
         STR("{\"name\":\"甲\"}"), STR("{\"id_no\":\"440799199001011231\"}"), 200},
        {1, 3, STR("wang"), {0}, {0}, STR("x\x01\xff"), {0}, {0}, {0}, str_of(huge), {0}, 0},
    };
    add(db, entries, 2);
    l = list(db, &a, (struct audit_filter){ALL}, 10);
    assert_string_equal(l.keys, "1/2 1/1");
    assert_string_equal(l.text[1],
                        "wang|s12|10.1.2.3|person.open|person 440799********1231|440783116|核对 "
                        "440799********1231?|{\"name\":\"甲\"}|{\"id_no\":\"440799********1231\"}|"
                        "200");
    if (!strstr(l.text[0], "|x??||||{\"bytes\":65537,\"sm3\":\""))
        fail_msg("%s", l.text[0]);
    sound(db);

    fails(E_INVALID, audit_append(db, entries, 1, &e)); /* no transaction */
    ok(actor_of(&officer, 2, "o", "administrator", "", &e));
    fails(E_DENIED, audit_list(db, &officer, &(struct audit_filter){ALL}, 1, list_one, &l, &e));
    fails(E_DENIED, audit_get(db, &officer, 1, 1, list_one, &l, &e));
    fails(E_DENIED, audit_heads(db, &officer, take_head, &l, &e));
    fails(E_NOT_FOUND, audit_get(db, &a, 1, 3, list_one, &l, &e));
    l = (struct listed){0};
    ok(audit_get(db, &a, 1, 1, list_one, &l, &e));
    assert_string_equal(l.keys, "1/1");
}

static void test_list(void **state)
{
    static const struct {
        struct audit_filter filter;
        const char *scope, *expected;
    } cases[] = {
        {{ALL}, "", "2/2 2/1 1/3 1/2 1/1 0/1"},
        {{.register_id = 1}, "", "1/3 1/2 1/1"},
        {{.register_id = 9}, "", ""},
        {{ALL, .actor = STR("li")}, "", "2/2 1/2"},
        {{ALL, .actor = STR("l*")}, "", "2/2 1/2"},
        {{ALL, .actor = STR("l")}, "", ""},
        {{ALL, .action = STR("household.*")}, "", "2/1 1/3 1/2 1/1"},
        {{ALL, .action = STR("household.open")}, "", "1/3"},
        {{ALL, .object = STR("household A-1")}, "", "1/3 1/1"},
        {{ALL, .object = STR("household A-*")}, "", "1/3 1/2 1/1"},
        {{ALL, .object = STR("household A-*"), .actor = STR("wang")}, "", "1/3 1/1"},
        {{ALL, .object = STR("*"), .action = STR("*")}, "", "2/2 2/1 1/3 1/2 1/1 0/1"},
        {{ALL, .after_register = 1, .after_seq = 3}, "", "1/2 1/1 0/1"},
        {{ALL, .after_register = 1, .after_seq = 3, .actor = STR("wang")}, "", "1/1 0/1"},
        {{ALL, .after_register = 1, .after_seq = 99}, "", ""},
        {{ALL, .from_us = 1530576000000000}, "", "2/2 2/1"},
        {{ALL, .until_us = 1530576000000000}, "", "1/3 1/2 1/1 0/1"},
        {{ALL}, "440783116", "1/2 1/1"},
        {{ALL}, "440783", "1/3 1/2 1/1"},
        {{ALL}, "440705", "2/1"},
        {{ALL}, "4407831160", "1/2 1/1"},
        {{ALL, .action = STR("household.get")}, "440783116", "1/2 1/1"},
    };
    _cleanup_(db_closep) struct db *db = open_office("list.db");
#define ENTRY(reg, who, what, object, where)                                                       \
    {                                                                                              \
        reg, 1, STR(who), {0}, {0}, STR(what), STR(object), STR(where)                             \
    }
    const struct audit_entry first[] = {
        ENTRY(0, "wang", "session.add", "account wang", ""),
        ENTRY(1, "wang", "household.get", "household A-1", "440783116002"),
        ENTRY(1, "li", "household.get", "household A-2", "440783116002"),
        ENTRY(1, "wang", "household.open", "household A-1", "440783000000"),
    };
    const struct audit_entry later[] = {
        ENTRY(2, "zhao", "household.get", "household B-1", "440705101001"),
        ENTRY(2, "li", "import.people", "delivery 3", ""),
    };

    setenv("HEYI_CLOCK", "2018-07-02T00:00:00Z", 1);
    add(db, first, ARRAY_LEN(first));
    setenv("HEYI_CLOCK", "2018-07-03T00:00:00Z", 1);
    add(db, later, ARRAY_LEN(later));
    unsetenv("HEYI_CLOCK");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct actor a = auditor(cases[i].scope);
        struct listed l = list(db, &a, cases[i].filter, 100);

        if (strcmp(l.keys, cases[i].expected) != 0)
            fail_msg("case %zu: %s instead of %s", i, l.keys, cases[i].expected);
    }
    struct actor a = auditor("");
    assert_string_equal(list(db, &a, (struct audit_filter){ALL}, 2).keys, "2/2 2/1");
    /* what is common is found from the newest on, in the same order */
    static struct audit_entry many[2500];
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] =
            (struct audit_entry)ENTRY(3, "wang", "household.get", "household A-1", "440783116002");
    add(db, many, ARRAY_LEN(many));
    assert_string_equal(list(db, &a, (struct audit_filter){ALL, .actor = STR("w*")}, 2).keys,
                        "3/2500 3/2499");
    assert_string_equal(list(db, &a,
                             (struct audit_filter){.action = STR("household.get"),
                                                   .object = STR("household A-*"),
                                                   .register_id = 1},
                             5)
                            .keys,
                        "1/2 1/1");
    a = auditor("440783116");
    assert_string_equal(list(db, &a, (struct audit_filter){ALL}, 1).keys, "3/2500");
    sound(db);
}

/* ---- touched ---- */

static void lift_guard(struct db *db)
{
    struct err e = {0};

    if (testdb_is_postgres())
        ok(db_ddl(db, "alter table audit_entry disable trigger user", &e));
    else
        ok(db_ddl(db, "drop trigger audit_entry_update; drop trigger audit_entry_delete", &e));
}

static void test_append_only(void **state)
{
    _cleanup_(db_closep) struct db *db = open_office("only.db");
    const struct audit_entry one = ENTRY(1, "wang", "a", "b", "");
    struct err e = {0};

    add(db, &one, 1);
    fails(E_CONFLICT, db_ddl(db, "update audit_entry set why = 'x'", &e));
    fails(E_CONFLICT, db_ddl(db, "delete from audit_entry", &e));
    if (testdb_is_postgres())
        fails(E_CONFLICT, db_ddl(db, "truncate audit_entry", &e));
    sound(db);
    lift_guard(db);
    ok(db_ddl(db, "delete from audit_entry", &e));
    assert_int_equal(check(db, NULL, 0).n, 1);
}

static void test_touched(void **state)
{
    static const struct {
        const char *sql, *place;
        int findings;
    } cases[] = {
        {"update audit_entry set at = at - 1 where register_id = 1 and seq = 2", "audit_entry 1/2",
         1},
        {"update audit_entry set actor_id = 5 where register_id = 1 and seq = 2", "audit_entry 1/2",
         1},
        {"update audit_entry set outcome = 5 where register_id = 1 and seq = 2", "audit_entry 1/2",
         1},
        {"update audit_entry set actor = 'li' where register_id = 1 and seq = 2", "audit_entry 1/2",
         1},
        /* the same bytes, cut elsewhere */
        {"update audit_entry set session = '', address = 's110.0.0.1' where register_id = 1"
         " and seq = 2",
         "audit_entry 1/2", 1},
        {"update audit_entry set why = 'x' where register_id = 1 and seq = 3", "audit_entry 1/3",
         1},
        {"update audit_entry set after = '[]' where register_id = 0", "audit_entry 0/1", 1},
        {"update audit_entry set hash = (select hash from audit_entry where register_id = 0)"
         " where register_id = 1 and seq = 1",
         "audit_entry 1/1", 2},
        {"delete from audit_entry where register_id = 1 and seq = 1", "audit_entry 1/2", 1},
        {"delete from audit_entry where register_id = 1 and seq = 2", "audit_entry 1/3", 1},
        {"delete from audit_entry where register_id = 1 and seq = 3", "audit_head 1", 1},
        {"delete from audit_entry where register_id = 0", "audit_head 0", 1},
        {"delete from audit_head where register_id = 0", "audit_head 0", 1},
        {"update audit_head set seq = 4 where register_id = 1", "audit_head 1", 1},
        {"update audit_head set hash = (select hash from audit_head where register_id = 0)"
         " where register_id = 1",
         "audit_head 1", 1},
        /* moved into another chain, at the right place */
        {"update audit_entry set register_id = 2 where register_id = 1;"
         "update audit_head set register_id = 2 where register_id = 1",
         "audit_entry 2/1", 3},
    };
    const struct audit_entry entries[] = {
        ENTRY(0, "wang", "session.add", "account wang", ""),
        {1, 1, STR("wang"), STR("s1"), STR("10.0.0.1"), STR("household.get")},
        {1, 1, STR("wang"), STR("s1"), STR("10.0.0.1"), STR("household.get")},
        {1, 1, STR("wang"), STR("s1"), STR("10.0.0.1"), STR("household.open")},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char name[20];
        struct err e = {0};

        snprintf(name, sizeof name, "touch%zu.db", i % 20);
        struct db *db = open_office(name);
        add(db, entries, ARRAY_LEN(entries));
        sound(db);
        lift_guard(db);
        ok(db_ddl(db, cases[i].sql, &e));
        struct findings f = check(db, NULL, 0);
        if (f.n != cases[i].findings || strncmp(f.first, cases[i].place, strlen(cases[i].place)))
            fail_msg("%s: %d findings, %s", cases[i].sql, f.n, f.first);
        db_close(db);
    }
}

/* Whoever can write everything can make a chain anew; only a head kept elsewhere shows it. */
static void test_known(void **state)
{
    const struct audit_entry one = ENTRY(1, "wang", "a", "b", ""),
                             other = ENTRY(1, "wang", "a", "c", "");
    struct db *db = open_office("known.db");

    add(db, &one, 1);
    add(db, &one, 1);
    struct audit_head head = check(db, NULL, 0).heads[0];
    assert_int_equal(head.register_id, 1);
    assert_int_equal(head.seq, 2);
    add(db, &one, 1);
    assert_int_equal(check(db, &head, 1).n, 0);
    db_close(db);
    db = open_office("forged.db");
    add(db, &one, 1);
    assert_int_equal(check(db, &head, 1).n, 1); /* cut off */
    add(db, &other, 1);
    add(db, &other, 1);
    sound(db);
    struct findings f = check(db, &head, 1);
    assert_int_equal(f.n, 1);
    assert_int_equal(strncmp(f.first, "audit_entry 1/2", 15), 0);
    db_close(db);
}

/* ---- several processes ---- */

static int append_some(void *arg)
{
    struct db *db = NULL;
    struct err e = {0};

    if (office_open(arg, DB_WRITE, &db, &e) < 0)
        return 1;
    for (int i = 0; i < 40; i++) {
        const struct audit_entry entries[] = {ENTRY(0, "p", "a", "b", ""),
                                              ENTRY(i % 3, "p", "a", "b", "")};

        if (db_begin(db, true, &e) < 0 || audit_append(db, entries, 2, &e) < 0 ||
            db_commit(db, &e) < 0) {
            fprintf(stderr, "%s\n", e.en);
            return 1;
        }
    }
    db_close(db);
    return 0;
}

static void test_processes(void **state)
{
    char url[TESTDB_URL_BYTES];
    pid_t pids[4];

    snprintf(url, sizeof url, "%s", url_of("crowd.db"));
    db_close(open_office("crowd.db"));
    fflush(NULL);
    for (size_t i = 0; i < ARRAY_LEN(pids); i++)
        if ((pids[i] = fork()) == 0)
            _exit(append_some(url));
    for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
        int status;

        waitpid(pids[i], &status, 0);
        assert_int_equal(status, 0);
    }
    _cleanup_(db_closep) struct db *db = open_office("crowd.db");
    sound(db);
    assert_int_equal(query_int(db, "select count(*) from audit_entry"), 320);
}

/* ---- the writer ---- */

#define THREADS 8
#define PUTS 40

struct putting {
    struct audit_writer *w;
    int thread, fd; /* fd: what is on disk is told there; -1 = nobody listens */
    int puts;
    int failed;
};

static void *put_some(void *arg)
{
    struct putting *p = arg;

    for (int i = 0; i < p->puts; i++) {
        char object[40];
        struct err e = {0};
        int n = snprintf(object, sizeof object, "household %d-%d\n", p->thread, i);
        const struct audit_entry a = {
            i % 3,         1, STR("wang"), {0}, {0}, STR("household.get"), {object, (size_t)n - 1},
            .outcome = 200};

        p->failed += audit_put(p->w, &a, &e) < 0;
        if (p->fd >= 0 && write(p->fd, object, (size_t)n) != n)
            break;
    }
    return NULL;
}

static void put_from_threads(struct audit_writer *w, int fd, int puts)
{
    pthread_t threads[THREADS];
    struct putting p[THREADS];

    for (int i = 0; i < THREADS; i++) {
        p[i] = (struct putting){w, i, fd, puts};
        if (pthread_create(&threads[i], NULL, put_some, &p[i]) != 0)
            abort();
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(p[i].failed, 0);
    }
}

static void test_writer(void **state)
{
    struct audit_writer *w = NULL;
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = NULL;

    fails(E_NOT_FOUND, audit_writer_open(url_of("writer.db"), &w, &e));
    db = open_office("writer.db");
    ok(audit_writer_open(url_of("writer.db"), &w, &e));
    assert_int_equal(audit_writer_waiting(w), 0);
    put_from_threads(w, -1, PUTS);
    assert_int_equal(query_int(db, "select count(*) from audit_entry"), THREADS * PUTS);
    assert_int_equal(audit_writer_waiting(w), 0);
    audit_writer_close(w);
    audit_writer_close(NULL);
    sound(db);
}

static int put_one(struct audit_writer *w, struct err *e)
{
    const struct audit_entry a = ENTRY(0, "wang", "a", "b", "");

    *e = (struct err){0};
    return audit_put(w, &a, e);
}

/* A disk that is full: entries are refused, and taken again when there is room. */
static void test_full(void **state)
{
    struct audit_writer *w = NULL;
    struct err e = {0};
    struct rlimit before, small = {4096, RLIM_INFINITY};

    if (testdb_is_postgres())
        skip();
    _cleanup_(db_closep) struct db *db = open_office("full.db");
    ok(audit_writer_open(url_of("full.db"), &w, &e));
    ok(put_one(w, &e));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    small.rlim_max = before.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    int r = put_one(w, &e), again = put_one(w, &e);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_true(r < 0 && again < 0 && e.zh[0]);
    ok(put_one(w, &e));
    audit_writer_close(w);
    assert_int_equal(query_int(db, "select count(*) from audit_entry"), 2);
    sound(db);
}

/* A server that goes away is found again; while it is away entries are refused. */
static void test_lost(void **state)
{
    char terminate[300], refuse[100], allow[100];
    struct audit_writer *w = NULL;
    struct err e = {0};

    if (!testdb_is_postgres())
        skip();
    db_close(open_office("lost.db"));
    ok(audit_writer_open(url_of("lost.db"), &w, &e));
    ok(put_one(w, &e));
    const char *name = testdb_names[testdb_n - 1];
    snprintf(terminate, sizeof terminate,
             "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'", name);
    snprintf(refuse, sizeof refuse, "alter database %s allow_connections false", name);
    snprintf(allow, sizeof allow, "alter database %s allow_connections true", name);
    PQclear(testdb_raw(testdb_server(), terminate));
    ok(put_one(w, &e));
    PQclear(testdb_raw(testdb_server(), refuse));
    PQclear(testdb_raw(testdb_server(), terminate));
    assert_true(put_one(w, &e) < 0 && e.zh[0]);
    assert_true(put_one(w, &e) < 0);
    PQclear(testdb_raw(testdb_server(), allow));
    ok(put_one(w, &e));
    audit_writer_close(w);
    _cleanup_(db_closep) struct db *db = open_office("lost.db");
    assert_int_equal(query_int(db, "select count(*) from audit_entry"), 3);
    sound(db);
}

/* kill -9: every entry whose put returned is there, and the chains are whole. */
static void test_killed(void **state)
{
    char url[TESTDB_URL_BYTES], told[64];
    int64_t heard = 0, there;

    snprintf(url, sizeof url, "%s", url_of("killed.db"));
    db_close(open_office("killed.db"));
    for (int round = 0; round < 3; round++) {
        int fds[2], status;
        fflush(NULL);
        if (pipe(fds) < 0)
            abort();
        pid_t pid = fork();
        if (pid == 0) {
            struct audit_writer *w;

            close(fds[0]);
            if (audit_writer_open(url, &w, NULL) < 0)
                _exit(1);
            put_from_threads(w, fds[1], 1000000);
            _exit(0);
        }
        close(fds[1]);
        FILE *f = fdopen(fds[0], "r");
        for (int i = 0; i < 100 + 37 * round && fgets(told, sizeof told, f); i++)
            heard++;
        kill(pid, SIGKILL);
        while (fgets(told, sizeof told, f))
            heard++;
        fclose(f);
        waitpid(pid, &status, 0);
        assert_true(WIFSIGNALED(status));
        _cleanup_(db_closep) struct db *db = open_office("killed.db");
        sound(db);
        there = query_int(db, "select count(*) from audit_entry");
        /* each thread may have had one on disk that it didn't come to tell of */
        assert_true(there >= heard && there <= heard + THREADS * (round + 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry),       cmocka_unit_test(test_list),
        cmocka_unit_test(test_append_only), cmocka_unit_test(test_touched),
        cmocka_unit_test(test_known),       cmocka_unit_test(test_processes),
        cmocka_unit_test(test_writer),      cmocka_unit_test(test_full),
        cmocka_unit_test(test_lost),        cmocka_unit_test(test_killed),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, tempdir_setup, tempdir_teardown);
}
