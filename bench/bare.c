/*
 * The floor that import and determination are measured against: the same rows moved by the same
 * interface to the database, without anything of the register around it.
 *
 *   bare households FROM TO      what importing households has written, into an initialised
 * register bare people FROM TO          the same for people; their households must be there bare
 * determinations FROM TO  the rows of a run bare scan FROM               every column of what a run
 * reads, in its order
 *
 * Each prints one line of JSON: rows, seconds of wall clock and of this process's processors. Rows
 * to insert are read into memory a table at a time, which isn't counted; inserting, committing and
 * closing are.
 */
#include "cleanup.h"
#include "membership.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

struct cost {
    double wall, cpu;
};

static struct cost now(void)
{
    struct timespec t;
    struct rusage u;
    clock_gettime(CLOCK_MONOTONIC, &t);
    getrusage(RUSAGE_SELF, &u);
    return (struct cost){
        (double)t.tv_sec + (double)t.tv_nsec / 1e9,
        (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
            (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6,
    };
}

static void add_since(struct cost *sum, struct cost start)
{
    struct cost end = now();
    sum->wall += end.wall - start.wall;
    sum->cpu += end.cpu - start.cpu;
}

/* A table's rows in memory: n columns each, kind 0 = null. */
struct value {
    char kind;
    int64_t i;
    struct str s;
};

struct rows {
    struct arena *a;
    size_t n, columns;
    struct value *at;
    size_t n_values, cap_values;
};

static struct value value_of(struct stmt *s, int col, char kind, struct arena *a)
{
    if (stmt_is_null(s, col))
        return (struct value){0};
    if (kind == 'i')
        return (struct value){.kind = kind, .i = stmt_int(s, col)};
    return (struct value){.kind = kind,
                          .s = str_dup(a, kind == 't' ? stmt_text(s, col) : stmt_blob(s, col))};
}

static int read_rows(struct db *db, const char *table, const char *columns, const char *types,
                     struct rows *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    /* the first three columns hold every table's primary key, or begin with it */
    int rc = db_prepare(db,
                        arena_printf(ret->a, "select %s from %s order by 1, 2%s", columns, table,
                                     strlen(types) > 2 ? ", 3" : ""),
                        &s, e);
    if (rc < 0)
        return rc;
    ret->columns = strlen(types);
    while ((rc = stmt_step(s, e)) > 0) {
        if (ret->n_values + ret->columns > ret->cap_values) {
            size_t cap = ret->cap_values ? ret->cap_values * 2 : 1 << 16;
            struct value *at = realloc(ret->at, cap * sizeof *at);
            if (!at)
                return err_nomem(e);
            ret->at = at;
            ret->cap_values = cap;
        }
        for (size_t c = 0; c < ret->columns; c++)
            ret->at[ret->n_values++] = value_of(s, (int)c, types[c], ret->a);
        ret->n++;
    }
    return arena_failed(ret->a) ? err_nomem(e) : rc;
}

static int insert_rows(struct db *db, const char *table, const char *columns, const char *types,
                       const struct rows *rows, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int rc = bulk_begin(db, table, columns, types, &b, e);
    const struct value *v = rows->at;
    for (size_t i = 0; rc >= 0 && i < rows->n; i++) {
        for (size_t c = 0; c < rows->columns; c++, v++) {
            if (!v->kind)
                bulk_null(b);
            else if (v->kind == 'i')
                bulk_int(b, v->i);
            else if (v->kind == 't')
                bulk_text(b, v->s);
            else
                bulk_blob(b, v->s.data, v->s.len);
        }
        rc = bulk_row(b, e);
    }
    return rc < 0 ? rc : bulk_end(b, e);
}

struct bench {
    struct reg *from;
    struct db *to;
    struct cost cost;
    uint64_t n;   /* rows */
    uint64_t sum; /* of what was scanned, so that reading isn't optimised away */
};

static int copy(struct bench *x, const char *table, const char *columns, const char *types,
                struct err *e)
{
    struct rows rows = {.a = arena_new(0)};
    int rc = rows.a ? read_rows(reg_db(x->from), table, columns, types, &rows, e) : err_nomem(e);
    if (rc >= 0) {
        struct cost start = now();
        rc = insert_rows(x->to, table, columns, types, &rows, e);
        add_since(&x->cost, start);
        x->n += rows.n;
    }
    free(rows.at);
    arena_free(rows.a);
    return rc;
}

/* Resolved rows and evidence, which importing households and people have in common. */
static int copy_facts(struct bench *x, enum entity k, struct err *e)
{
    const struct entity_sql *sql = &x->from->sql[k];
    int rc = copy(x, entity_now[k], sql->now_columns, sql->now_types, e);
    for (size_t g = 0; rc >= 0 && g < x->from->catalogue->n_groups[k]; g++) {
        char table[80];
        snprintf(table, sizeof table, STR_FMT, STR_ARG(x->from->catalogue->groups[k][g].table));
        rc = copy(x, table, sql->groups[g].columns, sql->groups[g].types, e);
    }
    return rc;
}

static int copy_households(struct bench *x, struct err *e)
{
    int rc = copy(x, "register", "register_id,county", "it", e);
    if (rc < 0 || (rc = copy(x, "household", "register_id,household_id,household_no,recorded_seq",
                             "iiti", e)) < 0)
        return rc;
    return copy_facts(x, ENTITY_HOUSEHOLD, e);
}

static int copy_people(struct bench *x, struct err *e)
{
    int rc;
    if ((rc = copy(x, "person", "register_id,person_id,recorded_seq,from_register,from_person",
                   "iiiii", e)) < 0 ||
        (rc = copy(x, "identity_number", "register_id,person_id,key_id,sealed,lookup", "iiibb",
                   e)) < 0 ||
        (rc = copy(x, "membership", MEMBERSHIP_COLUMNS, MEMBERSHIP_TYPES, e)) < 0 ||
        (rc = copy(x, "finding",
                   "register_id,household_id,finding_id,person_id,kind,detail,recorded_seq",
                   "iiiitti", e)) < 0)
        return rc;
    return copy_facts(x, ENTITY_PERSON, e);
}

static int copy_determinations(struct bench *x, struct err *e)
{
    return copy(x, "determination",
                "register_id,household_id,run_id,as_of,recorded_seq,people,monthly_income,category,"
                "standing,monthly_amount,points,development_target,key_target,measures,grace_until,"
                "undecided_because,also_missing,failed_because,rules,digest,carried_standing,"
                "carried_category,carried_amount,carried_unknown,carried_grace_until,"
                "carried_measures",
                "iiiiiiittiiiitittttittiiit", e);
}

/* Rows into a transaction of their own, closed as a program that ends closes them. */
static int insert(struct bench *x, const char *url, int (*rows)(struct bench *, struct err *),
                  struct err *e)
{
    int rc = db_open(url, DB_WRITE, &x->to, e);
    if (rc < 0)
        return rc;
    if ((rc = db_begin(x->to, true, e)) >= 0)
        rc = rows(x, e);
    struct cost start = now();
    if (rc >= 0)
        rc = db_commit(x->to, e);
    db_close(x->to);
    add_since(&x->cost, start);
    return rc;
}

static int scan_rows(struct bench *x, enum entity k, const char *sql, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->from), sql, &s, e);
    const char *types = x->from->sql[k].now_types;
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        for (int c = 0; types[c]; c++)
            if (!stmt_is_null(s, c))
                x->sum += types[c] == 'i'   ? (uint64_t)stmt_int(s, c)
                          : types[c] == 't' ? stmt_text(s, c).len
                                            : stmt_blob(s, c).len;
        x->n++;
    }
    return rc;
}

static int scan(struct bench *x, struct err *e)
{
    struct arena *a = x->from->arena;
    struct cost start = now();
    int rc = scan_rows(x, ENTITY_HOUSEHOLD,
                       arena_printf(a,
                                    "select %s, h.household_no from household_now n"
                                    " join household h on h.register_id = n.register_id"
                                    " and h.household_id = n.household_id"
                                    " order by n.register_id, n.household_id",
                                    x->from->sql[ENTITY_HOUSEHOLD].now_prefixed),
                       e);
    if (rc >= 0)
        rc = scan_rows(x, ENTITY_PERSON,
                       arena_printf(a,
                                    "select %s from membership m join person_now n"
                                    " on n.register_id = m.register_id"
                                    " and n.person_id = m.person_id"
                                    " order by m.register_id, m.household_id, m.position",
                                    x->from->sql[ENTITY_PERSON].now_prefixed),
                       e);
    add_since(&x->cost, start);
    return rc;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*rows)(struct bench *, struct err *);
    } verbs[] = {
        {"households", copy_households},
        {"people", copy_people},
        {"determinations", copy_determinations},
    };
    struct bench x = {0};
    struct err e = {0};
    int rc = E_USAGE;
    if (argc < 3 || (rc = reg_open(argv[2], DB_READ, &x.from, &e)) < 0)
        rc = argc < 3 ? E_USAGE : rc;
    else if (argc == 3 && strcmp(argv[1], "scan") == 0)
        rc = scan(&x, &e);
    else if (argc == 4)
        for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
            if (strcmp(argv[1], verbs[i].name) == 0)
                rc = insert(&x, argv[3], verbs[i].rows, &e);
    reg_close(x.from);
    if (rc < 0) {
        fprintf(stderr, "%s\n", e.en[0] ? e.en : "usage: bare TABLES FROM TO | bare scan FROM");
        return 1;
    }
    printf("{\"rows\": %llu, \"wall\": %.6f, \"cpu\": %.6f, \"sum\": %llu}\n",
           (unsigned long long)x.n, x.cost.wall, x.cost.cpu, (unsigned long long)x.sum);
    return 0;
}
