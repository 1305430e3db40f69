/*
 * A department's feed against the register: how many rows a second, and how much memory, beside the
 * same join in SQLite.
 *
 *   feed [--rows N] [--people N] [--rounds N] [--imports 1] [--folder DIR]
 *
 * Makes a register of N people (import as always) and a database with their numbers in plain text,
 * an indexed primary key; then a CSV file of rows of which one in a hundred is about one of them.
 * Every measurement is a process of its own, so that its peak memory is its own:
 *
 *   product  matcher_open (the numbers are decrypted), then feed_file_next and matcher_number row
 *            by row; the file's SM3 included
 *   sqlite   the file, read by the same CSV reader, into a temporary table (one prepared INSERT,
 *            one transaction), then the join that counts what it finds
 *
 *   import   (--imports 1) all of heyi import feed but the commit: names compared, rows kept, facts
 * of everybody in the register worked out
 *
 * The first two must find the same rows.
 */
#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "feed_import.h"
#include "file.h"
#include "import.h"
#include "match.h"
#include "verify.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SPACE (10ull * 90 * 336 * 1000) /* sound numbers under 440790 … 440799 */
#define HIT_EVERY 100
#define HOUSEHOLD_OF 3

static struct {
    uint64_t rows, people, rounds, imports;
    char folder[200];
} o = {.rows = 10000000, .people = 1000000, .rounds = 3};

static void die(const char *what, const struct err *e)
{
    fprintf(stderr, "%s: %s\n", what, e ? err_text(e) : "failed");
    exit(1);
}

static void in_folder(const char *name, char ret[256])
{
    snprintf(ret, 256, "%s/%s", o.folder, name);
}

/* The n-th of all sound numbers of the synthetic areas. */
static void number_of(uint64_t n, char ret[IDNO_TEXT])
{
    unsigned seq = n % 1000, day = n / 1000 % 28 + 1, month = n / 28000 % 12 + 1;
    unsigned year = 1930 + n / 336000 % 90, area = 440790 + n / (336000 * 90) % 10;
    snprintf(ret, IDNO_TEXT, "%06u%04u%02u%02u%03u", area, year, month, day, seq);
    ret[17] = idno_check_digit(ret);
    ret[18] = '\0';
}

/* People of the register have every stride-th number. */
static uint64_t stride(void)
{
    return SPACE / o.people;
}

static uint64_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static FILE *create(const char *name)
{
    char path[256];
    in_folder(name, path);
    FILE *f = fopen(path, "w");
    if (!f)
        die(path, NULL);
    return f;
}

static void finish(FILE *f)
{
    if (fclose(f) != 0)
        die("writing", NULL);
}

static void write_people(void)
{
    FILE *h = create("households.csv"), *p = create("people.csv");
    fputs("户号,区划代码\n", h);
    fputs("户号,公民身份号码,姓名,与户主关系\n", p);
    for (uint64_t i = 0; i < o.people; i++) {
        char number[IDNO_TEXT];
        number_of(i * stride(), number);
        if (i % HOUSEHOLD_OF == 0)
            fprintf(h, "H%llu,440783001020\n", (unsigned long long)(i / HOUSEHOLD_OF));
        fprintf(p, "H%llu,%s,张三,%s\n", (unsigned long long)(i / HOUSEHOLD_OF), number,
                i % HOUSEHOLD_OF ? "其他" : "本人");
    }
    finish(h);
    finish(p);
}

static void write_feed(const char *name, uint64_t rows)
{
    FILE *f = create(name);
    uint64_t state = 88172645463325252u;
    fputs("公民身份号码,姓名,险种,发放月份,基础养老金,其他待遇\n", f);
    for (uint64_t i = 0; i < rows; i++) {
        char number[IDNO_TEXT];
        uint64_t x = random_next(&state), n = x % SPACE;
        if (i % HIT_EVERY == 0)
            n = x % o.people * stride();
        else if (n % stride() == 0)
            n++;
        number_of(n, number);
        fprintf(f, "%s,张三,城乡居民养老,2018-%02u,%u.00,%u.50\n", number,
                (unsigned)(x >> 32) % 5 + 1, (unsigned)(x >> 40) % 200 + 100,
                (unsigned)(x >> 48) % 100);
    }
    finish(f);
}

static void import(struct reg *r, enum entity entity, const char *name)
{
    char path[256];
    const char *files[] = {path};
    struct import_options x = {.entity = entity,
                               .files = files,
                               .n_files = 1,
                               .valid_from = date_from_civil((struct civil){2018, 1, 1})};
    struct import_result result;
    struct actor actor = actor_local();
    struct err e = {0};
    in_folder(name, path);
    if (import_run(r, &actor, &x, &result, &e) < 0)
        die(name, &e);
    if (result.rejected)
        die("rows were rejected", NULL);
}

static struct reg *open_register(enum db_mode mode)
{
    struct reg *r = NULL;
    struct err e = {0};
    char path[256];
    in_folder("heyi.db", path);
    if (reg_open(path, mode, &r, &e) < 0)
        die(path, &e);
    return r;
}

/* One measurement, or one step: see measure. */
struct cost {
    double wall, cpu;
};
struct measured {
    struct cost before, main; /* opening or loading; the rows */
    uint64_t rows, hits, sum; /* sum: of person numbers, so that both prove that they found them */
    double process_cpu;       /* of all threads, from the start */
    long hwm_kb, anonymous_kb;
};

static void make_register(const char *unused, struct measured *ret)
{
    struct actor actor = actor_local();
    struct err e = {0};
    char path[256];
    in_folder("heyi.db", path);
    if (reg_init(path, &actor, NULL, NULL, &e) < 0)
        die("init", &e);
    struct reg *r = open_register(DB_WRITE);
    import(r, ENTITY_HOUSEHOLD, "households.csv");
    import(r, ENTITY_PERSON, "people.csv");
    if (db_migrate(reg_db(r), &verify_schema, NULL, &e) < 0 ||
        verify_init(r, &actor, NULL, NULL, &e) < 0)
        die("init", &e);
    reg_close(r);
}

/* SQLite, without anything of ours but the CSV reader. */

static void sql(sqlite3 *db, const char *text)
{
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", text, sqlite3_errmsg(db));
        exit(1);
    }
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", text, sqlite3_errmsg(db));
        exit(1);
    }
    return s;
}

static sqlite3 *open_plain(void)
{
    sqlite3 *db = NULL;
    char path[256];
    in_folder("plain.db", path);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die(path, NULL);
    sql(db, "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000;"
            "pragma mmap_size = 1000000000");
    return db;
}

static void make_plain(void)
{
    sqlite3 *db = open_plain();
    sql(db, "create table person(id_no text primary key, person_id integer) without rowid; begin");
    sqlite3_stmt *s = prepare(db, "insert into person values (?, ?)");
    for (uint64_t i = 0; i < o.people; i++) {
        char number[IDNO_TEXT];
        number_of(i * stride(), number);
        sqlite3_bind_text(s, 1, number, IDNO_LENGTH, SQLITE_STATIC);
        sqlite3_bind_int64(s, 2, (sqlite3_int64)i + 1);
        if (sqlite3_step(s) != SQLITE_DONE)
            die("plain", NULL);
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    sql(db, "commit; analyze");
    sqlite3_close(db);
}

static struct cost now(void)
{
    struct timespec t;
    struct rusage u;
    clock_gettime(CLOCK_MONOTONIC, &t);
    getrusage(RUSAGE_THREAD, &u);
    return (struct cost){
        (double)t.tv_sec + (double)t.tv_nsec / 1e9,
        (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
            (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6,
    };
}

static struct cost since(struct cost start)
{
    struct cost end = now();
    return (struct cost){end.wall - start.wall, end.cpu - start.cpu};
}

static void memory(struct measured *m)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    m->process_cpu = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
    char line[200];
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) {
        sscanf(line, "VmHWM: %ld", &m->hwm_kb);
        sscanf(line, "RssAnon: %ld", &m->anonymous_kb);
    }
    if (f)
        fclose(f);
}

static void product(const char *path, struct measured *m)
{
    struct err e = {0};
    struct reg *r = open_register(DB_READ);
    struct actor actor = actor_local();
    struct feeds *feeds;
    struct matcher *matcher;
    struct feed_file *in;
    struct feed_record row;
    struct feed_file_options options = {
        .files = &path, .n_files = 1, .received = date_from_civil((struct civil){2018, 6, 30})};
    int rc;
    if (feeds_builtin(reg_catalogue(r), &feeds, &e) < 0)
        die("feeds", &e);
    struct cost start = now();
    if (feed_file_open(feeds_find(feeds, STR("insurance")), &options, &in, &e) < 0)
        die(path, &e);
    if (matcher_open(r, &actor, STR(""), &matcher, &e) < 0)
        die("matcher", &e);
    m->before = since(start);
    start = now();
    while ((rc = feed_file_next(in, &row, &e)) > 0) {
        int64_t register_id, person_id;
        m->rows++;
        if (row.number_is == IDNO_OK &&
            matcher_number(matcher, row.number, &register_id, &person_id)) {
            m->hits++;
            m->sum += (uint64_t)person_id;
        }
    }
    const char *sm3;
    if (rc < 0 || feed_file_sm3(in, &sm3, &e) < 0)
        die(path, &e);
    m->main = since(start);
    memory(m);
    feed_file_free(in);
    matcher_free(matcher);
    feeds_free(feeds);
    reg_close(r);
}

/* Everything that heyi import feed does, up to the commit. */
static void whole_import(const char *path, struct measured *m)
{
    struct err e = {0};
    struct reg *r = open_register(DB_WRITE);
    struct actor actor = actor_local();
    struct feed_import_result result;
    struct feed_import_options options = {
        .feed = STR("insurance"),
        .in = {.files = &path,
               .n_files = 1,
               .received = date_from_civil((struct civil){2018, 6, 30})},
        .dry_run = true,
    };
    struct cost start = now();
    if (feed_import(r, &actor, &options, &result, &e) < 0)
        die(path, &e);
    m->main = since(start);
    m->rows = result.rows;
    m->hits = result.matched;
    memory(m);
    reg_close(r);
}

static uint64_t load(sqlite3 *db, const char *path)
{
    struct csv_reader *in;
    const struct str *fields;
    struct err e = {0};
    uint64_t rows = 0, line;
    size_t n;
    sql(db, "create temp table feed(id_no text, name text, kind text, month text, pension text,"
            " other text); begin");
    sqlite3_stmt *s = prepare(db, "insert into feed values (?, ?, ?, ?, ?, ?)");
    if (csv_open(path, &in, &e) < 0 || csv_next(in, &fields, &n, &line, &e) <= 0)
        die(path, &e);
    for (; csv_next(in, &fields, &n, &line, &e) > 0; rows++) {
        for (size_t i = 0; i < n; i++)
            sqlite3_bind_text(s, (int)i + 1, fields[i].data, (int)fields[i].len, SQLITE_STATIC);
        if (sqlite3_step(s) != SQLITE_DONE)
            die("insert", NULL);
        sqlite3_reset(s);
    }
    csv_close(in);
    sqlite3_finalize(s);
    sql(db, "commit");
    return rows;
}

static void sqlite(const char *path, struct measured *m)
{
    sqlite3 *db = open_plain();
    struct cost start = now();
    m->rows = load(db, path);
    m->before = since(start);
    start = now();
    sqlite3_stmt *s = prepare(db, "select count(*), sum(p.person_id) from temp.feed f cross join"
                                  " main.person p on p.id_no = f.id_no");
    if (sqlite3_step(s) != SQLITE_ROW)
        die("join", NULL);
    m->hits = (uint64_t)sqlite3_column_int64(s, 0);
    m->sum = (uint64_t)sqlite3_column_int64(s, 1);
    sqlite3_finalize(s);
    m->main = since(start);
    memory(m);
    sqlite3_close(db);
}

/* In a process of its own. */
static struct measured measure(void (*f)(const char *, struct measured *), const char *path)
{
    struct measured m = {0};
    int ends[2], status;
    if (pipe(ends) < 0)
        die("pipe", NULL);
    pid_t child = fork();
    if (child < 0)
        die("fork", NULL);
    if (child == 0) {
        f(path, &m);
        _exit(write(ends[1], &m, sizeof m) == sizeof m ? 0 : 1);
    }
    close(ends[1]);
    bool whole = read(ends[0], &m, sizeof m) == sizeof m;
    close(ends[0]);
    if (waitpid(child, &status, 0) < 0 || status != 0 || !whole)
        die("a measurement", NULL);
    return m;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_size);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static double wall(const struct measured *m)
{
    return m->before.wall + m->main.wall;
}

#define ROUNDS_MAX 20

static void compare(uint64_t rows)
{
    char path[256];
    double v[6][ROUNDS_MAX];
    struct measured ours = {0}, theirs = {0};
    size_t n = o.rounds;
    in_folder("feed.csv", path);
    write_feed("feed.csv", rows);
    for (size_t i = 0; i < n; i++) {
        ours = measure(product, path);
        theirs = measure(sqlite, path);
        if (ours.rows != theirs.rows || ours.hits != theirs.hits || ours.sum != theirs.sum)
            die("both should find the same", NULL);
        v[0][i] = (double)rows / ours.main.wall / 1e6;
        v[1][i] = (double)rows / wall(&theirs) / 1e6;
        v[2][i] = wall(&theirs) / ours.main.wall;
        v[3][i] = wall(&theirs) / wall(&ours);
        v[4][i] = theirs.process_cpu / ours.main.cpu;
        v[5][i] = theirs.process_cpu / ours.process_cpu;
        printf("# round %zu: product: numbers %.2f s, rows %.2f s (CPU %.2f s, %.2f s, all threads "
               "%.2f s); SQLite: load %.2f s, join %.2f s (CPU %.2f s, %.2f s)\n",
               i + 1, ours.before.wall, ours.main.wall, ours.before.cpu, ours.main.cpu,
               ours.process_cpu, theirs.before.wall, theirs.main.wall, theirs.before.cpu,
               theirs.main.cpu);
        printf("#   against SQLite's join alone, rows loaded before: wall %.1fx, CPU %.1fx\n",
               theirs.main.wall / ours.main.wall, theirs.main.cpu / ours.main.cpu);
    }
    printf(
        "%llu rows, %llu hits, %llu people: product %.2f million rows/s, SQLite %.2f: %.1fx, with "
        "the numbers decrypted %.1fx; CPU %.1fx, with that and SM3 %.1fx; peak memory %ld MiB "
        "(anonymous %ld)\n",
        (unsigned long long)rows, (unsigned long long)ours.hits, (unsigned long long)o.people,
        median(v[0], n), median(v[1], n), median(v[2], n), median(v[3], n), median(v[4], n),
        median(v[5], n), ours.hwm_kb / 1024, ours.anonymous_kb / 1024);
    fflush(stdout);
    if (!o.imports)
        return;
    ours = measure(whole_import, path);
    printf(
        "heyi import feed, facts included: %.2f s (CPU %.2f s), %.2f million rows/s, peak memory "
        "%ld MiB (anonymous %ld)\n",
        ours.main.wall, ours.main.cpu, (double)rows / ours.main.wall / 1e6, ours.hwm_kb / 1024,
        ours.anonymous_kb / 1024);
    fflush(stdout);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *w)
{
    return remove(path);
}

static uint64_t number_option(const char *text)
{
    return text ? strtoull(text, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
    const char *folder = "/var/tmp";
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--rows") == 0)
            o.rows = number_option(argv[i + 1]);
        else if (strcmp(argv[i], "--people") == 0)
            o.people = number_option(argv[i + 1]);
        else if (strcmp(argv[i], "--rounds") == 0)
            o.rounds = number_option(argv[i + 1]);
        else if (strcmp(argv[i], "--imports") == 0)
            o.imports = number_option(argv[i + 1]);
        else if (strcmp(argv[i], "--folder") == 0)
            folder = argv[i + 1];
        else
            o.rounds = 0;
    }
    if (argc % 2 == 0 || o.rows < 100 || o.people < 1 || !o.rounds || o.rounds > ROUNDS_MAX) {
        fprintf(stderr,
                "usage: feed [--rows N] [--people N] [--rounds N] [--imports 1] [--folder DIR]\n");
        return 2;
    }
    snprintf(o.folder, sizeof o.folder, "%s/heyi-feed-XXXXXX", folder);
    if (!mkdtemp(o.folder))
        die(folder, NULL);
    write_people();
    measure(make_register, NULL);
    make_plain();
    compare(o.rows / 5);
    compare(o.rows);
    nftw(o.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}
