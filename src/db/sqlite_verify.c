/* SQLite looks itself over. */
#include "sqlite_driver.h"
#include "sqlite_error.h"

static struct str column(sqlite3_stmt *s, int i)
{
    return str_of((const char *)sqlite3_column_text(s, i));
}

/* Pages, order of rows, indexes, constraints; "ok" or what was found first. */
static int check_integrity(struct sqlite_db *db, sqlite3_stmt *s, struct err *e)
{
    int rc = sqlite3_step(s);

    if (rc != SQLITE_ROW)
        return sqlite_error(e, db->h, rc, db->name);
    if (str_eqz(column(s, 0), "ok"))
        return 0;
    return err_set(e, E_CORRUPT, "数据库 %s 已损坏（" STR_FMT "）；请停止使用并从备份恢复",
                   "the database %s is damaged (" STR_FMT "); stop using it and restore a backup",
                   db->name, STR_ARG(column(s, 0)));
}

static int check_references(struct sqlite_db *db, sqlite3_stmt *s, struct err *e)
{
    int rc = sqlite3_step(s);

    if (rc == SQLITE_DONE)
        return 0;
    if (rc != SQLITE_ROW)
        return sqlite_error(e, db->h, rc, db->name);
    return err_set(e, E_CORRUPT,
                   "数据库 %s：表 " STR_FMT " 引用的 " STR_FMT " 记录不存在；请从备份恢复",
                   "the database %s: table " STR_FMT " refers to a row of " STR_FMT
                   " that does not exist; restore a backup",
                   db->name, STR_ARG(column(s, 0)), STR_ARG(column(s, 2)));
}

static int ask(struct sqlite_db *db, const char *sql,
               int (*check)(struct sqlite_db *db, sqlite3_stmt *s, struct err *e), struct err *e)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->h, sql, -1, &s, NULL);
    int r = rc == SQLITE_OK ? check(db, s, e) : sqlite_error(e, db->h, rc, db->name);

    sqlite3_finalize(s);
    return r;
}

int sqlite_verify(struct db *base, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    int r = ask(db, "pragma integrity_check(1)", check_integrity, e);

    return r < 0 ? r : ask(db, "pragma foreign_key_check", check_references, e);
}
