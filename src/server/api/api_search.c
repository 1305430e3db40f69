/* One box for everything. */
#include "search.h"

#include "api_tell.h"
#include "cleanup.h"
#include "idno.h"

#define SEARCH_LIMIT 20

static int put_people(struct api_call *c, struct json_writer *w, const struct found *f,
                      struct err *e)
{
    struct lens x = tell_lens(c, 0);
    int rc = 0;
    json_name(w, "people");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < f->people.n; i++) {
        const struct found_person *p = &f->people.at[i];
        char no[PERSON_NO_BYTES];
        person_no(p->register_id, p->person_id, no);
        json_object(w);
        put_str(w, "person_no", str_of(no));
        rc = tell_name(c, w, &x, p->name, p->birth, e);
        put_str(w, "household_no", p->household_no);
        if (rc >= 0)
            rc = tell_division(c, w, p->division, e);
        json_object_end(w);
    }
    json_array_end(w);
    put_bool(w, "more_people", f->people.more);
    return rc;
}

static int put_households(struct api_call *c, struct json_writer *w, const struct found *f,
                          struct err *e)
{
    int rc = 0;
    json_name(w, "households");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < f->households.n; i++) {
        json_object(w);
        put_str(w, "household_no", f->households.at[i].household_no);
        rc = tell_division(c, w, f->households.at[i].division, e);
        json_object_end(w);
    }
    json_array_end(w);
    put_bool(w, "more_households", f->households.more);
    return rc;
}

static int put_divisions(struct api_call *c, struct json_writer *w, const struct found *f,
                         struct err *e)
{
    int rc = 0;
    json_name(w, "divisions");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < f->divisions.n; i++) {
        json_object(w);
        rc = tell_division(c, w, f->divisions.at[i].code, e);
        json_object_end(w);
    }
    json_array_end(w);
    put_bool(w, "more_divisions", f->divisions.more);
    return rc;
}

static int answer(struct api_call *c, struct str text, int64_t limit, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct found f;
    api_audit(c, 0, str_of(api_actor(c)->scope), str_of(object_of(c, "search", text)));
    int rc =
        register_search(api_register(c), api_actor(c), text, (size_t)limit, api_arena(c), &f, e);
    if (rc < 0)
        return rc;
    json_object(w);
    if ((rc = put_people(c, w, &f, e)) >= 0 && (rc = put_households(c, w, &f, e)) >= 0)
        rc = put_divisions(c, w, &f, e);
    json_object_end(w);
    return rc;
}

/* Could there be an identity number in it? */
static int has_number(struct str text, bool *ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf clean = {0};
    idno_scrub(text, &clean);
    *ret = !str_eq(strbuf_str(&clean), text);
    return clean.failed ? err_nomem(e) : 0;
}

API_HANDLER(search)
{
    struct str text = api_text(c, "q");
    bool number;
    int rc = has_number(text, &number, e);
    if (rc >= 0 && number) {
        api_refuse(c, 422, "number-in-address");
        return err_set(e, E_INVALID, "公民身份号码不能写在地址里，请用 POST /search",
                       "identity numbers don't belong into addresses: use POST /search");
    }
    return rc < 0 ? rc : answer(c, text, api_int(c, "limit"), e);
}

API_HANDLER(search_post)
{
    return answer(c, api_body_text(c, "q"),
                  api_body_has(c, "limit") ? api_body_int(c, "limit") : SEARCH_LIMIT, e);
}
