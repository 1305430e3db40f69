/* What if: at once where that is a matter of seconds, else in the background; and for screens that
 * draw while a parameter is moved. */
#include "api.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "determine_job.h"
#include "policy_job.h"
#include "scan.h"

API_HANDLER(simulation_run)
{
    struct simulate_options o;
    struct simulation s;
    struct scan_range range;
    bool quick, file = api_body_has(c, "format");
    int rc = simulate_input_read(api_body(c), api_arena(c), &o, e);
    if (rc < 0)
        return rc;
    api_audit(c, 0, o.division, STR("simulation"));
    api_audit_why(c, api_body_text(c, "reason"));
    if ((rc = scan_range(api_actor(c), o.division, &range, e)) < 0 ||
        (file && (rc = actor_require(api_actor(c), RIGHT_EXPORT, e)) < 0) ||
        (rc = simulate_is_quick(api_register(c), &o, &quick, e)) < 0)
        return rc;
    if (file && !api_body_has(c, "reason"))
        return err_set(e, E_INVALID, "导出要写明理由", "an export needs a reason");
    if (file || !quick)
        return api_job(c, "simulate", api_body(c), e);
    o.kept = api_simulate_kept(c);
    if ((rc = simulate(api_register(c), api_actor(c), &o, NULL, NULL, &s, e)) < 0)
        return rc;
    rc = simulation_print(&s, api_register(c), api_json(c), e);
    simulation_done(&s);
    return rc;
}

/* The pack of a proposal, the caller's; 0 = none. */
static int proposed(struct api_call *c, int64_t proposal, struct pack **ret, struct err *e)
{
    struct pack_file *files;
    size_t n;
    if (!proposal)
        return 0;
    int rc = policy_files(api_register(c), api_actor(c), 0, proposal, api_arena(c), &files, &n, e);
    if (rc < 0 || (rc = pack_from_files(files, n, reg_catalogue(api_register(c)), ret, e)) >= 0)
        return rc;
    if (rc != E_NOMEM)
        api_refuse(c, 422, "pack-unreadable");
    return rc;
}

API_HANDLER(simulation_live)
{
    _cleanup_(pack_freep) struct pack *proposal = NULL;
    struct reg *r = api_register(c);
    struct simulate_options o;
    struct simulation s;
    struct scan_range range;
    int rc = simulate_live_read(api_body(c), api_arena(c), &o, e);
    if (rc < 0)
        return rc;
    api_audit(c, 0, o.division, STR("simulation"));
    if ((rc = scan_range(api_actor(c), o.division, &range, e)) < 0 ||
        (rc = proposed(c, api_body_int(c, "proposal"), &proposal, e)) < 0)
        return rc;
    o.pack = proposal;
    if (!o.pack && !o.n_wishes && (rc = reg_pack(r, INT64_MAX, &o.pack, e)) < 0)
        return rc;
    o.kept = api_simulate_kept(c);
    api_latest(c, api_body_text(c, "session"));
    if ((rc = simulate(r, api_actor(c), &o, NULL, NULL, &s, e)) < 0) {
        if (rc == E_CANCELLED)
            api_refuse(c, 409, "superseded");
        return rc;
    }
    rc = simulate_live_json(&s, r, api_json(c), e);
    simulation_done(&s);
    return rc;
}

API_HANDLER(simulation_parameters)
{
    _cleanup_(pack_freep) struct pack *proposal = NULL;
    struct json_writer *w = api_json(c);
    struct str division = division_unpadded(api_text(c, "division"));
    int32_t on = api_date(c, "as_of");
    const struct pack *p;
    int rc = proposed(c, api_int(c, "proposal"), &proposal, e);
    if (rc < 0 || (!proposal && (rc = reg_pack(api_register(c), INT64_MAX, &p, e)) < 0))
        return rc;
    json_object(w);
    json_name(w, "items");
    simulate_parameters_json(proposal ? proposal : p,
                             division.len ? division : str_of(api_actor(c)->scope),
                             on == DATE_NONE ? clock_today() : on, w);
    json_object_end(w);
    return 0;
}
