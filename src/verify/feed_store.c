/* Definitions in the register: every version that was ever in force, with its files. */
#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "feed_facts_private.h"
#include "feed_private.h"
#include "lang.h"
#include "verify.h"

#define COMBINED_LABEL "部门合计"
#define COMBINED_STANDING 300

static int store_files(struct db *db, const struct feeds *f, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < f->n_files; i++)
        rc = db_run(db, e,
                    "insert into feed_file(feeds_hash, name, content) values ($1, $2, $3)"
                    " on conflict(feeds_hash, name) do nothing",
                    "ttb", str_of(f->hash), f->files[i].name, f->files[i].content);
    return rc;
}

static int store_sources(struct reg *r, const struct feeds *f, int64_t seq, struct err *e)
{
    struct source_spec sources[FEEDS_MAX + 1];
    bool changed;
    for (size_t i = 0; i < f->n; i++)
        sources[i] = (struct source_spec){f->at[i].name, f->at[i].label, f->at[i].standing};
    sources[f->n] =
        (struct source_spec){STR(SOURCE_NAME_COMBINED), STR(COMBINED_LABEL), COMBINED_STANDING};
    return sources_store(r, sources, f->n + 1, f->standings, f->n_standings, seq, &changed, e);
}

int feeds_store(struct reg *r, const struct feeds *f, int64_t seq, bool *ret_changed, struct err *e)
{
    struct db *db = reg_db(r);
    int64_t version = 0, same = 0;
    int rc = db_query_int(db, &version, NULL, e, "select max(version) from feed_version", "");
    if (rc >= 0)
        rc = db_query_int(db, &same, NULL, e,
                          "select count(*) from feed_version"
                          " where version = $1 and feeds_hash = $2",
                          "it", version, str_of(f->hash));
    if (rc < 0)
        return rc;
    if (!same &&
        ((rc = store_files(db, f, e)) < 0 ||
         (rc = db_run(db, e,
                      "insert into feed_version(version, feeds_hash, built_in,"
                      " recorded_seq) values ($1, $2, $3, $4)",
                      "itii", version + 1, str_of(f->hash), (int64_t)f->built_in, seq)) < 0 ||
         (rc = store_sources(r, f, seq, e)) < 0))
        return rc;
    *ret_changed = !same;
    return 0;
}

static int load_files(struct reg *r, struct str hash, struct arena *a, struct feeds_file **ret,
                      size_t *ret_n, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct {
        struct feeds_file *at;
        size_t n, cap;
    } files = {0};
    int rc = db_prepare(reg_db(r),
                        "select name, content from feed_file where feeds_hash = $1 order by name",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, hash);
    while ((rc = stmt_step(s, e)) > 0) {
        struct feeds_file f = {str_dup(a, stmt_text(s, 0)), str_dup(a, stmt_blob(s, 1))};
        if (arena_failed(a) || !vec_push(a, &files, f))
            return err_nomem(e);
    }
    *ret = files.at;
    *ret_n = files.n;
    return rc;
}

int feeds_by_hash(struct reg *r, struct str hash, struct feeds **ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    struct feeds_file *files = NULL;
    size_t n = 0;
    int rc = a ? load_files(r, hash, a, &files, &n, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    if (!n)
        return err_set(e, E_NOT_FOUND, "%s：没有版本为 %.12s 的来源定义",
                       "%s: there are no definitions of sources %.12s", db_url(reg_db(r)),
                       hash.len < 12 ? "" : hash.data);
    rc = feeds_read(files, n, reg_catalogue(r), &f, e);
    if (rc < 0 && rc != E_NOMEM)
        return err_at(e, "登记库中的来源定义 %.12s", "the register's definitions of sources %.12s",
                      hash.data);
    if (rc < 0)
        return rc;
    if (!str_eqz(hash, f->hash))
        return err_set(e, E_CORRUPT, "%s：来源定义 %.12s 的内容与其散列值不符，请从备份恢复",
                       "%s: the definitions of sources %.12s don't match their hash; restore a "
                       "backup",
                       db_url(reg_db(r)), hash.data);
    *ret = take(f);
    return 0;
}

int feeds_in_force(struct reg *r, int64_t seq, struct feeds **ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(r),
                        "select feeds_hash, built_in from feed_version where recorded_seq <= $1"
                        " order by version desc limit 1",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, seq);
    rc = stmt_step(s, e);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_NOT_FOUND, "%s：当时没有来源定义；请运行 heyi init",
                       "%s: no definitions of sources were in force then; run heyi init",
                       db_url(reg_db(r)));
    rc = feeds_by_hash(r, stmt_text(s, 0), ret, e);
    if (rc >= 0)
        (*ret)->built_in = stmt_int(s, 1) != 0;
    return rc;
}

int feeds_versions(struct reg *r, struct str file, struct arena *a, struct feeds_versions *ret,
                   struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct feeds_versions list = {0};
    struct str last = {0};
    const char *name = arena_printf(a, STR_FMT ".csv", STR_ARG(file));
    int rc = name ? db_prepare(reg_db(r),
                               "select v.version, v.recorded_seq, c.at, v.feeds_hash, c.actor,"
                               " c.why, v.built_in, f.content from feed_version v"
                               " join change c on c.seq = v.recorded_seq left join feed_file f"
                               " on f.feeds_hash = v.feeds_hash and f.name = $1 order by v.version",
                               &s, e)
                  : err_nomem(e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, str_of(name));
    while ((rc = stmt_step(s, e)) > 0) {
        struct feeds_version v = {
            .version = stmt_int(s, 0),
            .seq = stmt_int(s, 1),
            .at = stmt_int(s, 2),
            .hash = str_dup(a, stmt_text(s, 3)),
            .actor = str_dup(a, stmt_text(s, 4)),
            .why = str_dup(a, stmt_text(s, 5)),
            .built_in = stmt_int(s, 6) != 0,
            .content = str_dup(a, stmt_blob(s, 7)),
        };
        if (file.len && str_eq(v.content, last))
            continue;
        last = v.content;
        if (arena_failed(a) || !vec_push(a, &list, v))
            return err_nomem(e);
    }
    for (size_t i = 0; i < list.n / 2; i++) {
        struct feeds_version v = list.at[i];
        list.at[i] = list.at[list.n - 1 - i];
        list.at[list.n - 1 - i] = v;
    }
    if (rc >= 0)
        *ret = list;
    return rc;
}

int feeds_with(struct reg *r, struct str file, struct str content, struct feeds **ret,
               struct err *e)
{
    _cleanup_(feeds_freep) struct feeds *now = NULL;
    _cleanup_(strbuf_done) struct strbuf name = {0};
    struct feeds_file files[FEEDS_MAX + 2];
    size_t n = 0;
    int rc;
    if (!db_is_name(file))
        return err_set(e, E_INVALID, "“" STR_FMT "”不能作来源的标识：用小写字母、数字和下划线",
                       "\"" STR_FMT "\" can't name a source: small letters, digits, underscores",
                       STR_ARG(file));
    if (content.len > LIMIT_FEED_DEFINITION_BYTES)
        return err_set(e, E_LIMIT, "来源的定义超过 %u 字节", "a definition has at most %u bytes",
                       LIMIT_FEED_DEFINITION_BYTES);
    if ((rc = feeds_in_force(r, INT64_MAX, &now, e)) < 0)
        return rc;
    strbuf_printf(&name, STR_FMT ".csv", STR_ARG(file));
    if (name.failed)
        return err_nomem(e);
    for (size_t i = 0; i < now->n_files; i++)
        if (!str_eq(now->files[i].name, strbuf_str(&name)))
            files[n++] = now->files[i];
    files[n++] = (struct feeds_file){strbuf_str(&name), content};
    return feeds_read(files, n, reg_catalogue(r), ret, e);
}

struct changing {
    struct reg *r;
    const struct actor *actor;
    struct str file, content;
    const char *reason;
    int64_t version;
};

static int change_feeds(struct db *db, void *arg, struct err *e)
{
    struct changing *x = arg;
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    _cleanup_(strbuf_done) struct strbuf what = {0};
    int64_t seq;
    bool changed;
    int rc = feeds_with(x->r, x->file, x->content, &f, e);
    if (rc < 0)
        return rc;
    strbuf_printf(&what, "define source " STR_FMT, STR_ARG(x->file));
    if (what.failed)
        return err_nomem(e);
    if ((rc = change_begin(db, x->actor, strbuf_z(&what), x->reason, &seq, e)) < 0 ||
        (rc = feeds_store(x->r, f, seq, &changed, e)) < 0)
        return rc;
    if (!changed)
        return err_set(e, E_CONFLICT, "与现行的定义相同，没有改动",
                       "these are the definitions in force; nothing was changed");
    return db_query_int(db, &x->version, NULL, e, "select max(version) from feed_version", "");
}

int feeds_change(struct reg *r, const struct actor *actor, struct str file, struct str content,
                 struct str reason, int64_t *ret_version, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf why = {0};
    struct changing x = {.r = r, .actor = actor, .file = file, .content = content};
    int rc = actor_require(actor, RIGHT_POLICY, e);
    if (rc < 0 || (rc = feed_reason(reason, &why, e)) < 0)
        return rc;
    x.reason = strbuf_z(&why);
    if ((rc = db_transact(reg_db(r), true, change_feeds, &x, e)) < 0)
        return rc;
    *ret_version = x.version;
    return 0;
}

/* Are the definitions in force a bureau's own? An upgrade leaves them. */
static int has_own(struct db *db, bool *ret, struct err *e)
{
    int64_t built_in = 1;
    bool found = false;
    int rc = db_query_int(db, &built_in, &found, e,
                          "select built_in from feed_version order by version desc limit 1", "");
    *ret = rc >= 0 && found && !built_in;
    return rc;
}

struct init {
    struct reg *r;
    const struct actor *actor;
    const char *folder;
    const struct feeds *feeds;
    bool changed;
};

/* 1 = nothing to keep. */
static int init_feeds(struct db *db, void *arg, struct err *e)
{
    struct init *x = arg;
    int64_t seq;
    bool own = false;
    int rc = x->folder ? 0 : has_own(db, &own, e);
    if (rc < 0 || own)
        return rc < 0 ? rc : 1;
    rc = change_begin(db, x->actor, "init feeds", x->folder, &seq, e);
    if (rc >= 0)
        rc = feeds_store(x->r, x->feeds, seq, &x->changed, e);
    return rc < 0 ? rc : !x->changed;
}

int verify_init(struct reg *r, const struct actor *actor, const char *folder, FILE *log,
                struct err *e)
{
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    struct init x = {.r = r, .actor = actor, .folder = folder};
    int rc = actor_require(actor, RIGHT_ADMINISTER, e);
    if (rc >= 0)
        rc = folder ? feeds_open(folder, reg_catalogue(r), &f, e)
                    : feeds_builtin(reg_catalogue(r), &f, e);
    x.feeds = f;
    if (rc >= 0)
        rc = db_transact(reg_db(r), true, init_feeds, &x, e);
    if (rc >= 0 && x.changed && log)
        fprintf(log, tr("来源定义：%zu 个来源，版本 %.12s\n", "sources: %zu, version %.12s\n"),
                f->n, f->hash);
    return rc < 0 ? rc : 0;
}
