/* Policy packs in the database: every version that was ever in force, with its files. */
#include "cleanup.h"
#include "lang.h"
#include "proposal_private.h"

#include <stdlib.h>

void register_pack_free(struct reg *r)
{
    for (struct pack_cached *c = r->packs; c; c = c->next)
        pack_free(c->pack);
    r->packs = NULL;
}

static void tell_finding(void *arg, const struct pack_finding *f)
{
    FILE *log = arg;
    if (log)
        fprintf(log, STR_FMT ":%u: %s: %s\n", STR_ARG(f->file), f->line,
                f->error ? tr("错误", "error") : tr("警告", "warning"), err_text(&f->message));
}

static int store_files(struct reg *r, const struct pack *p, struct str hash, struct err *e)
{
    const struct pack_file *files;
    size_t n = pack_files(p, &files);
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < n; i++)
        rc = db_run(r->db, e,
                    "insert into pack_file(pack_hash, name, content) values ($1, $2, $3)"
                    " on conflict(pack_hash, name) do nothing",
                    "ttb", hash, files[i].name, files[i].content);
    return rc;
}

int register_pack_open(const struct reg *r, const char *folder, FILE *log, struct pack **ret,
                       struct err *e)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    int rc = pack_open(folder, r->catalogue, &p, e);
    if (rc < 0)
        return rc;
    int errors = pack_check(p, tell_finding, log);
    if (errors < 0)
        return err_set(e, errors, "%s：检查政策包失败", "%s: checking the pack failed", folder);
    if (errors > 0)
        return err_set(e, E_INVALID, "%s：政策包有 %d 处错误，请先用 heyi policy check 查看并改正",
                       "%s: the pack has %d errors; see heyi policy check and mend them", folder,
                       errors);
    *ret = take(p);
    return 0;
}

int register_pack_store(struct reg *r, const struct pack *p, int64_t seq, struct strbuf *log,
                        bool *ret_changed, struct err *e)
{
    int rc;
    struct str hash = str_of(pack_hash(p));
    int64_t version = 0, same = 0;
    rc = db_query_int(r->db, &version, NULL, e, "select max(version) from pack_version", "");
    if (rc >= 0)
        rc = db_query_int(r->db, &same, NULL, e,
                          "select count(*) from pack_version where version = $1 and pack_hash = $2",
                          "it", version, hash);
    if (rc < 0)
        return rc;
    *ret_changed = !same;
    if (same)
        return 0;
    if ((rc = store_files(r, p, hash, e)) < 0 ||
        (rc = db_run(r->db, e,
                     "insert into pack_version(version, pack_hash, name, recorded_seq)"
                     " values ($1, $2, $3, $4)",
                     "itti", version + 1, hash, pack_name(p), seq)) < 0 ||
        (rc = proposals_base_changed(r, seq, e)) < 0)
        return rc;
    strbuf_printf(log,
                  tr("政策包：" STR_FMT "，版本 %.12s\n", "pack: " STR_FMT ", version %.12s\n"),
                  STR_ARG(pack_name(p)), hash.data);
    return 0;
}

static int load_files(struct reg *r, struct arena *a, struct str hash, struct pack_file **ret,
                      size_t *ret_n, struct err *e)
{
    struct {
        struct pack_file *at;
        size_t n, cap;
    } files = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(
        r->db, "select name, content from pack_file where pack_hash = $1 order by name", &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, hash);
    while ((rc = stmt_step(s, e)) > 0) {
        struct pack_file f = {str_dup(a, stmt_text(s, 0)), str_dup(a, stmt_blob(s, 1))};
        if (arena_failed(a) || !vec_push(a, &files, f))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    *ret = files.at;
    *ret_n = files.n;
    return 0;
}

/* The pack of these files, as the register keeps them. */
static int load_pack(struct reg *r, int64_t version, struct str hash, struct pack **ret,
                     struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct pack_file *files = NULL;
    size_t n = 0;
    int rc = a ? load_files(r, a, hash, &files, &n, e) : err_nomem(e);
    if (rc < 0 || (rc = pack_from_files(files, n, r->catalogue, &p, e)) < 0)
        return rc;
    if (!str_eqz(hash, pack_hash(p)))
        return err_set(
            e, E_CORRUPT, "%s：政策包版本 %lld 的内容与其散列值不符，请从备份恢复",
            "%s: the files of pack version %lld don't match their hash; restore a backup",
            db_url(r->db), (long long)version);
    *ret = take(p);
    return 0;
}

int reg_pack(struct reg *r, int64_t seq, const struct pack **ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db,
                        "select version, pack_hash from pack_version where recorded_seq <= $1"
                        " order by version desc limit 1",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, seq);
    rc = stmt_step(s, e);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_NOT_FOUND, "%s：当时没有政策包；请运行 heyi init --pack 目录",
                       "%s: no pack was in force then; run heyi init --pack FOLDER", db_url(r->db));
    /* by hash: the number may have been another pack's, in a transaction that was rolled back */
    struct pack_cached *c = r->packs;
    while (c && !str_eqz(stmt_text(s, 1), pack_hash(c->pack)))
        c = c->next;
    if (!c) {
        if (!(c = arena_new_of(r->arena, struct pack_cached)))
            return err_nomem(e);
        if ((rc = load_pack(r, stmt_int(s, 0), stmt_text(s, 1), &c->pack, e)) < 0)
            return rc;
        c->next = r->packs;
        r->packs = c;
    }
    *ret = c->pack;
    return 0;
}

/*
 * Versions.
 */

int pack_version_at(struct reg *r, int64_t seq, int64_t *ret, struct err *e)
{
    *ret = 0;
    return db_query_int(r->db, ret, NULL, e,
                        "select max(version) from pack_version where recorded_seq <= $1", "i", seq);
}

int pack_versions(struct reg *r, const struct actor *actor, int64_t before, size_t most,
                  pack_version_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 ||
        (rc = db_prepare(r->db,
                         "select v.version, v.recorded_seq, c.at, v.pack_hash, v.name, c.actor,"
                         " c.what, c.why, p.proposal_id from pack_version v"
                         " join change c on c.seq = v.recorded_seq"
                         " left join proposal p on p.pack_version = v.version"
                         " where v.version < $1 order by v.version desc limit $2",
                         &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, before ? before : INT64_MAX);
    stmt_bind_int(s, 2, (int64_t)most);
    while ((rc = stmt_step(s, e)) > 0) {
        struct pack_version v = {
            .version = stmt_int(s, 0),
            .seq = stmt_int(s, 1),
            .at = stmt_int(s, 2),
            .hash = stmt_text(s, 3),
            .name = stmt_text(s, 4),
            .actor = stmt_text(s, 5),
            .what = stmt_text(s, 6),
            .why = stmt_text(s, 7),
            .proposal = stmt_int(s, 8),
        };
        if ((rc = fn(arg, &v, e)) < 0)
            return rc;
    }
    return rc;
}

int pack_of_version(struct reg *r, const struct actor *actor, int64_t version, struct pack **ret,
                    struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = db_prepare(r->db, "select pack_hash from pack_version where version = $1",
                                   &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, version);
    if ((rc = stmt_step(s, e)) < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_NOT_FOUND, "没有第 %lld 版政策包", "there is no pack version %lld",
                       (long long)version);
    return load_pack(r, version, stmt_text(s, 0), ret, e);
}
