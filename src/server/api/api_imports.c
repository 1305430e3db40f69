/* Imports: jobs that read uploads. */
#include "import_job.h"

#include "api.h"
#include "cleanup.h"
#include "list_file.h"
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

static const char *const columns[] = {"file", "line", "column", "value", "problem", "remedy"};

/* The file has no English: it is for the offices that send lists. */
static void put_english(struct json_writer *w, struct str problem)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    strbuf_adds(&text, problem);
    json_name(w, "problem_en");
    json_put_z(w, fault_english(strbuf_z(&text)));
}

static void put_row(struct json_writer *w, const struct str *fields, size_t n)
{
    json_object(w);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        struct str text = i < n ? fields[i] : (struct str){0};
        json_name(w, columns[i]);
        if (i == 1)
            json_put_number(w, text.len ? text : STR("0"));
        else
            json_put_str(w, text);
        if (i == 4)
            put_english(w, text);
    }
    json_object_end(w);
}

/* Those behind the first `skip`; *ret_next: how many to skip for the others, 0 = there are none. */
static int put_rows(struct rows_reader *in, uint64_t skip, size_t limit, struct json_writer *w,
                    uint64_t *ret_next, struct err *e)
{
    const struct str *fields;
    uint64_t line, at = 0;
    size_t n;
    int rc = rows_next(in, &fields, &n, &line, e); /* the header */
    *ret_next = 0;
    while (rc > 0 && (rc = rows_next(in, &fields, &n, &line, e)) > 0) {
        if (at == skip + limit) {
            *ret_next = at;
            break;
        }
        if (at++ >= skip)
            put_row(w, fields, n);
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
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc =
        in ? put_rows(in, after.len ? strtoull(after.data, NULL, 10) : 0, api_limit(c), w, &next, e)
           : 0;
    json_array_end(w);
    if (next)
        snprintf(key, sizeof key, "%llu", (unsigned long long)next);
    if (rc >= 0)
        rc = api_next(c, str_of(key), e);
    json_object_end(w);
    return rc;
}
