/* The queue as those see it who ask for work. */
#include "jobs_private.h"

#include "account.h"
#include "cleanup.h"
#include "clock.h"
#include "uploads.h"

#include <stdlib.h>

const char *job_state_name(enum job_state state)
{
    static const char *const names[JOB_STATES] = {"queued", "running", "done", "failed",
                                                  "cancelled"};
    return names[state];
}

const struct job_kind *job_kind_find(struct str name)
{
    for (size_t i = 0; job_kinds[i]; i++)
        if (str_eqz(name, job_kinds[i]->name))
            return job_kinds[i];
    return NULL;
}

int job_number(struct db *office, const char *what, int64_t *ret, struct err *e)
{
    return db_query_int(office, ret, NULL, e,
                        "update job_serial set last = last + 1 where what = $1 returning last", "t",
                        str_of(what));
}

/* ---- asking ---- */

struct adding {
    const struct actor *actor;
    const struct job_kind *kind;
    struct str input;
    int64_t id;
};

/* Those that the input names: {"uploads": [1, 2]} or {"upload": 1}. */
static int claim_uploads(struct db *office, const struct adding *x, struct err *e)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;
    bool named = false;
    int depth = 0, token, rc = json_open(x->input, &r, e);
    if (rc < 0)
        return rc;
    while ((token = json_next(r, e)) > JSON_END && rc >= 0) {
        depth += (token == JSON_OBJECT || token == JSON_ARRAY) -
                 (token == JSON_OBJECT_END || token == JSON_ARRAY_END);
        if (token == JSON_NAME && depth == 1)
            named = str_eqz(json_text(r), "upload") || str_eqz(json_text(r), "uploads");
        else if (token == JSON_NUMBER && named)
            rc = upload_claim(office, x->actor->id, strtoll(json_text(r).data, NULL, 10), x->id, e);
    }
    return token < 0 ? token : rc;
}

static int add(struct db *office, void *arg, struct err *e)
{
    struct adding *x = arg;
    int64_t waiting;
    int rc = job_number(office, "job", &x->id, e);
    if (rc < 0 || (rc = db_query_int(office, &waiting, NULL, e,
                                     "select count(*) from job where account = $1 and state <= $2",
                                     "ii", x->actor->id, (int64_t)JOB_RUNNING)) < 0)
        return rc;
    if (waiting >= JOBS_WAITING_MAX)
        return err_set(e, E_CONFLICT, "您已有 %lld 个任务在排队，请等它们结束或取消一些",
                       "%lld jobs of yours are waiting; let them end, or cancel some",
                       (long long)waiting);
    rc = db_run(office, e,
                "insert into job(id, account, account_name, division, rights, fields, kind,"
                " input, writes, state, revision, done, total, phase_zh, phase_en, result,"
                " problem_zh, problem_en, created_at, started_at, ended_at, attempts,"
                " not_before, cancel, holder, lease_until, kept) values ($1, $2, $3, $4, $5, $6,"
                " $7, $8, $9, 0, 1, 0, 0, '', '', '', '', '', $10, 0, 0, 0, 0, 0, 0, 0, 0)",
                "iittiittii", x->id, x->actor->id, str_of(x->actor->name), str_of(x->actor->scope),
                (int64_t)x->actor->rights, (int64_t)x->actor->fields, str_of(x->kind->name),
                x->input, (int64_t)x->kind->writes, clock_now());
    return rc < 0 ? rc : claim_uploads(office, x, e);
}

int job_add(struct db *office, const struct actor *actor, const char *kind, struct str input,
            int64_t *ret_id, struct err *e)
{
    struct adding x = {.actor = actor, .kind = job_kind_find(str_of(kind)), .input = input};
    if (!x.kind)
        return err_set(e, E_INVALID, "没有任务类型 %s", "there is no kind of job %s", kind);
    int rc = actor_require(actor, x.kind->rights, e);
    if (rc < 0 || (rc = db_in_transaction(office) ? add(office, &x, e)
                                                  : db_transact(office, true, add, &x, e)) < 0)
        return rc;
    *ret_id = x.id;
    return 0;
}

/* ---- looking ---- */

bool job_read(struct stmt *s, const struct actor *actor, bool others, struct job *ret)
{
    struct job j = {
        .id = stmt_int(s, 0),
        .account = stmt_int(s, 1),
        .account_name = stmt_text(s, 2),
        .division = stmt_text(s, 3),
        .kind = stmt_text(s, 4),
        .state = (enum job_state)stmt_int(s, 9),
        .revision = stmt_int(s, 10),
        .done = stmt_int(s, 11),
        .total = stmt_int(s, 12),
        .phase_zh = stmt_text(s, 13),
        .phase_en = stmt_text(s, 14),
        .created_at = stmt_int(s, 15),
        .started_at = stmt_int(s, 16),
        .ended_at = stmt_int(s, 17),
        .attempts = (int)stmt_int(s, 18),
        .cancel = stmt_int(s, 19) != 0,
    };
    const struct job_kind *kind = job_kind_find(j.kind);
    bool covered = actor_scope_covers(actor, j.division);
    j.own = j.account == actor->id && covered &&
            actor_may(actor, kind ? kind->rights : RIGHT_ALL) &&
            actor_sees(actor, (uint32_t)stmt_int(s, 21));
    if (j.own) {
        j.input = stmt_text(s, 5);
        j.result = stmt_text(s, 6);
        j.problem_zh = stmt_text(s, 7);
        j.problem_en = stmt_text(s, 8);
    }
    if (!j.own && !(others && covered && actor_may(actor, RIGHT_ADMINISTER)))
        return false;
    *ret = j;
    return true;
}

static int unknown(int64_t id, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "没有任务 %lld", "there is no job %lld", (long long)id);
}

static int find(struct db *office, const struct actor *actor, int64_t id, struct stmt **s,
                struct job *ret, struct err *e)
{
    int rc = db_prepare(office, "select " JOB_COLUMNS " from job where id = $1", s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(*s, 1, id);
    rc = stmt_step(*s, e);
    if (rc < 0)
        return rc;
    return rc > 0 && job_read(*s, actor, true, ret) ? 0 : unknown(id, e);
}

int job_get(struct db *office, const struct actor *actor, int64_t id, struct arena *a,
            struct job *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct job j;
    int rc = find(office, actor, id, &s, &j, e);
    if (rc < 0)
        return rc;
    struct str *const texts[] = {&j.account_name, &j.division,   &j.kind,     &j.input,   &j.result,
                                 &j.problem_zh,   &j.problem_en, &j.phase_zh, &j.phase_en};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = str_dup(a, *texts[i]);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = j;
    return 0;
}

/* "import" has "import.people" */
static bool is_kind(struct str kind, struct str wanted)
{
    return !wanted.len ||
           (str_starts(kind, wanted) && (kind.len == wanted.len || kind.data[wanted.len] == '.'));
}

int job_list(struct db *office, const struct actor *actor, const struct job_filter *f, size_t most,
             job_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(office,
                        "select " JOB_COLUMNS " from job where id < $1 and (account = $2 or $3 = 1)"
                        " and (state = $4 or $4 < 0) order by id desc",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, f->before ? f->before : INT64_MAX);
    stmt_bind_int(s, 2, actor->id);
    stmt_bind_int(s, 3, f->others);
    stmt_bind_int(s, 4, f->state);
    for (size_t n = 0; n < most && (rc = stmt_step(s, e)) > 0;) {
        struct job j;
        if (!job_read(s, actor, f->others, &j) || !is_kind(j.kind, f->kind))
            continue;
        if ((rc = fn(arg, &j, e)) < 0)
            return rc;
        n++;
    }
    return rc < 0 ? rc : 0;
}

int job_cancel(struct db *office, const struct actor *actor, int64_t id, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct job j;
    bool found;
    int rc = find(office, actor, id, &s, &j, e);
    stmt_done(take(s));
    if (rc < 0)
        return rc;
    /* One that waits and was never begun has had no effect. Others are asked to end: what they may
     * have done in the register is for a worker to see. */
    rc = db_query_int(office, NULL, &found, e,
                      "update job set cancel = 1, not_before = 0, revision = revision + 1,"
                      " ended_at = case when state = 0 and attempts = 0 then $2 else 0 end,"
                      " state = case when state = 0 and attempts = 0 then 4 else state end"
                      " where id = $1 and state <= 1 returning id",
                      "ii", id, clock_now());
    if (rc < 0)
        return rc;
    if (!found)
        return err_set(e, E_CONFLICT, "任务 %lld 已结束", "job %lld has ended", (long long)id);
    /* What it would have read is of no use to anybody; the files are swept. */
    return db_run(office, e,
                  "delete from upload where job_id = $1"
                  " and exists (select 1 from job where id = $1 and state = 4)",
                  "i", id);
}

int job_files(struct db *office, int64_t id, job_file_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(office, "select name, bytes from job_file where job_id = $1 order by name",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, id);
    while ((rc = stmt_step(s, e)) > 0)
        if (job_file_served(stmt_text(s, 0)) &&
            (rc = fn(arg, stmt_text(s, 0), stmt_int(s, 1), e)) < 0)
            return rc;
    return rc;
}
