/*
 * The SQLite driver: connection and transactions. Statements are in sqlite_stmt.c.
 *
 * Settings, and why:
 * - WAL: readers never wait for the writer, nor it for them; a kill at any moment leaves the last
 *   commit.
 * - synchronous FULL: the WAL is flushed at every commit, so that a determination reported as
 *   committed survives a power cut as well. NORMAL would lose the last commits then. The price is
 *   one fsync a transaction; imports and runs are a few large transactions, where it is not
 *   measurable.
 * - secure_delete: what is erased (an identity row, an address) is overwritten.
 * - The writer's lock is taken at BEGIN IMMEDIATE, never in the middle of a transaction; threads of
 *   one process queue for it (sqlite_turn.h).
 * - One thread a connection: opened without SQLite's own mutexes, which cost as much as a column
 *   read.
 */
#include "sqlite_driver.h"

#include "cleanup.h"
#include "sqlite_error.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 5000
#define RETRY_MS 10

/* For every connection. 64 MiB of cache hold the inner pages of all indexes of a county; reads
 * beyond go through the mapping, without a copy. */
static const char pragmas[] = "pragma foreign_keys = on;"
                              "pragma synchronous = full;"
                              "pragma secure_delete = on;"
                              "pragma cache_size = -65536;"
                              "pragma mmap_size = 1073741824;"
                              "pragma journal_size_limit = 67108864;";

/* Before the first table, without effect afterwards. Debian's default of auto_vacuum moves pages
 * about and keeps a map of them. */
static const char pragmas_new[] = "pragma auto_vacuum = none;";

static void configure_library(void)
{
    /* Its accounting takes a lock at each malloc. Fails harmlessly if SQLite is in use already. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Creates the folders that a path names, for the owner alone; those that exist stay as they are. */
static int make_folders(const char *path, struct err *e)
{
    _cleanup_free_ char *folder = strdup(path);

    if (!folder)
        return err_nomem(e);
    for (char *p = strchr(folder + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        if (mkdir(folder, 0700) < 0 && errno != EEXIST)
            return err_io(e, errno, folder);
        *p = '/';
    }
    return 0;
}

/* An existing file is never opened here: closing it would drop the locks that another connection
 * of this process holds (POSIX locks belong to the process). Nor is a new file removed when opening
 * it fails further on: another process may be using it by then. An empty file does no harm. */
static int make_file(const char *path, struct err *e)
{
    int r, fd;

    r = make_folders(path, e);
    if (r < 0)
        return r;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EEXIST)
        return err_io(e, errno, path);
    if (fd >= 0)
        close(fd);
    return 0;
}

static int check_file(const char *path, struct err *e)
{
    struct stat st;

    if (stat(path, &st) < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return err_set(e, E_NOT_FOUND, "数据库 %s 不存在；请先运行 heyi init",
                           "the database %s does not exist; run heyi init first", path);
        return err_io(e, errno, path);
    }
    if (!S_ISREG(st.st_mode))
        return err_set(e, E_INVALID, "%s 不是文件", "%s is not a file", path);
    return 0;
}

int sqlite_exec(struct sqlite_db *db, const char *sql, struct err *e)
{
    int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : sqlite_error(e, db->h, rc, db->name);
}

/* The mode that the file is in afterwards. */
static int set_wal(sqlite3 *h, bool *ret_wal)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(h, "pragma journal_mode = wal", -1, &s, NULL);
    const char *mode;

    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    mode = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    *ret_wal = mode && strcmp(mode, "wal") == 0;
    sqlite3_finalize(s);
    return rc;
}

/* Two that switch a new file at the same time stand in each other's way; SQLite then gives up at
 * once instead of waiting, so the waiting is done here. */
static int switch_to_wal(struct sqlite_db *db, struct err *e)
{
    bool wal;
    int rc;

    for (int waited = 0;; waited += RETRY_MS) {
        rc = set_wal(db->h, &wal);
        if ((rc & 0xff) != SQLITE_BUSY || waited >= BUSY_MS)
            break;
        usleep(RETRY_MS * 1000 + (unsigned)getpid() % 1000);
    }
    if (rc != SQLITE_ROW)
        return sqlite_error(e, db->h, rc, db->name);
    if (!wal)
        return err_set(e, E_IO, "%s 所在的磁盘不支持数据库日志（WAL），请换本机磁盘",
                       "the disk of %s does not support write-ahead logging; use a local disk",
                       db->name);
    return 0;
}

static void restrict_connection(sqlite3 *h)
{
    static const struct {
        int id, value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, DB_VALUE_BYTES_MAX},
        {SQLITE_LIMIT_SQL_LENGTH, DB_SQL_BYTES_MAX},
        {SQLITE_LIMIT_VARIABLE_NUMBER, DB_PARAMS_MAX},
        {SQLITE_LIMIT_COLUMN, DB_PARAMS_MAX},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 100},
        {SQLITE_LIMIT_ATTACHED, 1}, /* VACUUM needs one */
    };
    static const struct {
        int id, on;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(limits); i++)
        sqlite3_limit(h, limits[i].id, limits[i].value);
    for (size_t i = 0; i < ARRAY_LEN(switches); i++)
        sqlite3_db_config(h, switches[i].id, switches[i].on, NULL);
    sqlite3_extended_result_codes(h, 1);
}

static int connect_file(struct sqlite_db *db, const char *location, enum db_mode mode,
                        struct err *e)
{
    bool memory = strcmp(location, ":memory:") == 0;
    /* Debian's SQLite takes "file:…" for a URI with options; a path never is one. */
    const char *prefix = !memory && location[0] != '/' ? "./" : "";
    _cleanup_(strbuf_done) struct strbuf name = {0};
    int r, rc;

    strbuf_addz(&name, prefix);
    strbuf_addz(&name, location);
    if (name.failed)
        return err_nomem(e);
    /* A reader also opens for writing where it may, so that the last to leave moves the log into
     * the file: a copy of the file alone is then complete. query_only keeps it from writing. */
    rc = sqlite3_open_v2(
        strbuf_z(&name), &db->h,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (memory ? SQLITE_OPEN_CREATE : 0), NULL);
    if (rc != SQLITE_OK)
        return sqlite_error(e, db->h, rc, db->name);
    restrict_connection(db->h);
    sqlite3_busy_timeout(db->h, BUSY_MS);

    if (mode != DB_READ && sqlite3_db_readonly(db->h, "main") == 1)
        return sqlite_error(e, NULL, SQLITE_READONLY, db->name);
    r = sqlite_exec(db, pragmas, e);
    if (r >= 0 && mode == DB_CREATE)
        r = sqlite_exec(db, pragmas_new, e);
    if (r >= 0 && mode != DB_READ && !memory)
        r = switch_to_wal(db, e);
    if (r >= 0 && mode == DB_READ)
        r = sqlite_exec(db, "pragma query_only = on", e);
    /* Reads the first page: now is the time to learn that it is no database. */
    if (r >= 0)
        r = sqlite_exec(db, "select count(*) from sqlite_schema", e);
    return r;
}

static int begin_turn(struct sqlite_db *db, struct err *e)
{
    if (db->turns && !turn_take(db->turns, BUSY_MS))
        return sqlite_error(e, NULL, SQLITE_BUSY, db->name);
    db->own_turn = db->turns != NULL;
    return 0;
}

static void end_turn(struct sqlite_db *db)
{
    if (db->own_turn)
        turn_give(db->turns);
    db->own_turn = false;
}

static void sqlite_close(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;

    sqlite3_close(db->h);
    end_turn(db);
    turns_done(db->turns);
    free(db->name);
    free(db);
}

static int sqlite_open(const char *location, const char *shown, enum db_mode mode, struct db **ret,
                       struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    bool memory = strcmp(location, ":memory:") == 0;
    struct sqlite_db *db;
    int r = 0;

    pthread_once(&once, configure_library);
    if (!memory && mode == DB_CREATE)
        r = make_file(location, e);
    if (r >= 0 && !memory)
        r = check_file(location, e);
    if (r < 0)
        return r;

    db = calloc(1, sizeof *db);
    if (!db)
        return err_nomem(e);
    db->name = strdup(location);
    db->base.path = memory ? NULL : strdup(location);
    if (!db->name || (!memory && !db->base.path))
        r = err_nomem(e);
    else
        r = memory ? 0 : turns_of(location, &db->turns, e);
    if (r >= 0)
        r = connect_file(db, location, mode, e);
    if (r < 0) {
        free(db->base.path);
        sqlite_close(&db->base);
        return r;
    }
    *ret = &db->base;
    return 0;
}

static int sqlite_begin(struct db *base, bool write, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    int r = write ? begin_turn(db, e) : 0;

    if (r >= 0)
        r = sqlite_exec(db, write ? "begin immediate" : "begin", e);
    if (r < 0)
        end_turn(db);
    return r;
}

static void sqlite_rollback(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;

    if (!sqlite3_get_autocommit(db->h))
        sqlite3_exec(db->h, "rollback", NULL, NULL, NULL);
    end_turn(db);
}

static int sqlite_commit(struct db *base, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    int r = sqlite_exec(db, "commit", e);

    if (r < 0)
        sqlite_rollback(base);
    end_turn(db);
    return r;
}

static int sqlite_exec_ddl(struct db *base, const char *sql, struct err *e)
{
    return sqlite_exec((struct sqlite_db *)base, sql, e);
}

static int exists(struct db *base, const char *sql, struct str a, const struct str *b, bool *ret,
                  struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r;

    r = db_prepare(base, sql, &s, e);
    if (r < 0)
        return r;
    stmt_bind_text(s, 1, a);
    if (b)
        stmt_bind_text(s, 2, *b);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    *ret = r > 0;
    return 0;
}

static int sqlite_has_table(struct db *base, const char *table, bool *ret, struct err *e)
{
    return exists(base, "select 1 from sqlite_schema where type = 'table' and name = $1",
                  str_of(table), NULL, ret, e);
}

static int sqlite_has_column(struct db *base, const char *table, const char *column, bool *ret,
                             struct err *e)
{
    struct str name = str_of(column);

    return exists(base, "select 1 from pragma_table_info($1) where name = $2", str_of(table), &name,
                  ret, e);
}

static void sqlite_remove(struct db *base)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};

    for (size_t i = 0; base->path && i < ARRAY_LEN(suffixes); i++) {
        _cleanup_(strbuf_done) struct strbuf name = {0};

        strbuf_printf(&name, "%s%s", base->path, suffixes[i]);
        if (!name.failed)
            unlink(strbuf_z(&name));
    }
}

static const char append_only[] = "create trigger {name}_update before update on {name}"
                                  " begin select raise(abort, '{name}: append-only'); end;"
                                  "create trigger {name}_delete before delete on {name}"
                                  " begin select raise(abort, '{name}: append-only'); end;";

const struct db_driver db_driver_sqlite = {
    .word_int = "integer",
    .word_text = "text",
    .word_blob = "blob",
    .word_table = "strict, without rowid",
    .word_rowtable = "strict",
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .exec = sqlite_exec_ddl,
    .append_only = append_only,
    .prepare = sqlite_prepare,
    .stmt_free = sqlite_stmt_free,
    .bind_int = sqlite_bind_int,
    .bind_text = sqlite_bind_text,
    .bind_blob = sqlite_bind_blob,
    .bind_null = sqlite_bind_null,
    .step = sqlite_step,
    .reset = sqlite_reset,
    .is_null = sqlite_is_null,
    .get_int = sqlite_get_int,
    .get_text = sqlite_get_text,
    .get_blob = sqlite_get_blob,
    .columns = sqlite_columns,
    .bulk_begin = sqlite_bulk_begin,
    .bulk_int = sqlite_bulk_int,
    .bulk_bytes = sqlite_bulk_bytes,
    .bulk_null = sqlite_bulk_null,
    .bulk_row = sqlite_bulk_row,
    .bulk_drop = sqlite_bulk_drop,
    .bulk_end = sqlite_bulk_end,
    .bulk_free = sqlite_bulk_free,
    .has_table = sqlite_has_table,
    .has_column = sqlite_has_column,
    .tables = sqlite_tables,
    .remove = sqlite_remove,
    .verify = sqlite_verify,
};
