/*
 * Two passes over the households: the first counts the strata, the second keeps of each the ones
 * with the smallest keys, in a heap of as many as are to be drawn. Memory is that of the strata and
 * of the sample.
 */
#include "sample.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "compose.h"
#include "crypto.h"
#include "date.h"
#include "map.h"
#include "store.h"
#include "verify.h"

#include <inttypes.h>
#include <stdlib.h>

#define TOWN_DIGITS 9

struct drawn {
    uint8_t key[SM3_BYTES];
    int64_t register_id, household_id;
    size_t stratum;
    const char *division, *household_no;
};

struct stratum {
    struct str name; /* division, covered, category: the order of strata */
    char division[13];
    bool covered;
    struct str category;
    int64_t population, quota;
    struct drawn *heap; /* the greatest key on top */
    int64_t n;
};

struct draw {
    struct reg *r;
    const struct actor *actor;
    const struct sample_options *o;
    struct str prefix;
    int64_t known_seq;
    struct arena *a;
    struct map *index; /* name → place in strata */
    struct {
        struct stratum *at;
        size_t n, cap;
    } strata;
    int64_t population;
};

/* A household that the population has. */
struct found {
    const struct household_facts *h;
    struct str division;
    size_t stratum;
};
typedef int found_fn(struct draw *x, const struct found *f, struct err *e);

static int stratum_of(struct draw *x, struct str division, const struct previous *p, size_t *ret,
                      struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    struct stratum s = {.covered = standing_covers(p->standing)};
    uint64_t at;
    memset(s.division, '0', 12);
    memcpy(s.division, division.data, division.len > TOWN_DIGITS ? TOWN_DIGITS : division.len);
    strbuf_printf(&name, "%s\n%d\n" STR_FMT, s.division, !s.covered, STR_ARG(p->category));
    if (name.failed)
        return err_nomem(e);
    if (map_get(x->index, strbuf_str(&name), &at)) {
        *ret = at;
        return 0;
    }
    s.name = str_dup(x->a, strbuf_str(&name));
    s.category = str_dup(x->a, p->category);
    if (map_put(x->index, s.name, x->strata.n) < 0 || !vec_push(x->a, &x->strata, s))
        return err_nomem(e);
    *ret = x->strata.n - 1;
    return 0;
}

/* All households of the population, one by one. */
static int pass(struct draw *x, found_fn *fn, struct err *e)
{
    _cleanup_(scan_closep) struct scan *scan = NULL;
    _cleanup_(history_closep) struct history *history = NULL;
    const struct catalogue *c = reg_catalogue(x->r);
    const struct attribute *division = catalogue_find(c, ENTITY_HOUSEHOLD, STR("division"));
    struct household_facts h;
    int64_t gone = 0;
    /* below a county the determinations are asked for one by one */
    bool few = x->prefix.len > 6;
    int rc = scan_open(x->r, x->actor, x->prefix, x->o->as_of, x->known_seq, &scan, e);
    /* an earlier determination than tomorrow's */
    if (rc < 0 || (rc = history_open(x->r, x->o->as_of + 1, x->known_seq, few, &history, e)) < 0)
        return rc;
    while ((rc = scan_next(scan, &h, e)) > 0) {
        struct past past;
        rc = history_find(history, h.register_id, h.household_id, &past, &gone, e);
        if (rc < 0)
            return rc;
        struct previous p = previous_of(c, &h, past.found ? &past.previous : NULL);
        if (!x->o->everyone && !standing_covers(p.standing))
            continue;
        struct found f = {&h, h.facts[division->index].s, 0};
        if ((rc = stratum_of(x, division_prefix(f.division), &p, &f.stratum, e)) < 0 ||
            (rc = fn(x, &f, e)) < 0)
            return rc;
    }
    return rc;
}

static int count(struct draw *x, const struct found *f, struct err *e)
{
    x->strata.at[f->stratum].population++;
    x->population++;
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct stratum *)a)->name, ((const struct stratum *)b)->name);
}

static int sort_strata(struct draw *x, struct err *e)
{
    qsort(x->strata.at, x->strata.n, sizeof *x->strata.at, by_name);
    for (size_t i = 0; i < x->strata.n; i++)
        if (map_put(x->index, x->strata.at[i].name, i) < 0)
            return err_nomem(e);
    return 0;
}

/* size × population ÷ whole, and what is left over. */
static int64_t share(int64_t size, int64_t population, int64_t whole, int64_t *ret_rest)
{
    __int128 product = (__int128)size * population;
    *ret_rest = (int64_t)(product % whole);
    return (int64_t)(product / whole);
}

struct remainder {
    int64_t rest;
    size_t stratum;
};

static int greatest_first(const void *a, const void *b)
{
    const struct remainder *x = a, *y = b;
    if (x->rest != y->rest)
        return x->rest < y->rest ? 1 : -1;
    return (x->stratum > y->stratum) - (x->stratum < y->stratum);
}

/*
 * Proportional to the population by largest remainders; where the size allows, a stratum whose
 * share is below one has one, and the others share what is left.
 */
static int allocate(struct draw *x, struct err *e)
{
    int64_t left = x->o->size < x->population ? x->o->size : x->population;
    int64_t whole = x->population;
    bool one_each = left >= (int64_t)x->strata.n;
    struct remainder *rests = arena_array_of(x->a, x->strata.n, struct remainder);
    size_t n = 0;
    if (!rests)
        return err_nomem(e);
    for (bool again = one_each; again;) {
        again = false;
        for (size_t i = 0; i < x->strata.n; i++) {
            struct stratum *s = &x->strata.at[i];
            int64_t rest;
            if (s->quota || share(left, s->population, whole, &rest))
                continue;
            s->quota = 1;
            left--;
            whole -= s->population;
            again = true;
        }
    }
    int64_t spread = left;
    for (size_t i = 0; i < x->strata.n; i++) {
        struct stratum *s = &x->strata.at[i];
        if (s->quota)
            continue;
        rests[n].stratum = i;
        s->quota = share(spread, s->population, whole, &rests[n++].rest);
        left -= s->quota;
    }
    qsort(rests, n, sizeof *rests, greatest_first);
    for (size_t i = 0; i < n && left > 0; i++, left--)
        x->strata.at[rests[i].stratum].quota++;
    for (size_t i = 0; i < x->strata.n; i++) {
        struct stratum *s = &x->strata.at[i];
        s->heap = arena_array_of(x->a, (size_t)s->quota, struct drawn);
        if (!s->heap)
            return err_nomem(e);
    }
    return 0;
}

/* Ties are two households of one number, in two registers. */
static int by_key(const struct drawn *a, const struct drawn *b)
{
    int c = memcmp(a->key, b->key, sizeof a->key);
    if (c)
        return c;
    return (a->register_id > b->register_id) - (a->register_id < b->register_id);
}

static void sift_up(struct drawn *heap, int64_t i)
{
    for (; i > 0 && by_key(&heap[(i - 1) / 2], &heap[i]) < 0; i = (i - 1) / 2) {
        struct drawn t = heap[i];
        heap[i] = heap[(i - 1) / 2];
        heap[(i - 1) / 2] = t;
    }
}

static void sift_down(struct drawn *heap, int64_t n)
{
    for (int64_t i = 0, k; (k = 2 * i + 1) < n; i = k) {
        if (k + 1 < n && by_key(&heap[k], &heap[k + 1]) < 0)
            k++;
        if (by_key(&heap[i], &heap[k]) >= 0)
            return;
        struct drawn t = heap[i];
        heap[i] = heap[k];
        heap[k] = t;
    }
}

static int keep(struct draw *x, const struct found *f, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct stratum *s = &x->strata.at[f->stratum];
    struct drawn d = {.register_id = f->h->register_id,
                      .household_id = f->h->household_id,
                      .stratum = f->stratum};
    strbuf_printf(&text, "%" PRId64 ":" STR_FMT, x->o->seed, STR_ARG(f->h->household_no));
    if (text.failed)
        return err_nomem(e);
    int rc = crypto_sm3(text.data, text.len, d.key, e);
    if (rc < 0 || s->quota == 0 || (s->n == s->quota && by_key(&d, &s->heap[0]) >= 0))
        return rc;
    d.division = arena_strndup(x->a, f->division.data, f->division.len);
    d.household_no = arena_strndup(x->a, f->h->household_no.data, f->h->household_no.len);
    if (!d.division || !d.household_no)
        return err_nomem(e);
    if (s->n < s->quota) {
        s->heap[s->n] = d;
        sift_up(s->heap, s->n++);
    } else {
        s->heap[0] = d;
        sift_down(s->heap, s->n);
    }
    return 0;
}

static int in_order(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    int c = strcmp(x->division, y->division);
    if (c == 0)
        c = strcmp(x->household_no, y->household_no);
    return c ? c : (x->register_id > y->register_id) - (x->register_id < y->register_id);
}

static int write_strata(struct draw *x, int64_t sample, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int rc = bulk_begin(reg_db(x->r), "sample_stratum",
                        "sample_id,stratum,division,covered,category,population,drawn", "iititii",
                        &b, e);
    for (size_t i = 0; i < x->strata.n && rc >= 0; i++) {
        const struct stratum *s = &x->strata.at[i];
        bulk_int(b, sample);
        bulk_int(b, (int64_t)i + 1);
        bulk_text(b, str_of(s->division));
        bulk_int(b, s->covered);
        bulk_text(b, s->category);
        bulk_int(b, s->population);
        bulk_int(b, s->n);
        rc = bulk_row(b, e);
    }
    return rc < 0 ? rc : bulk_end(b, e);
}

static int write_households(struct draw *x, int64_t sample, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    size_t n = 0;
    struct drawn *all = arena_array_of(x->a, (size_t)x->o->size, struct drawn);
    if (!all)
        return err_nomem(e);
    for (size_t i = 0; i < x->strata.n; i++)
        for (int64_t k = 0; k < x->strata.at[i].n; k++)
            all[n++] = x->strata.at[i].heap[k];
    qsort(all, n, sizeof *all, in_order);
    int rc = bulk_begin(reg_db(x->r), "sample_household",
                        "register_id,household_id,sample_id,stratum,position", "iiiii", &b, e);
    for (size_t i = 0; i < n && rc >= 0; i++) {
        bulk_int(b, all[i].register_id);
        bulk_int(b, all[i].household_id);
        bulk_int(b, sample);
        bulk_int(b, (int64_t)all[i].stratum + 1);
        bulk_int(b, (int64_t)i + 1);
        rc = bulk_row(b, e);
    }
    return rc < 0 ? rc : bulk_end(b, e);
}

static int write_sample(struct draw *x, int64_t *ret_sample, struct err *e)
{
    const struct sample_options *o = x->o;
    struct db *db = reg_db(x->r);
    char date[DATE_TEXT], what[CHANGE_WHAT_BYTES];
    int64_t seq, last = 0;
    date_format(o->as_of, date);
    snprintf(what, sizeof what, "verify sample draw --as-of %s --size %" PRId64 " --seed %" PRId64,
             date, o->size, o->seed);
    int rc = change_begin(db, x->actor, what, NULL, &seq, e);
    if (rc < 0 ||
        (rc = db_query_int(db, &last, NULL, e, "select max(sample_id) from sample", "")) < 0)
        return rc;
    struct str division = x->prefix.len ? x->prefix : str_of(x->actor->scope);
    rc = db_run(db, e,
                "insert into sample(sample_id, as_of, known_seq, division, everyone, seed, size,"
                " recorded_seq) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                "iiitiiii", last + 1, (int64_t)o->as_of, x->known_seq, division,
                (int64_t)o->everyone, o->seed, o->size, seq);
    if (rc < 0 || (rc = write_strata(x, last + 1, e)) < 0 ||
        (rc = write_households(x, last + 1, e)) < 0)
        return rc;
    *ret_sample = last + 1;
    return 0;
}

static int nobody(const struct draw *x, struct err *e)
{
    char date[DATE_TEXT];
    date_format(x->o->as_of, date);
    if (x->o->everyone)
        return err_set(e, E_NOT_FOUND, "%s 该范围内没有家庭，请核对区划和日期",
                       "on %s there are no households here: check division and date", date);
    return err_set(
        e, E_NOT_FOUND,
        "%s 该范围内没有在保或渐退期的家庭；请先提交认定（determine --commit），或用 --all "
        "从全部家庭中抽取",
        "on %s no household here is in force or in grace: commit a determination first, "
        "or draw from all of them with --all",
        date);
}

static int draw(struct draw *x, int64_t *ret_sample, struct err *e)
{
    int rc = change_last(reg_db(x->r), &x->known_seq, e);
    if (rc < 0 || (rc = pass(x, count, e)) < 0)
        return rc;
    if (!x->population)
        return nobody(x, e);
    if ((rc = sort_strata(x, e)) < 0 || (rc = allocate(x, e)) < 0 || (rc = pass(x, keep, e)) < 0)
        return rc;
    return write_sample(x, ret_sample, e);
}

int sample_draw(struct reg *r, const struct actor *actor, const struct sample_options *o,
                int64_t *ret_sample, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = NULL;
    _cleanup_(map_freep) struct map *index = NULL;
    struct db *db = reg_db(r);
    char prefix[13];
    int64_t sample = 0;
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_CORRECT, e);
    if (rc < 0 || (rc = db_schema_check(db, &verify_schema, e)) < 0 ||
        (rc = determine_division(r, o->division, o->as_of, prefix, e)) < 0)
        return rc;
    if (o->size < 1 || o->size > LIMIT_SAMPLE_HOUSEHOLDS)
        return err_set(e, E_INVALID, "样本量应在 1 到 %u 户之间", "the size is 1 to %u households",
                       LIMIT_SAMPLE_HOUSEHOLDS);
    if (o->seed < 0)
        return err_set(e, E_INVALID, "种子不能为负", "a seed isn't negative");
    a = arena_new(0);
    index = map_new();
    if (!a || !index)
        return err_nomem(e);
    struct draw x = {
        .r = r, .actor = actor, .o = o, .prefix = str_of(prefix), .a = a, .index = index};
    if ((rc = db_begin(db, true, e)) < 0)
        return rc;
    if ((rc = draw(&x, &sample, e)) < 0) {
        db_rollback(db);
        return rc;
    }
    if ((rc = db_commit(db, e)) < 0)
        return rc;
    *ret_sample = sample;
    return 0;
}
