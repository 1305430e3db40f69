/* Opening, creating and closing a register. */
#include "change.h"
#include "cleanup.h"
#include "lang.h"
#include "register_private.h"

#include <stdlib.h>
#include <unistd.h>

struct db *reg_db(struct reg *r)
{
    return r->db;
}

const struct catalogue *reg_catalogue(const struct reg *r)
{
    return r->catalogue;
}

void reg_close(struct reg *r)
{
    if (!r)
        return;
    register_pack_free(r);
    keys_close(r->keys);
    db_close(r->db);
    strbuf_done(&r->named.name);
    map_free(r->unlisted);
    arena_free(r->sources_arena);
    arena_free(r->arena);
    free(r);
}

void reg_closep(struct reg **r)
{
    reg_close(*r);
}

int reg_new(struct str csv, struct reg **ret, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = calloc(1, sizeof *r);
    if (!r || !(r->arena = arena_new(0)) || !(r->unlisted = map_new()))
        return err_nomem(e);
    int rc = catalogue_read(csv, "catalogue.csv", r->arena, &r->catalogue, e);
    if (rc < 0)
        return rc;
    r->at.division = reg_attribute(r, ENTITY_HOUSEHOLD, "division");
    r->at.household_no = reg_attribute(r, ENTITY_HOUSEHOLD, "household_no");
    r->at.member_household_no = reg_attribute(r, ENTITY_PERSON, "household_no");
    r->at.name = reg_attribute(r, ENTITY_PERSON, "name");
    *ret = take(r);
    return 0;
}

int reg_load(struct reg *r, struct err *e)
{
    int added;
    int rc = attributes_sync(r, false, &added, e);
    if (rc < 0 || (rc = attributes_sql(r, e)) < 0 || (rc = scan_sql(r, e)) < 0 ||
        (rc = sources_load(r, e)) < 0)
        return rc;
    return divisions_load(r, e);
}

static int begun(struct db *db, void *arg, struct err *e)
{
    return sources_refresh(arg, e);
}

int reg_refresh(struct reg *r, struct err *e)
{
    return sources_refresh(r, e);
}

int reg_check(struct db *db, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    int added, rc = reg_new(catalogue_builtin(), &r, e);
    if (rc < 0)
        return rc;
    r->db = db;
    if ((rc = db_schema_check(db, &register_schema, e)) >= 0)
        rc = attributes_sync(r, false, &added, e);
    r->db = NULL;
    return rc;
}

int reg_open_catalogue(const char *url, enum db_mode mode, struct str catalogue_csv,
                       struct reg **ret, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    int rc;
    if ((rc = reg_new(catalogue_csv, &r, e)) < 0 || (rc = db_open(url, mode, &r->db, e)) < 0 ||
        (rc = db_schema_check(r->db, &register_schema, e)) < 0 || (rc = reg_load(r, e)) < 0)
        return rc;
    /* without its key file a register can still be read; reg_keys asks again */
    rc = keys_load(r->db, &r->keys, e);
    if (rc < 0 && rc != E_NOT_FOUND)
        return rc;
    db_at_begin(r->db, begun, r);
    *ret = take(r);
    return 0;
}

int reg_keys(struct reg *r, struct err *e)
{
    return r->keys ? 0 : keys_load(r->db, &r->keys, e);
}

int reg_open(const char *url, enum db_mode mode, struct reg **ret, struct err *e)
{
    return reg_open_catalogue(url, mode, catalogue_builtin(), ret, e);
}

/* One call of init. What it did is told only once it holds. */
struct init {
    struct reg *r;
    const struct actor *actor;
    const char *pack_folder;
    struct pack *pack;
    bool made_keys;
    struct strbuf steps;   /* done and kept: each is a transaction of its own */
    struct strbuf content; /* holds with the commit */
};

static void init_done(struct init *x)
{
    pack_free(x->pack);
    strbuf_done(&x->steps);
    strbuf_done(&x->content);
}

/* Everything of init that is one change; 1 = nothing to do. */
static int init_content(struct db *db, void *arg, struct err *e)
{
    struct init *x = arg;
    struct reg *r = x->r;
    int attributes = 0, divisions = 0;
    bool pack = false;
    int64_t seq;
    int rc = change_begin(db, x->actor, "init", x->pack_folder, &seq, e);
    strbuf_clear(&x->content);
    if (rc < 0 || (rc = attributes_sync(r, true, &attributes, e)) < 0 ||
        (rc = divisions_store(db, divisions_builtin(), &divisions, e)) < 0)
        return rc;
    if (attributes)
        strbuf_printf(
            &x->content,
            tr("目录：新增或更新 %d 个属性\n", "catalogue: %d attributes added or grown\n"),
            attributes);
    if (divisions)
        strbuf_printf(&x->content, tr("区划：写入 %d 条\n", "divisions: %d written\n"), divisions);
    if (x->pack && (rc = register_pack_store(r, x->pack, seq, &x->content, &pack, e)) < 0)
        return rc;
    return attributes || divisions || pack ? 0 : 1;
}

static int init_steps(struct reg *r, struct init *x, struct err *e)
{
    int applied = 0;
    int rc = db_migrate(r->db, &register_schema, &applied, e);
    if (applied)
        strbuf_printf(&x->steps,
                      tr("数据库：%s，执行 %d 步升级\n", "database: %s, %d migration steps\n"),
                      db_url(r->db), applied);
    if (rc < 0 || (rc = keys_ensure(r->db, &x->made_keys, e)) < 0)
        return rc;
    if (x->made_keys)
        strbuf_printf(
            &x->steps, "%s\n",
            tr("密钥：已生成密钥文件，请另行妥善备份", "keys: key file made; keep a copy apart"));
    return db_transact(r->db, true, init_content, x, e);
}

/* Nothing of a first init that failed remains, where the database is a file. One in which another
 * process has carried through an init in the meantime, or is at it, stays. */
static void init_remove(struct reg *r, const struct init *x)
{
    _cleanup_(strbuf_done) struct strbuf key = {0};
    int64_t changes = 0;
    bool found;
    if (db_begin(r->db, true, NULL) < 0)
        return;
    int rc = db_has_table(r->db, "change", &found, NULL);
    if (rc >= 0 && found)
        rc = db_query_int(r->db, &changes, NULL, NULL, "select count(*) from change", "");
    if (rc < 0 || changes) {
        db_rollback(r->db);
        return;
    }
    if (x->made_keys && keys_path(r->db, &key, NULL) >= 0)
        unlink(strbuf_z(&key));
    db_remove(take(r->db));
}

static bool is_new(const char *url)
{
    _cleanup_(db_closep) struct db *db = NULL;
    return db_open(url, DB_READ, &db, NULL) == E_NOT_FOUND;
}

int reg_init_catalogue(const char *url, const struct actor *actor, const char *pack_folder,
                       struct str catalogue_csv, FILE *log, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(init_done) struct init x = {.actor = actor, .pack_folder = pack_folder};
    int rc = actor_require(actor, RIGHT_ADMINISTER | (pack_folder ? RIGHT_POLICY : 0), e);
    if (rc < 0 || (rc = reg_new(catalogue_csv, &r, e)) < 0)
        return rc;
    /* before anything is made */
    if (pack_folder && (rc = register_pack_open(r, pack_folder, log, &x.pack, e)) < 0)
        return rc;
    x.r = r;
    bool fresh = is_new(url);
    if ((rc = db_open(url, DB_CREATE, &r->db, e)) < 0)
        return rc;
    rc = init_steps(r, &x, e);
    if (rc < 0 && fresh && db_path(r->db))
        init_remove(r, &x);
    else if (log)
        fputs(strbuf_z(&x.steps), log);
    if (rc >= 0 && log)
        fputs(strbuf_z(&x.content), log);
    return rc;
}

int reg_init(const char *url, const struct actor *actor, const char *pack_folder, FILE *log,
             struct err *e)
{
    return reg_init_catalogue(url, actor, pack_folder, catalogue_builtin(), log, e);
}
