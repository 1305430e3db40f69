/* Proposals: tables, reading, drafts and their files. */
#include "proposal_private.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "idno.h"
#include "lang.h"

#include <stdlib.h>

int proposals_schema(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create table proposal("
                  " proposal_id {int} primary key,"
                  " version {int} not null,"
                  " state {text} not null,"
                  " title {text} not null,"
                  " reason {text} not null,"
                  " author_id {int} not null,"
                  " author {text} not null,"
                  " base_version {int} not null,"
                  " pack_hash {text} not null,"
                  " pack_version {int}," /* that it became */
                  " created_seq {int} not null,"
                  " changed_seq {int} not null) {table};"

                  "create table proposal_file("
                  " proposal_id {int} not null references proposal(proposal_id),"
                  " name {text} not null,"
                  " content {blob} not null,"
                  " primary key(proposal_id, name)) {rowtable};"

                  "create table proposal_step("
                  " proposal_id {int} not null references proposal(proposal_id),"
                  " seq {int} not null,"
                  " action {text} not null,"
                  " pack_hash {text} not null,"
                  " why {text} not null,"
                  " primary key(proposal_id, seq)) {table};"

                  "create table proposal_simulation("
                  " proposal_id {int} primary key references proposal(proposal_id),"
                  " pack_hash {text} not null,"
                  " as_of {int} not null,"
                  " known_seq {int} not null,"
                  " seq {int} not null,"
                  " figures {text} not null) {rowtable};"

                  "create table pack_result("
                  " pack_hash {text} primary key,"
                  " program {text} not null,"
                  " seq {int} not null,"
                  " errors {int} not null,"
                  " warnings {int} not null,"
                  " passed {int} not null,"
                  " failed {int} not null,"
                  " findings {text} not null,"
                  " cases {text} not null) {rowtable};",
                  e);
}

static const char *const state_codes[N_PROPOSAL_STATES] = {
#define X(name, word) [PROPOSAL_##name] = #word,
    PROPOSAL_STATES(X)
#undef X
};

const char *proposal_state_code(enum proposal_state s)
{
    return state_codes[s];
}

bool proposal_state_parse(struct str code, enum proposal_state *ret)
{
    for (int i = 0; i < N_PROPOSAL_STATES; i++)
        if (str_eqz(code, state_codes[i])) {
            *ret = (enum proposal_state)i;
            return true;
        }
    return false;
}

/* 1 = all counties of the register lie in the actor's scope, and that is no less than a county. */
static int covers_everything(struct reg *r, const struct actor *actor, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db, "select county from register", &s, e);
    if (rc < 0)
        return rc;
    bool all = division_unpadded(str_of(actor->scope)).len <= 6;
    while ((rc = stmt_step(s, e)) > 0)
        all &= actor_scope_covers(actor, stmt_text(s, 0));
    return rc < 0 ? rc : all;
}

static int not_found(int64_t id, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "没有第 %lld 号提案", "there is no proposal %lld",
                   (long long)id);
}

static int may_see(struct reg *r, const struct actor *actor, int64_t id, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = covers_everything(r, actor, e)) < 0)
        return rc;
    return rc ? 0 : not_found(id, e);
}

#define PROPOSAL_COLUMNS                                                                           \
    "p.proposal_id, p.version, p.state, p.title, p.reason, p.author_id, p.author,"                 \
    " p.base_version, p.pack_hash, p.pack_version, c.at, d.at from proposal p"                     \
    " join change c on c.seq = p.created_seq join change d on d.seq = p.changed_seq"

static int read_row(struct stmt *s, struct proposal *ret, struct err *e)
{
    struct proposal p = {
        .id = stmt_int(s, 0),
        .version = stmt_int(s, 1),
        .title = stmt_text(s, 3),
        .reason = stmt_text(s, 4),
        .author_id = stmt_int(s, 5),
        .author = stmt_text(s, 6),
        .base_version = stmt_int(s, 7),
        .pack_version = stmt_int(s, 9),
        .created_at = stmt_int(s, 10),
        .changed_at = stmt_int(s, 11),
    };
    struct str hash = stmt_text(s, 8);
    if (!proposal_state_parse(stmt_text(s, 2), &p.state) || hash.len >= sizeof p.hash)
        return err_set(e, E_CORRUPT, "第 %lld 号提案的状态无法识别，请从备份核对",
                       "proposal %lld is in no state that is known; compare with a backup",
                       (long long)p.id);
    memcpy(p.hash, hash.data, hash.len);
    *ret = p;
    return 0;
}

int proposal_load(struct reg *r, int64_t id, struct arena *a, struct proposal *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct proposal p;
    int rc = db_prepare(r->db, "select " PROPOSAL_COLUMNS " where p.proposal_id = $1", &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, id);
    if ((rc = stmt_step(s, e)) <= 0)
        return rc < 0 ? rc : not_found(id, e);
    if ((rc = read_row(s, &p, e)) < 0)
        return rc;
    p.title = str_dup(a, p.title);
    p.reason = str_dup(a, p.reason);
    p.author = str_dup(a, p.author);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = p;
    return 0;
}

int proposal_get(struct reg *r, const struct actor *actor, int64_t id, struct arena *a,
                 struct proposal *ret, struct err *e)
{
    int rc = may_see(r, actor, id, e);
    return rc < 0 ? rc : proposal_load(r, id, a, ret, e);
}

int proposal_list(struct reg *r, const struct actor *actor, enum proposal_state state,
                  int64_t before, size_t most, proposal_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = covers_everything(r, actor, e)) <= 0)
        return rc;
    if ((rc = db_prepare(r->db,
                         "select " PROPOSAL_COLUMNS " where p.proposal_id < $1"
                         " and (p.state = $2 or $2 = '') order by p.proposal_id desc limit $3",
                         &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, before ? before : INT64_MAX);
    stmt_bind_text(s, 2, state < N_PROPOSAL_STATES ? str_of(state_codes[state]) : STR(""));
    stmt_bind_int(s, 3, (int64_t)most);
    while ((rc = stmt_step(s, e)) > 0) {
        struct proposal p;
        if ((rc = read_row(s, &p, e)) < 0 || (rc = fn(arg, &p, e)) < 0)
            return rc;
    }
    return rc < 0 ? rc : 1;
}

int proposal_load_files(struct reg *r, int64_t id, struct arena *a, struct pack_file **ret,
                        size_t *ret_n, struct err *e)
{
    struct {
        struct pack_file *at;
        size_t n, cap;
    } v = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(
        r->db, "select name, content from proposal_file where proposal_id = $1 order by name", &s,
        e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, id);
    while ((rc = stmt_step(s, e)) > 0) {
        struct pack_file f = {str_dup(a, stmt_text(s, 0)), str_dup(a, stmt_blob(s, 1))};
        if (arena_failed(a) || !vec_push(a, &v, f))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    *ret = v.at;
    *ret_n = v.n;
    return 0;
}

int proposal_files(struct reg *r, const struct actor *actor, int64_t id, struct arena *a,
                   struct pack_file **ret, size_t *ret_n, struct err *e)
{
    struct proposal p;
    int rc = proposal_get(r, actor, id, a, &p, e);
    return rc < 0 ? rc : proposal_load_files(r, id, a, ret, ret_n, e);
}

int proposal_text(struct arena *a, struct str text, size_t limit, bool needed, struct str *ret,
                  struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf clean = {0};
    text = str_trim(text);
    if (needed && !text.len)
        return err_set(e, E_INVALID, "请写明理由（或标题）", "write a reason (or title)");
    if (text.len > limit)
        return err_set(e, E_LIMIT, "文字超过 %zu 字节，请写短些",
                       "the text is longer than %zu bytes: shorten it", limit);
    idno_scrub(text, &clean);
    *ret = str_dup(a, strbuf_str(&clean));
    return clean.failed || arena_failed(a) ? err_nomem(e) : 0;
}

/*
 * Writing.
 */

int proposal_by_author(const struct proposal_write *w, struct err *e)
{
    if (w->actor->id == w->p.author_id && str_eqz(w->p.author, w->actor->name))
        return 0;
    return err_set(e, E_DENIED, "只有提出人 " STR_FMT " 可以这样做",
                   "only the author, " STR_FMT ", may do this", STR_ARG(w->p.author));
}

/* Numbers of accounts begin anew where the office was lost; names alone may be given again. */
int proposal_by_another(const struct proposal_write *w, struct err *e)
{
    if (w->actor->id != w->p.author_id && !str_eqz(w->p.author, w->actor->name))
        return 0;
    return err_set(e, E_DENIED, "提出人不能批准或退回自己的提案，须由另一人办理",
                   "the author can't approve or return this proposal: another person has to");
}

int proposal_in_state(const struct proposal *p, unsigned states, struct err *e)
{
    if (states >> p->state & 1)
        return 0;
    static const char *const labels[N_PROPOSAL_STATES] = {
        [PROPOSAL_DRAFT] = "草稿",       [PROPOSAL_SUBMITTED] = "已提交",
        [PROPOSAL_SIMULATED] = "已模拟", [PROPOSAL_RETURNED] = "已退回",
        [PROPOSAL_APPROVED] = "已批准",
    };
    return err_set(e, E_CONFLICT, "第 %lld 号提案现为“%s”%.0s，不能这样做",
                   "proposal %lld is %.0s%s, and this can't be done then", (long long)p->id,
                   labels[p->state], state_codes[p->state]);
}

int proposal_change(struct proposal_write *w, const char *detail, struct err *e)
{
    const char *what = arena_printf(w->a, "policy proposal %s", w->action);
    const char *why = arena_printf(
        w->a, tr("第 %lld 号提案“" STR_FMT "”%s%s", "proposal %lld \"" STR_FMT "\"%s%s"),
        (long long)w->p.id, STR_ARG(w->p.title), detail ? tr("，", ", ") : "",
        detail ? detail : "");
    return what && why ? change_begin(w->r->db, w->actor, what, why, &w->seq, e) : err_nomem(e);
}

static int put(struct proposal_write *w, struct err *e)
{
    const struct proposal *p = &w->p;
    int rc = db_run(w->r->db, e,
                    "update proposal set version = version + 1, state = $2, title = $3,"
                    " reason = $4, base_version = $5, pack_hash = $6, changed_seq = $7"
                    " where proposal_id = $1",
                    "itttiti", p->id, str_of(state_codes[p->state]), p->title, p->reason,
                    p->base_version, str_of(p->hash), w->seq);
    if (rc >= 0 && p->pack_version)
        rc = db_run(w->r->db, e, "update proposal set pack_version = $2 where proposal_id = $1",
                    "ii", p->id, p->pack_version);
    if (rc < 0)
        return rc;
    return db_run(w->r->db, e,
                  "insert into proposal_step(proposal_id, seq, action, pack_hash, why)"
                  " values ($1, $2, $3, $4, $5)",
                  "iittt", p->id, w->seq, str_of(w->action), str_of(p->hash), w->why);
}

struct attempt {
    struct proposal_write *w;
    proposal_step_run *run;
};

static int attempt(struct db *db, void *arg, struct err *e)
{
    struct attempt *t = arg;
    struct proposal_write *w = t->w;
    arena_reset(w->a);
    w->seq = 0;
    w->why = (struct str){0};
    int rc = proposal_load(w->r, w->id, w->a, &w->p, e);
    if (rc < 0 || (rc = t->run(w, e)) != 0)
        return rc < 0 ? rc : 0;
    if (!w->seq && (rc = proposal_change(w, NULL, e)) < 0)
        return rc;
    return put(w, e);
}

static int may_write(struct reg *r, const struct actor *actor, int64_t id, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_POLICY, e);
    return rc < 0 ? rc : may_see(r, actor, id, e);
}

int proposal_write(struct proposal_write *w, proposal_step_run *run, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct attempt t = {w, run};
    int rc = a ? may_write(w->r, w->actor, w->id, e) : err_nomem(e);
    w->a = a;
    return rc < 0 ? rc : db_transact(w->r->db, true, attempt, &t, e);
}

/*
 * Drafts.
 */

struct add {
    struct reg *r;
    const struct actor *actor;
    struct str title, reason;
    int64_t id;
};

static int copy_pack(struct add *x, const struct pack *p, struct err *e)
{
    const struct pack_file *files;
    size_t n = pack_files(p, &files);
    int rc = 0;
    for (size_t i = 0; i < n && rc >= 0; i++)
        rc = db_run(x->r->db, e,
                    "insert into proposal_file(proposal_id, name, content) values ($1, $2, $3)",
                    "itb", x->id, files[i].name, files[i].content);
    return rc;
}

static int check_open(struct reg *r, struct err *e)
{
    int64_t open = 0;
    int rc = db_query_int(r->db, &open, NULL, e,
                          "select count(*) from proposal where state <> 'approved'", "");
    if (rc >= 0 && open >= LIMIT_PROPOSALS)
        return err_set(e, E_LIMIT, "未批准的提案已有 %u 件，请先清理",
                       "there are %u proposals already that aren't approved: delete some",
                       LIMIT_PROPOSALS);
    return rc;
}

static int add(struct db *db, void *arg, struct err *e)
{
    struct add *x = arg;
    const struct pack *p;
    int64_t base, seq, last = 0;
    int rc;
    if ((rc = check_open(x->r, e)) < 0 || (rc = reg_pack(x->r, INT64_MAX, &p, e)) < 0 ||
        (rc = pack_version_at(x->r, INT64_MAX, &base, e)) < 0 ||
        (rc = db_query_int(db, &last, NULL, e, "select max(proposal_id) from proposal", "")) < 0)
        return rc;
    x->id = last + 1;
    _cleanup_(strbuf_done) struct strbuf why = {0};
    strbuf_printf(&why, tr("第 %lld 号提案“" STR_FMT "”", "proposal %lld \"" STR_FMT "\""),
                  (long long)x->id, STR_ARG(x->title));
    if (why.failed)
        return err_nomem(e);
    if ((rc = change_begin(db, x->actor, "policy proposal add", strbuf_z(&why), &seq, e)) < 0 ||
        (rc = db_run(db, e,
                     "insert into proposal(proposal_id, version, state, title, reason, author_id,"
                     " author, base_version, pack_hash, created_seq, changed_seq)"
                     " values ($1, 1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9)",
                     "ittititii", x->id, x->title, x->reason, x->actor->id, str_of(x->actor->name),
                     base, str_of(pack_hash(p)), seq, seq)) < 0 ||
        (rc = copy_pack(x, p, e)) < 0)
        return rc;
    return db_run(db, e,
                  "insert into proposal_step(proposal_id, seq, action, pack_hash, why)"
                  " values ($1, $2, 'add', $3, $4)",
                  "iitt", x->id, seq, str_of(pack_hash(p)), x->reason);
}

int proposal_add(struct reg *r, const struct actor *actor, struct str title, struct str reason,
                 int64_t *ret_id, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct add x = {.r = r, .actor = actor};
    int rc = a ? actor_require(actor, RIGHT_VIEW | RIGHT_POLICY, e) : err_nomem(e);
    if (rc < 0 || (rc = covers_everything(r, actor, e)) < 0)
        return rc;
    if (!rc)
        return err_set(e, E_DENIED, "%s 的管辖范围不是登记库的全部区县，不能提出政策包",
                       "%s doesn't have all counties of the register in scope, and can't propose a "
                       "pack",
                       actor->name);
    if ((rc = proposal_text(a, title, LIMIT_PROPOSAL_TITLE_BYTES, true, &x.title, e)) < 0 ||
        (rc = proposal_text(a, reason, LIMIT_PROPOSAL_REASON_BYTES, true, &x.reason, e)) < 0 ||
        (rc = db_transact(r->db, true, add, &x, e)) < 0)
        return rc;
    *ret_id = x.id;
    return 0;
}

static bool same_place(struct str x, struct str y)
{
    return str_eq(x, y) || (str_ends(x, STR(".dmn")) && str_ends(y, STR(".dmn")));
}

/* The files that there will be. */
static int merge_files(struct proposal_write *w, const struct proposal_edit *x,
                       struct pack_file **ret, size_t *ret_n, struct err *e)
{
    struct pack_file *old = NULL;
    size_t n_old = 0, n = 0;
    int rc = x->whole ? 0 : proposal_load_files(w->r, w->id, w->a, &old, &n_old, e);
    if (rc < 0)
        return rc;
    struct pack_file *v = arena_array_of(w->a, n_old + x->n_files, struct pack_file);
    if (!v)
        return err_nomem(e);
    for (size_t i = 0; i < n_old; i++) {
        bool stays = true;
        for (size_t k = 0; k < x->n_files; k++)
            stays &= !same_place(old[i].name, x->files[k].name);
        if (stays)
            v[n++] = old[i];
    }
    for (size_t k = 0; k < x->n_files; k++)
        v[n++] = x->files[k];
    *ret = v;
    *ret_n = n;
    return pack_files_check(v, n, e);
}

static int put_files(struct proposal_write *w, const struct proposal_edit *x, struct err *e)
{
    struct pack_file *v = NULL;
    size_t n = 0;
    int rc = merge_files(w, x, &v, &n, e);
    if (rc < 0 || (rc = pack_files_hash(v, n, w->p.hash, e)) < 0 ||
        (rc = db_run(w->r->db, e, "delete from proposal_file where proposal_id = $1", "i", w->id)) <
            0)
        return rc;
    for (size_t i = 0; i < n && rc >= 0; i++)
        rc = db_run(w->r->db, e,
                    "insert into proposal_file(proposal_id, name, content) values ($1, $2, $3)",
                    "itb", w->id, v[i].name, v[i].content);
    return rc;
}

#define EDITABLE (1u << PROPOSAL_DRAFT | 1u << PROPOSAL_RETURNED)

static int check_base(struct proposal_write *w, int64_t base, struct err *e)
{
    int64_t now;
    int rc = pack_version_at(w->r, INT64_MAX, &now, e);
    if (rc >= 0 && base != now)
        return err_set(e, E_CONFLICT, "现行政策包是第 %lld 版，不是第 %lld 版",
                       "the version in force is %lld, not %lld", (long long)now, (long long)base);
    return rc;
}

static int edit(struct proposal_write *w, struct err *e)
{
    const struct proposal_edit *x = w->arg;
    int rc;
    if ((rc = proposal_by_author(w, e)) < 0 || (rc = proposal_in_state(&w->p, EDITABLE, e)) < 0 ||
        (x->title && (rc = proposal_text(w->a, *x->title, LIMIT_PROPOSAL_TITLE_BYTES, true,
                                         &w->p.title, e)) < 0) ||
        (x->reason && (rc = proposal_text(w->a, *x->reason, LIMIT_PROPOSAL_REASON_BYTES, true,
                                          &w->p.reason, e)) < 0) ||
        (x->base_version && (rc = check_base(w, x->base_version, e)) < 0) ||
        ((x->n_files || x->whole) && (rc = put_files(w, x, e)) < 0))
        return rc;
    if (x->base_version)
        w->p.base_version = x->base_version;
    w->p.state = PROPOSAL_DRAFT;
    return 0;
}

int proposal_edit(struct reg *r, const struct actor *actor, int64_t id,
                  const struct proposal_edit *x, struct err *e)
{
    struct proposal_write w = {.r = r, .actor = actor, .id = id, .action = "edit", .arg = x};
    return proposal_write(&w, edit, e);
}

static int delete (struct proposal_write *w, struct err *e)
{
    static const char *const sql[] = {
        "delete from proposal_simulation where proposal_id = $1",
        "delete from proposal_step where proposal_id = $1",
        "delete from proposal_file where proposal_id = $1",
        "delete from proposal where proposal_id = $1",
    };
    int rc;
    if ((rc = proposal_by_author(w, e)) < 0 || (rc = proposal_in_state(&w->p, EDITABLE, e)) < 0 ||
        (rc = proposal_change(w, NULL, e)) < 0)
        return rc;
    for (size_t i = 0; i < ARRAY_LEN(sql) && rc >= 0; i++)
        rc = db_run(w->r->db, e, sql[i], "i", w->id);
    return rc < 0 ? rc : 1;
}

int proposal_delete(struct reg *r, const struct actor *actor, int64_t id, struct err *e)
{
    struct proposal_write w = {.r = r, .actor = actor, .id = id, .action = "delete"};
    return proposal_write(&w, delete, e);
}

int proposal_steps(struct reg *r, const struct actor *actor, int64_t id, proposal_step_fn *fn,
                   void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = may_see(r, actor, id, e);
    if (rc < 0 || (rc = db_prepare(r->db,
                                   "select t.seq, c.at, t.action, c.actor, t.why, t.pack_hash"
                                   " from proposal_step t join change c on c.seq = t.seq"
                                   " where t.proposal_id = $1 order by t.seq",
                                   &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, id);
    while ((rc = stmt_step(s, e)) > 0) {
        struct proposal_step step = {stmt_int(s, 0),  stmt_int(s, 1),  stmt_text(s, 2),
                                     stmt_text(s, 3), stmt_text(s, 4), stmt_text(s, 5)};
        if ((rc = fn(arg, &step, e)) < 0)
            return rc;
    }
    return rc;
}
