/* What people enter by hand about households and people. */
#include "entry.h"

#include "api_tell.h"
#include "clock.h"

/* The body's values under a path ("values", "members.0.values"). */
static int read_values(struct api_call *c, const char *path, struct entry_step *s, struct err *e)
{
    size_t n = api_body_length(c, path);
    struct entry_value *at = arena_array_of(api_arena(c), n, struct entry_value);
    if (!at)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        char one[80];
        snprintf(one, sizeof one, "%s.%zu.attribute", path, i);
        at[i].attribute = api_body_text(c, one);
        snprintf(one, sizeof one, "%s.%zu.withdraw", path, i);
        bool withdraw = api_body_bool(c, one);
        snprintf(one, sizeof one, "%s.%zu.value", path, i);
        at[i].value = withdraw ? STR("-") : api_body_text(c, one);
    }
    s->values = at;
    s->n = n;
    return 0;
}

/* Where the body has what isn't right; of what is missing, where it belongs. */
static void tell_fault(void *arg, size_t step, size_t value, const struct attribute *t,
                       const char *zh, const char *en)
{
    struct api_call *c = arg;
    char member[32] = "", path[96], pointer[96];
    if (step)
        snprintf(member, sizeof member, "members.%zu.", step - 1);
    snprintf(path, sizeof path, "%svalues.%zu", member, value);
    bool given = api_body_has(c, path);
    if (step)
        snprintf(member, sizeof member, "/members/%zu", step - 1);
    if (given)
        snprintf(pointer, sizeof pointer, "%s/values/%zu/value", member, value);
    else
        snprintf(pointer, sizeof pointer, "%s/values", member);
    const char *zh_named = arena_printf(api_arena(c), STR_FMT "：%s", STR_ARG(t->label), zh);
    const char *en_named = arena_printf(api_arena(c), STR_FMT ": %s", STR_ARG(t->id), en);
    if (zh_named && en_named)
        api_field(c, pointer, given ? zh : zh_named, given ? en : en_named);
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
                          .n = n,
                          .fault = tell_fault,
                          .fault_arg = c};
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
    put_int(w, "warnings", (int64_t)res->warnings);
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

static int run(struct api_call *c, const struct entry *x, struct str household, struct err *e)
{
    struct entry_result res;
    int rc = entry_run(api_register(c), api_actor(c), x, &res, e);
    return rc < 0 ? rc : put_done(c, household, x, &res, e);
}

API_HANDLER(household_add)
{
    size_t n = 1 + api_body_length(c, "members");
    struct str no = api_body_text(c, "household_no");
    struct entry_step *steps = arena_zalloc(api_arena(c), n * sizeof *steps);
    if (!steps)
        return err_nomem(e);
    api_audit(c, 0, STR(""), str_of(object_of(c, "household", no)));
    steps[0] = (struct entry_step){.kind = ENTRY_HOUSEHOLD, .household_no = no};
    int rc = read_values(c, "values", &steps[0], e);
    for (size_t i = 1; rc >= 0 && i < n; i++) {
        char path[48];
        snprintf(path, sizeof path, "members.%zu.values", i - 1);
        steps[i] = (struct entry_step){.kind = ENTRY_JOIN, .household_no = no};
        rc = read_values(c, path, &steps[i], e);
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
    if (rc < 0 || (rc = read_values(c, "values", &s, e)) < 0 ||
        (rc = run(c, &x, h.household_no, e)) < 0)
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
    *v = (struct entry_value){STR("relation"), api_body_text(c, path)};
    s->values = v;
    s->n = 1;
}

API_HANDLER(member_move)
{
    struct household_told h;
    struct entry_value v;
    struct entry_step s = {.kind = ENTRY_MOVE,
                           .household_no = api_body_text(c, "to"),
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
    steps[0] = (struct entry_step){.kind = ENTRY_HOUSEHOLD, .household_no = no};
    struct entry x = begin(c, "split household", steps, n);
    int rc = hold(c, &h, e);
    if (rc >= 0)
        rc = read_values(c, "values", &steps[0], e);
    for (size_t i = 1; rc >= 0 && i < n; i++) {
        char path[48];
        snprintf(path, sizeof path, "members.%zu.person_no", i - 1);
        steps[i] = (struct entry_step){
            .kind = ENTRY_MOVE, .household_no = no, .person_no = api_body_text(c, path)};
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
    int rc = read_values(c, "values", s, e);
    if (rc < 0)
        return rc;
    if (!correction)
        return run(c, &x, household, e);
    rc = entry_correct(api_register(c), api_actor(c), &x, &res, e);
    return rc < 0 ? rc : put_done(c, household, &x, &res, e);
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
