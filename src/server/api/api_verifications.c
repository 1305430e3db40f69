/* Verifications, reports, and what else looks at the whole county: mostly jobs. */
#include "api.h"

#include "cleanup.h"
#include "clock.h"
#include "determine.h"
#include "jobs_verify.h"
#include "verify_json.h"
#include "verify_report.h"

static int put_members(struct api_call *c, const struct verification_row *v, struct err *e)
{
    struct json_writer *w = api_json(c);
    put_int(w, "verification", v->verification);
    put_date(w, "as_of", v->as_of);
    put_text(w, "division", v->division);
    int rc = put_place_name(c, w, v->division, e);
    put_int(w, "households", v->households);
    put_int(w, "items", v->items);
    put_instant(w, "at", v->at);
    put_text(w, "by", v->actor);
    return rc;
}

API_HANDLER(verification_list)
{
    struct json_writer *w = api_json(c);
    struct verifications list;
    struct str key;
    size_t limit = api_limit(c);
    int64_t before = 0;
    int rc = api_cursor(c, &key, e);
    if (rc < 0)
        return rc;
    api_int_parse(key, &before);
    if ((rc = verification_list(api_register(c), api_actor(c), before, limit + 1, api_arena(c),
                                &list, e)) < 0)
        return rc;
    bool more = list.n > limit;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < list.n - more; i++) {
        json_object(w);
        rc = put_members(c, &list.at[i], e);
        json_object_end(w);
    }
    json_array_end(w);
    if (rc < 0)
        return rc;
    rc = api_next(c,
                  more ? str_of(arena_printf(api_arena(c), "%lld",
                                             (long long)list.at[limit - 1].verification))
                       : STR(""),
                  e);
    json_object_end(w);
    return rc;
}

API_HANDLER(verification_get)
{
    struct json_writer *w = api_json(c);
    struct verification_row v;
    struct item_figures figures;
    struct item_filter f = {.kind = -1, .state = -1, .known_seq = INT64_MAX};
    int rc = verification_get(api_register(c), api_actor(c), api_int(c, "verification"),
                              api_arena(c), &v, e);
    if (rc < 0)
        return rc;
    f.verification = v.verification;
    if ((rc = items_figures(api_register(c), api_actor(c), &f, &figures, e)) < 0)
        return rc;
    json_object(w);
    rc = put_members(c, &v, e);
    put_text(w, "feeds_hash", v.feeds_hash);
    put_text(w, "pack_hash", v.pack_hash);
    json_name(w, "figures");
    put_figures(w, &figures);
    json_object_end(w);
    return rc;
}

/* A division that is none, or outside, is refused at once, not by the job. */
static int check_division(struct api_call *c, struct err *e)
{
    struct str division = api_body_text(c, "division");
    struct scan_range range;
    return division.len ? scan_range(api_actor(c), division, &range, e) : 0;
}

API_HANDLER(verification_run)
{
    struct str division = api_body_text(c, "division");
    bool households = api_body_length(c, "households") > 0;
    api_audit(c, 0, division,
              households ? STR("some households") : STR("households of a division"));
    if (division.len && households)
        return err_set(e, E_INVALID, "区划和户号只能用一种",
                       "give a division or households, not both");
    int rc = check_division(c, e);
    return rc < 0 ? rc : api_job(c, "verification.run", api_body(c), e);
}

/* What leaves the system needs the right to, and a reason. */
static int check_file(struct api_call *c, struct err *e)
{
    if (!api_body_has(c, "file"))
        return 0;
    api_audit_why(c, api_body_text(c, "reason"));
    if (!api_body_has(c, "reason"))
        return err_set(e, E_INVALID, "导出文件须写明理由（reason）",
                       "a file needs a reason (reason)");
    return actor_require(api_actor(c), RIGHT_EXPORT, e);
}

static int ask_for(struct api_call *c, const char *kind, struct err *e)
{
    api_audit(c, 0, api_body_text(c, "division"), str_of(kind));
    api_audit_change(c, STR(""), api_body(c));
    int rc = check_division(c, e);
    return rc < 0 || (rc = check_file(c, e)) < 0 ? rc : api_job(c, kind, api_body(c), e);
}

API_HANDLER(comparison_make)
{
    return ask_for(c, "comparison", e);
}

API_HANDLER(coverage_make)
{
    return ask_for(c, "coverage", e);
}

API_HANDLER(retroactive_make)
{
    return ask_for(c, "retroactive", e);
}

API_HANDLER(verification_report_make)
{
    int which = api_body_has(c, "household_no") + api_body_has(c, "division") +
                api_body_has(c, "verification");
    api_audit(c, 0, api_body_text(c, "division"),
              api_body_has(c, "household_no")
                  ? str_of(arena_printf(api_arena(c), "household " STR_FMT,
                                        STR_ARG(api_body_text(c, "household_no"))))
                  : STR("verification report"));
    api_audit_why(c, api_body_text(c, "reason"));
    api_audit_change(c, STR(""), api_body(c));
    if (which != 1)
        return err_set(e, E_INVALID, "household_no、division、verification 须给出一个",
                       "give one of household_no, division, verification");
    int rc = actor_require_fields(api_actor(c), VERIFY_REPORT_FIELDS, e);
    return rc < 0 || (rc = check_division(c, e)) < 0
               ? rc
               : api_job(c, "verification.report", api_body(c), e);
}

API_HANDLER(verification_report_get)
{
    _cleanup_free_ char *page = NULL;
    size_t size = 0;
    struct verify_report_options o = {.household_no = api_text(c, "household_no"),
                                      .as_of =
                                          api_given(c, "on") ? api_date(c, "on") : clock_today(),
                                      .opened = api_given(c, "opened") ? FIELD_MINOR : 0,
                                      .mark = str_of(api_actor(c)->name)};
    api_audit(c, 0, STR(""),
              str_of(arena_printf(api_arena(c), "household " STR_FMT, STR_ARG(o.household_no))));
    api_audit_why(c, api_text(c, "reason"));
    if (o.opened)
        api_audit_change(c, STR(""), STR("{\"opened\": [\"minor\"]}"));
    int rc = actor_require_fields(api_actor(c), VERIFY_REPORT_FIELDS, e);
    if (rc < 0 || (rc = api_known_seq(c, &o.known_seq, e)) < 0)
        return rc;
    FILE *f = open_memstream(&page, &size);
    if (!f)
        return err_nomem(e);
    rc = verify_report_page(api_register(c), api_actor(c), &o, f, e);
    if (fclose(f) != 0 && rc >= 0)
        rc = err_nomem(e);
    if (rc < 0)
        return rc;
    /* the page brings its own style, and nothing else */
    http_set(api_exchange(c), "Content-Security-Policy",
             "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
             "frame-ancestors 'none'");
    strbuf_add(http_content(api_exchange(c), "text/html; charset=utf-8"), page, size);
    return 0;
}
