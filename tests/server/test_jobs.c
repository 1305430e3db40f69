/* The queue: who sees what, and that work takes effect once, whatever happens to whoever does it.
 * The kinds of jobs are this test's own. */
#include "tempdir.h"

#include "account.h"
#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "idempotency.h"
#include "jobs_private.h"
#include "office.h"
#include "progress.h"
#include "uploads.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

/* ---- kinds ---- */

static struct {
    atomic_int begun, hold; /* shared with child processes */
} * shared;

/* A row in the register, as an import would write: its number is the input's. */
static int mark(struct reg *r, struct str input, struct err *e)
{
    return db_run(reg_db(r), e, "insert into test_mark(input) values ($1)", "t", input);
}

static int run_write(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                     struct json_writer *w, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    int rc;

    atomic_fetch_add(&shared->begun, 1);
    /* as functions of the register do */
    if ((rc = db_begin(reg_db(r), true, e)) < 0 || (rc = mark(r, input, e)) < 0 ||
        (rc = db_commit(reg_db(r), e)) < 0 || (rc = job_file(j, "list.csv", &path, e)) < 0)
        return rc;
    FILE *f = fopen(path.data, "w");
    assert_non_null(f);
    fprintf(f, "attempt %d\n", j->attempts);
    fclose(f);
    json_object(w);
    json_name(w, "marked");
    json_put_bool(w, true);
    json_object_end(w);
    return 0;
}

static int run_dry(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                   struct json_writer *w, struct err *e)
{
    int rc;

    if ((rc = db_begin(reg_db(r), true, e)) < 0 || (rc = mark(r, input, e)) < 0)
        return rc;
    db_rollback(reg_db(r));
    json_put_int(w, 7);
    return 1;
}

/* Ticks until it is told to end, or `hold` goes. */
static int run_long(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                    struct json_writer *w, struct err *e)
{
    _cleanup_(progress_freep) struct progress *p = progress_new("慢慢做", "slowly", 1000000);
    int rc = mark(r, input, e);

    atomic_fetch_add(&shared->begun, 1);
    for (uint64_t i = 300; rc >= 0 && atomic_load(&shared->hold); i += 300) {
        rc = progress_tick(p, i, e);
        usleep(1000);
    }
    json_put_null(w);
    return rc;
}

static int run_fail(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                    struct json_writer *w, struct err *e)
{
    int rc = mark(r, input, e);

    return rc < 0 ? rc : err_set(e, E_INVALID, "不行", "it can't be done");
}

static int run_die(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                   struct json_writer *w, struct err *e)
{
    int rc = mark(r, input, e);

    atomic_fetch_add(&shared->begun, 1);
    if (rc >= 0 && atomic_load(&shared->hold))
        kill(getpid(), SIGKILL);
    json_put_bool(w, true);
    return rc;
}

static int run_upload(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                      struct json_writer *w, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0}, name = {0}, text = {0};
    int64_t id = strtoll(input.data, NULL, 10);
    int rc = job_upload(j, id < 0 ? -id : id, &path, &name, e);

    if (rc < 0 || (rc = file_read(path.data, 100, &text, e)) < 0)
        return rc;
    if (id < 0)
        job_keep_uploads(j);
    json_array(w);
    json_put_str(w, strbuf_str(&name));
    json_put_str(w, strbuf_str(&text));
    json_array_end(w);
    return 0;
}

#define KIND(id, writes_, fn)                                                                      \
    &(const struct job_kind)                                                                       \
    {                                                                                              \
        .name = id, .rights = RIGHT_IMPORT, .writes = writes_, .run = fn                           \
    }
const struct job_kind *const job_kinds[] = {
    KIND("test.write", true, run_write),     KIND("test.dry", true, run_dry),
    KIND("test.long", true, run_long),       KIND("test.fail", true, run_fail),
    KIND("test.die", true, run_die),         KIND("test.upload", false, run_upload),
    KIND("testing.read", false, run_upload), NULL};

/* ---- a register and its office ---- */

static char url[TESTDB_URL_BYTES], files[256];
static struct db *office, *reg;
static struct actor local;

/* One register for all tests, emptied before each. */
static int make(void **state)
{
    struct err e = {0};

    if (tempdir_setup(state) < 0)
        return -1;
    snprintf(url, sizeof url, "%s", url_of("r.db"));
    snprintf(files, sizeof files, "%s", in_tempdir("files"));
    setenv("HEYI_KEY_FILE", in_tempdir("key"), 1);
    local = actor_local();
    ok(reg_init(url, &local, NULL, NULL, &e));
    ok(db_open(url, DB_WRITE, &reg, &e));
    ok(db_migrate(reg, &idempotency_schema, NULL, &e));
    ok(db_ddl(reg, "create table test_mark(input {text} not null)", &e));
    ok(office_open(url, DB_CREATE, &office, &e));
    db_close(take(reg));
    db_close(take(office));
    return 0;
}

static int setup(void **state)
{
    static const char *const tables[] = {"upload", "job_file", "job"};
    struct err e = {0};
    char sql[64];

    ok(db_open(url, DB_WRITE, &reg, &e));
    ok(office_open(url, DB_WRITE, &office, &e));
    ok(db_run(reg, &e, "delete from test_mark", ""));
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        snprintf(sql, sizeof sql, "delete from %s", tables[i]);
        ok(db_run(office, &e, sql, ""));
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    atomic_store(&shared->hold, 1);
    return 0;
}

static int teardown(void **state)
{
    db_close(take(office));
    db_close(take(reg));
    munmap(shared, sizeof *shared);
    return 0;
}

static struct jobs *start(size_t workers, int lease)
{
    const struct jobs_options o = {
        .url = url, .files = files, .workers = workers, .lease_seconds = lease};
    struct jobs *jobs = NULL;
    struct err e = {0};

    ok(jobs_start(&o, &jobs, &e));
    return jobs;
}

static int64_t ask(const char *kind, const char *input)
{
    struct err e = {0};
    int64_t id = 0;

    ok(job_add(office, &local, kind, str_of(input), &id, &e));
    return id;
}

static int64_t field(int64_t id, const char *column)
{
    struct err e = {0};
    char sql[100];
    int64_t v = 0;

    snprintf(sql, sizeof sql, "select %s from job where id = $1", column);
    ok(db_query_int(office, &v, NULL, &e, sql, "i", id));
    return v;
}

static int64_t marks(void)
{
    return query_int(reg, "select count(*) from test_mark");
}

static void wait_begun(int n)
{
    while (atomic_load(&shared->begun) < n)
        usleep(2000);
}

static void wait_state(int64_t id, enum job_state state)
{
    while (field(id, "state") != (int64_t)state)
        usleep(5000);
}

static struct job get(struct arena *a, int64_t id)
{
    struct job j = {0};
    struct err e = {0};

    ok(job_get(office, &local, id, a, &j, &e));
    return j;
}

static int count_file(void *arg, struct str name, int64_t bytes, struct err *e)
{
    (*(int *)arg)++;
    assert_true(str_eqz(name, "list.csv"));
    assert_int_equal(bytes, 10);
    return 0;
}

/* ---- tests ---- */

static void test_done(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(jobs_stopp) struct jobs *jobs = start(1, 0);
    struct err e = {0};
    int n = 0, fd;
    int64_t id = ask("test.write", "{\"x\": 1}");

    wait_state(id, JOB_DONE);
    struct job j = get(a, id);
    assert_true(str_eqz(j.result, "{\"marked\":true}"));
    assert_true(str_eqz(j.input, "{\"x\": 1}"));
    assert_int_equal(j.attempts, 1);
    assert_true(j.created_at && j.started_at >= j.created_at && j.ended_at >= j.started_at);
    assert_int_equal(marks(), 1);
    ok(job_files(office, id, count_file, &n, &e));
    assert_int_equal(n, 1);
    ok(jobs_file_open(jobs, office, id, STR("list.csv"), &fd, &e));
    close(fd);
    fails(E_NOT_FOUND, jobs_file_open(jobs, office, id, STR("../key"), &fd, &e));
    fails(E_CONFLICT, job_cancel(office, &local, id, &e));
}

/* A worker looks at its clock before it looks for jobs, and one may come between. */
static void test_begun_after_asked(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct err e = {0};
    int64_t id = ask("test.write", "1");

    ok(db_run(office, &e, "update job set created_at = created_at + 1000000000", ""));
    _cleanup_(jobs_stopp) struct jobs *jobs = start(1, 0);
    wait_state(id, JOB_DONE);
    assert_true(get(a, id).started_at == get(a, id).created_at);
}

static void test_failed_and_dry(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(jobs_stopp) struct jobs *jobs = start(2, 0);
    int64_t failed = ask("test.fail", "1"), dry = ask("test.dry", "2");

    wait_state(failed, JOB_FAILED);
    wait_state(dry, JOB_DONE);
    struct job j = get(a, failed);
    assert_true(str_eqz(j.problem_zh, "不行"));
    assert_true(str_eqz(j.problem_en, "it can't be done"));
    assert_true(str_eqz(get(a, dry).result, "7"));
    assert_int_equal(marks(), 0);
}

/* It was committed to the register, and the process ended before the office knew. */
static void test_done_before(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(jobs_stopp) struct jobs *jobs = start(1, 0);
    struct err e = {0};
    int n = 0;
    int64_t id = ask("test.write", "1");

    wait_state(id, JOB_DONE);
    ok(db_run(office, &e, "delete from job_file", ""));
    ok(db_run(office, &e,
              "update job set state = 1, result = '', kept = 0, lease_until = 0, cancel = 1", ""));
    wait_state(id, JOB_DONE);
    assert_true(str_eqz(get(a, id).result, "{\"marked\":true}"));
    assert_int_equal(get(a, id).attempts, 2);
    assert_int_equal(atomic_load(&shared->begun), 1);
    assert_int_equal(marks(), 1);
    /* the files are those of the attempt that was kept */
    ok(job_files(office, id, count_file, &n, &e));
    assert_int_equal(n, 1);
    assert_int_equal(field(id, "kept"), 1);
}

static void test_cancelled(void **state)
{
    _cleanup_(jobs_stopp) struct jobs *jobs = NULL;
    struct err e = {0};
    int64_t waiting = ask("test.long", "1"), running;

    ok(job_cancel(office, &local, waiting, &e));
    assert_int_equal(field(waiting, "state"), JOB_CANCELLED);
    jobs = start(1, 0);
    running = ask("test.long", "2");
    wait_begun(1);
    while (!field(running, "total")) /* progress has come to the office */
        usleep(5000);
    ok(job_cancel(office, &local, running, &e));
    wait_state(running, JOB_CANCELLED);
    assert_int_equal(marks(), 0);
}

static void test_given_back(void **state)
{
    struct jobs *jobs = start(1, 0);
    int64_t id = ask("test.long", "1");

    wait_begun(1);
    jobs_stop(jobs);
    assert_int_equal(field(id, "state"), JOB_QUEUED);
    assert_int_equal(field(id, "attempts"), 0);
    assert_int_equal(marks(), 0);
    atomic_store(&shared->hold, 0);
    jobs = start(1, 0);
    wait_state(id, JOB_DONE);
    jobs_stop(jobs);
    assert_int_equal(marks(), 1);
}

/* Another process has taken it: this one leaves everything as it is. */
static void test_lost(void **state)
{
    _cleanup_(jobs_stopp) struct jobs *jobs = start(1, 0);
    struct err e = {0};
    int64_t id = ask("test.long", "1"), other;

    wait_begun(1);
    ok(db_run(office, &e, "update job set holder = 5, lease_until = $1", "i", INT64_MAX));
    other = ask("testing.read", "0"); /* waits for this process's only worker */
    wait_state(other, JOB_FAILED);
    assert_int_equal(field(id, "state"), JOB_RUNNING);
    assert_int_equal(field(id, "holder"), 5);
    assert_int_equal(marks(), 0);
}

static int die_once(void *arg)
{
    db_close(office); /* the child's own */
    office = reg = NULL;
    start(1, 1);
    pause();
    return 0;
}

/* Three times the process is killed in the middle of it. */
static void test_too_often(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct err e = {0};
    int64_t id = ask("test.die", "1");

    db_close(take(office));
    db_close(take(reg));
    for (int i = 0; i < JOB_ATTEMPTS; i++)
        assert_int_equal(in_child(die_once, NULL), -SIGKILL);
    ok(office_open(url, DB_WRITE, &office, &e));
    ok(db_open(url, DB_WRITE, &reg, &e));
    struct jobs *jobs = start(1, 1);
    wait_state(id, JOB_FAILED);
    jobs_stop(jobs);
    assert_true(get(a, id).problem_en.len > 0);
    assert_int_equal(atomic_load(&shared->begun), JOB_ATTEMPTS);
    assert_int_equal(marks(), 0);
}

static void test_killed_then_done(void **state)
{
    struct err e = {0};
    int64_t id = ask("test.die", "1");

    db_close(take(office));
    db_close(take(reg));
    assert_int_equal(in_child(die_once, NULL), -SIGKILL);
    atomic_store(&shared->hold, 0);
    ok(office_open(url, DB_WRITE, &office, &e));
    ok(db_open(url, DB_WRITE, &reg, &e));
    struct jobs *jobs = start(1, 1);
    wait_state(id, JOB_DONE);
    jobs_stop(jobs);
    assert_int_equal(field(id, "attempts"), 2);
    assert_int_equal(marks(), 1);
}

#define MANY 15

static int work_all(void *arg)
{
    struct err e = {0};
    struct jobs *jobs = start(2, 0);

    ok(office_open(url, DB_WRITE, &office, &e));
    while (query_int(office, "select count(*) from job where state <= 1"))
        usleep(10000);
    jobs_stop(jobs);
    db_close(office);
    return 0;
}

/* Two processes with two workers each: everything once. */
static void test_two_processes(void **state)
{
    struct err e = {0};
    pid_t pids[2];

    for (int i = 0; i < MANY; i++) {
        char input[16];

        snprintf(input, sizeof input, "%d", i);
        ask("test.write", input);
    }
    db_close(take(office));
    db_close(take(reg));
    fflush(NULL);
    for (int i = 0; i < 2; i++)
        if ((pids[i] = fork()) == 0)
            _exit(work_all(NULL));
    for (int i = 0; i < 2; i++) {
        int status;

        waitpid(pids[i], &status, 0);
        assert_int_equal(status, 0);
    }
    ok(office_open(url, DB_WRITE, &office, &e));
    ok(db_open(url, DB_WRITE, &reg, &e));
    assert_int_equal(marks(), MANY);
    assert_int_equal(query_int(reg, "select count(distinct input) from test_mark"), MANY);
    assert_int_equal(query_int(office, "select count(*) from job where state = 2"), MANY);
    assert_int_equal(atomic_load(&shared->begun), MANY);
}

static void test_bounded(void **state)
{
    struct err e = {0};
    struct actor other = local;
    int64_t id;

    for (int i = 0; i < JOBS_WAITING_MAX; i++)
        ask("test.write", "1");
    fails(E_CONFLICT, job_add(office, &local, "test.write", STR("1"), &id, &e));
    other.id = 9;
    ok(job_add(office, &other, "test.write", STR("1"), &id, &e));
    other.rights = RIGHT_VIEW;
    fails(E_DENIED, job_add(office, &other, "test.write", STR("1"), &id, &e));
    fails(E_INVALID, job_add(office, &local, "test.nothing", STR("1"), &id, &e));
}

struct listed {
    int n;
    int64_t first;
    bool inputs;
};

static int count(void *arg, const struct job *j, struct err *e)
{
    struct listed *x = arg;

    if (!x->n++)
        x->first = j->id;
    x->inputs |= j->input.len > 0;
    return 0;
}

static struct listed list(const struct actor *a, struct job_filter f)
{
    struct listed x = {0};
    struct err e = {0};

    ok(job_list(office, a, &f, 100, count, &x, &e));
    return x;
}

static void test_who_sees(void **state)
{
    _cleanup_(arena_freep) struct arena *arena = arena_new(0);
    struct actor town = {.id = 3, .name = "t", .scope = "440783116", .rights = RIGHT_IMPORT},
                 county = {.id = 4, .name = "c", .scope = "440783", .rights = RIGHT_ADMINISTER},
                 other = {.id = 5, .name = "o", .scope = "440704", .rights = RIGHT_ADMINISTER};
    struct job_filter all = {.state = -1}, others = {.state = -1, .others = true};
    struct err e = {0};
    struct job j;
    int64_t id, second;

    ok(job_add(office, &town, "test.write", STR("1"), &id, &e));
    ok(job_add(office, &town, "testing.read", STR("1"), &second, &e));
    ok(job_get(office, &town, id, arena, &j, &e));
    assert_true(j.own && j.input.len);
    ok(job_get(office, &county, id, arena, &j, &e));
    assert_true(!j.own && !j.input.len);
    fails(E_NOT_FOUND, job_get(office, &other, id, arena, &j, &e));
    fails(E_NOT_FOUND, job_cancel(office, &other, id, &e));
    assert_int_equal(list(&town, all).n, 2);
    assert_int_equal(list(&town, all).first, second);
    assert_int_equal(list(&county, all).n, 0);
    assert_int_equal(list(&county, others).n, 2);
    assert_false(list(&county, others).inputs);
    assert_int_equal(list(&other, others).n, 0);
    all.kind = STR("test");
    assert_int_equal(list(&town, all).n, 1);
    all.kind = STR("test.write");
    assert_int_equal(list(&town, all).n, 1);
    all.kind = (struct str){0};
    all.state = JOB_DONE;
    assert_int_equal(list(&town, all).n, 0);
    all.state = -1;
    all.before = second;
    assert_int_equal(list(&town, all).first, id);
    /* the account has moved to a village since, or lost the right: its old jobs are closed to it */
    struct actor moved = town, less = town;
    strcpy(moved.scope, "440783116240");
    less.rights = RIGHT_VIEW;
    fails(E_NOT_FOUND, job_get(office, &moved, id, arena, &j, &e));
    fails(E_NOT_FOUND, job_get(office, &less, id, arena, &j, &e));
    ok(job_cancel(office, &county, id, &e));
}

static int64_t upload(struct jobs *jobs, const char *name, const char *text)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct upload u = {0};
    struct err e = {0};

    ok(upload_add(jobs, office, &local, str_of(name), str_of(text), a, &u, &e));
    assert_int_equal(u.bytes, strlen(text));
    assert_int_equal(u.sm3.len, 64);
    return u.id;
}

static bool is_there(int64_t id)
{
    char path[300];
    struct stat st;

    snprintf(path, sizeof path, "%s/uploads/%lld", files, (long long)id);
    if (stat(path, &st) < 0)
        return false;
    assert_int_equal(st.st_mode & 0777, 0600);
    return true;
}

static void test_uploads(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(jobs_stopp) struct jobs *jobs = start(1, 0);
    struct actor other = local;
    struct err e = {0};
    struct upload u;
    char input[32];
    int64_t id = upload(jobs, "C:\\名单\\a\x1b[2J\xe2\x80\xae.csv", "a,b\n"), kept, job;

    ok(upload_get(office, &local, id, a, &u, &e));
    assert_string_equal(u.name.data, "a?[2J?.csv");
    other.id = 9;
    fails(E_NOT_FOUND, upload_get(office, &other, id, a, &u, &e));
    fails(E_NOT_FOUND, upload_delete(jobs, office, &other, id, &e));
    assert_true(is_there(id));
    snprintf(input, sizeof input, "%lld", (long long)id);
    job = ask("test.upload", input);
    wait_state(job, JOB_DONE);
    assert_string_equal(get(a, job).result.data, "[\"a?[2J?.csv\",\"a,b\\n\"]");
    while (is_there(id))
        usleep(2000);
    fails(E_NOT_FOUND, upload_get(office, &local, id, a, &u, &e));
    /* kept for another one: of a dry run */
    kept = upload(jobs, "b.csv", "x\n");
    snprintf(input, sizeof input, "-%lld", (long long)kept);
    job = ask("test.upload", input);
    wait_state(job, JOB_DONE);
    ok(upload_get(office, &local, kept, a, &u, &e));
    assert_true(is_there(kept));
    /* changed on the disk */
    {
        char path[300];

        snprintf(path, sizeof path, "%s/uploads/%lld", files, (long long)kept);
        FILE *f = fopen(path, "w");
        fputs("y\n", f);
        fclose(f);
    }
    job = ask("test.upload", input);
    wait_state(job, JOB_FAILED);
    while (is_there(kept))
        usleep(2000);
    /* of another job */
    id = upload(jobs, "c.csv", "1\n");
    ok(upload_claim(office, local.id, id, 12345, &e));
    fails(E_CONFLICT, upload_claim(office, local.id, id, 12346, &e));
    fails(E_CONFLICT, upload_delete(jobs, office, &local, id, &e));
    ok(upload_remove(jobs, office, id, &e));
    id = upload(jobs, "", "1\n");
    ok(upload_delete(jobs, office, &local, id, &e));
    assert_false(is_there(id));
}

static void test_upload_bounds(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(jobs_stopp) struct jobs *jobs = start(0, 0);
    struct actor other = local;
    struct upload u;
    struct err e = {0};

    ok(db_run(office, &e,
              "insert into upload(id, account, name, bytes, sm3, created_at)"
              " values (1000, $1, '', $2, '', $3)",
              "iii", local.id, (int64_t)(2ll << 30), clock_now()));
    fails(E_LIMIT, upload_add(jobs, office, &local, STR("a"), STR("b"), a, &u, &e));
    other.id = 9;
    ok(upload_add(jobs, office, &other, STR("a"), STR("b"), a, &u, &e));
    ok(db_run(office, &e, "update upload set bytes = $1 where id = 1000", "i",
              (int64_t)(8ll << 30)));
    fails(E_LIMIT, upload_add(jobs, office, &other, STR("a"), STR("b"), a, &u, &e));
}

static void test_swept(void **state)
{
    struct jobs *jobs = start(1, 0);
    struct err e = {0};
    int64_t day = INT64_C(86400000000), old, young, id = ask("test.write", "1");

    wait_state(id, JOB_DONE);
    old = upload(jobs, "a", "1");
    young = upload(jobs, "b", "1");
    ok(db_run(office, &e, "update upload set created_at = $1 where id = $2", "ii",
              clock_now() - day - 1, old));
    ok(db_run(office, &e, "update job set ended_at = $1", "i", clock_now() - 31 * day));
    ok(files_sweep(jobs, office, &e));
    assert_false(is_there(old));
    assert_true(is_there(young));
    assert_int_equal(query_int(office, "select count(*) from job"), 0);
    assert_int_equal(query_int(office, "select count(*) from job_file"), 0);
    /* a file without a row, of a process that ended between the two */
    ok(db_run(office, &e, "delete from upload", ""));
    ok(files_sweep(jobs, office, &e));
    assert_false(is_there(young));
    jobs_stop(jobs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        TEST(test_done),          TEST(test_begun_after_asked), TEST(test_failed_and_dry),
        TEST(test_done_before),   TEST(test_cancelled),         TEST(test_given_back),
        TEST(test_lost),          TEST(test_too_often),         TEST(test_killed_then_done),
        TEST(test_two_processes), TEST(test_bounded),           TEST(test_who_sees),
        TEST(test_uploads),       TEST(test_upload_bounds),     TEST(test_swept),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, make, tempdir_teardown);
}
