#include "generate.h"

#include "books.h"
#include "catalogue.h"
#include "cleanup.h"
#include "departments.h"
#include "draw.h"
#include "lang.h"
#include "progress.h"
#include "serials.h"
#include "sheet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SAMPLE_DIVISION "440783116000"
#define SAMPLE_SEED 325915
#define HIDDEN_RATE "10%"
#define NOISE_RATE "2%"
#define RATE_MAX 1000000u
/* streams beside those of the households, which are numbered from 0 */
#define STREAM_PLACES (UINT64_C(1) << 62)

enum { HOUSEHOLDS_JUNE, PEOPLE_JUNE, N_SHEETS };

struct tally {
    uint64_t households, people, urban, target_households, target_people, prior[4];
    uint64_t female, old, minor, disabled, serious, students, missing;
};

struct run {
    struct arena *arena;
    struct serials *serials;
    struct catalogue *catalogue;
    struct draw draw;
    struct books *books;             /* January */
    struct departments *departments; /* NULL unless asked for */
    struct sheet *sheets[N_SHEETS];
    struct tally tally;
    struct household january, june;
};

static void run_done(struct run *run)
{
    books_free(run->books);
    departments_free(run->departments);
    for (int i = 0; i < N_SHEETS; i++)
        sheet_free(run->sheets[i]);
    serials_free(run->serials);
    draw_done(&run->draw);
    arena_free(run->arena);
}

static int make_folder(const char *path, struct err *e)
{
    _cleanup_free_ char *part = strdup(path);

    if (!part)
        return err_nomem(e);
    for (char *p = part + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(part, 0700) < 0 && errno != EEXIST)
            return err_io(e, errno, part);
        *p = '/';
    }
    return mkdir(part, 0700) < 0 && errno != EEXIST ? err_io(e, errno, path) : 0;
}

static int feed_rates(const struct generate_options *o, struct departments_options *ret,
                      struct err *e)
{
    int r = rate_parse(str_of(o->hidden ? o->hidden : HIDDEN_RATE), RATE_MAX, &ret->hidden, e);

    if (r < 0)
        return r;
    return rate_parse(str_of(o->feed_noise ? o->feed_noise : NOISE_RATE), RATE_MAX, &ret->noise, e);
}

static int run_open(struct run *run, const struct generate_options *o, struct err *e)
{
    static const struct {
        const char *name;
        enum entity entity;
    } files[N_SHEETS] = {{"households-2018-06", ENTITY_HOUSEHOLD},
                         {"people-2018-06", ENTITY_PERSON}};
    struct departments_options departments = {o->seed, .others = o->others, .xlsx = o->xlsx};
    struct flaw_rates rates;
    int r;

    r = flaw_rates_parse(o->errors ? o->errors : "none", o->error_rate, &rates, e);
    if (r == 0)
        r = feed_rates(o, &departments, e);
    if (r < 0)
        return r;
    if (!(run->arena = arena_new(0)))
        return err_nomem(e);
    r = catalogue_read(catalogue_builtin(), "catalogue.csv", run->arena, &run->catalogue, e);
    if (r < 0)
        return r;
    if (o->sample)
        r = draw_open(&run->draw, STR(SAMPLE_DIVISION), SAMPLE_SEED, 4, run->arena, e);
    else
        r = draw_open(&run->draw, o->division, o->seed, draw_digits(o->households), run->arena, e);
    if (r < 0)
        return r;
    r = serials_new(o->sample ? 440799 : 440790, 440799, &run->serials, e);
    if (r < 0)
        return r;
    r = make_folder(o->out, e);
    if (r == 0)
        r = books_open(o->out, run->catalogue, &rates, o->seed, o->xlsx, &run->books, e);
    for (int i = 0; i < N_SHEETS && r == 0; i++) {
        char name[40];

        snprintf(name, sizeof name, "%s.%s", files[i].name, o->xlsx ? "xlsx" : "csv");
        r = sheet_open(o->out, name, run->catalogue, files[i].entity, -1, &run->sheets[i], e);
    }
    if (r == 0 && o->feeds)
        r = departments_open(o->out, &departments, run->catalogue, run->draw.names,
                             &run->draw.places, run->serials, &run->departments, e);
    return r;
}

static void count(struct tally *t, const struct household *h)
{
    bool able = false, missing = h->unknown != 0;

    t->households++;
    t->people += h->n;
    t->urban += h->v[H_RESIDENCE] == URBAN;
    t->prior[h->v[H_PRIOR_CATEGORY]]++;
    for (size_t i = 0; i < h->n; i++) {
        const struct person *p = &h->p[i];
        able |= person_able(p);
        missing |= p->unknown != 0;
        t->female += p->v[P_SEX] == FEMALE;
        t->old += p->age >= 60;
        t->minor += p->age < 18;
        t->disabled += p->v[P_DISABILITY_GRADE] > 0;
        t->serious += p->v[P_HEALTH] == SERIOUS;
        t->students += person_student(p);
    }
    t->missing += missing;
    if (able && h->v[H_WILLING]) {
        t->target_households++;
        t->target_people += h->n;
    }
}

static bool differs(const int64_t *a, const int64_t *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) != 0;
}

/* What changed, with all columns: an import states them all anew. */
static void write_changes(struct run *run)
{
    const struct household *a = &run->january, *b = &run->june;

    if (a->unknown != b->unknown || a->withdrawn != b->withdrawn ||
        differs(a->v, b->v, N_HOUSEHOLD_FACTS))
        sheet_row(run->sheets[HOUSEHOLDS_JUNE], b, NULL, NULL);
    for (size_t i = 0; i < a->n; i++) {
        const struct person *p = &a->p[i], *q = &b->p[i];
        if (p->unknown != q->unknown || p->withdrawn != q->withdrawn ||
            differs(p->v, q->v, N_PERSON_FACTS))
            sheet_row(run->sheets[PEOPLE_JUNE], b, q, NULL);
    }
}

/* Household number (from 1) of the register. */
static int make_household(struct run *run, const struct story *s, struct rng *r,
                          const struct place *place, enum residence residence, uint64_t number,
                          struct err *e)
{
    struct household *h = &run->january;

    draw_build(&run->draw, s, r, place, residence, number, h);
    for (size_t i = 0; i < h->n; i++) {
        int error = serials_next(run->serials, &h->p[i], e);
        if (error < 0)
            return error;
    }
    count(&run->tally, h);
    books_put(run->books, h, number);
    int error = run->departments ? departments_put(run->departments, h, number, e) : 0;
    if (error < 0)
        return error;
    if (s->june == JUNE_NOTHING)
        return 0;
    run->june = *h;
    story_june(s, r, &run->june);
    write_changes(run);
    return 0;
}

static int make_register(struct run *run, uint64_t n, struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("生成住户", "generating households", n);

    for (uint64_t i = 0; i < n; i++) {
        struct rng r;
        const struct place *place;
        enum residence residence;
        struct story s = draw_story(&run->draw, i, &r, &place, &residence);
        int error = make_household(run, &s, &r, place, residence, i + 1, e);
        if (error < 0 || (error = progress_tick(progress, i + 1, e)) < 0)
            return error;
    }
    return 0;
}

/* The old revolutionary-base villages (CS51-3.3) have more households than the others. */
static const struct place *sample_place(const struct run *run, const struct story *s, struct rng *r)
{
    for (;;) {
        const struct place *p = &run->draw.places.at[rng_below(r, (uint32_t)run->draw.places.n)];
        /* 248 to 255 but 251: 步栏 林屋 三合 长塘 松南 高龙 高山 */
        bool old_base = strcmp(p->code + 9, "248") >= 0 && strcmp(p->code + 9, "251") != 0;
        /* the 71 are all rural (CS51-3.1b) */
        if (p->urban ? s->able != ABLE_WILLING && rng_chance(r, 300)
                     : old_base || rng_chance(r, 550))
            return p;
    }
}

struct seat {
    struct story story;
    const struct place *place;
};

static int make_sample(struct run *run, struct err *e)
{
    struct story *stories = arena_array_of(run->arena, SAMPLE_HOUSEHOLDS, struct story);
    struct seat *seats = arena_array_of(run->arena, SAMPLE_HOUSEHOLDS, struct seat);
    struct rng r = rng_of(run->draw.seed, STREAM_PLACES);
    size_t n = 0;

    if (!stories || !seats)
        return err_nomem(e);
    story_sample(stories);
    /* numbered village by village */
    for (size_t i = 0; i < SAMPLE_HOUSEHOLDS; i++) {
        struct seat seat = {stories[i], sample_place(run, &stories[i], &r)};
        size_t at = n++;
        for (; at > 0 && seats[at - 1].place > seat.place; at--)
            seats[at] = seats[at - 1];
        seats[at] = seat;
    }
    for (size_t i = 0; i < SAMPLE_HOUSEHOLDS; i++) {
        struct rng own = rng_of(run->draw.seed, i);
        const struct place *place = seats[i].place;
        int error = make_household(run, &seats[i].story, &own, place, draw_residence(place, &own),
                                   i + 1, e);
        if (error < 0)
            return error;
    }
    return 0;
}

static void summarise(const struct run *run, const char *folder, FILE *log)
{
    const struct tally *t = &run->tally;
    const struct {
        const char *zh, *en;
        uint64_t n;
    } rows[] = {
        {"户", "households", t->households},
        {"人", "people", t->people},
        {"城镇户", "urban households", t->urban},
        {"有劳动能力且有意愿的户", "households with somebody able and willing",
         t->target_households},
        {"　其中人数", "  people in them", t->target_people},
        {"原特困户", "destitute before", t->prior[PRIOR_DESTITUTE]},
        {"原低保户", "on dibao before", t->prior[PRIOR_DIBAO]},
        {"原低收入户", "low income before", t->prior[PRIOR_LOW_INCOME]},
        {"无原记录户", "without a record before", t->prior[PRIOR_NONE]},
        {"信息有缺项的户", "households with missing facts", t->missing},
        {"女性", "female", t->female},
        {"60 岁及以上", "aged 60 and over", t->old},
        {"18 岁以下", "under 18", t->minor},
        {"残疾人", "disabled", t->disabled},
        {"大病患者", "seriously ill", t->serious},
        {"在校生（义务教育及以上）", "at school, preschool not counted", t->students},
        {"6 月有变化的户表行", "rows of households in June",
         sheet_rows(run->sheets[HOUSEHOLDS_JUNE])},
        {"6 月有变化的人员表行", "rows of people in June", sheet_rows(run->sheets[PEOPLE_JUNE])},
    };

    fprintf(log, tr("已写入文件夹 %s：\n", "written to folder %s:\n"), folder);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        fprintf(log, "%10" PRIu64 "  %s\n", rows[i].n, tr(rows[i].zh, rows[i].en));
    books_summarise(run->books, log);
    if (run->departments)
        departments_summarise(run->departments, log);
}

int generate_run(const struct generate_options *o, FILE *log, struct err *e)
{
    _cleanup_(run_done) struct run run = {0};
    int r;

    if (!o->sample && (o->households == 0 || o->households > GENERATE_MAX_HOUSEHOLDS))
        return err_set(e, E_USAGE, "户数应在 1 至 %u 之间", "the number of households is 1 to %u",
                       GENERATE_MAX_HOUSEHOLDS);
    r = run_open(&run, o, e);
    if (r < 0)
        return r;
    r = o->sample ? make_sample(&run, e) : make_register(&run, o->households, e);
    if (r == 0)
        r = books_commit(run.books, e);
    for (int i = 0; i < N_SHEETS && r == 0; i++)
        r = sheet_commit(run.sheets[i], e);
    if (r == 0 && run.departments)
        r = departments_commit(run.departments, e);
    if (r == 0 && log)
        summarise(&run, o->out, log);
    return r;
}
