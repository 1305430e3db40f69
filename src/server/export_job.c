/* Files that leave the system, made in the background. */
#include "determine_job.h"

#include "api_check.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "export.h"

#include <stdlib.h>

static struct str text_at(const struct api_value *v, const char *path)
{
    const struct api_value *x = v ? api_value_at(v, path) : NULL;
    return x ? x->text : (struct str){0};
}

int export_job_begin(const struct actor *actor, uint32_t right, struct str input, struct job_run *j,
                     struct arena *a, struct export_input *ret, struct err *e)
{
    struct api_value *v = arena_new_of(a, struct api_value);
    struct export_input x = {0};
    if (!v)
        return err_nomem(e);
    int rc = api_value_read(input, a, v, e);
    if (rc < 0)
        return rc;
    const struct export_ask ask = {actor, job_run_id(j), clock_now(), text_at(v, "reason"), right};
    bool xlsx = str_eqz(text_at(v, "format"), "xlsx");
    x.filter = api_value_at(v, "filter");
    if ((rc = job_file(j, xlsx ? "export.xlsx" : "export.csv", &x.path, e)) < 0 ||
        (rc = export_begin(&ask, e)) < 0) {
        strbuf_done(&x.path);
        return rc;
    }
    *ret = x;
    return 0;
}

void export_job_print(const struct export_input *x, int64_t rows, struct json_writer *w)
{
    const char *slash = strrchr(strbuf_z(&x->path), '/');
    json_object(w);
    json_name(w, "file");
    json_put_z(w, slash ? slash + 1 : strbuf_z(&x->path));
    json_name(w, "rows");
    json_put_int(w, rows);
    json_object_end(w);
}

static void export_input_done(struct export_input *x)
{
    export_end();
    strbuf_done(&x->path);
}

static int read_opened(const struct export_input *x, const struct actor *actor, uint32_t *ret,
                       struct err *e)
{
    const struct api_value *opened = x->filter ? api_value_at(x->filter, "opened") : NULL;
    uint32_t fields = 0, one;
    for (size_t i = 0; opened && i < opened->n; i++)
        if (fields_parse(opened->at[i].text, &one))
            fields |= one;
    int rc = actor_require_fields(actor, fields, e);
    if (rc >= 0)
        *ret = fields;
    return rc;
}

/* filter: {"as_of", "division", "list": "households" or "people", "opened": [classes]} */
static int run_households(struct reg *r, const struct actor *actor, struct str input,
                          struct job_run *j, struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(export_input_done) struct export_input x = {0};
    int64_t rows;
    if (!a)
        return err_nomem(e);
    int rc = export_job_begin(actor, RIGHT_EXPORT, input, j, a, &x, e);
    if (rc < 0)
        return rc;
    struct export_households o = {.division = text_at(x.filter, "division"),
                                  .people = str_eqz(text_at(x.filter, "list"), "people")};
    if (!date_parse(text_at(x.filter, "as_of"), &o.as_of))
        o.as_of = clock_today();
    if ((rc = read_opened(&x, actor, &o.opened, e)) < 0 ||
        (rc = export_households(r, actor, &o, strbuf_z(&x.path), &rows, e)) < 0)
        return rc;
    export_job_print(&x, rows, w);
    return 0;
}

/* filter: {"run", "division", "category", "standing", "missing"} */
static int run_determination(struct reg *r, const struct actor *actor, struct str input,
                             struct job_run *j, struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(export_input_done) struct export_input x = {0};
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    int64_t run = 0, rows;
    if (!a)
        return err_nomem(e);
    int rc = export_job_begin(actor, RIGHT_EXPORT, input, j, a, &x, e);
    if (rc < 0)
        return rc;
    if (!api_int_parse(text_at(x.filter, "run"), &run))
        return err_set(e, E_INVALID, "请给出 filter.run：第几次认定",
                       "filter.run is missing: the number of the run");
    struct run_filter f = {.division = text_at(x.filter, "division"),
                           .category = run_category(text_at(x.filter, "category")),
                           .standing = standing_parse(text_at(x.filter, "standing")),
                           .missing = text_at(x.filter, "missing")};
    if ((rc = run_view_open(r, actor, run, &v, e)) < 0 ||
        (rc = export_run(v, &f, strbuf_z(&x.path), &rows, e)) < 0)
        return rc;
    export_job_print(&x, rows, w);
    return 0;
}

/* filter: {"division", "finding_kind", "finding_state", "verification", "opened"} */
static int run_findings(struct reg *r, const struct actor *actor, struct str input,
                        struct job_run *j, struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(export_input_done) struct export_input x = {0};
    uint32_t opened;
    int64_t rows;
    if (!a)
        return err_nomem(e);
    int rc = export_job_begin(actor, RIGHT_EXPORT, input, j, a, &x, e);
    if (rc < 0)
        return rc;
    struct str kind = text_at(x.filter, "finding_kind"), state = text_at(x.filter, "finding_state");
    struct item_filter f = {.division = text_at(x.filter, "division"),
                            .kind = kind.len ? item_kind_parse(kind) : -1,
                            .state = state.len ? item_state_parse(state) : -1,
                            .known_seq = INT64_MAX};
    api_int_parse(text_at(x.filter, "verification"), &f.verification);
    if ((rc = read_opened(&x, actor, &opened, e)) < 0 ||
        (rc = export_findings(r, actor, &f, opened, strbuf_z(&x.path), &rows, e)) < 0)
        return rc;
    export_job_print(&x, rows, w);
    return 0;
}

/* filter: as GET /audit has it */
static int run_audit(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                     struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(export_input_done) struct export_input x = {0};
    int64_t rows;
    if (!a)
        return err_nomem(e);
    int rc = export_job_begin(actor, RIGHT_AUDIT, input, j, a, &x, e);
    if (rc < 0)
        return rc;
    struct audit_filter f = {.actor = text_at(x.filter, "actor"),
                             .action = text_at(x.filter, "action"),
                             .object = text_at(x.filter, "object"),
                             .division = text_at(x.filter, "division"),
                             .outcome = audit_outcome_parse(text_at(x.filter, "outcome"))};
    if (!api_int_parse(text_at(x.filter, "register_id"), &f.register_id))
        f.register_id = -1;
    (void)instant_parse(text_at(x.filter, "from"), &f.from_us);
    (void)instant_parse(text_at(x.filter, "until"), &f.until_us);
    if ((rc = export_audit(job_office(j), actor, &f, strbuf_z(&x.path), &rows, e)) < 0)
        return rc;
    export_job_print(&x, rows, w);
    return 0;
}

const struct job_kind export_households_kind = {
    .name = "export.households", .rights = RIGHT_VIEW | RIGHT_EXPORT, .run = run_households};
const struct job_kind export_determination_kind = {
    .name = "export.determination", .rights = RIGHT_VIEW | RIGHT_EXPORT, .run = run_determination};
const struct job_kind export_findings_kind = {
    .name = "export.findings", .rights = RIGHT_VIEW | RIGHT_EXPORT, .run = run_findings};
const struct job_kind export_audit_kind = {
    .name = "export.audit", .rights = RIGHT_AUDIT, .run = run_audit};
