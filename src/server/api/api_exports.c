/* Files that leave the system. */
#include "api.h"
#include "jobs.h"

API_HANDLER(export_add)
{
    struct str kind = api_body_text(c, "kind");
    const char *job = arena_printf(api_arena(c), "export." STR_FMT, STR_ARG(kind));
    if (!job)
        return err_nomem(e);
    struct str division = api_body_text(c, "filter.division");
    api_audit(c, 0, division.len ? division : str_of(api_actor(c)->scope), str_of(job));
    api_audit_why(c, api_body_text(c, "reason"));
    api_audit_change(c, STR(""), api_body(c));
    return api_job(c, job, api_body(c), e);
}
