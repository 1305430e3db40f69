/* People: one of them, her history, what of her is opened and by whom. */
#include "api_tell.h"

static int read(struct api_call *c, int32_t *ret_on, struct person_told *p, struct err *e)
{
    struct str no = api_text(c, "person_no");
    int64_t seq;
    api_audit(c, 0, STR(""), str_of(object_of(c, "person", no)));
    int rc = asked_moment(c, ret_on, &seq, e);
    if (rc < 0 ||
        (rc = person_read(api_register(c), api_actor(c), no, *ret_on, seq, api_arena(c), p, e)) < 0)
        return rc;
    api_audit(c, p->register_id, p->division, str_of(object_of(c, "person", no)));
    return 0;
}

static struct subject_key key_of(const struct person_told *p)
{
    return (struct subject_key){ENTITY_PERSON, p->register_id, p->person_id};
}

static int put_person(struct api_call *c, const struct person_told *p, int32_t on, uint32_t opened,
                      struct err *e)
{
    struct json_writer *w = api_json(c);
    struct lens x = tell_lens(c, opened);
    api_version(c, p->version);
    json_object(w);
    put_str(w, "person_no", api_text(c, "person_no"));
    int rc = tell_division(c, w, p->division, e);
    put_date(w, "on", on);
    put_int(w, "version", p->version);
    put_bool(w, "minor", tell_is_minor(c, &x, p->facts));
    put_str(w, "household_no", p->in ? p->in->household_no : (struct str){0});
    json_name(w, "households");
    json_array(w);
    for (size_t i = 0; i < p->stays.n; i++) {
        json_object(w);
        put_str(w, "household_no", p->stays.at[i].household_no);
        put_date(w, "from", p->stays.at[i].from);
        put_date(w, "to", p->stays.at[i].to);
        json_object_end(w);
    }
    json_array_end(w);
    if (rc >= 0 && api_wants(c, "facts"))
        rc = tell_subject_facts(c, w, &x, key_of(p), p->facts, e);
    json_object_end(w);
    return rc;
}

API_HANDLER(person_get)
{
    struct person_told p;
    int32_t on;
    int rc = read(c, &on, &p, e);
    return rc < 0 ? rc : put_person(c, &p, on, 0, e);
}

API_HANDLER(person_open)
{
    struct person_told p;
    uint32_t opened;
    int32_t on;
    int rc = read(c, &on, &p, e);
    if (rc < 0 || (rc = asked_opening(c, &opened, e)) < 0)
        return rc;
    return put_person(c, &p, on, opened, e);
}

API_HANDLER(person_history)
{
    struct lens x = tell_lens(c, 0);
    struct person_told p;
    int32_t on;
    int rc = read(c, &on, &p, e);
    return rc < 0 ? rc : tell_history(c, &x, key_of(&p), tell_is_minor(c, &x, p.facts), e);
}

API_HANDLER(person_looks)
{
    struct person_told p;
    int32_t on;
    int rc = read(c, &on, &p, e);
    return rc < 0
               ? rc
               : tell_looks(c, p.register_id, object_of(c, "person", api_text(c, "person_no")), e);
}
