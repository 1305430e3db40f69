/* Deliveries of departments. */
#include "api.h"

#include "cleanup.h"
#include "feed_import.h"
#include "jobs_verify.h"
#include "verify_json.h"

/* Totals where all of it is in scope; else what was counted of the scope. */
static int put_delivery(struct api_call *c, const struct feed_delivery *d, bool counted,
                        struct err *e)
{
    struct json_writer *w = api_json(c);
    const struct feed_import_result *n = &d->counts;
    json_object(w);
    put_int(w, "delivery", d->delivery);
    put_text(w, "source", d->feed);
    put_text(w, "label", d->label);
    put_text(w, "division", d->division);
    int rc = put_place_name(c, w, d->division, e);
    put_text(w, "files", d->files);
    put_date(w, "received", d->received);
    put_date(w, "reference", d->reference);
    put_instant(w, "imported_at", d->at);
    put_text(w, "imported_by", d->actor);
    put_bool(w, "withdrawn", d->withdrawn_seq != 0);
    put_bool(w, "whole", d->whole);
    bool some = d->whole || counted;
    put_maybe(w, "rows", (struct maybe){d->whole, (int64_t)n->rows});
    put_maybe(w, "rejected", (struct maybe){d->whole, (int64_t)n->rejected});
    put_maybe(w, "matched", (struct maybe){some, (int64_t)n->matched});
    put_maybe(w, "people", (struct maybe){!d->whole && counted, (int64_t)n->people});
    put_maybe(w, "candidates", (struct maybe){some, (int64_t)n->candidates});
    put_maybe(w, "outside", (struct maybe){d->whole, (int64_t)n->outside});
    put_maybe(w, "others", (struct maybe){d->whole, (int64_t)n->others});
    json_object_end(w);
    return rc;
}

API_HANDLER(delivery_list)
{
    struct json_writer *w = api_json(c);
    struct feed_deliveries list;
    struct str key;
    size_t limit = api_limit(c);
    struct feed_delivery_filter f = {.division = api_text(c, "division"),
                                     .feed = api_text(c, "source"),
                                     .in_force = api_bool(c, "in_force"),
                                     .most = limit + 1};
    int rc = api_cursor(c, &key, e);
    if (rc < 0 || (rc = api_known_seq(c, &f.seq, e)) < 0)
        return rc;
    api_int_parse(key, &f.before);
    if ((rc = feed_deliveries(api_register(c), api_actor(c), &f, api_arena(c), &list, e)) < 0)
        return rc;
    bool more = list.n > limit;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < list.n - more; i++)
        rc = put_delivery(c, &list.at[i], false, e);
    json_array_end(w);
    const char *last =
        more ? arena_printf(api_arena(c), "%lld", (long long)list.at[limit - 1].delivery) : "";
    if (rc >= 0)
        rc = api_next(c, str_of(last), e);
    json_object_end(w);
    return rc;
}

API_HANDLER(delivery_get)
{
    struct feed_delivery d;
    int64_t seq;
    int rc = api_known_seq(c, &seq, e);
    if (rc < 0 || (rc = feed_delivery_get(api_register(c), api_actor(c), api_int(c, "delivery"),
                                          seq, api_arena(c), &d, e)) < 0)
        return rc;
    return put_delivery(c, &d, true, e);
}

API_HANDLER(delivery_withdraw)
{
    struct feed_delivery d;
    int64_t number = api_int(c, "delivery");
    struct str input;
    api_audit(c, 0, STR(""),
              str_of(arena_printf(api_arena(c), "delivery %lld", (long long)number)));
    api_audit_why(c, api_body_text(c, "reason"));
    /* what can be refused is refused at once */
    int rc =
        feed_delivery_get(api_register(c), api_actor(c), number, INT64_MAX, api_arena(c), &d, e);
    if (rc < 0 || (rc = actor_require_scope(api_actor(c), d.division, e)) < 0 ||
        (rc = job_with_number(c, "delivery", number, &input, e)) < 0)
        return rc;
    if (d.withdrawn_seq)
        return err_set(e, E_CONFLICT, "第 %lld 批已经撤回", "delivery %lld is withdrawn already",
                       (long long)number);
    return api_job(c, "delivery.withdraw", input, e);
}
