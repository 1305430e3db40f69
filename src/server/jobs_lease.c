/*
 * The queue as workers see it. A job under way has a holder, a random number of its own for each
 * time it is begun; whoever isn't the holder any more changes nothing of it.
 */
#include "jobs_private.h"

#include "audit.h"
#include "bounds.h"
#include "cleanup.h"
#include "clock.h"
#include "crypto.h"
#include "uploads.h"

#define SECOND INT64_C(1000000)

/*
 * The next job: waiting, or its lease is over. One that writes waits while another that writes is
 * under way, for it would only wait for the register with a worker that others could use.
 */
#define READY                                                                                      \
    "(state = 0 and not_before <= $1 or state = 1 and lease_until < $1)"                           \
    " and (writes = 0 or not exists (select 1 from job w where w.state = 1 and w.writes = 1"       \
    " and w.lease_until >= $1))"

static int read_taken(struct stmt *s, struct job_run *j, struct err *e)
{
    struct actor *a = &j->asked;
    j->account = stmt_int(s, 0);
    j->kind = str_dup(j->arena, stmt_text(s, 1));
    j->input = str_dup(j->arena, stmt_text(s, 2));
    j->created_at = stmt_int(s, 3);
    j->attempts = (int)stmt_int(s, 4);
    j->cancelled = stmt_int(s, 5) != 0;
    *a = (struct actor){
        .id = j->account, .rights = (uint32_t)stmt_int(s, 6), .fields = (uint32_t)stmt_int(s, 7)};
    struct str scope = stmt_text(s, 8), name = stmt_text(s, 9);
    snprintf(a->scope, sizeof a->scope, STR_FMT, STR_ARG(scope));
    snprintf(a->name, sizeof a->name, STR_FMT, STR_ARG(name));
    return arena_failed(j->arena) ? err_nomem(e) : 1;
}

int lease_take(struct db *office, int seconds, struct job_run *j, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int64_t now = clock_now();
    bool found;
    int rc = db_query_int(office, &j->id, &found, e,
                          "select id from job where " READY " order by id limit 1", "i", now);
    if (rc < 0 || !found)
        return rc;
    /* Others may have seen the same; the row's lock lets one through, on every product. */
    rc = db_prepare(office,
                    "update job set state = 1, holder = $2, lease_until = $3,"
                    " attempts = attempts + 1, revision = revision + 1, not_before = 0,"
                    " started_at = case when started_at <> 0 then started_at"
                    " when created_at > $1 then created_at else $1 end" /* it came meanwhile */
                    " where id = $4"
                    " and (state = 0 and not_before <= $1 or state = 1 and lease_until < $1)"
                    " returning account, kind, input, created_at, attempts, cancel, rights,"
                    " fields, division, account_name",
                    &s, e);
    if (rc < 0 || (rc = crypto_random(&j->holder, sizeof j->holder, e)) < 0)
        return rc;
    j->holder = (j->holder & INT64_MAX) | 1;
    stmt_bind_int(s, 1, now);
    stmt_bind_int(s, 2, j->holder);
    stmt_bind_int(s, 3, now + seconds * SECOND);
    stmt_bind_int(s, 4, j->id);
    rc = stmt_step(s, e);
    if (rc > 0 && (rc = read_taken(s, j, e)) > 0)
        j->renewed = jobs_monotonic();
    return rc;
}

static int lost(const struct job_run *j, struct err *e)
{
    return err_set(e, E_CONFLICT, "任务 %lld 已由另一进程接手",
                   "another process has taken job %lld", (long long)j->id);
}

int lease_renew(struct db *office, const struct job_run *j, const struct job *progress, int seconds,
                bool *ret_cancel, struct err *e)
{
    int64_t cancel;
    bool found;
    int rc =
        db_query_int(office, &cancel, &found, e,
                     "update job set lease_until = $1, done = $2, total = $3, phase_zh = $4,"
                     " phase_en = $5 where id = $6 and holder = $7 and state = 1"
                     " returning cancel",
                     "iiittii", clock_now() + seconds * SECOND, progress->done, progress->total,
                     progress->phase_zh, progress->phase_en, j->id, j->holder);
    if (rc < 0)
        return rc;
    *ret_cancel = cancel != 0;
    return found ? 0 : lost(j, e);
}

int lease_cancelled(struct db *office, const struct job_run *j, bool *ret_cancel, struct err *e)
{
    int64_t cancel;
    bool found;
    int rc = db_query_int(office, &cancel, &found, e,
                          "select cancel from job where id = $1 and holder = $2 and state = 1",
                          "ii", j->id, j->holder);
    if (rc < 0)
        return rc;
    *ret_cancel = cancel != 0;
    return found ? 0 : lost(j, e);
}

int lease_return(struct db *office, const struct job_run *j, int64_t not_before, bool counted,
                 struct err *e)
{
    return db_run(office, e,
                  "update job set state = 0, holder = 0, lease_until = 0, not_before = $1,"
                  " attempts = attempts - $2, done = 0, total = 0, phase_zh = '', phase_en = '',"
                  " revision = revision + 1 where id = $3 and holder = $4 and state = 1",
                  "iiii", not_before, (int64_t)!counted, j->id, j->holder);
}

/* ---- the end ---- */

struct ending {
    const struct job_run *j;
    const struct job_outcome *o;
    int64_t uploads[LIMIT_UPLOADS]; /* that go with it */
    size_t n_uploads;
};

static int add_file(void *arg, struct str name, int64_t bytes, struct err *e)
{
    const struct ending *x = arg;
    return db_run(x->j->office, e, "insert into job_file(job_id, name, bytes) values ($1, $2, $3)",
                  "iti", x->j->id, name, bytes);
}

/* Uploads that others may still use are let go of; the others are of no use to anybody. */
static int end_uploads(struct db *office, struct ending *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    if (x->o->state != JOB_CANCELLED && x->j->keeps_uploads)
        return db_run(office, e, "update upload set job_id = null where job_id = $1", "i",
                      x->j->id);
    int rc = db_prepare(office, "delete from upload where job_id = $1 returning id", &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, x->j->id);
    x->n_uploads = 0;
    while ((rc = stmt_step(s, e)) > 0)
        if (x->n_uploads < LIMIT_UPLOADS)
            x->uploads[x->n_uploads++] = stmt_int(s, 0);
    return rc;
}

static int on_record(struct db *office, const struct ending *x, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf action = {0}, object = {0};
    strbuf_printf(&action, "job.%s", job_state_name(x->o->state));
    strbuf_printf(&object, "job %lld " STR_FMT, (long long)x->j->id, STR_ARG(x->j->kind));
    if (action.failed || object.failed)
        return err_nomem(e);
    struct audit_entry entry = {
        .actor_id = x->j->account,
        .actor = str_of(x->j->asked.name),
        .action = strbuf_str(&action),
        .object = strbuf_str(&object),
        .division = str_of(x->j->asked.scope),
        .why = x->o->state == JOB_FAILED ? str_of(x->o->problem.zh) : (struct str){0},
    };
    return audit_append(office, &entry, 1, e);
}

static int end(struct db *office, void *arg, struct err *e)
{
    struct ending *x = arg;
    const struct job_outcome *o = x->o;
    bool failed = o->state == JOB_FAILED, found;
    int rc = db_query_int(office, NULL, &found, e,
                          "update job set state = $1, revision = revision + 1, result = $2,"
                          " problem_zh = $3, problem_en = $4, ended_at = $5, kept = $6, holder = 0,"
                          " lease_until = 0, done = case when $1 = 2 then total else done end"
                          " where id = $7 and holder = $8 and state = 1 returning id",
                          "itttiiii", (int64_t)o->state, o->result,
                          str_of(failed ? o->problem.zh : ""), str_of(failed ? o->problem.en : ""),
                          clock_now(), (int64_t)o->attempt, x->j->id, x->j->holder);
    if (rc < 0)
        return rc;
    if (!found)
        return lost(x->j, e);
    if (o->attempt && (rc = files_each(x->j->jobs, x->j->id, o->attempt, add_file, arg, e)) < 0)
        return rc;
    rc = end_uploads(office, x, e);
    return rc < 0 ? rc : on_record(office, x, e);
}

int lease_end(struct db *office, const struct job_run *j, const struct job_outcome *o,
              struct err *e)
{
    struct ending x = {j, o};
    int rc = db_transact(office, true, end, &x, e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < x.n_uploads; i++)
        upload_unlink(j->jobs, x.uploads[i]);
    files_remove(j->jobs, j->id, o->attempt, true);
    return 0;
}
