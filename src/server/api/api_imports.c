/* Imports: jobs that read uploads. */
#include "import_job.h"

#include "api.h"
#include "bounds.h"
#include "cleanup.h"
#include "list_file.h"
#include "map.h"
#include "rows.h"
#include "uploads.h"

#include <stdio.h>
#include <stdlib.h>

static int queue(struct api_call *c, const struct import_input *in, struct err *e)
{
    _cleanup_free_ char *text = NULL;
    char kind[JOB_NAME_BYTES];
    size_t len;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    struct json_writer w = {.f = f};
    import_input_print(in, &w);
    if (fclose(f) != 0)
        return err_nomem(e);
    snprintf(kind, sizeof kind, "import." STR_FMT, STR_ARG(in->kind));
    return api_job(c, kind, str_of(text), e);
}

API_HANDLER(import_add)
{
    struct import_input in;
    int rc = import_input_read(api_body(c), api_arena(c), &in, e);
    return rc < 0 ? rc : queue(c, &in, e);
}

static int no_dry_run(struct err *e)
{
    return err_set(e, E_CONFLICT, "只有已做完的试导入才能转为正式导入",
                   "only a dry run that is done can be made good");
}

/* The account's own import; of others' nothing is told. */
static int find(struct api_call *c, struct job *ret, struct err *e)
{
    int64_t id = api_int(c, "job");
    struct job j;
    int rc = job_get(api_office(c), api_actor(c), id, api_arena(c), &j, e);
    if (rc < 0)
        return rc;
    if (!j.own || !str_starts(j.kind, STR("import.")))
        return err_set(e, E_NOT_FOUND, "没有导入任务 %lld", "there is no import %lld",
                       (long long)id);
    *ret = j;
    return 0;
}

API_HANDLER(import_commit)
{
    struct import_input in;
    struct job j;
    int rc = find(c, &j, e);
    if (rc < 0 || (rc = import_input_read(j.input, api_arena(c), &in, e)) < 0)
        return rc;
    if (j.state != JOB_DONE || !in.dry_run)
        return no_dry_run(e);
    in.dry_run = false;
    in.of = j.id;
    return queue(c, &in, e);
}

/* ---- the errors file, page by page ---- */

enum { AT_FILE, AT_LINE, AT_COLUMN, AT_VALUE, AT_PROBLEM, AT_REMEDY, N_FIELDS };

/* A row of it; zero-terminated for fault_english and fault_cause. */
struct error_row {
    struct str fields[N_FIELDS];
    const char *problem;
};

/* In the arena. */
static int next_error(struct rows_reader *in, struct arena *a, struct error_row *ret, struct err *e)
{
    const struct str *fields;
    uint64_t line;
    size_t n;
    int rc = rows_next(in, &fields, &n, &line, e);
    if (rc <= 0)
        return rc;
    *ret = (struct error_row){0};
    for (size_t i = 0; i < N_FIELDS && i < n; i++)
        ret->fields[i] = fields[i];
    struct str problem = ret->fields[AT_PROBLEM];
    ret->problem = arena_strndup(a, problem.len ? problem.data : "", problem.len);
    return ret->problem ? 1 : err_nomem(e);
}

static void put_row(struct json_writer *w, const struct error_row *row)
{
    static const char *const names[] = {"file", "line", "column", "value", "problem", "remedy"};
    json_object(w);
    for (size_t i = 0; i < N_FIELDS; i++) {
        json_name(w, names[i]);
        if (i == AT_LINE)
            json_put_number(w, row->fields[i].len ? row->fields[i] : STR("0"));
        else
            json_put_str(w, row->fields[i]);
    }
    json_name(w, "problem_en");
    json_put_z(w, fault_english(row->problem));
    json_object_end(w);
}

struct asked {
    struct str column, cause; /* empty: any */
    uint64_t skip;
    size_t limit;
};

static bool fits(const struct asked *x, const struct error_row *row)
{
    return (!x->column.len || str_eq(x->column, row->fields[AT_COLUMN])) &&
           (!x->cause.len || str_eqz(x->cause, fault_cause(row->problem)));
}

/* *ret_next: how many to skip for the others, 0 = there are none. */
static int put_rows(struct rows_reader *in, const struct asked *x, struct json_writer *w,
                    uint64_t *ret_next, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct error_row row;
    uint64_t at = 0;
    int rc = a ? next_error(in, a, &row, e) : err_nomem(e); /* the header */
    *ret_next = 0;
    while (rc > 0) {
        arena_reset(a);
        rc = next_error(in, a, &row, e);
        if (rc <= 0 || !fits(x, &row))
            continue;
        if (at == x->skip + x->limit) {
            *ret_next = at;
            break;
        }
        if (at++ >= x->skip)
            put_row(w, &row);
    }
    return rc < 0 ? rc : 0;
}

static int open_errors(struct api_call *c, const struct job *j, struct rows_reader **ret,
                       struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    struct str csv = STR(IMPORT_ERRORS_CSV), xlsx = STR(IMPORT_ERRORS_XLSX);
    int rc = jobs_file_path(api_jobs(c), api_office(c), j->id, csv, &path, e);
    if (rc == E_NOT_FOUND)
        rc = jobs_file_path(api_jobs(c), api_office(c), j->id, xlsx, &path, e);
    return rc < 0 ? rc : rows_open(path.data, NULL, ret, e);
}

API_HANDLER(import_error_list)
{
    _cleanup_(rows_closep) struct rows_reader *in = NULL;
    struct json_writer *w = api_json(c);
    struct asked x = {api_text(c, "column"), api_text(c, "cause"), .limit = api_limit(c)};
    uint64_t next = 0;
    char key[24] = "";
    struct str after;
    struct job j;
    int rc = find(c, &j, e);
    if (rc < 0 || (rc = api_cursor(c, &after, e)) < 0)
        return rc;
    api_audit(
        c, 0, j.division,
        str_of(arena_printf(api_arena(c), "job %lld " STR_FMT, (long long)j.id, STR_ARG(j.kind))));
    rc = open_errors(c, &j, &in, e);
    if (rc < 0 && rc != E_NOT_FOUND)
        return rc;
    x.skip = after.len ? strtoull(after.data, NULL, 10) : 0;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc = in ? put_rows(in, &x, w, &next, e) : 0;
    json_array_end(w);
    if (next)
        snprintf(key, sizeof key, "%llu", (unsigned long long)next);
    if (rc >= 0)
        rc = api_next(c, str_of(key), e);
    json_object_end(w);
    return rc;
}

/* ---- what they come from ---- */

/* Keys are the column, a zero, the cause. */
static int count_causes(struct rows_reader *in, struct map *causes, uint64_t *ret_errors,
                        struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct error_row row;
    int rc = a ? next_error(in, a, &row, e) : err_nomem(e); /* the header */
    while (rc > 0) {
        arena_reset(a);
        rc = next_error(in, a, &row, e);
        if (rc <= 0)
            break;
        _cleanup_(strbuf_done) struct strbuf key = {0};
        uint64_t n = 0;
        strbuf_adds(&key, row.fields[AT_COLUMN]);
        strbuf_add(&key, "", 1);
        strbuf_addz(&key, fault_cause(row.problem));
        ++*ret_errors;
        bool known = map_get(causes, strbuf_str(&key), &n);
        if (key.failed || ((known || map_size(causes) < LIMIT_IMPORT_CAUSES) &&
                           map_put(causes, strbuf_str(&key), n + 1) < 0))
            return err_nomem(e);
    }
    return rc;
}

static int put_cause(struct api_call *c, struct str key, uint64_t n, struct err *e)
{
    struct json_writer *w = api_json(c);
    const char *column = arena_strndup(api_arena(c), key.data, key.len);
    if (!column)
        return err_nomem(e);
    const char *cause = column + strlen(column) + 1;
    json_object(w);
    json_name(w, "column");
    json_put_z(w, column);
    json_name(w, "cause");
    json_put_z(w, cause);
    json_name(w, "cause_en");
    json_put_z(w, fault_english(cause));
    json_name(w, "errors");
    json_put_int(w, (int64_t)n);
    json_object_end(w);
    return 0;
}

API_HANDLER(import_cause_list)
{
    _cleanup_(rows_closep) struct rows_reader *in = NULL;
    _cleanup_(map_freep) struct map *causes = map_new();
    struct json_writer *w = api_json(c);
    uint64_t errors = 0;
    struct job j;
    int rc = causes ? find(c, &j, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    rc = open_errors(c, &j, &in, e);
    if (rc < 0 && rc != E_NOT_FOUND)
        return rc;
    rc = in ? count_causes(in, causes, &errors, e) : 0;
    if (rc < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < map_size(causes); i++)
        rc = put_cause(c, map_key_at(causes, i), map_value_at(causes, i), e);
    json_array_end(w);
    json_name(w, "errors");
    json_put_int(w, (int64_t)errors);
    json_object_end(w);
    return rc;
}
