/* Proposals on their way: submitted, simulated, returned or in force; what is kept with them. */
#include "proposal_private.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "lang.h"

/*
 * What came of checking and testing.
 */

struct keep {
    struct reg *r;
    const struct actor *actor;
    struct str hash;
    const struct pack_result *x;
};

/* Results of files that nobody has any more go. */
static int keep_result(struct db *db, void *arg, struct err *e)
{
    const struct keep *k = arg;
    const struct pack_result *x = k->x;
    int64_t seq;
    int rc;
    if ((rc = change_begin(db, k->actor, "policy check", NULL, &seq, e)) < 0 ||
        (rc = db_run(db, e,
                     "delete from pack_result where pack_hash = $1 or pack_hash not in"
                     " (select pack_hash from proposal union select pack_hash from pack_version)",
                     "t", k->hash)) < 0)
        return rc;
    return db_run(db, e,
                  "insert into pack_result(pack_hash, program, seq, errors, warnings, passed,"
                  " failed, findings, cases) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                  "ttiiiiitt", k->hash, STR(HEYI_VERSION), seq, x->errors, x->warnings, x->passed,
                  x->failed, x->findings, x->cases);
}

int pack_result_put(struct reg *r, const struct actor *actor, struct str hash,
                    const struct pack_result *x, struct err *e)
{
    struct keep k = {r, actor, hash, x};
    int rc = actor_require(actor, RIGHT_POLICY, e);
    return rc < 0 ? rc : db_transact(r->db, true, keep_result, &k, e);
}

int pack_result_get(struct reg *r, struct str hash, struct arena *a, struct pack_result *ret,
                    bool *ret_found, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db,
                        "select c.at, x.errors, x.warnings, x.passed, x.failed, x.findings, x.cases"
                        " from pack_result x join change c on c.seq = x.seq"
                        " where x.pack_hash = $1 and x.program = $2",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, hash);
    stmt_bind_text(s, 2, STR(HEYI_VERSION));
    if ((rc = stmt_step(s, e)) < 0)
        return rc;
    *ret_found = rc > 0;
    if (!rc)
        return 0;
    *ret = (struct pack_result){
        stmt_int(s, 0),
        stmt_int(s, 1),
        stmt_int(s, 2),
        stmt_int(s, 3),
        stmt_int(s, 4),
        str_dup(a, stmt_text(s, 5)),
        str_dup(a, stmt_text(s, 6)),
    };
    return arena_failed(a) ? err_nomem(e) : 0;
}

/* The files are sound, and the base is still in force. */
static int check_files(struct proposal_write *w, struct err *e)
{
    struct pack_result x;
    bool found;
    int64_t now;
    int rc;
    if ((rc = pack_version_at(w->r, INT64_MAX, &now, e)) < 0 ||
        (rc = pack_result_get(w->r, str_of(w->p.hash), w->a, &x, &found, e)) < 0)
        return rc;
    if (now != w->p.base_version)
        return err_set(
            e, E_CONFLICT,
            "现行政策包已是第 %lld 版，提案以第 %lld 版为基础：请核对差异，改以现行版为基础，"
            "再检查",
            "version %lld is in force now, the proposal was made from %lld: look at the "
            "differences, take that as the base and check again",
            (long long)now, (long long)w->p.base_version);
    if (!found)
        return err_set(e, E_CONFLICT, "提案的文件还没有检查和测试（或改动后没有再做）",
                       "the proposal's files haven't been checked and tested as they are now");
    if (x.errors || x.failed)
        return err_set(e, E_CONFLICT, "提案的文件有 %lld 处错误、%lld 例未通过，请先改正",
                       "the proposal's files have %lld errors and %lld failing cases: mend them",
                       (long long)x.errors, (long long)x.failed);
    return 0;
}

/*
 * Steps.
 */

static int submit(struct proposal_write *w, struct err *e)
{
    const struct pack *now;
    int rc;
    if ((rc = proposal_by_author(w, e)) < 0 ||
        (rc = proposal_in_state(&w->p, 1u << PROPOSAL_DRAFT | 1u << PROPOSAL_RETURNED, e)) < 0 ||
        (rc = check_files(w, e)) < 0 || (rc = reg_pack(w->r, INT64_MAX, &now, e)) < 0)
        return rc;
    if (str_eqz(str_of(w->p.hash), pack_hash(now)))
        return err_set(e, E_CONFLICT, "提案与现行政策包相同，没有可提交的改动",
                       "the proposal is the pack in force: there is nothing to submit");
    w->p.state = PROPOSAL_SUBMITTED;
    return 0;
}

int proposal_submit(struct reg *r, const struct actor *actor, int64_t id, struct err *e)
{
    struct proposal_write w = {.r = r, .actor = actor, .id = id, .action = "submit"};
    return proposal_write(&w, submit, e);
}

#define UNDER_WAY (1u << PROPOSAL_SUBMITTED | 1u << PROPOSAL_SIMULATED)

static int withdraw(struct proposal_write *w, struct err *e)
{
    int rc;
    if ((rc = proposal_by_author(w, e)) < 0 || (rc = proposal_in_state(&w->p, UNDER_WAY, e)) < 0 ||
        (rc = proposal_text(w->a, w->given, LIMIT_PROPOSAL_REASON_BYTES, false, &w->why, e)) < 0)
        return rc;
    w->p.state = PROPOSAL_DRAFT;
    return 0;
}

int proposal_withdraw(struct reg *r, const struct actor *actor, int64_t id, struct str why,
                      struct err *e)
{
    struct proposal_write w = {
        .r = r, .actor = actor, .id = id, .action = "withdraw", .given = why};
    return proposal_write(&w, withdraw, e);
}

static int send_back(struct proposal_write *w, struct err *e)
{
    int rc;
    if ((rc = proposal_by_another(w, e)) < 0 || (rc = proposal_in_state(&w->p, UNDER_WAY, e)) < 0 ||
        (rc = proposal_text(w->a, w->given, LIMIT_PROPOSAL_REASON_BYTES, true, &w->why, e)) < 0)
        return rc;
    w->p.state = PROPOSAL_RETURNED;
    return 0;
}

int proposal_return(struct reg *r, const struct actor *actor, int64_t id, struct str why,
                    struct err *e)
{
    struct proposal_write w = {.r = r, .actor = actor, .id = id, .action = "return", .given = why};
    return proposal_write(&w, send_back, e);
}

struct simulated {
    struct str hash;
    const struct proposal_simulation *x;
};

static int simulated(struct proposal_write *w, struct err *e)
{
    const struct simulated *arg = w->arg;
    const struct proposal_simulation *x = arg->x;
    int rc;
    if ((rc = proposal_in_state(&w->p, UNDER_WAY, e)) < 0 || (rc = check_files(w, e)) < 0)
        return rc;
    if (!str_eqz(arg->hash, w->p.hash))
        return err_set(e, E_CONFLICT, "提案在模拟期间改动过，请重新模拟",
                       "the proposal was edited while it was simulated: simulate it again");
    if ((rc = proposal_change(w, NULL, e)) < 0)
        return rc;
    w->p.state = PROPOSAL_SIMULATED;
    return db_run(w->r->db, e,
                  "insert into proposal_simulation(proposal_id, pack_hash, as_of, known_seq, seq,"
                  " figures) values ($1, $2, $3, $4, $5, $6)"
                  " on conflict(proposal_id) do update set pack_hash = excluded.pack_hash,"
                  " as_of = excluded.as_of, known_seq = excluded.known_seq, seq = excluded.seq,"
                  " figures = excluded.figures",
                  "itiiit", w->id, str_of(w->p.hash), (int64_t)x->as_of, x->known_seq, w->seq,
                  x->figures);
}

int proposal_simulated(struct reg *r, const struct actor *actor, int64_t id, struct str hash,
                       const struct proposal_simulation *x, struct err *e)
{
    const struct simulated arg = {hash, x};
    struct proposal_write w = {.r = r, .actor = actor, .id = id, .action = "simulate", .arg = &arg};
    return proposal_write(&w, simulated, e);
}

int proposal_simulation(struct reg *r, const struct actor *actor, int64_t id, struct arena *a,
                        struct proposal_simulation *ret, bool *ret_found, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct proposal p;
    int rc = proposal_get(r, actor, id, a, &p, e);
    if (rc < 0 || (rc = db_prepare(r->db,
                                   "select c.at, x.known_seq, x.as_of, c.actor, x.figures"
                                   " from proposal_simulation x join change c on c.seq = x.seq"
                                   " where x.proposal_id = $1 and x.pack_hash = $2",
                                   &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, id);
    stmt_bind_text(s, 2, str_of(p.hash));
    if ((rc = stmt_step(s, e)) < 0)
        return rc;
    *ret_found = rc > 0;
    if (!rc)
        return 0;
    *ret = (struct proposal_simulation){stmt_int(s, 0), stmt_int(s, 1), (int32_t)stmt_int(s, 2),
                                        str_dup(a, stmt_text(s, 3)), str_dup(a, stmt_text(s, 4))};
    return arena_failed(a) ? err_nomem(e) : 0;
}

static int store(struct proposal_write *w, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf log = {0};
    _cleanup_(pack_freep) struct pack *pack = NULL;
    struct pack_file *files;
    bool changed;
    size_t n;
    int rc;
    if ((rc = proposal_load_files(w->r, w->id, w->a, &files, &n, e)) < 0 ||
        (rc = pack_from_files(files, n, w->r->catalogue, &pack, e)) < 0)
        return rc;
    if (!str_eqz(str_of(pack_hash(pack)), w->p.hash))
        return err_set(e, E_CORRUPT, "第 %lld 号提案的文件与其散列值不符，请从备份核对",
                       "the files of proposal %lld don't match their hash; compare with a backup",
                       (long long)w->id);
    return register_pack_store(w->r, pack, w->seq, &log, &changed, e);
}

static int approve(struct proposal_write *w, struct err *e)
{
    struct proposal_simulation sim;
    bool found;
    int rc;
    if ((rc = proposal_by_another(w, e)) < 0 ||
        (rc = proposal_in_state(&w->p, 1u << PROPOSAL_SIMULATED, e)) < 0 ||
        (rc = check_files(w, e)) < 0 ||
        (rc = proposal_simulation(w->r, w->actor, w->id, w->a, &sim, &found, e)) < 0 ||
        (rc = proposal_text(w->a, w->given, LIMIT_PROPOSAL_REASON_BYTES, false, &w->why, e)) < 0)
        return rc;
    if (!found)
        return err_set(e, E_CONFLICT, "提案现在的文件还没有模拟，请先模拟",
                       "the proposal's files as they are now haven't been simulated");
    const char *detail = arena_printf(
        w->a,
        tr("提出人 " STR_FMT "，批准人 %s%s" STR_FMT, "by " STR_FMT ", approved by %s%s" STR_FMT),
        STR_ARG(w->p.author), w->actor->name, w->why.len ? tr("：", ": ") : "", STR_ARG(w->why));
    if (!detail)
        return err_nomem(e);
    if ((rc = proposal_change(w, detail, e)) < 0)
        return rc;
    w->p.state = PROPOSAL_APPROVED;
    w->p.pack_version = w->ret = w->p.base_version + 1;
    /* before proposals under way are sent back */
    if ((rc = db_run(w->r->db, e, "update proposal set state = 'approved' where proposal_id = $1",
                     "i", w->id)) < 0)
        return rc;
    return store(w, e);
}

int proposal_approve(struct reg *r, const struct actor *actor, int64_t id, struct str why,
                     int64_t *ret_pack_version, struct err *e)
{
    struct proposal_write w = {.r = r, .actor = actor, .id = id, .action = "approve", .given = why};
    int rc = proposal_write(&w, approve, e);
    if (rc >= 0)
        *ret_pack_version = w.ret;
    return rc;
}

int proposals_base_changed(struct reg *r, int64_t seq, struct err *e)
{
    int rc = db_run(r->db, e,
                    "insert into proposal_step(proposal_id, seq, action, pack_hash, why)"
                    " select proposal_id, $1, 'base_changed', pack_hash, '' from proposal"
                    " where state in ('submitted', 'simulated')",
                    "i", seq);
    if (rc < 0)
        return rc;
    return db_run(r->db, e,
                  "update proposal set state = 'draft', version = version + 1, changed_seq = $1"
                  " where state in ('submitted', 'simulated')",
                  "i", seq);
}
