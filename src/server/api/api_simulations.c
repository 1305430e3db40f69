/* What if: at once where that is a matter of seconds, else in the background. */
#include "api.h"
#include "determine_job.h"
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
    if ((rc = simulate(api_register(c), api_actor(c), &o, NULL, NULL, &s, e)) < 0)
        return rc;
    rc = simulation_print(&s, api_register(c), api_json(c), e);
    simulation_done(&s);
    return rc;
}
