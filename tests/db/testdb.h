/*
 * The database product under test. A database is named by the path it has on SQLite; with
 * HEYI_TEST_DATABASE=postgresql it is one of the server that HEYI_TEST_POSTGRES names
 * (script/with-postgres), made by DB_CREATE, and testdb_drop_all removes them all.
 */
#pragma once

#include "db.h"
#include "str.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#define TESTDB_MAX 64
#define TESTDB_URL_BYTES 256

static char testdb_names[TESTDB_MAX][32];
static size_t testdb_n;

static inline bool testdb_is_postgres(void)
{
    const char *product = getenv("HEYI_TEST_DATABASE");

    return product && strcmp(product, "postgresql") == 0;
}

static inline const char *testdb_server(void)
{
    const char *url = getenv("HEYI_TEST_POSTGRES");

    return url && *url ? url : NULL;
}

/* For main: tests on PostgreSQL are skipped, and say so, where there is no server. */
static inline void testdb_need_server(void)
{
    if (!testdb_is_postgres() || testdb_server())
        return;
    fprintf(stderr, "SKIPPED: no PostgreSQL server; run this under script/with-postgres\n");
    exit(77);
}

static inline void testdb_remember(const char *name)
{
    for (size_t i = 0; i < testdb_n; i++)
        if (strcmp(testdb_names[i], name) == 0)
            return;
    if (testdb_n == TESTDB_MAX)
        abort();
    snprintf(testdb_names[testdb_n++], sizeof testdb_names[0], "%s", name);
}

/* What db_open takes for the database of this path. Into buf where it isn't the path itself. */
static inline const char *testdb_url(const char *path, char buf[TESTDB_URL_BYTES])
{
    const char *server, *options;
    char name[32];

    if (!testdb_is_postgres())
        return path;
    server = testdb_server();
    options = strchr(server, '?');
    snprintf(name, sizeof name, "heyi_%016llx", (unsigned long long)str_hash(str_of(path)));
    testdb_remember(name);
    snprintf(buf, TESTDB_URL_BYTES, "postgresql:///%s%s", name, options ? options : "");
    return buf;
}

static inline bool has_table(struct db *db, const char *table)
{
    bool found = false;

    if (db_has_table(db, table, &found, NULL) < 0)
        abort();
    return found;
}

static inline bool has_column(struct db *db, const char *table, const char *column)
{
    bool found = false;

    if (db_has_column(db, table, column, &found, NULL) < 0)
        abort();
    return found;
}

static inline void testdb_silent(void *arg, const char *message)
{
}

/* Runs a statement on the server itself, or on one of the databases. */
static inline PGresult *testdb_raw(const char *url, const char *sql)
{
    PGconn *c = PQconnectdb(url);
    PGresult *res;

    PQsetNoticeProcessor(c, testdb_silent, NULL);
    res = PQexec(c, sql);
    if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(c));
    PQfinish(c);
    return res;
}

static inline void testdb_drop_all(void)
{
    for (size_t i = 0; i < testdb_n; i++) {
        char sql[128];

        snprintf(sql, sizeof sql, "drop database if exists %.31s with (force)", testdb_names[i]);
        PQclear(testdb_raw(testdb_server(), sql));
    }
    testdb_n = 0;
}
