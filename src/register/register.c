/* Opening, creating and closing a register. */
#include "change.h"
#include "cleanup.h"
#include "lang.h"
#include "register_private.h"

#include <stdlib.h>

struct db *reg_db(struct reg *r)
{
    return r->db;
}

const struct catalogue *reg_catalogue(const struct reg *r)
{
    return r->catalogue;
}

struct keys *reg_keys(struct reg *r)
{
    return r->keys;
}

void reg_close(struct reg *r)
{
    if (!r)
        return;
    register_pack_free(r);
    keys_close(r->keys);
    db_close(r->db);
    map_free(r->unlisted);
    arena_free(r->arena);
    free(r);
}

void reg_closep(struct reg **r)
{
    reg_close(*r);
}

static int load_sources(struct reg *r, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db, "select source_id, name, label, standing from source", &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct source *x = arena_new_of(r->arena, struct source);
        if (!x)
            return err_nomem(e);
        *x = (struct source){stmt_int(s, 0), str_dup(r->arena, stmt_text(s, 1)),
                             str_dup(r->arena, stmt_text(s, 2)), stmt_int(s, 3)};
        if (x->id < 1 || x->id > SOURCES_MAX)
            return err_set(e, E_CORRUPT, "%s：来源编号 %lld 超出 1–255",
                           "%s: source number %lld is outside 1-255", db_url(r->db),
                           (long long)x->id);
        r->sources[x->id] = x;
    }
    return rc < 0 ? rc : arena_failed(r->arena) ? err_nomem(e) : 0;
}

/* Database and catalogue, nothing read from the tables yet. */
static int begin_open(const char *url, enum db_mode mode, struct str csv, struct reg **ret,
                      struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = calloc(1, sizeof *r);
    if (!r || !(r->arena = arena_new(0)) || !(r->unlisted = map_new()))
        return err_nomem(e);
    int rc = catalogue_read(csv, "catalogue.csv", r->arena, &r->catalogue, e);
    if (rc < 0 || (rc = db_open(url, mode, &r->db, e)) < 0)
        return rc;
    r->at.division = reg_attribute(r, ENTITY_HOUSEHOLD, "division");
    r->at.household_no = reg_attribute(r, ENTITY_HOUSEHOLD, "household_no");
    r->at.member_household_no = reg_attribute(r, ENTITY_PERSON, "household_no");
    r->at.name = reg_attribute(r, ENTITY_PERSON, "name");
    *ret = take(r);
    return 0;
}

int reg_open_catalogue(const char *url, enum db_mode mode, struct str catalogue_csv,
                       struct reg **ret, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    int added, rc;
    if ((rc = begin_open(url, mode, catalogue_csv, &r, e)) < 0 ||
        (rc = schema_check(r->db, e)) < 0 || (rc = attributes_sync(r, false, &added, e)) < 0 ||
        (rc = attributes_sql(r, e)) < 0 || (rc = load_sources(r, e)) < 0 ||
        (rc = divisions_load(r, e)) < 0 || (rc = keys_load(r->db, &r->keys, e)) < 0)
        return rc;
    *ret = take(r);
    return 0;
}

int reg_open(const char *url, enum db_mode mode, struct reg **ret, struct err *e)
{
    return reg_open_catalogue(url, mode, catalogue_builtin(), ret, e);
}

/* Everything of init that is one change; *ret_changed false = nothing to do. */
static int init_content(struct reg *r, const char *pack_folder, int64_t seq, FILE *log,
                        bool *ret_changed, struct err *e)
{
    int attributes = 0, divisions = 0;
    bool pack = false;
    int rc = attributes_sync(r, true, &attributes, e);
    if (rc < 0 || (rc = divisions_store(r->db, divisions_builtin(), &divisions, e)) < 0)
        return rc;
    if (log && attributes)
        fprintf(log,
                tr("目录：新增或更新 %d 个属性\n", "catalogue: %d attributes added or grown\n"),
                attributes);
    if (log && divisions)
        fprintf(log, tr("区划：写入 %d 条\n", "divisions: %d written\n"), divisions);
    if (pack_folder && (rc = register_pack_store(r, pack_folder, seq, log, &pack, e)) < 0)
        return rc;
    *ret_changed = attributes || divisions || pack;
    return 0;
}

static int init_in_transaction(struct reg *r, const struct actor *actor, const char *pack_folder,
                               FILE *log, struct err *e)
{
    int64_t seq;
    bool changed;
    int rc = db_begin(r->db, true, e);
    if (rc < 0)
        return rc;
    if ((rc = change_begin(r->db, actor, "init", pack_folder, &seq, e)) < 0 ||
        (rc = init_content(r, pack_folder, seq, log, &changed, e)) < 0) {
        db_rollback(r->db);
        return rc;
    }
    if (!changed) {
        db_rollback(r->db);
        return 0;
    }
    rc = db_commit(r->db, e);
    if (rc < 0)
        db_rollback(r->db);
    return rc;
}

int reg_init_catalogue(const char *url, const struct actor *actor, const char *pack_folder,
                       struct str catalogue_csv, FILE *log, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    int applied = 0;
    bool made_keys = false;
    int rc = actor_require(actor, RIGHT_ADMINISTER | (pack_folder ? RIGHT_POLICY : 0), e);
    if (rc < 0 || (rc = begin_open(url, DB_CREATE, catalogue_csv, &r, e)) < 0 ||
        (rc = schema_migrate(r->db, &applied, e)) < 0 ||
        (rc = keys_ensure(r->db, &made_keys, e)) < 0)
        return rc;
    if (log && applied)
        fprintf(log, tr("数据库：%s，执行 %d 步升级\n", "database: %s, %d migration steps\n"),
                db_url(r->db), applied);
    if (log && made_keys)
        fprintf(
            log, "%s\n",
            tr("密钥：已生成密钥文件，请另行妥善备份", "keys: key file made; keep a copy apart"));
    return init_in_transaction(r, actor, pack_folder, log, e);
}

int reg_init(const char *url, const struct actor *actor, const char *pack_folder, FILE *log,
             struct err *e)
{
    return reg_init_catalogue(url, actor, pack_folder, catalogue_builtin(), log, e);
}
