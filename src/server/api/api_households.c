/* Households: lists, one of them, its history, what of it is opened and by whom. */
#include "api_tell.h"
#include "last.h"

#include "change.h"
#include "cleanup.h"
#include "clock.h"

static struct str household_no(struct api_call *c)
{
    return api_text(c, "household_no");
}

static void put_decision(struct api_call *c, struct json_writer *w, const struct lens *x,
                         const struct last_decision *d)
{
    if (!api_wants(c, "last_decision"))
        return;
    bool money = actor_sees(x->actor, FIELD_MONEY) && d->monthly_amount.known;
    json_name(w, "last_decision");
    if (!d->run_id) {
        json_put_null(w);
        return;
    }
    char run[24];
    snprintf(run, sizeof run, "%lld", (long long)d->run_id);
    json_object(w);
    put_str(w, "run", str_of(run));
    put_date(w, "as_of", d->as_of);
    put_str(w, "category", d->category);
    put_str(w, "standing", str_of(standing_code(d->standing)));
    json_name(w, "monthly_amount_fen");
    if (money)
        json_put_int(w, d->monthly_amount.value);
    else
        json_put_null(w);
    json_object_end(w);
}

static int put_line(struct api_call *c, struct json_writer *w, const struct lens *x,
                    const struct household_line *line, const struct last_decision *d, struct err *e)
{
    char no[PERSON_NO_BYTES] = "";
    if (line->head)
        person_no(line->register_id, line->head, no);
    json_object(w);
    put_str(w, "household_no", line->household_no);
    int rc = tell_division(c, w, line->division, e);
    put_int(w, "people", (int64_t)line->people);
    json_name(w, "head");
    if (line->head) {
        json_object(w);
        put_str(w, "person_no", str_of(no));
        if (rc >= 0)
            rc = tell_name(c, w, x, line->head_name, line->head_birth, e);
        json_object_end(w);
    } else {
        json_put_null(w);
    }
    put_decision(c, w, x, d);
    json_object_end(w);
    return rc;
}

/* "total" and "total_exact": without other filters than the division, or null. */
static int put_total(struct api_call *c, struct json_writer *w, const struct household_query *q,
                     struct err *e)
{
    bool wanted = api_bool(c, "count") && !q->number.len && !q->keep && q->people_min < 0 &&
                  q->people_max < 0;
    int64_t n = 0;
    bool exact = false;
    int rc =
        wanted ? household_count(api_register(c), api_actor(c), q->division, &n, &exact, e) : 0;
    json_name(w, "total");
    if (wanted)
        json_put_int(w, n);
    else
        json_put_null(w);
    put_bool(w, "total_exact", exact);
    return rc;
}

API_HANDLER(household_list)
{
    struct json_writer *w = api_json(c);
    struct lens x = tell_lens(c, 0);
    struct last_filter filter = {.r = api_register(c),
                                 .category = api_text(c, "category"),
                                 .standing = standing_parse(api_text(c, "standing"))};
    /* as figures count: what has no category counts by its standing */
    if (filter.standing == STANDING_NONE &&
        (str_eqz(filter.category, "undecided") || str_eqz(filter.category, "failed"))) {
        filter.standing = standing_parse(filter.category);
        filter.category = STR("");
    }
    bool by_decision = filter.category.len || filter.standing != STANDING_NONE;
    struct household_query q = {
        .division = api_text(c, "division"),
        .number = api_text(c, "q"),
        .people_min = api_given(c, "people_min") ? api_int(c, "people_min") : -1,
        .people_max = api_given(c, "people_max") ? api_int(c, "people_max") : -1,
        .descending = str_eqz(api_text(c, "sort"), "-division"),
        .keep = by_decision ? last_keep : NULL,
        .few = by_decision ? last_few : NULL,
        .keep_arg = &filter,
    };
    struct household_lines page;
    struct str where = q.division.len ? q.division : str_of(api_actor(c)->scope);
    api_audit(c, 0, where, str_of(object_of(c, "households in", where)));
    int rc = api_cursor(c, &q.after, e);
    if (rc < 0 || (rc = household_list(api_register(c), api_actor(c), &q, api_limit(c),
                                       api_arena(c), &page, e)) < 0)
        return rc;
    struct last_decision *last = arena_array_of(api_arena(c), page.n, struct last_decision);
    if (!last)
        return err_nomem(e);
    if (api_wants(c, "last_decision"))
        rc = decisions_last(api_register(c), page.at, page.n, api_arena(c), last, e);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < page.n; i++)
        rc = put_line(c, w, &x, &page.at[i], &last[i], e);
    json_array_end(w);
    if (rc >= 0)
        rc = put_total(c, w, &q, e);
    if (rc >= 0)
        rc = api_next(c, page.next, e);
    json_object_end(w);
    return rc;
}

static int put_member(struct api_call *c, struct json_writer *w, const struct lens *x,
                      int64_t register_id, const struct member_told *m, struct err *e)
{
    char no[PERSON_NO_BYTES];
    struct subject_key k = {ENTITY_PERSON, register_id, m->stay.person_id};
    person_no(register_id, m->stay.person_id, no);
    json_object(w);
    put_str(w, "person_no", str_of(no));
    put_date(w, "from", m->stay.from);
    put_date(w, "to", m->stay.to);
    put_bool(w, "minor", tell_is_minor(c, x, m->facts));
    int rc = tell_subject_facts(c, w, x, k, m->facts, e);
    json_object_end(w);
    return rc;
}

static int put_members(struct api_call *c, struct json_writer *w, const struct lens *x,
                       const struct household_told *h, struct err *e)
{
    int rc = 0;
    json_name(w, "members");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < h->n_members; i++)
        rc = put_member(c, w, x, h->register_id, &h->members[i], e);
    json_array_end(w);
    return rc;
}

static int put_household(struct api_call *c, const struct household_told *h, int32_t on,
                         uint32_t opened, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct lens x = tell_lens(c, opened);
    struct subject_key k = {ENTITY_HOUSEHOLD, h->register_id, h->household_id};
    struct household_line line = {.register_id = h->register_id, .household_id = h->household_id};
    struct last_decision last;
    int rc = decisions_last(api_register(c), &line, 1, api_arena(c), &last, e);
    if (rc < 0)
        return rc;
    api_version(c, h->version);
    json_object(w);
    put_str(w, "household_no", h->household_no);
    rc = tell_division(c, w, h->division, e);
    put_date(w, "on", on);
    put_int(w, "version", h->version);
    put_decision(c, w, &x, &last);
    if (rc >= 0 && api_wants(c, "facts"))
        rc = tell_subject_facts(c, w, &x, k, h->facts, e);
    if (rc >= 0 && api_wants(c, "members"))
        rc = put_members(c, w, &x, h, e);
    json_object_end(w);
    return rc;
}

/* The household asked for, on record. */
static int read(struct api_call *c, int32_t *ret_on, struct household_told *h, struct err *e)
{
    int64_t seq;
    api_audit(c, 0, STR(""), str_of(object_of(c, "household", household_no(c))));
    int rc = asked_moment(c, ret_on, &seq, e);
    if (rc < 0 || (rc = household_read(api_register(c), api_actor(c), household_no(c), *ret_on, seq,
                                       api_arena(c), h, e)) < 0)
        return rc;
    api_audit(c, h->register_id, h->division, str_of(object_of(c, "household", h->household_no)));
    return 0;
}

API_HANDLER(household_get)
{
    struct household_told h;
    int32_t on;
    int rc = read(c, &on, &h, e);
    return rc < 0 ? rc : put_household(c, &h, on, 0, e);
}

API_HANDLER(household_open)
{
    struct household_told h;
    uint32_t opened;
    int32_t on;
    int rc = read(c, &on, &h, e);
    if (rc < 0 || (rc = asked_opening(c, &opened, e)) < 0)
        return rc;
    return put_household(c, &h, on, opened, e);
}

API_HANDLER(household_facts)
{
    struct json_writer *w = api_json(c);
    struct lens x = tell_lens(c, 0);
    struct household_told h;
    int32_t on;
    int rc = read(c, &on, &h, e);
    if (rc < 0)
        return rc;
    api_version(c, h.version);
    json_object(w);
    put_date(w, "on", on);
    rc = tell_subject_facts(c, w, &x,
                            (struct subject_key){ENTITY_HOUSEHOLD, h.register_id, h.household_id},
                            h.facts, e);
    json_object_end(w);
    return rc;
}

/* Every membership there ever was, with who it is as far as that may be told. */
/* Everybody who ever was a member: as she is called today. */
struct names {
    int64_t register_id;
    const struct stays *stays;
    struct arena *a;
    struct fact *name, *birth; /* by stay */
};

static void bind_stay(struct stmt *s, size_t i, void *arg)
{
    const struct names *x = arg;
    stmt_bind_int(s, 1, x->register_id);
    stmt_bind_int(s, 2, x->stays->at[i].person_id);
}

static int read_name(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct names *x = arg;
    x->name[i] = (struct fact){.known = !stmt_is_null(s, 0), .s = str_dup(x->a, stmt_text(s, 0))};
    x->birth[i] = (struct fact){.known = !stmt_is_null(s, 1), .i = stmt_int(s, 1)};
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

static int read_names(struct api_call *c, struct names *x, struct err *e)
{
    const struct db_each each = {x->stays->n, bind_stay, read_name, x};
    x->name = arena_zalloc(x->a, x->stays->n * sizeof *x->name);
    x->birth = arena_zalloc(x->a, x->stays->n * sizeof *x->birth);
    if (!x->name || !x->birth)
        return err_nomem(e);
    return db_each(reg_db(api_register(c)),
                   "select name, birth_date from person_now where register_id = $1"
                   " and person_id = $2",
                   &each, e);
}

API_HANDLER(household_members)
{
    struct lens lens = tell_lens(c, 0);
    struct json_writer *w = api_json(c);
    struct reg *r = api_register(c);
    struct stays stays = {0};
    struct household_told h;
    int32_t on;
    int rc = read(c, &on, &h, e);
    if (rc < 0 || (rc = household_stays(
                       r, (struct subject_key){ENTITY_HOUSEHOLD, h.register_id, h.household_id},
                       api_arena(c), &stays, e)) < 0)
        return rc;
    struct names names = {h.register_id, &stays, api_arena(c)};
    if (stays.n && (rc = read_names(c, &names, e)) < 0)
        return rc;
    api_version(c, h.version);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < stays.n; i++) {
        const struct stay *s = &stays.at[i];
        char no[PERSON_NO_BYTES];
        struct change recorded, superseded = {0};
        person_no(h.register_id, s->person_id, no);
        rc = change_get(reg_db(r), s->recorded_seq, api_arena(c), &recorded, e);
        if (rc >= 0 && s->superseded_seq != SEQ_OPEN)
            rc = change_get(reg_db(r), s->superseded_seq, api_arena(c), &superseded, e);
        if (rc < 0)
            break;
        json_object(w);
        put_str(w, "person_no", str_of(no));
        if ((rc = tell_name(c, w, &lens, names.name[i], names.birth[i], e)) < 0)
            break;
        put_date(w, "from", s->from);
        put_date(w, "to", s->to);
        put_instant(w, "recorded_at", recorded.at);
        put_instant(w, "superseded_at", superseded.at);
        put_str(w, "actor", recorded.actor);
        tell_change(w, recorded.what, recorded.why);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return rc;
}

API_HANDLER(household_history)
{
    struct lens x = tell_lens(c, 0);
    struct household_told h;
    int32_t on;
    int rc = read(c, &on, &h, e);
    return rc < 0
               ? rc
               : tell_history(c, &x,
                              (struct subject_key){ENTITY_HOUSEHOLD, h.register_id, h.household_id},
                              false, e);
}

API_HANDLER(household_looks)
{
    struct household_told h;
    int32_t on;
    int rc = read(c, &on, &h, e);
    return rc < 0 ? rc : tell_looks(c, h.register_id, object_of(c, "household", h.household_no), e);
}
