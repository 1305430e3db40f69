/*
 * How fast evidence is put, and what one source states is scanned, beside a plain scan:
 *
 *   put REGISTER          (a copy: evidence of a source `bench` is added to everybody's income)
 *
 * One line a step: subjects, seconds of wall clock and of this process's processors, subjects/s by
 * the latter.
 */
#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "evidence_write.h"
#include "scan.h"
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static struct reg *r;
static struct err e;
static double wall, cpu;

static void need(int rc)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "put: %s\n", e.en);
    exit(1);
}

static void look(double *ret_wall, double *ret_cpu)
{
    struct timespec t;
    struct rusage u;
    clock_gettime(CLOCK_MONOTONIC, &t);
    getrusage(RUSAGE_SELF, &u);
    *ret_wall = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
    *ret_cpu = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
               (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void tell(const char *what, size_t n)
{
    double w, c;
    look(&w, &c);
    printf("%-28s %9zu  %6.2f s  %6.2f s  %9.0f/s\n", what, n, w - wall, c - cpu,
           (double)n / (c - cpu));
    look(&wall, &cpu);
}

struct people {
    struct subject_key *at;
    size_t n, cap;
};

static int64_t begin(void)
{
    struct actor actor = actor_local();
    int64_t seq;
    need(db_begin(reg_db(r), true, &e));
    need(change_begin(reg_db(r), &actor, "bench", NULL, &seq, &e));
    return seq;
}

/* fen 0 = nothing is stated any more */
static void put(const struct people *p, int64_t source, int64_t fen, const char *what)
{
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    int wage = catalogue_find(reg_catalogue(r), ENTITY_PERSON, STR("wage_income"))->index;
    uint64_t changed;
    int64_t seq = begin();
    need(evidence_writer_open(r, seq, &w, &e));
    for (size_t i = 0; i < p->n; i++) {
        struct statement s = {wage, 17600, DAY_OPEN, false, {.known = true, .i = fen + (int64_t)i},
                              1};
        need(evidence_put(w, p->at[i], source, &wage, 1, &s, fen ? 1 : 0, &e));
    }
    need(evidence_writer_end(w, &changed, &e));
    need(db_commit(reg_db(r), &e));
    tell(what, p->n);
}

static size_t scan(bool stated)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct actor actor = actor_local();
    struct household_facts h;
    struct stated x;
    size_t n = 0;
    need(scan_open(r, &actor, (struct str){0}, 17700, INT64_MAX, &s, &e));
    if (stated)
        need(scan_want_stated(s, SOURCE_DECLARATION, &e));
    while (scan_next(s, &h, &e) > 0) {
        n += h.n_members;
        if (stated)
            need(scan_stated(s, &x, &e));
    }
    return n;
}

static void standing(int64_t to)
{
    struct source_spec spec = {STR("bench"), STR("bench"), to};
    bool changed;
    int64_t seq = begin();
    need(sources_store(r, &spec, 1, NULL, 0, seq, &changed, &e));
    need(db_commit(reg_db(r), &e));
}

int main(int argc, char **argv)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct people people = {0};
    struct stmt *s;
    if (argc != 2 || !a)
        return 2;
    need(reg_open(argv[1], DB_WRITE, &r, &e));
    need(db_prepare(reg_db(r), "select register_id, person_id from person order by 1, 2", &s, &e));
    while (stmt_step(s, &e) > 0)
        if (!vec_push(a, &people,
                      ((struct subject_key){ENTITY_PERSON, stmt_int(s, 0), stmt_int(s, 1)})))
            return 1;
    stmt_done(s);
    standing(300);
    int64_t source = source_id(r, STR("bench"));
    look(&wall, &cpu);
    tell("scan", scan(false));
    tell("scan with declared", scan(true));
    put(&people, source, 10000, "put");
    put(&people, source, 10000, "put again, the same");
    put(&people, source, 20000, "put again, other values");
    tell("scan", scan(false));
    tell("scan with declared", scan(true));
    standing(50);
    tell("standing below declaration", people.n);
    put(&people, source, 0, "put nothing");
    reg_close(r);
    return 0;
}
