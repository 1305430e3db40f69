#include "jobs_verify.h"

#include "cleanup.h"
#include "clock.h"
#include "coverage_print.h"
#include "date.h"
#include "feed_import.h"
#include "ledger_print.h"
#include "retroactive_print.h"
#include "sample_print.h"
#include "verify_json.h"
#include "verify_report.h"

#define ERRORS_FILE "errors.csv"
#define LISTS_MAX 10
#define LIST_UPLOADS 20

int job_with_number(struct api_call *c, const char *name, int64_t number, struct str *ret,
                    struct err *e)
{
    /* a body is an object, whose first byte but blanks is { */
    struct str body = api_body(c);
    ptrdiff_t at = str_find(body, STR("{"));
    struct str rest = {body.data + at + 1, body.len - (size_t)at - 1};
    bool empty = str_starts(str_trim(rest), STR("}"));
    const char *text = arena_printf(api_arena(c), "{\"%s\": %lld%s" STR_FMT, name,
                                    (long long)number, empty ? "" : ", ", STR_ARG(rest));
    *ret = str_of(text);
    return text ? 0 : err_nomem(e);
}

static int32_t day_or_today(const struct job_input *x, const char *path)
{
    int32_t day = input_date(x, path);
    return day == DATE_NONE ? clock_today() : day;
}

/* ---- deliveries ---- */

static int withdraw(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                    struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct job_input in;
    uint64_t changed;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = feed_withdraw(r, actor, input_int(&in, "delivery"),
                                      input_text(&in, "reason"), &changed, e)) < 0)
        return rc;
    json_object(w);
    put_int(w, "delivery", input_int(&in, "delivery"));
    put_int(w, "changed", (int64_t)changed);
    json_object_end(w);
    return 0;
}
const struct job_kind delivery_withdraw_kind = {
    .name = "delivery.withdraw", .rights = RIGHT_IMPORT, .writes = true, .run = withdraw};

/* ---- verifications ---- */

static void put_result(struct json_writer *w, const struct verify_result *x)
{
    json_object(w);
    put_number(w, "verification", x->verification);
    put_int(w, "households", x->households);
    put_int(w, "people", x->people);
    put_int(w, "with_items", x->with_items);
    json_name(w, "items");
    json_object(w);
    for (int k = 0; k < N_ITEM_KINDS; k++)
        put_int(w, item_kind_word((enum item_kind)k), x->items[k]);
    json_object_end(w);
    put_int(w, "opened", x->opened);
    put_int(w, "kept", x->kept);
    put_int(w, "gone", x->gone);
    put_int(w, "category_changes", x->category_changes);
    put_int(w, "amount_changes", x->amount_changes);
    put_int(w, "amount_sum_fen", x->amount_sum);
    json_object_end(w);
}

/* 1 = nothing is to be kept. */
static int run(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
               struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct verify_result result;
    struct verify_options o = {0};
    struct job_input in;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = input_known(&in, r, &o.known_seq, e)) < 0)
        return rc;
    o.n_households = input_length(&in, "households");
    struct str *households = arena_array_of(a, o.n_households, struct str);
    if (!households)
        return err_nomem(e);
    for (size_t i = 0; i < o.n_households; i++) {
        char path[32];
        snprintf(path, sizeof path, "households.%zu", i);
        households[i] = input_text(&in, path);
    }
    o.households = households;
    o.division = input_text(&in, "division");
    o.as_of = input_date(&in, "as_of");
    o.dry_run = input_bool(&in, "dry_run");
    if ((rc = verify_run(r, actor, &o, NULL, NULL, &result, e)) < 0)
        return rc;
    put_result(w, &result);
    return result.verification ? 0 : 1;
}
const struct job_kind verification_run_kind = {.name = "verification.run",
                                               .rights =
                                                   RIGHT_VIEW | RIGHT_DETERMINE | RIGHT_CORRECT,
                                               .writes = true,
                                               .run = run};

/* Who, when, and the job: what copies that go about are marked with. */
static const char *mark_of(const struct actor *actor, const struct job_run *j, struct arena *a)
{
    char at[40];
    instant_format(clock_now(), at);
    return arena_printf(a, "%s %.19sZ #%lld", actor->name, at, (long long)job_run_id(j));
}

static void put_file(struct json_writer *w, const char *name)
{
    put_str(w, "file", str_of(name));
}

static int report(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                  struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf path = {0};
    struct verify_report_options o = {0};
    struct job_input in;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = actor_require_fields(actor, VERIFY_REPORT_FIELDS, e)) < 0 ||
        (rc = input_opened(&in, actor, &o.opened, e)) < 0 ||
        (rc = input_known(&in, r, &o.known_seq, e)) < 0)
        return rc;
    const char *mark = mark_of(actor, j, a);
    const char *name = arena_printf(a, "report." STR_FMT, STR_ARG(input_text(&in, "format")));
    if (!name || !mark)
        return err_nomem(e);
    o.household_no = input_text(&in, "household_no");
    o.division = input_text(&in, "division");
    o.verification = input_int(&in, "verification");
    o.as_of = day_or_today(&in, "as_of");
    o.mark = str_of(mark);
    if ((rc = job_file(j, name, &path, e)) < 0)
        return rc;
    rows_mark(mark);
    rc = verify_report(r, actor, &o, strbuf_z(&path), e);
    rows_mark(NULL);
    if (rc < 0)
        return rc;
    json_object(w);
    put_file(w, name);
    json_object_end(w);
    return 0;
}
const struct job_kind verification_report_kind = {.name = "verification.report",
                                                  .rights =
                                                      RIGHT_VIEW | RIGHT_DETERMINE | RIGHT_EXPORT,
                                                  .run = report};

/* ---- lists, coverage, the past ---- */

/* The file that is wanted of a job: its name and path; NULL and empty without one. */
struct wanted {
    const char *name;
    struct strbuf path;
};

static void wanted_done(struct wanted *x)
{
    strbuf_done(&x->path);
}

static int want_file(const struct job_input *in, const struct actor *actor, const char *name,
                     struct job_run *j, struct wanted *ret, struct err *e)
{
    struct str form = input_text(in, "file");
    int rc = form.len ? actor_require(actor, RIGHT_EXPORT, e) : 0;
    if (rc < 0 || !form.len)
        return rc;
    const char *mark = mark_of(actor, j, in->a);
    ret->name = arena_printf(in->a, "%s." STR_FMT, name, STR_ARG(form));
    if (!ret->name || !mark)
        return err_nomem(e);
    rows_mark(mark);
    return job_file(j, ret->name, &ret->path, e);
}

/* A list as the input has it under a name, "left" or "lists.0". */
static int read_list(const struct job_input *in, const char *name, struct job_run *j,
                     struct ledger_list *ret, struct err *e)
{
    char path[64];
    snprintf(path, sizeof path, "%s.source", name);
    ret->feed = input_text(in, path);
    snprintf(path, sizeof path, "%s.uploads", name);
    ret->n_files = input_length(in, path);
    const char **files = arena_array_of(in->a, ret->n_files, const char *);
    int rc = files ? 0 : err_nomem(e);
    for (size_t i = 0; i < ret->n_files && rc >= 0; i++) {
        _cleanup_(strbuf_done) struct strbuf place = {0};
        snprintf(path, sizeof path, "%s.uploads.%zu", name, i);
        rc = job_upload(j, input_int(in, path), &place, NULL, e);
        files[i] = str_dup(in->a, strbuf_str(&place)).data;
        if (rc >= 0 && !files[i])
            rc = err_nomem(e);
    }
    ret->files = files;
    return rc;
}

static void put_side(struct json_writer *w, const char *name, const struct ledger_side *s,
                     bool files)
{
    json_name(w, name);
    json_object(w);
    put_text(w, "label", s->label);
    put_str(w, "what", files ? STR("") : s->what); /* of uploads: places on this machine */
    put_int(w, "rows", s->rows);
    put_int(w, "ended", s->ended);
    put_int(w, "paired", s->paired);
    put_int(w, "only", s->only);
    put_int(w, "possible", s->possible);
    put_int(w, "doubled", s->doubled);
    put_int(w, "unreadable", s->unreadable);
    put_int(w, "not_kept", s->not_kept);
    json_object_end(w);
}

static void put_ledger(struct json_writer *w, const struct ledger_result *x,
                       const struct ledger_options *o, const char *file)
{
    json_object(w);
    put_side(w, "left", &x->left, o->left.n_files > 0);
    put_side(w, "right", &x->right, o->right.n_files > 0);
    json_name(w, "pairs");
    json_object(w);
    for (int k = 0; k < N_LEDGER_OUTCOMES; k++)
        put_int(w, ledger_outcome_code((enum ledger_outcome)k), x->pairs[k]);
    json_object_end(w);
    json_name(w, "columns");
    json_array(w);
    for (size_t i = 0; i < x->n_columns; i++) {
        json_object(w);
        put_text(w, "column", x->columns[i].column);
        put_int(w, "different", x->columns[i].different);
        json_object_end(w);
    }
    json_array_end(w);
    put_file(w, file);
    json_object_end(w);
}

static int write_pair(void *arg, const struct ledger_row *row, struct err *e)
{
    return ledger_write(arg, row, e);
}

static int compare_into(struct reg *r, const struct actor *actor, const struct ledger_options *o,
                        const struct wanted *file, struct arena *a, struct ledger_result *ret,
                        struct err *e)
{
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    int rc = file->name ? ledger_create(strbuf_z(&file->path), &rows, e) : 0;
    if (rc >= 0)
        rc = ledger_compare(r, actor, o, rows ? write_pair : NULL, rows, a, ret, e);
    return rc >= 0 && rows ? rows_commit(rows, e) : rc;
}

static int compare(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                   struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(wanted_done) struct wanted file = {0};
    struct ledger_options o = {0};
    struct ledger_result result;
    struct job_input in;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = input_opened(&in, actor, &o.opened, e)) < 0 ||
        (rc = read_list(&in, "left", j, &o.left, e)) < 0 ||
        (rc = read_list(&in, "right", j, &o.right, e)) < 0)
        return rc;
    o.as_of = day_or_today(&in, "as_of");
    o.n_columns = input_length(&in, "columns");
    struct str *columns = arena_array_of(a, o.n_columns, struct str);
    if (!columns)
        return err_nomem(e);
    for (size_t i = 0; i < o.n_columns; i++) {
        char path[32];
        snprintf(path, sizeof path, "columns.%zu", i);
        columns[i] = input_text(&in, path);
    }
    o.columns = columns;
    rc = want_file(&in, actor, "comparison", j, &file, e);
    if (rc >= 0)
        rc = compare_into(r, actor, &o, &file, a, &result, e);
    rows_mark(NULL);
    if (rc >= 0)
        put_ledger(w, &result, &o, file.name);
    return rc < 0 ? rc : 0;
}
const struct job_kind comparison_kind = {
    .name = "comparison", .rights = RIGHT_VIEW | RIGHT_DETERMINE, .run = compare};

static void put_place(struct json_writer *w, const struct coverage_place *p)
{
    put_str(w, "division", str_of(p->division));
    put_int(w, "households", p->households);
    put_int(w, "covered", p->covered);
    put_int(w, "eligible", p->eligible);
    for (int k = 0; k < COVERAGE_NOT_FOUND; k++)
        put_int(w, coverage_kind_code((enum coverage_kind)k), p->kind[k]);
    put_int(w, "missing_amount_fen", p->missing_amount);
    put_int(w, "leave_amount_fen", p->leave_amount);
}

static void put_coverage(struct json_writer *w, const struct coverage_result *x, const char *file)
{
    json_object(w);
    json_name(w, "all");
    json_object(w);
    put_place(w, &x->all);
    json_object_end(w);
    json_name(w, "places");
    json_array(w);
    for (size_t i = 0; i < x->n; i++) {
        json_object(w);
        put_place(w, &x->places[i]);
        json_object_end(w);
    }
    json_array_end(w);
    put_maybe(w, "not_found", (struct maybe){x->lists, x->not_found});
    put_file(w, file);
    json_object_end(w);
}

static int write_household(void *arg, const struct coverage_row *row, struct err *e)
{
    return coverage_write(arg, row, e);
}

static int cover_into(struct reg *r, const struct actor *actor, const struct coverage_options *o,
                      const struct wanted *file, struct arena *a, struct coverage_result *ret,
                      struct err *e)
{
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    int rc = file->name ? coverage_create(strbuf_z(&file->path), &rows, e) : 0;
    if (rc >= 0)
        rc = coverage_run(r, actor, o, rows ? write_household : NULL, rows, a, ret, e);
    return rc >= 0 && rows ? rows_commit(rows, e) : rc;
}

static int cover(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                 struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(wanted_done) struct wanted file = {0};
    struct ledger_list lists[LISTS_MAX] = {0};
    struct coverage_options o = {.lists = lists};
    struct coverage_result result;
    struct job_input in;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = input_opened(&in, actor, &o.opened, e)) < 0 ||
        (rc = input_known(&in, r, &o.known_seq, e)) < 0)
        return rc;
    o.as_of = day_or_today(&in, "as_of");
    o.division = input_text(&in, "division");
    for (; o.n_lists < input_length(&in, "lists") && o.n_lists < LISTS_MAX; o.n_lists++) {
        char path[32];
        snprintf(path, sizeof path, "lists.%zu", o.n_lists);
        if ((rc = read_list(&in, path, j, &lists[o.n_lists], e)) < 0)
            return rc;
    }
    rc = want_file(&in, actor, "coverage", j, &file, e);
    if (rc >= 0)
        rc = cover_into(r, actor, &o, &file, a, &result, e);
    rows_mark(NULL);
    if (rc >= 0)
        put_coverage(w, &result, file.name);
    return rc < 0 ? rc : 0;
}
const struct job_kind coverage_kind = {
    .name = "coverage", .rights = RIGHT_VIEW | RIGHT_DETERMINE, .run = cover};

static void put_count(struct json_writer *w, const char *name, const struct retroactive_count *x)
{
    json_name(w, name);
    json_object(w);
    put_int(w, "looked_at", x->looked_at);
    put_int(w, "same", x->same);
    put_int(w, "differ", x->differ);
    put_int(w, "open", x->open);
    json_object_end(w);
}

static int write_past(void *arg, const struct retroactive_row *row, struct err *e)
{
    return retroactive_write(arg, row, e);
}

static int look_back_into(struct reg *r, const struct actor *actor,
                          const struct retroactive_options *o, bool by_month,
                          const struct wanted *file, struct retroactive_result *ret, struct err *e)
{
    struct retroactive_file out = {0};
    int rc = file->name ? retroactive_create(strbuf_z(&file->path), by_month, &out, e) : 0;
    if (rc >= 0)
        rc = retroactive_run(r, actor, o, out.rows ? write_past : NULL, &out, ret, e);
    if (rc >= 0 && out.rows)
        rc = rows_commit(out.rows, e);
    rows_free(out.rows);
    return rc;
}

static int look_back(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                     struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(wanted_done) struct wanted file = {0};
    struct retroactive_options o = {0};
    struct retroactive_result x;
    struct job_input in;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = input_known(&in, r, &o.known_seq, e)) < 0)
        return rc;
    o.division = input_text(&in, "division");
    o.since = input_date(&in, "since");
    o.until = input_date(&in, "until");
    o.months_until = day_or_today(&in, "months_until");
    rc = want_file(&in, actor, "retroactive", j, &file, e);
    if (rc >= 0)
        rc = look_back_into(r, actor, &o, input_bool(&in, "by_month"), &file, &x, e);
    rows_mark(NULL);
    if (rc < 0)
        return rc;
    json_object(w);
    put_count(w, "households", &x.households);
    put_count(w, "determinations", &x.determinations);
    put_int(w, "arrears_fen", x.arrears);
    put_int(w, "recovery_fen", x.recovery);
    put_file(w, file.name);
    json_object_end(w);
    return 0;
}
const struct job_kind retroactive_kind = {
    .name = "retroactive", .rights = RIGHT_VIEW | RIGHT_DETERMINE, .run = look_back};

/* ---- samples ---- */

static int draw(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct job_input in;
    int64_t sample;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    const struct sample_options o = {.division = input_text(&in, "division"),
                                     .as_of = day_or_today(&in, "as_of"),
                                     .size = input_int(&in, "size"),
                                     .seed = input_int(&in, "seed"),
                                     .everyone = input_bool(&in, "everyone")};
    if ((rc = sample_draw(r, actor, &o, &sample, e)) < 0)
        return rc;
    json_object(w);
    put_int(w, "sample", sample);
    json_object_end(w);
    return 0;
}
const struct job_kind sample_draw_kind = {.name = "sample.draw",
                                          .rights = RIGHT_VIEW | RIGHT_CORRECT | RIGHT_DETERMINE,
                                          .writes = true,
                                          .run = draw};

struct visits_out {
    struct rows_writer *rows;
    struct reg *r;
};

static int write_visit(void *arg, const struct sample_visit *v, struct err *e)
{
    struct visits_out *x = arg;
    return visits_row(x->rows, x->r, v, e);
}

static int visits(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                  struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf path = {0};
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    struct lens lens = {.actor = actor, .today = clock_today()};
    struct job_input in;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = input_opened(&in, actor, &lens.opened, e)) < 0)
        return rc;
    const char *mark = mark_of(actor, j, a);
    const char *name = arena_printf(a, "visits." STR_FMT, STR_ARG(input_text(&in, "format")));
    if (!mark || !name)
        return err_nomem(e);
    if ((rc = job_file(j, name, &path, e)) < 0)
        return rc;
    rows_mark(mark);
    rc = visits_create(strbuf_z(&path), &rows, e);
    rows_mark(NULL);
    struct visits_out out = {rows, r};
    if (rc < 0 ||
        (rc = sample_visits(r, &lens, input_int(&in, "sample"), INT64_MAX, 0, 0, write_visit, &out,
                            e)) < 0 ||
        (rc = rows_commit(rows, e)) < 0)
        return rc;
    json_object(w);
    put_file(w, name);
    json_object_end(w);
    return 0;
}
const struct job_kind sample_visits_kind = {
    .name = "sample.visits", .rights = RIGHT_VIEW | RIGHT_EXPORT, .run = visits};

static int results(struct reg *r, const struct actor *actor, struct str text, struct job_run *j,
                   struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf path = {0}, errors = {0};
    struct job_input in;
    struct sample_entered x;
    int rc = a ? job_input_read(text, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = job_upload(j, input_int(&in, "upload"), &path, NULL, e)) < 0 ||
        (rc = job_file(j, ERRORS_FILE, &errors, e)) < 0)
        return rc;
    struct str sheet = str_dup(a, input_text(&in, "sheet"));
    const struct sample_file f = {.path = strbuf_z(&path),
                                  .sheet = sheet.len ? sheet.data : NULL,
                                  .errors = strbuf_z(&errors)};
    if ((rc = sample_enter(r, actor, input_int(&in, "sample"), &f, &x, e)) < 0)
        return rc;
    json_object(w);
    put_int(w, "rows", (int64_t)x.rows);
    put_int(w, "entered", (int64_t)x.entered);
    put_int(w, "same", (int64_t)x.same);
    put_int(w, "open", (int64_t)x.open);
    put_int(w, "rejected", (int64_t)x.rejected);
    json_object_end(w);
    return x.entered ? 0 : 1;
}
const struct job_kind sample_results_kind = {
    .name = "sample.results", .rights = RIGHT_VIEW | RIGHT_CORRECT, .writes = true, .run = results};
