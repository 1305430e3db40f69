/* What people enter by hand about households and people. */
#include "entry.h"

#include "api_tell.h"
#include "clock.h"

#include <stdarg.h>

static struct str pointer(struct api_call *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static struct str pointer(struct api_call *c, const char *fmt, ...)
{
    char text[80];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return str_dup(api_arena(c), str_of(text));
}

/* The body's values: its own, or of a member. */
static int read_values(struct api_call *c, struct entry_step *s, struct err *e)
{
    char path[48];
    struct str at = s->place;
    if (at.len)
        snprintf(path, sizeof path, "members.%s.values", at.data + strlen("/members/"));
    else
        snprintf(path, sizeof path, "values");
    size_t n = api_body_length(c, path);
    struct entry_value *values = arena_array_of(api_arena(c), n, struct entry_value);
    if (!values)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        char one[80];
        snprintf(one, sizeof one, "%s.%zu.attribute", path, i);
        values[i].attribute = api_body_text(c, one);
        snprintf(one, sizeof one, "%s.%zu.withdraw", path, i);
        bool withdraw = api_body_bool(c, one);
        snprintf(one, sizeof one, "%s.%zu.value", path, i);
        values[i].value = withdraw ? STR("-") : api_body_text(c, one);
        values[i].place = pointer(c, STR_FMT "/values/%zu", STR_ARG(at), i);
    }
    s->values = values;
    s->n = n;
    return 0;
}

static struct entry begin(struct api_call *c, const char *what, const struct entry_step *steps,
                          size_t n)
{
    api_audit_why(c, api_body_text(c, "reason"));
    return (struct entry){.what = what,
                          .why = api_body_text(c, "reason"),
                          .reference = api_body_text(c, "reference"),
                          .valid_from = api_body_date(c, "valid_from"),
                          .steps = steps,
                          .n = n};
}

static int find_household(struct api_call *c, struct str no, struct household_told *h,
                          struct err *e)
{
    return household_read(api_register(c), api_actor(c), no, clock_today(), INT64_MAX, api_arena(c),
                          h, e);
}

/* The household of the path, in the version that the caller has seen. */
static int hold(struct api_call *c, struct household_told *h, struct err *e)
{
    struct str no = api_text(c, "household_no");
    api_audit(c, 0, STR(""), str_of(object_of(c, "household", no)));
    int rc = find_household(c, no, h, e);
    if (rc < 0)
        return rc;
    api_audit(c, h->register_id, h->division, str_of(object_of(c, "household", no)));
    return api_if_match(c, h->version, e);
}

static struct str text_of_change(struct api_call *c, const struct entry_result *res)
{
    const char *text = arena_printf(api_arena(c), "{\"change\":%lld}", (long long)res->seq);
    return str_of(text ? text : "");
}

static void put_warnings(struct json_writer *w, const struct entry_notes *warnings)
{
    json_name(w, "warnings");
    json_array(w);
    for (size_t i = 0; i < warnings->n; i++) {
        const struct entry_note *n = &warnings->at[i];
        char text[400];
        json_object(w);
        json_name(w, "pointer");
        json_put_str(w, n->place);
        snprintf(text, sizeof text, STR_FMT "%s%s", STR_ARG(n->about), n->about.len ? "：" : "",
                 n->zh);
        put_str(w, "detail", str_of(text));
        snprintf(text, sizeof text, STR_FMT "%s%s", STR_ARG(n->about), n->about.len ? ": " : "",
                 n->en);
        put_str(w, "detail_en", str_of(text));
        json_object_end(w);
    }
    json_array_end(w);
}

/* What was done: the change, and whom it was last about. */
static int put_done(struct api_call *c, struct str household, const struct entry *x,
                    const struct entry_result *res, struct err *e)
{
    struct json_writer *w = api_json(c);
    char no[PERSON_NO_BYTES] = "";
    struct subject_key k;
    int64_t version;
    if (res->last.entity == ENTITY_PERSON && res->last.id)
        person_no(res->last.register_id, res->last.id, no);
    api_audit_change(c, STR(""), text_of_change(c, res));
    json_object(w);
    put_int(w, "change", res->seq);
    put_str(w, "household_no", household);
    put_str(w, "person_no", str_of(no));
    put_warnings(w, &res->warnings);
    json_object_end(w);
    int rc = household.len ? household_find(api_register(c), api_actor(c), household, x->valid_from,
                                            INT64_MAX, &k, e)
                           : E_NOT_FOUND;
    if (rc == E_NOT_FOUND)
        return 0;
    if (rc < 0 || (rc = subject_version(api_register(c), k, &version, e)) < 0)
        return rc;
    api_version(c, version);
    return 0;
}

/* Everything that isn't right, each at its place. */
static int tell(struct api_call *c, const struct entry_notes *faults, int rc)
{
    for (size_t i = 0; i < faults->n; i++) {
        const struct entry_note *n = &faults->at[i];
        api_wrong(c, n->place, n->attribute, n->zh, n->en);
    }
    return rc;
}

static int run(struct api_call *c, const struct entry *x, struct str household, struct err *e)
{
    struct entry_result res;
    struct entry_notes faults = {.a = api_arena(c)};
    int rc = entry_run(api_register(c), api_actor(c), x, &faults, &res, e);
    return rc < 0 ? tell(c, &faults, rc) : put_done(c, household, x, &res, e);
}

API_HANDLER(household_add)
{
    size_t n = 1 + api_body_length(c, "members");
    struct str no = api_body_text(c, "household_no");
    struct entry_step *steps = arena_zalloc(api_arena(c), n * sizeof *steps);
    if (!steps)
        return err_nomem(e);
    api_audit(c, 0, STR(""), str_of(object_of(c, "household", no)));
    steps[0] = (struct entry_step){
        .kind = ENTRY_HOUSEHOLD, .household_no = no, .household_place = STR("/household_no")};
    int rc = read_values(c, &steps[0], e);
    for (size_t i = 1; rc >= 0 && i < n; i++) {
        steps[i] = (struct entry_step){
            .kind = ENTRY_JOIN, .household_no = no, .place = pointer(c, "/members/%zu", i - 1)};
        rc = read_values(c, &steps[i], e);
    }
    struct entry x = begin(c, "new household", steps, n);
    if (rc < 0 || (rc = run(c, &x, no, e)) < 0)
        return rc;
    api_status(c, 201);
    api_location(c, str_of(arena_printf(api_arena(c), "/api/v1/households/" STR_FMT, STR_ARG(no))));
    return 0;
}

API_HANDLER(member_add)
{
    struct household_told h;
    struct entry_step s = {.kind = ENTRY_JOIN, .household_no = api_text(c, "household_no")};
    struct entry x = begin(c, "join household", &s, 1);
    int rc = hold(c, &h, e);
    if (rc < 0 || (rc = read_values(c, &s, e)) < 0 || (rc = run(c, &x, h.household_no, e)) < 0)
        return rc;
    api_status(c, 201);
    return 0;
}

/* Is the person of the path a member of the household of the path on the day? */
static int check_member(struct api_call *c, const struct household_told *h, struct str no,
                        int32_t on, struct err *e)
{
    struct person_told p;
    int rc = person_read(api_register(c), api_actor(c), no, on, INT64_MAX, api_arena(c), &p, e);
    if (rc < 0)
        return rc;
    if (p.in && p.register_id == h->register_id && p.in->household_id == h->household_id)
        return 0;
    return err_set(e, E_CONFLICT, "此人该日不是这一户的成员",
                   "this person is no member of the household on that day");
}

API_HANDLER(member_leave)
{
    struct household_told h;
    struct entry_step s = {.kind = ENTRY_LEAVE, .person_no = api_text(c, "person_no")};
    struct entry x = begin(c, "leave household", &s, 1);
    int rc = hold(c, &h, e);
    if (rc < 0 || (rc = check_member(c, &h, s.person_no, x.valid_from, e)) < 0)
        return rc;
    return run(c, &x, h.household_no, e);
}

/* The new relation to the head, if it is given under the path. */
static void relation(struct api_call *c, const char *path, struct entry_value *v,
                     struct entry_step *s)
{
    if (!api_body_has(c, path))
        return;
    *v = (struct entry_value){STR("relation"), api_body_text(c, path),
                              pointer(c, STR_FMT "/relation", STR_ARG(s->place))};
    s->values = v;
    s->n = 1;
}

API_HANDLER(member_move)
{
    struct household_told h;
    struct entry_value v;
    struct entry_step s = {.kind = ENTRY_MOVE,
                           .household_no = api_body_text(c, "to"),
                           .household_place = STR("/to"),
                           .person_no = api_text(c, "person_no")};
    struct entry x = begin(c, "move to household", &s, 1);
    relation(c, "relation", &v, &s);
    int rc = hold(c, &h, e);
    if (rc < 0 || (rc = check_member(c, &h, s.person_no, x.valid_from, e)) < 0)
        return rc;
    return run(c, &x, h.household_no, e);
}

API_HANDLER(household_split)
{
    struct household_told h;
    size_t n = 1 + api_body_length(c, "members");
    struct str no = api_body_text(c, "household_no");
    struct entry_step *steps = arena_zalloc(api_arena(c), n * sizeof *steps);
    struct entry_value *relations = arena_array_of(api_arena(c), n, struct entry_value);
    if (!steps || !relations)
        return err_nomem(e);
    steps[0] = (struct entry_step){
        .kind = ENTRY_HOUSEHOLD, .household_no = no, .household_place = STR("/household_no")};
    struct entry x = begin(c, "split household", steps, n);
    int rc = hold(c, &h, e);
    if (rc >= 0)
        rc = read_values(c, &steps[0], e);
    for (size_t i = 1; rc >= 0 && i < n; i++) {
        char path[48];
        snprintf(path, sizeof path, "members.%zu.person_no", i - 1);
        steps[i] = (struct entry_step){.kind = ENTRY_MOVE,
                                       .household_no = no,
                                       .person_no = api_body_text(c, path),
                                       .place = pointer(c, "/members/%zu", i - 1)};
        snprintf(path, sizeof path, "members.%zu.relation", i - 1);
        relation(c, path, &relations[i], &steps[i]);
        rc = check_member(c, &h, steps[i].person_no, x.valid_from, e);
    }
    return rc < 0 ? rc : run(c, &x, no, e);
}

/* Everybody who belongs to it on the day leaves. */
API_HANDLER(household_end)
{
    struct household_told h, then;
    struct entry x = begin(c, "end household", NULL, 0);
    int rc = hold(c, &h, e);
    if (rc < 0 || (rc = household_read(api_register(c), api_actor(c), h.household_no, x.valid_from,
                                       INT64_MAX, api_arena(c), &then, e)) < 0)
        return rc;
    struct entry_step *steps = arena_zalloc(api_arena(c), then.n_members * sizeof *steps);
    for (size_t i = 0; steps && i < then.n_members; i++) {
        char *no = arena_alloc(api_arena(c), PERSON_NO_BYTES);
        if (!no)
            return err_nomem(e);
        person_no(then.register_id, then.members[i].stay.person_id, no);
        steps[i] = (struct entry_step){.kind = ENTRY_LEAVE, .person_no = str_of(no)};
    }
    if (!steps)
        return err_nomem(e);
    x.steps = steps;
    x.n = then.n_members;
    return run(c, &x, h.household_no, e);
}

/* Declared, or corrected. */
static int enter_facts(struct api_call *c, struct entry_step *s, struct str household,
                       struct err *e)
{
    bool correction = str_eqz(api_body_text(c, "kind"), "correction");
    struct entry x = begin(c, "declare", s, 1);
    struct entry_result res = {0};
    struct entry_notes faults = {.a = api_arena(c)};
    int rc = read_values(c, s, e);
    if (rc < 0)
        return rc;
    if (!correction)
        return run(c, &x, household, e);
    if (!str_trim(x.reference).len)
        api_wrong(c, STR("/reference"), (struct str){0}, "更正须写明证明材料的文号或编号",
                  "a correction needs a reference to what proves it");
    rc = entry_correct(api_register(c), api_actor(c), &x, &faults, &res, e);
    return rc < 0 ? tell(c, &faults, rc) : put_done(c, household, &x, &res, e);
}

API_HANDLER(household_enter)
{
    struct household_told h;
    struct entry_step s = {.kind = ENTRY_FACTS, .household_no = api_text(c, "household_no")};
    int rc = hold(c, &h, e);
    return rc < 0 ? rc : enter_facts(c, &s, h.household_no, e);
}

API_HANDLER(person_enter)
{
    struct person_told p;
    struct str no = api_text(c, "person_no");
    struct entry_step s = {.kind = ENTRY_FACTS, .person_no = no};
    api_audit(c, 0, STR(""), str_of(object_of(c, "person", no)));
    int rc = person_read(api_register(c), api_actor(c), no, clock_today(), INT64_MAX, api_arena(c),
                         &p, e);
    if (rc < 0)
        return rc;
    api_audit(c, p.register_id, p.division, str_of(object_of(c, "person", no)));
    if ((rc = api_if_match(c, p.version, e)) < 0)
        return rc;
    /* the answer's ETag is hers */
    int64_t version;
    struct subject_key k = {ENTITY_PERSON, p.register_id, p.person_id};
    if ((rc = enter_facts(c, &s, p.in ? p.in->household_no : (struct str){0}, e)) < 0 ||
        (rc = subject_version(api_register(c), k, &version, e)) < 0)
        return rc;
    api_version(c, version);
    return 0;
}
