/*
 * What a household page, a page of a list and a search cost, each within the scopes of a village, a
 * town, a county and everywhere:
 *
 *   reads REGISTER [ROUNDS]
 *
 * A line a question, in a transaction as the server has it: the median and the slowest of some
 * hundred, in milliseconds of this process's processors (so that a busy machine doesn't count),
 * after a first round that isn't counted.
 */
#include "cleanup.h"
#include "clock.h"
#include "household_list.h"
#include "search.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 200
#define ROUNDS_MAX 10000

static struct reg *r;
static struct actor actor;
static struct arena *a;
static struct err e;
static int rounds = ROUNDS;

static void need(int rc)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "reads: %s\n", e.en);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_time(const void *x, const void *y)
{
    double p = *(const double *)x, q = *(const double *)y;
    return p < q ? -1 : p > q;
}

/* Some households of the scope, and a person. */
static struct household_lines sample;
static char person[PERSON_NO_BYTES];

static void read_page(const char *text, int i)
{
    struct household_told h;
    need(household_read(r, &actor, sample.at[(size_t)i % sample.n].household_no, clock_today(),
                        INT64_MAX, a, &h, &e));
}

static void read_person(const char *text, int i)
{
    struct person_told p;
    need(person_read(r, &actor, str_of(person), clock_today(), INT64_MAX, a, &p, &e));
}

static void read_list(const char *text, int i)
{
    struct household_query q = {.number = str_of(text), .people_min = -1, .people_max = -1};
    struct household_lines page;
    need(household_list(r, &actor, &q, 50, a, &page, &e));
}

static void count(const char *text, int i)
{
    int64_t n;
    bool exact;
    need(household_count(r, &actor, (struct str){0}, &n, &exact, &e));
}

static void find(const char *text, int i)
{
    struct found found;
    need(register_search(r, &actor, str_of(text), 20, a, &found, &e));
}

static void measure(const char *what, void (*fn)(const char *text, int i), const char *text)
{
    static double took[ROUNDS_MAX];
    for (int i = -1; i < rounds; i++) {
        arena_reset(a);
        double begun = now();
        need(db_begin(reg_db(r), false, &e));
        fn(text, i < 0 ? 0 : i);
        db_rollback(reg_db(r));
        if (i >= 0)
            took[i] = now() - begun;
    }
    qsort(took, (size_t)rounds, sizeof *took, by_time);
    printf("  %-12s %-12s %8.2f %8.2f\n", what, text, took[rounds / 2], took[rounds - 1]);
}

static void measure_scope(const char *scope)
{
    static const char *const texts[] = {"张", "张伟", "欧阳", "4407", "440783-000123", "赤水"};
    struct household_query q = {.people_min = 1, .people_max = -1};
    _cleanup_(arena_freep) struct arena *kept = arena_new(0);
    snprintf(actor.scope, sizeof actor.scope, "%s", scope);
    need(household_list(r, &actor, &q, 100, kept, &sample, &e));
    if (!sample.n)
        return;
    person_no(sample.at[0].register_id, sample.at[0].head, person);
    printf("%s\n", scope[0] ? scope : "everywhere");
    measure("household", read_page, "");
    measure("person", read_person, "");
    measure("list", read_list, "");
    measure("list", read_list, "4407");
    measure("count", count, "");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        measure("search", find, texts[i]);
}

int main(int argc, char **argv)
{
    static const char *const scopes[] = {"440783117206", "440783116", "440783", ""};
    if (argc < 2) {
        fputs("reads REGISTER [ROUNDS]\n", stderr);
        return 2;
    }
    if (argc > 2)
        rounds = (int)strtol(argv[2], NULL, 10);
    if (rounds < 1 || rounds > ROUNDS_MAX)
        rounds = ROUNDS;
    actor = actor_local();
    a = arena_new(0);
    need(reg_open(argv[1], DB_READ, &r, &e));
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        measure_scope(scopes[i]);
    reg_close(r);
    arena_free(a);
    return 0;
}
