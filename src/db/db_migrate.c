/* Migrations: numbered steps, each in one transaction together with the version it reaches. */
#include "db_driver.h"

int db_schema_version(struct db *db, const char *part, int *ret, struct err *e)
{
    int64_t version = 0;
    bool found = false;
    int r;

    r = db->driver->has_table(db, "schema_version", &found, e);
    if (r >= 0 && found)
        r = db_query_int(db, &version, NULL, e,
                         "select max(version) from schema_version where part = $1", "t",
                         str_of(part));
    if (r < 0)
        return r;
    if (version < 0 || version > INT32_MAX)
        return err_set(e, E_CORRUPT, "%s：版本号 %lld 不合理，请从备份恢复",
                       "%s: version %lld makes no sense; restore a backup", db->url,
                       (long long)version);
    *ret = (int)version;
    return 0;
}

static int wrong_version(struct db *db, const struct schema_part *part, int version, struct err *e)
{
    if (version < part->n_steps)
        return err_set(e, E_UNSUPPORTED,
                       "%s：数据库版本 %d 比本程序（%d）旧，请先运行 heyi init 升级",
                       "%s: the database has version %d, older than this program's %d; run "
                       "heyi init to upgrade it",
                       db->url, version, part->n_steps);
    return err_set(e, E_UNSUPPORTED, "%s：数据库版本 %d 比本程序（%d）新，请使用更新的程序",
                   "%s: the database has version %d, newer than this program's %d; use a newer "
                   "program",
                   db->url, version, part->n_steps);
}

int db_schema_check(struct db *db, const struct schema_part *part, struct err *e)
{
    int version;
    int r = db_schema_version(db, part->name, &version, e);

    if (r < 0 || version == part->n_steps)
        return r;
    return wrong_version(db, part, version, e);
}

/* Within a transaction. *ret_done is false where another process has taken the step meanwhile. */
static int take_step(struct db *db, const struct schema_part *part, int version, bool *ret_done,
                     struct err *e)
{
    const struct migration *step = &part->steps[version];
    int now, r;

    r = db_schema_version(db, part->name, &now, e);
    if (r < 0)
        return r;
    *ret_done = now == version;
    if (!*ret_done)
        return 0;
    if (version == 0) {
        r = db_ddl(
            db,
            "create table if not exists schema_version("
            "part {text} not null, version {int} not null, primary key(part, version)) {table}",
            e);
        if (r < 0)
            return r;
    }
    r = step->run(db, e);
    if (r < 0) {
        err_at(e, "升级数据库（%s）", "upgrading the database (%s)", step->name);
        return r;
    }
    return db_run(db, e, "insert into schema_version(part, version) values ($1, $2)", "ti",
                  str_of(part->name), (int64_t)version + 1);
}

/* Takes the step from `version`. */
static int migrate_step(struct db *db, const struct schema_part *part, int version, bool *ret_done,
                        struct err *e)
{
    bool own = !db_in_transaction(db);
    int r = own ? db_begin(db, true, e) : 0;

    if (r < 0)
        return r;
    r = take_step(db, part, version, ret_done, e);
    if (!own)
        return r;
    if (r >= 0 && *ret_done)
        return db_commit(db, e);
    db_rollback(db);
    return r;
}

int db_migrate_to(struct db *db, const struct schema_part *part, int to, int *ret_applied,
                  struct err *e)
{
    int applied = 0, version, r;

    for (;;) {
        bool done;

        r = db_schema_version(db, part->name, &version, e);
        if (r < 0)
            return r;
        if (version > part->n_steps)
            return wrong_version(db, part, version, e);
        if (version >= to || version == part->n_steps)
            break;
        if (db->mode == DB_READ)
            return wrong_version(db, part, version, e);
        r = migrate_step(db, part, version, &done, e);
        if (r < 0)
            return r;
        applied += done;
    }
    if (ret_applied)
        *ret_applied = applied;
    return 0;
}

int db_migrate(struct db *db, const struct schema_part *part, int *ret_applied, struct err *e)
{
    return db_migrate_to(db, part, part->n_steps, ret_applied, e);
}
