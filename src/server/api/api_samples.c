/* Samples for third-party checks. */
#include "api.h"

#include "cleanup.h"
#include "jobs_verify.h"
#include "sample.h"
#include "verify_json.h"

static int put_sample(struct api_call *c, const struct sample *s, struct err *e)
{
    struct json_writer *w = api_json(c);
    json_object(w);
    put_int(w, "sample", s->sample_id);
    put_date(w, "as_of", s->as_of);
    put_text(w, "division", s->division);
    int rc = put_place_name(c, w, s->division, e);
    put_bool(w, "everyone", s->everyone);
    put_int(w, "seed", s->seed);
    put_int(w, "size", s->size);
    put_int(w, "strata", s->strata);
    put_int(w, "population", s->population);
    put_int(w, "drawn", s->drawn);
    put_int(w, "entered", s->entered);
    put_instant(w, "at", s->recorded_at);
    put_text(w, "by", s->actor);
    json_object_end(w);
    return rc;
}

API_HANDLER(sample_list)
{
    struct json_writer *w = api_json(c);
    struct samples list = {0};
    int64_t seq;
    int rc = api_known_seq(c, &seq, e);
    if (rc < 0 ||
        (rc = sample_list(api_register(c), api_actor(c), seq, api_arena(c), &list, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < list.n; i++)
        rc = put_sample(c, &list.at[i], e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}

static int get(struct api_call *c, int64_t seq, struct sample *ret, struct err *e)
{
    int64_t number = api_int(c, "sample");
    api_audit(c, 0, STR(""), str_of(arena_printf(api_arena(c), "sample %lld", (long long)number)));
    return sample_get(api_register(c), api_actor(c), number, seq, api_arena(c), ret, e);
}

API_HANDLER(sample_get)
{
    struct sample s;
    int64_t seq;
    int rc = api_known_seq(c, &seq, e);
    if (rc < 0 || (rc = get(c, seq, &s, e)) < 0)
        return rc;
    return put_sample(c, &s, e);
}

API_HANDLER(sample_draw)
{
    struct str division = api_body_text(c, "division");
    struct scan_range range;
    api_audit(c, 0, division, STR("sample"));
    int rc = scan_range(api_actor(c), division, &range, e);
    return rc < 0 ? rc : api_job(c, "sample.draw", api_body(c), e);
}

struct page {
    struct api_call *c;
    struct json_writer *w;
    size_t n, limit;
    int64_t last;
    bool more, filtered;
    int result; /* SAMPLE_OPEN too */
};

static int put_visit(void *arg, const struct sample_visit *v, struct err *e)
{
    struct page *p = arg;
    struct json_writer *w = p->w;
    if ((p->more = p->n == p->limit))
        return 0;
    p->n++;
    p->last = v->position;
    if (p->filtered && v->result != p->result)
        return 0;
    json_object(w);
    put_int(w, "position", v->position);
    put_text(w, "household_no", v->household_no);
    int rc = tell_division(p->c, w, v->division, e);
    put_text(w, "head", v->head);
    put_int(w, "people", (int64_t)v->people);
    put_str(w, "category", v->category);
    put_text(w, "standing", str_of(standing_code(v->standing)));
    put_maybe(w, "amount_fen", v->amount);
    put_str(w, "result", str_of(sample_result_word(v->result)));
    put_str(w, "note", v->note);
    json_object_end(w);
    return rc;
}

API_HANDLER(sample_visit_list)
{
    struct page p = {.c = c,
                     .w = api_json(c),
                     .limit = api_limit(c),
                     .filtered = api_given(c, "result"),
                     .result = sample_result_parse(api_text(c, "result"))};
    struct lens lens = tell_lens(c, 0);
    struct sample s;
    struct str key;
    int64_t after = 0;
    int rc = get(c, INT64_MAX, &s, e);
    if (rc < 0 || (rc = api_cursor(c, &key, e)) < 0)
        return rc;
    api_int_parse(key, &after);
    json_object(p.w);
    json_name(p.w, "items");
    json_array(p.w);
    rc = sample_visits(api_register(c), &lens, s.sample_id, INT64_MAX, after, p.limit + 1,
                       put_visit, &p, e);
    json_array_end(p.w);
    if (rc >= 0)
        rc = api_next(
            c, p.more ? str_of(arena_printf(api_arena(c), "%lld", (long long)p.last)) : STR(""), e);
    json_object_end(p.w);
    return rc;
}

API_HANDLER(sample_visit_export)
{
    struct sample s;
    struct str input;
    int rc = get(c, INT64_MAX, &s, e);
    api_audit_why(c, api_body_text(c, "reason"));
    api_audit_change(c, STR(""), api_body(c));
    if (rc < 0 || (rc = job_with_number(c, "sample", s.sample_id, &input, e)) < 0)
        return rc;
    return api_job(c, "sample.visits", input, e);
}

API_HANDLER(sample_enter_file)
{
    struct sample s;
    struct str input;
    int rc = get(c, INT64_MAX, &s, e);
    if (rc < 0 || (rc = job_with_number(c, "sample", s.sample_id, &input, e)) < 0)
        return rc;
    return api_job(c, "sample.results", input, e);
}

API_HANDLER(sample_enter)
{
    struct json_writer *w = api_json(c);
    size_t n = api_body_length(c, "results");
    struct sample_answer *at = arena_array_of(api_arena(c), n, struct sample_answer);
    struct sample_entered done;
    struct sample s;
    int rc = at ? get(c, INT64_MAX, &s, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++) {
        char path[40];
        snprintf(path, sizeof path, "results.%zu.household_no", i);
        at[i].household_no = api_body_text(c, path);
        snprintf(path, sizeof path, "results.%zu.result", i);
        at[i].result = (enum sample_result)sample_result_parse(api_body_text(c, path));
        snprintf(path, sizeof path, "results.%zu.note", i);
        at[i].note = api_body_text(c, path);
    }
    rc = sample_answer(api_register(c), api_actor(c), s.sample_id, at, n, &done, e);
    if (rc < 0)
        return rc;
    json_object(w);
    put_int(w, "entered", (int64_t)done.entered);
    put_int(w, "same", (int64_t)done.same);
    json_object_end(w);
    return 0;
}

/* Four places: what an interval of a sample is worth. */
static void put_part(struct json_writer *w, const char *name, bool known, double part)
{
    char text[16] = "";
    if (known)
        snprintf(text, sizeof text, "%.4f", part);
    put_str(w, name, str_of(text));
}

static void put_rate(struct json_writer *w, const char *name, const struct sample_rate *r)
{
    json_name(w, name);
    json_object(w);
    put_int(w, "population", r->population);
    put_int(w, "seen", r->seen);
    put_int(w, "wrong", r->wrong);
    put_part(w, "rate", r->known, r->p.rate);
    put_part(w, "low", r->known, r->p.low);
    put_part(w, "high", r->known, r->p.high);
    put_part(w, "not_estimated", r->known, r->p.unseen);
    json_object_end(w);
}

static int put_strata(struct api_call *c, const struct sample_rates *x, struct err *e)
{
    struct json_writer *w = api_json(c);
    int rc = 0;
    json_name(w, "strata");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < x->n; i++) {
        const struct sample_stratum *s = &x->strata[i];
        json_object(w);
        rc = tell_division(c, w, s->division, e);
        put_text(w, "category", s->category);
        put_bool(w, "covered", s->covered);
        put_int(w, "population", s->population);
        put_int(w, "drawn", s->drawn);
        put_int(w, "open", s->open);
        json_name(w, "results");
        json_object(w);
        for (int k = 0; k < N_SAMPLE_RESULTS; k++)
            put_int(w, sample_result_word(k), s->results[k]);
        json_object_end(w);
        json_object_end(w);
    }
    json_array_end(w);
    return rc;
}

API_HANDLER(sample_rate)
{
    struct json_writer *w = api_json(c);
    struct sample_rates x;
    int64_t seq;
    int rc = api_known_seq(c, &seq, e);
    if (rc < 0 || (rc = sample_rates(api_register(c), api_actor(c), api_int(c, "sample"), seq,
                                     api_arena(c), &x, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "sample");
    rc = put_sample(c, &x.sample, e);
    put_rate(w, "wrong", &x.wrong);
    put_rate(w, "wrong_in", &x.wrong_in);
    put_rate(w, "wrong_amount", &x.wrong_amount);
    put_rate(w, "wrong_out", &x.wrong_out);
    if (rc >= 0)
        rc = put_strata(c, &x, e);
    json_object_end(w);
    return rc;
}
