/* A verification: households read, compared, judged, and what was found written. */
#include "look.h"

#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "lang.h"
#include "progress.h"
#include "source.h"

#include <stdlib.h>

/* Facts of a batch; what was resolved again from evidence takes room too. */
#define LOOK_BYTES (16u << 20)

struct key {
    int64_t register_id, household_id;
    struct str household_no;
};

struct verification {
    const struct verify_options *o;
    struct looking *x;
    struct arena *arena; /* of the whole */
    struct scan *scan;
    struct feed_view *view;
    struct judge *judge;
    struct feeds *feeds;
    struct items_writer *writer; /* NULL: nothing is written */
    struct key *keys;            /* of the households asked for, ascending */
    size_t n_keys, next_key;
    struct verify_result result;
};

static void verification_done(struct verification *v)
{
    items_writer_free(v->writer);
    judge_free(v->judge);
    feed_view_close(v->view);
    scan_close(v->scan);
    feeds_free(v->feeds);
    if (v->x)
        arena_free(v->x->a);
    free(v->x);
    arena_free(v->arena);
}

static int not_there(struct str household_no, int32_t as_of, struct err *e)
{
    char date[DATE_TEXT];
    date_format(as_of, date);
    return err_set(e, E_NOT_FOUND,
                   "没有户 " STR_FMT "（%s，在所查区划和您的管辖范围内），请核对户号或日期",
                   "there is no household " STR_FMT " (%s, within the division asked for and your "
                   "scope): check the number or the date",
                   STR_ARG(household_no), date);
}

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->register_id != y->register_id)
        return x->register_id < y->register_id ? -1 : 1;
    return (x->household_id > y->household_id) - (x->household_id < y->household_id);
}

static int find_household(struct verification *v, struct str household_no, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(v->x->r),
                        "select register_id, household_id from household where household_no = $1",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, household_no);
    if ((rc = stmt_step(s, e)) <= 0)
        return rc < 0 ? rc : not_there(household_no, v->o->as_of, e);
    v->keys[v->n_keys++] = (struct key){stmt_int(s, 0), stmt_int(s, 1), household_no};
    return 0;
}

/* The households asked for, in the order of a scan, each once. */
static int find_households(struct verification *v, struct err *e)
{
    size_t n = 0;
    int rc = 0;
    v->keys = arena_array_of(v->arena, v->o->n_households, struct key);
    if (!v->keys)
        return err_nomem(e);
    for (size_t i = 0; i < v->o->n_households && rc >= 0; i++)
        rc = find_household(v, v->o->households[i], e);
    if (rc < 0)
        return rc;
    qsort(v->keys, v->n_keys, sizeof *v->keys, compare_keys);
    for (size_t i = 0; i < v->n_keys; i++)
        if (i == 0 || compare_keys(&v->keys[n - 1], &v->keys[i]) != 0)
            v->keys[n++] = v->keys[i];
    v->n_keys = n;
    return 0;
}

/* 1 = a household, 0 = end. */
static int next_household(struct verification *v, struct household_facts *ret, struct err *e)
{
    if (!v->o->n_households)
        return scan_next_in(v->scan, v->x->a, ret, e);
    if (v->next_key == v->n_keys)
        return 0;
    const struct key *k = &v->keys[v->next_key++];
    int rc = scan_find(v->scan, true, k->register_id, k->household_id, v->x->a, ret, e);
    return rc == 0 ? not_there(k->household_no, v->o->as_of, e) : rc;
}

/* What is kept of the feeds' texts doesn't hang on the language of whoever runs this. */
static int see(struct verification *v, const struct household_facts *h, struct feed_seen *ret,
               struct err *e)
{
    enum lang lang = lang_set(LANG_ZH);
    int rc = feed_view_of(v->view, h, ret, e);
    lang_set(lang);
    return rc;
}

/* One household more, with everything that is found by looking at it alone. */
static int look_at(struct verification *v, struct err *e)
{
    struct looking *x = v->x;
    struct look *l = &x->at[x->n];
    struct stated stated;
    struct feed_seen seen;
    *l = (struct look){0};
    int rc = next_household(v, &l->h, e);
    if (rc <= 0)
        return rc;
    l->division = l->h.facts[x->catalogue->known.division].s;
    if ((rc = scan_stated(v->scan, &stated, e)) < 0 || (rc = see(v, &l->h, &seen, e)) < 0 ||
        (rc = divergences_find(x, l, &stated, &seen, e)) < 0 ||
        (rc = signs_find(x, l, &seen, e)) < 0)
        return rc;
    l->n_asked = seen.n_asked;
    l->asked = arena_dup(x->a, seen.asked, seen.n_asked * sizeof *seen.asked);
    if (!l->asked)
        return err_nomem(e);
    x->n++;
    return 1;
}

static int count_and_tell(struct verification *v, item_fn *fn, void *arg, struct err *e)
{
    struct verify_result *count = &v->result;
    for (size_t i = 0; i < v->x->n; i++) {
        const struct look *l = &v->x->at[i];
        count->households++;
        count->people += (int64_t)l->h.n_members;
        count->with_items += l->items.n > 0;
        for (size_t k = 0; k < l->items.n; k++) {
            count->items[l->items.at[k].kind]++;
            int rc = fn ? fn(arg, &l->items.at[k], e) : 0;
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

static int look_at_all(struct verification *v, item_fn *fn, void *arg, struct err *e)
{
    struct looking *x = v->x;
    int64_t expected = (int64_t)v->n_keys;
    int rc = v->o->n_households ? 0 : scan_count(v->scan, &expected, e), reading = 1;
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("核对", "verify", rc < 0 ? 0 : (uint64_t)expected);
    while (rc >= 0 && reading > 0) {
        arena_reset(x->a);
        x->n = 0;
        while (x->n < LOOK_BATCH && arena_used(x->a) < LOOK_BYTES && (reading = look_at(v, e)) > 0)
            ;
        if (reading < 0)
            return reading;
        if ((rc = signs_stored(x, e)) < 0 || (rc = effects_judge(x, v->judge, &v->result, e)) < 0 ||
            (rc = items_compare(x, v->writer, &v->result, e)) < 0 ||
            (rc = count_and_tell(v, fn, arg, e)) < 0 ||
            (rc = progress_tick(progress, (uint64_t)v->result.households, e)) < 0)
            return rc;
    }
    return rc;
}

static int run_all(struct verification *v, struct str division, item_fn *fn, void *arg,
                   struct err *e)
{
    struct looking *x = v->x;
    const struct verify_options *o = v->o;
    const struct pack *pack;
    int64_t last, declaration = source_id(x->r, STR(SOURCE_NAME_DECLARATION));
    bool few = o->n_households > 0, write = !o->dry_run && o->known_seq == INT64_MAX;
    int rc = change_last(reg_db(x->r), &last, e);
    if (rc < 0)
        return rc;
    x->seq = o->known_seq < last ? o->known_seq : last;
    if ((rc = feeds_in_force(x->r, x->seq, &v->feeds, e)) < 0 ||
        (rc = reg_pack(x->r, x->seq, &pack, e)) < 0 || (few && (rc = find_households(v, e)) < 0))
        return rc;
    x->feeds = v->feeds;
    if ((rc = scan_open(x->r, x->actor, division, o->as_of, x->seq, &v->scan, e)) < 0 ||
        (rc = scan_want_stated(v->scan, declaration, e)) < 0 ||
        (rc = feed_view_open(x->r, division, few, o->as_of, x->seq, &v->view, e)) < 0 ||
        (rc = judge_open(x->r, x->actor, o->as_of, x->seq, &v->judge, e)) < 0 ||
        (write && (rc = items_writer_open(x->r, x->actor, o, &v->writer, e)) < 0) ||
        (rc = look_at_all(v, fn, arg, e)) < 0)
        return rc;
    return v->writer ? items_writer_end(v->writer, x->seq, v->feeds->hash, pack_hash(pack),
                                        division, &v->result, e)
                     : 0;
}

int verify_run(struct reg *r, const struct actor *actor, const struct verify_options *o,
               item_fn *fn, void *arg, struct verify_result *ret, struct err *e)
{
    struct verification v = {.o = o};
    struct db *db = reg_db(r);
    bool write = !o->dry_run && o->known_seq == INT64_MAX;
    char prefix[13];
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_DETERMINE | (write ? RIGHT_CORRECT : 0), e);
    /* written, it would stand in the way of all verifications until that day */
    if (rc >= 0 && write && o->as_of > clock_today())
        rc = err_set(e, E_INVALID, "核对日在今天之后，请核对 --as-of；只想试算，请加 --dry-run",
                     "the day of verification lies after today: check --as-of, or add --dry-run");
    if (rc < 0 || (rc = db_schema_check(db, &verify_schema, e)) < 0 ||
        (rc = determine_division(r, o->division, o->as_of, prefix, e)) < 0)
        return rc;
    v.arena = arena_new(0);
    v.x = calloc(1, sizeof *v.x);
    if (v.x) {
        v.x->r = r;
        v.x->actor = actor;
        v.x->catalogue = reg_catalogue(r);
        const struct attribute *name = catalogue_find(v.x->catalogue, ENTITY_PERSON, STR("name"));
        v.x->name = name ? name->index : -1;
        v.x->as_of = o->as_of;
        v.x->a = arena_new(0);
    }
    if (!v.arena || !v.x || !v.x->a)
        rc = err_nomem(e);
    else if ((rc = db_begin(db, write, e)) == 0)
        rc = run_all(&v, str_of(prefix), fn, arg, e);
    verification_done(&v);
    if (rc == 0 && write)
        rc = db_commit(db, e);
    else
        db_rollback(db);
    if (rc == 0)
        *ret = v.result;
    return rc;
}
