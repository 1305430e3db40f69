#include "import_job.h"

#include "api_check.h"
#include "cleanup.h"
#include "date.h"
#include "feed_import.h"
#include "file.h"
#include "import.h"

#include <unistd.h>

/* ---- what is asked for ---- */

static struct str text_at(const struct api_value *v, const char *path)
{
    const struct api_value *x = api_value_at(v, path);
    return x ? x->text : (struct str){0};
}

static int64_t int_at(const struct api_value *v, const char *path)
{
    int64_t n = 0;
    api_int_parse(text_at(v, path), &n);
    return n;
}

static int32_t date_at(const struct api_value *v, const char *path)
{
    int32_t day;
    return date_parse(text_at(v, path), &day) ? day : DATE_NONE;
}

static int check(const struct import_input *in, struct err *e)
{
    bool feed = str_eqz(in->kind, "feed"), people = str_eqz(in->kind, "people");
    if (!feed && in->valid_from == DATE_NONE)
        return err_set(e, E_INVALID, "缺少 valid_from：这些事实自何日起成立",
                       "valid_from is missing: the day from which the facts hold");
    if (feed && !in->feed.len)
        return err_set(e, E_INVALID, "缺少 feed：来源的标识或名称",
                       "feed is missing: the source's id or label");
    if (in->complete && !people)
        return err_set(e, E_INVALID, "complete 只用于 people", "complete is for people only");
    if (!feed &&
        (in->feed.len || in->division.len || in->rows || in->nobody || in->received != DATE_NONE))
        return err_set(e, E_INVALID, "feed、division、rows、nobody、received 只用于 feed",
                       "feed, division, rows, nobody and received are for feed only");
    for (size_t i = 0; i < in->n_uploads; i++)
        for (size_t k = 0; k < i; k++)
            if (in->uploads[i] == in->uploads[k])
                return err_set(e, E_INVALID, "同一上传文件只写一次：%lld",
                               "name an upload once: %lld", (long long)in->uploads[i]);
    return 0;
}

int import_input_read(struct str json, struct arena *a, struct import_input *ret, struct err *e)
{
    struct api_value v;
    int rc = api_value_read(json, a, &v, e);
    if (rc < 0)
        return rc;
    struct import_input in = {
        .kind = text_at(&v, "kind"),
        .dry_run = str_eqz(text_at(&v, "dry_run"), "true"),
        .complete = str_eqz(text_at(&v, "complete"), "true"),
        .nobody = str_eqz(text_at(&v, "nobody"), "true"),
        .xlsx = str_eqz(text_at(&v, "errors_as"), "xlsx"),
        .valid_from = date_at(&v, "valid_from"),
        .received = date_at(&v, "received"),
        .sheet = text_at(&v, "sheet"),
        .feed = text_at(&v, "feed"),
        .division = text_at(&v, "division"),
        .rows = int_at(&v, "rows"),
        .of = int_at(&v, "of"),
    };
    const struct api_value *uploads = api_value_at(&v, "uploads");
    for (size_t i = 0; uploads && i < uploads->n && i < IMPORT_UPLOADS; i++)
        if (api_int_parse(uploads->at[i].text, &in.uploads[in.n_uploads]))
            in.n_uploads++;
    if ((rc = check(&in, e)) < 0)
        return rc;
    *ret = in;
    return 0;
}

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    if (!text.len)
        return;
    json_name(w, name);
    json_put_str(w, text);
}

static void put_int(struct json_writer *w, const char *name, int64_t n)
{
    json_name(w, name);
    json_put_int(w, n);
}

static void put_date(struct json_writer *w, const char *name, int32_t day)
{
    char text[DATE_TEXT];
    if (day == DATE_NONE)
        return;
    date_format(day, text);
    put_text(w, name, str_of(text));
}

static void put_true(struct json_writer *w, const char *name, bool is)
{
    if (!is)
        return;
    json_name(w, name);
    json_put_bool(w, true);
}

void import_input_print(const struct import_input *in, struct json_writer *w)
{
    json_object(w);
    put_text(w, "kind", in->kind);
    json_name(w, "uploads");
    json_array(w);
    for (size_t i = 0; i < in->n_uploads; i++)
        json_put_int(w, in->uploads[i]);
    json_array_end(w);
    put_date(w, "valid_from", in->valid_from);
    json_name(w, "dry_run");
    json_put_bool(w, in->dry_run);
    put_true(w, "complete", in->complete);
    put_text(w, "sheet", in->sheet);
    put_text(w, "feed", in->feed);
    put_text(w, "division", in->division);
    if (in->rows)
        put_int(w, "rows", in->rows);
    put_true(w, "nobody", in->nobody);
    put_date(w, "received", in->received);
    put_text(w, "errors_as", in->xlsx ? STR("xlsx") : STR(""));
    if (in->of)
        put_int(w, "of", in->of);
    json_object_end(w);
}

/* ---- running ---- */

/* The files of a run: what is read, and what is written beside it. */
struct files {
    struct import_input in;
    struct arena *arena;
    const char *paths[IMPORT_UPLOADS], *names[IMPORT_UPLOADS];
    const char *sheet, *errors_name, *errors;
    struct file_out *report;
};

static void files_done(struct files *x)
{
    file_out_free(x->report);
    arena_free(x->arena);
}

static int open_upload(struct job_run *j, struct files *x, size_t i, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0}, name = {0};
    int rc = job_upload(j, x->in.uploads[i], &path, &name, e);
    if (rc < 0)
        return rc;
    size_t same = 1;
    for (size_t k = 0; k < i; k++)
        same += strcmp(x->names[k], strbuf_z(&name)) == 0;
    x->paths[i] = arena_strdup(x->arena, strbuf_z(&path));
    x->names[i] = same > 1 ? arena_printf(x->arena, "%s (%zu)", strbuf_z(&name), same)
                           : arena_strdup(x->arena, strbuf_z(&name));
    return 0;
}

static int open_files(struct job_run *j, struct str input, struct files *x, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf errors = {0}, report = {0};
    x->arena = arena_new(0);
    if (!x->arena)
        return err_nomem(e);
    int rc = import_input_read(input, x->arena, &x->in, e);
    for (size_t i = 0; rc >= 0 && i < x->in.n_uploads; i++)
        rc = open_upload(j, x, i, e);
    x->errors_name = x->in.xlsx ? IMPORT_ERRORS_XLSX : IMPORT_ERRORS_CSV;
    if (rc < 0 || (rc = job_file(j, x->errors_name, &errors, e)) < 0 ||
        (rc = job_file(j, IMPORT_REPORT, &report, e)) < 0)
        return rc;
    x->errors = arena_strdup(x->arena, errors.data);
    if (x->in.sheet.len)
        x->sheet = arena_strndup(x->arena, x->in.sheet.data, x->in.sheet.len);
    if (arena_failed(x->arena))
        return err_nomem(e);
    return file_out_open(report.data, &x->report, e);
}

/* Files are told by the names they were sent with, not by where they lie here. */
static void rename_in(const char *text, const struct files *x, struct strbuf *out)
{
    for (size_t i = 0; i < x->in.n_uploads; i++) {
        const char *at = x->paths[i] ? strstr(text, x->paths[i]) : NULL;
        if (!at)
            continue;
        strbuf_add(out, text, (size_t)(at - text));
        strbuf_addz(out, x->names[i]);
        text = at + strlen(x->paths[i]);
    }
    strbuf_addz(out, text);
}

static int told(const struct files *x, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf zh = {0}, en = {0};
    rename_in(e->zh, x, &zh);
    rename_in(e->en, x, &en);
    return err_set(e, e->code, "%s%.0s", "%.0s%s", strbuf_z(&zh), strbuf_z(&en));
}

static int ended(struct job_run *j, struct files *x, int rc, uint64_t rejected, struct err *e)
{
    if (x->in.dry_run)
        job_keep_uploads(j);
    if (rc < 0)
        return e ? told(x, e) : rc;
    if (!rejected)
        unlink(x->errors);
    fflush(file_out_stream(x->report));
    if (ftell(file_out_stream(x->report)) > 0 && (rc = file_out_commit(x->report, e)) < 0)
        return rc;
    return x->in.dry_run;
}

static void put_files(struct json_writer *w, const struct files *x, uint64_t rejected)
{
    json_name(w, "files");
    json_array(w);
    for (size_t i = 0; i < x->in.n_uploads; i++)
        json_put_z(w, x->names[i]);
    json_array_end(w);
    json_name(w, "errors_file");
    json_put_z(w, rejected ? x->errors_name : NULL);
    json_name(w, "report_file");
    json_put_z(w, ftell(file_out_stream(x->report)) > 0 ? IMPORT_REPORT : NULL);
}

static void put_counts(struct json_writer *w, const char *const *names, const uint64_t *counts,
                       size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_int(w, names[i], (int64_t)counts[i]);
}

static int run_list(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                    enum entity entity, struct json_writer *w, struct err *e)
{
    static const char *const names[] = {"rows",     "added",    "changed", "unchanged",
                                        "rejected", "warnings", "ended"};
    _cleanup_(files_done) struct files x = {0};
    struct import_result n = {0};
    int rc = open_files(j, input, &x, e);
    if (rc >= 0) {
        const struct import_options o = {
            .entity = entity,
            .files = x.paths,
            .names = x.names,
            .n_files = x.in.n_uploads,
            .sheet = x.sheet,
            .valid_from = x.in.valid_from,
            .dry_run = x.in.dry_run,
            .complete = x.in.complete,
            .errors = x.errors,
            .report = file_out_stream(x.report),
        };
        rc = import_run(r, actor, &o, &n, e);
    }
    if (rc >= 0) {
        const uint64_t counts[] = {n.rows,     n.added,    n.changed, n.unchanged,
                                   n.rejected, n.warnings, n.ended};
        json_object(w);
        json_name(w, "dry_run");
        json_put_bool(w, x.in.dry_run);
        put_counts(w, names, counts, ARRAY_LEN(names));
        put_files(w, &x, n.rejected);
        json_object_end(w);
    }
    return ended(j, &x, rc, n.rejected, e);
}

static int run_households(struct reg *r, const struct actor *actor, struct str input,
                          struct job_run *j, struct json_writer *w, struct err *e)
{
    return run_list(r, actor, input, j, ENTITY_HOUSEHOLD, w, e);
}

static int run_people(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                      struct json_writer *w, struct err *e)
{
    return run_list(r, actor, input, j, ENTITY_PERSON, w, e);
}

static void put_delivery(struct json_writer *w, const struct files *x,
                         const struct feed_import_result *n)
{
    static const char *const names[] = {"rows",    "rejected", "matched", "people", "candidates",
                                        "outside", "others",   "changed", "notes"};
    const uint64_t counts[] = {n->rows,    n->rejected, n->matched, n->people, n->candidates,
                               n->outside, n->others,   n->changed, n->notes};
    json_object(w);
    json_name(w, "dry_run");
    json_put_bool(w, x->in.dry_run);
    json_name(w, "delivery");
    if (n->delivery)
        json_put_int(w, n->delivery);
    else
        json_put_null(w);
    put_date(w, "reference", n->reference);
    put_counts(w, names, counts, ARRAY_LEN(names));
    put_files(w, x, n->rejected);
    json_object_end(w);
}

static int run_feed(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                    struct json_writer *w, struct err *e)
{
    _cleanup_(files_done) struct files x = {0};
    struct feed_import_result n = {0};
    int rc = open_files(j, input, &x, e);
    if (rc >= 0) {
        const struct feed_import_options o = {
            .feed = x.in.feed,
            .in = {.files = x.paths,
                   .names = x.names,
                   .n_files = x.in.n_uploads,
                   .sheet = x.sheet,
                   .errors = x.errors,
                   .received = x.in.received,
                   .report = file_out_stream(x.report)},
            .division = x.in.division,
            .rows = (uint64_t)x.in.rows,
            .nobody = x.in.nobody,
            .dry_run = x.in.dry_run,
        };
        rc = feed_import(r, actor, &o, &n, e);
    }
    if (rc >= 0)
        put_delivery(w, &x, &n);
    return ended(j, &x, rc, n.rejected, e);
}

const struct job_kind import_households_kind = {
    .name = "import.households", .rights = RIGHT_IMPORT, .writes = true, .run = run_households};
const struct job_kind import_people_kind = {
    .name = "import.people", .rights = RIGHT_IMPORT, .writes = true, .run = run_people};
const struct job_kind import_feed_kind = {
    .name = "import.feed", .rights = RIGHT_IMPORT, .writes = true, .run = run_feed};
