/*
 * The audit trail: entries that threads put, against as many single commits; and how long looking
 * for some takes among many.
 *
 *     audit URL put SECONDS      URL: of a register that has an office
 *     audit URL list ENTRIES     adds so many first
 */
#include "audit.h"
#include "cleanup.h"
#include "office.h"
#include "role.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void must(int r, const struct err *e)
{
    if (r >= 0)
        return;
    fprintf(stderr, "%s\n", e->en);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct audit_entry entry(long i, char object[64], char actor[32])
{
    snprintf(object, 64, "household 440783%03ld%03ld-%04ld", i % 19 + 100, i % 31,
             i * 7919 % 50000);
    snprintf(actor, 32, "clerk%ld", i * 31 % 300);
    return (struct audit_entry){
        .register_id = 1,
        .actor_id = 7,
        .actor = str_of(actor),
        .session = STR("s4711"),
        .address = STR("10.18.3.7"),
        .action = i % 1000     ? STR("household.look")
                  : i % 100000 ? STR("household.open")
                               : STR("household.erase"),
        .object = str_of(object),
        .division = {object + 10, 12},
        .outcome = 200,
    };
}

struct putting {
    struct audit_writer *w;
    double until;
    atomic_long done;
};

static void *put(void *arg)
{
    struct putting *p = arg;
    char object[64], actor[32];
    struct err e;
    while (now() < p->until) {
        struct audit_entry a = entry(atomic_fetch_add(&p->done, 1), object, actor);
        must(audit_put(p->w, &a, &e), &e);
    }
    return NULL;
}

static double single(struct db *db, double seconds)
{
    double begun = now();
    char object[64], actor[32];
    struct err e;
    long n = 0;
    for (; now() < begun + seconds; n++) {
        struct audit_entry a = entry(n, object, actor);
        must(db_begin(db, true, &e), &e);
        must(audit_append(db, &a, 1, &e), &e);
        must(db_commit(db, &e), &e);
    }
    return (double)n / (now() - begun);
}

static void bench_put(const char *url, double seconds)
{
    static const int threads[] = {1, 8, 32};
    struct db *db;
    struct err e;
    must(office_open(url, DB_WRITE, &db, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        pthread_t t[64];
        struct putting p = {0};
        /* one behind the other, so that both meet the same machine */
        double alone = single(db, seconds), begun = now();
        must(audit_writer_open(url, &p.w, &e), &e);
        p.until = begun + seconds;
        for (int k = 0; k < threads[i]; k++)
            if (pthread_create(&t[k], NULL, put, &p) != 0)
                exit(1);
        for (int k = 0; k < threads[i]; k++)
            pthread_join(t[k], NULL);
        double rate = (double)p.done / (now() - begun);
        printf("%2d threads: %7.0f entries/s, %5.2f times single commits (%.0f/s)\n", threads[i],
               rate, rate / alone, alone);
        audit_writer_close(p.w);
    }
    db_close(db);
}

static void fill(struct db *db, long n)
{
    enum { BATCH = 1000 };
    static char objects[BATCH][64], actors[BATCH][32];
    static struct audit_entry a[BATCH];
    struct err e;
    for (long i = 0; i < n; i += BATCH) {
        for (int k = 0; k < BATCH; k++)
            a[k] = entry(i + k, objects[k], actors[k]);
        must(db_begin(db, true, &e), &e);
        must(audit_append(db, a, BATCH, &e), &e);
        must(db_commit(db, &e), &e);
    }
}

static int count(void *arg, const struct audit_row *row, struct err *e)
{
    (*(int *)arg)++;
    return 0;
}

static int ignore(void *arg, const struct checkup_kind *k, const char *place,
                  const struct err *what, struct err *e)
{
    return 0;
}

static void bench_list(const char *url, long n)
{
    static const struct {
        const char *what, *scope;
        struct audit_filter f;
    } cases[] = {
        {"newest", "", {.register_id = -1}},
        {"one person's", "", {.register_id = -1, .actor = STR("clerk31")}},
        {"of a common action", "", {.register_id = -1, .action = STR("household.look")}},
        {"of a rare action", "", {.register_id = -1, .action = STR("household.erase")}},
        {"of all actions of a kind", "", {.register_id = -1, .action = STR("household.*")}},
        {"about a household",
         "",
         {.register_id = -1, .object = STR("household 440783101001-7919")}},
        {"about a village", "", {.register_id = -1, .object = STR("household 440783101001-*")}},
        {"a person's of a rare action",
         "",
         {.register_id = -1, .actor = STR("clerk31"), .action = STR("household.erase")}},
        {"of a town, to its auditor", "440783101", {.register_id = -1}},
        {"of none, to its auditor", "440705", {.register_id = -1}},
    };
    struct db *db;
    struct err e;
    struct checkup c = {.fn = ignore};
    must(office_open(url, DB_WRITE, &db, &e), &e);
    double begun = now();
    fill(db, n);
    printf("%ld entries added in thousands: %.0f/s\n", n, (double)n / (now() - begun));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct role auditor;
        struct actor by;
        int found = 0;
        must(role_builtin(STR("auditor"), &auditor, &e), &e);
        must(actor_init(&by, 1, "shen", &auditor, cases[i].scope, &e), &e);
        begun = now();
        must(audit_list(db, &by, &cases[i].f, 50, count, &found, &e), &e);
        printf("%-28s %2d found, %8.2f ms\n", cases[i].what, found, (now() - begun) * 1e3);
    }
    begun = now();
    must(audit_check(db, NULL, 0, NULL, NULL, &c, &e), &e);
    printf("check: %.0f entries/s\n", (double)c.kinds[0].examined / (now() - begun));
    db_close(db);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[2], "put") == 0)
        bench_put(argv[1], strtod(argv[3], NULL));
    else if (argc == 4 && strcmp(argv[2], "list") == 0)
        bench_list(argv[1], strtol(argv[3], NULL, 10));
    else
        return fprintf(stderr, "audit URL put SECONDS | audit URL list ENTRIES\n"), 2;
    return 0;
}
