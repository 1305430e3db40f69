/* Prepared statements of a connection, kept by their text: in use, or idle until the text is asked
 * for again or others have pushed it out. */
#include "db_driver.h"

#include <stdlib.h>

static struct stmt **bucket_of(struct db *db, uint64_t hash)
{
    return &db->bucket[hash % DB_CACHE_BUCKETS];
}

static void stmt_free(struct stmt *s)
{
    free(s->sql);
    s->driver->stmt_free(s);
}

static void idle_remove(struct db *db, struct stmt *s)
{
    *(s->newer ? &s->newer->older : &db->newest) = s->older;
    *(s->older ? &s->older->newer : &db->oldest) = s->newer;
    s->newer = s->older = NULL;
    db->n_idle--;
}

static void idle_add(struct db *db, struct stmt *s)
{
    s->newer = NULL;
    s->older = db->newest;
    *(s->older ? &s->older->newer : &db->oldest) = s;
    db->newest = s;
    db->n_idle++;
}

static void forget(struct db *db, struct stmt *s)
{
    struct stmt **p = bucket_of(db, s->hash);

    while (*p != s)
        p = &(*p)->chain;
    *p = s->chain;
    idle_remove(db, s);
    stmt_free(s);
}

void db_statements_free(struct db *db)
{
    for (size_t i = 0; i < DB_CACHE_BUCKETS; i++) {
        struct stmt *next;

        for (struct stmt *s = db->bucket[i]; s; s = next) {
            next = s->chain;
            stmt_free(s);
        }
        db->bucket[i] = NULL;
    }
}

static int compile(struct db *db, struct str sql, struct stmt **ret, struct err *e)
{
    struct stmt *s;
    char *copy;
    int r;

    if (sql.len > DB_SQL_BYTES_MAX)
        return err_set(e, E_LIMIT, "%s：值或语句太长", "%s: a value or statement is too long",
                       db->url);
    copy = strndup(sql.data, sql.len);
    if (!copy)
        return err_nomem(e);
    r = db->driver->prepare(db, copy, &s, e);
    if (r < 0) {
        free(copy);
        return r;
    }
    s->driver = db->driver;
    s->db = db;
    s->sql = copy;
    *ret = s;
    return 0;
}

int db_prepare(struct db *db, const char *sql, struct stmt **ret, struct err *e)
{
    struct str text = str_of(sql);
    uint64_t hash = str_hash(text);
    struct stmt **bucket = bucket_of(db, hash), *s;
    int r;

    if (db->failed)
        return db_given_up(db, e);
    for (s = *bucket; s; s = s->chain)
        if (!s->in_use && s->hash == hash && strcmp(s->sql, sql) == 0)
            break;
    if (s) {
        idle_remove(db, s);
    } else {
        r = compile(db, text, &s, e);
        if (r < 0)
            return db_fails(db, r);
        s->hash = hash;
        s->chain = *bucket;
        *bucket = s;
    }
    s->in_use = true;
    *ret = s;
    return 0;
}

void stmt_done(struct stmt *s)
{
    struct db *db;

    if (!s)
        return;
    db = s->db;
    stmt_reset(s);
    s->in_use = false;
    idle_add(db, s);
    if (db->n_idle > DB_STATEMENTS_IDLE_MAX)
        forget(db, db->oldest);
}

void stmt_donep(struct stmt **s)
{
    stmt_done(*s);
}
