/*
 * The pipeline: what is sent is queued here until its answer is read, so that writes cost no round
 * trip. Everything queued is answered together; behind an error the server skips the rest.
 */
#include "postgres_driver.h"

#define BINARY 1
#define FLUSH_EVERY 32 /* so that the server works while we go on */

static const int all_binary[DB_PARAMS_MAX] = {[0 ... DB_PARAMS_MAX - 1] = BINARY};

/* Room for one more. */
static int enter(struct pg_db *db, struct err *e)
{
    if (db->lost)
        return pg_lost(db, e);
    if (db->n_queued == PG_QUEUE_MAX) {
        int r = pg_wait(db, NULL, e);

        if (r < 0)
            return r;
    }
    if (PQpipelineStatus(db->c) == PQ_PIPELINE_OFF && !PQenterPipelineMode(db->c))
        return pg_error(db, NULL, e);
    return 0;
}

static int queued(struct pg_db *db, bool sent, struct pg_queued q, struct err *e)
{
    if (!sent)
        return pg_error(db, NULL, e);
    db->queue[db->n_queued++] = q;
    if (db->n_queued % FLUSH_EVERY == 0)
        PQflush(db->c);
    return 0;
}

int pg_send(struct pg_db *db, const char *text, const struct pg_values *v, struct err *e)
{
    static const struct pg_values none;
    int r = enter(db, e);

    if (r < 0)
        return r;
    if (!v)
        v = &none;
    return queued(
        db,
        PQsendQueryParams(db->c, text, v->n, v->types, v->values, v->lengths, all_binary, BINARY),
        (struct pg_queued){0}, e);
}

int pg_send_prepare(struct pg_db *db, struct pg_stmt *s, const char *name, const char *text,
                    const struct pg_values *v, struct err *e)
{
    int r = enter(db, e);

    if (r < 0)
        return r;
    return queued(db, PQsendPrepare(db->c, name, text, v->n, v->types),
                  (struct pg_queued){.stmt = s, .prepares = true}, e);
}

int pg_send_prepared(struct pg_db *db, struct pg_stmt *s, const char *name,
                     const struct pg_values *v, PGresult **ret, struct err *e)
{
    int r = enter(db, e);

    if (r < 0)
        return r;
    return queued(db,
                  PQsendQueryPrepared(db->c, name, v->n, v->values, v->lengths, all_binary, BINARY),
                  (struct pg_queued){.stmt = s, .ret = ret}, e);
}

/* The answer to one statement. */
static PGresult *answer(struct pg_db *db)
{
    PGresult *res = PQgetResult(db->c), *more;

    while (res && (more = PQgetResult(db->c)))
        PQclear(more);
    return res;
}

static bool is_good(const PGresult *res)
{
    ExecStatusType s = PQresultStatus(res);

    return s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK;
}

/* The error of the i-th; an earlier one's surprises whoever asks now, so it says whose it is. */
static int failed(struct pg_db *db, size_t i, const PGresult *res, struct err *e)
{
    const struct pg_stmt *s = db->queue[i].stmt;
    int r = pg_error(db, res, e);

    if (s && i + 1 < db->n_queued && s != db->queue[db->n_queued - 1].stmt)
        err_at(e, "语句“%.80s”", "statement \"%.80s\"", ((const struct stmt *)s)->sql);
    return r;
}

int pg_wait(struct pg_db *db, PGresult **ret, struct err *e)
{
    PGresult *last = NULL;
    int r = 0;

    if (db->lost)
        return pg_lost(db, e);
    if (db->n_queued == 0)
        return 0;
    if (!PQpipelineSync(db->c))
        r = pg_error(db, NULL, e);
    for (size_t i = 0; i < db->n_queued; i++) {
        const struct pg_queued *q = &db->queue[i];
        PGresult *res = db->lost ? NULL : answer(db);
        bool good = is_good(res);

        if (!good && r == 0)
            r = failed(db, i, res, e);
        if (!good && q->prepares && q->stmt)
            pg_unprepare(q->stmt);
        if (good && q->ret)
            *q->ret = res;
        else if (good && i + 1 == db->n_queued && r == 0)
            last = res;
        else
            PQclear(res);
    }
    db->n_queued = 0;
    if (!db->lost)
        PQclear(PQgetResult(db->c)); /* of the synchronisation */
    if (ret && r == 0)
        *ret = last;
    else
        PQclear(last);
    return r;
}

int pg_run(struct pg_db *db, const char *text, struct err *e)
{
    int r = pg_send(db, text, NULL, e);

    return r < 0 ? r : pg_wait(db, NULL, e);
}

int pg_plain(struct pg_db *db, struct err *e)
{
    int r = pg_wait(db, NULL, e);

    if (r >= 0 && PQpipelineStatus(db->c) != PQ_PIPELINE_OFF && !PQexitPipelineMode(db->c))
        r = pg_error(db, NULL, e);
    return r;
}
