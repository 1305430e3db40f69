/* Simulations: as a job, and what both the job and the call read and tell. */
#include "determine_job.h"

#include "api_check.h"
#include "bounds.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "export.h"
#include "simulate_print.h"

static struct str text_at(const struct api_value *v, const char *path)
{
    const struct api_value *x = v ? api_value_at(v, path) : NULL;
    return x ? x->text : (struct str){0};
}

struct wishes {
    struct scenario_wish *at;
    size_t n, cap;
};

static int bad_name(struct str name, struct err *e)
{
    return err_set(e, E_INVALID, "方案“" STR_FMT "”：名称不能为空、重复，也不能叫 today 或现行",
                   "scenario \"" STR_FMT "\": a name is not empty, not given twice, and not today",
                   STR_ARG(name));
}

/* "line@440783/rural": "880" as a wish is the same with = between. */
static int add_wish(struct arena *a, struct str scenario, const struct api_value *set,
                    struct wishes *to, struct err *e)
{
    char *text = arena_printf(a, STR_FMT "=" STR_FMT, STR_ARG(set->name), STR_ARG(set->text));
    struct scenario_wish w = {scenario, str_of(text)};
    if (to->n == LIMIT_WISHES)
        return err_set(e, E_LIMIT, "一次模拟最多改 %u 处参数",
                       "a simulation changes at most %u parameters", LIMIT_WISHES);
    return text && vec_push(a, to, w) ? 0 : err_nomem(e);
}

static int add_scenario(struct arena *a, const struct api_value *all, size_t i, struct wishes *to,
                        struct err *e)
{
    const struct api_value *set = api_value_at(&all->at[i], "set");
    struct str name = str_trim(text_at(&all->at[i], "name"));
    /* a single one may go without a name; then a range is as many scenarios */
    if ((!name.len && all->n > 1) || str_eqz(name, "today") || str_eqz(name, "现行"))
        return bad_name(name, e);
    for (size_t k = 0; k < i; k++)
        if (str_eq(str_trim(text_at(&all->at[k], "name")), name))
            return bad_name(name, e);
    if (!set || !set->n)
        return err_set(e, E_INVALID, "方案“" STR_FMT "”没有改任何参数",
                       "scenario \"" STR_FMT "\" changes no parameter", STR_ARG(name));
    for (size_t k = 0; k < set->n; k++) {
        int rc = add_wish(a, name, &set->at[k], to, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static struct simulate_options options_of(const struct api_value *v, const struct wishes *w)
{
    struct simulate_options o = {
        .division = text_at(v, "division"), .wishes = w->at, .n_wishes = w->n};
    if (!date_parse(text_at(v, "as_of"), &o.as_of))
        o.as_of = clock_today();
    return o;
}

int simulate_live_read(struct str json, struct arena *a, struct simulate_options *ret,
                       struct err *e)
{
    struct api_value v;
    struct wishes w = {0};
    int rc = api_value_read(json, a, &v, e);
    const struct api_value *set = rc < 0 ? NULL : api_value_at(&v, "set");
    for (size_t k = 0; set && k < set->n && rc >= 0; k++) {
        if (memchr(set->at[k].text.data, ':', set->at[k].text.len))
            return err_set(e, E_INVALID, "这里每个参数只取一个值，不能是 起:止:步长",
                           "a parameter has one value here, no FROM:TO:STEP");
        rc = add_wish(a, (struct str){0}, &set->at[k], &w, e);
    }
    if (rc < 0)
        return rc;
    *ret = options_of(&v, &w);
    return 0;
}

int simulate_input_read(struct str json, struct arena *a, struct simulate_options *ret,
                        struct err *e)
{
    struct api_value v;
    struct wishes w = {0};
    int rc = api_value_read(json, a, &v, e);
    const struct api_value *all = rc < 0 ? NULL : api_value_at(&v, "scenarios");
    if (rc < 0)
        return rc;
    for (size_t i = 0; all && i < all->n; i++)
        if ((rc = add_scenario(a, all, i, &w, e)) < 0)
            return rc;
    *ret = options_of(&v, &w);
    return 0;
}

int simulation_print(const struct simulation *s, struct reg *r, struct json_writer *w,
                     struct err *e)
{
    char as_of[DATE_TEXT];
    date_format(s->as_of, as_of);
    json_object(w);
    json_name(w, "as_of");
    json_put_z(w, as_of);
    json_name(w, "division");
    json_put_z(w, s->division);
    json_name(w, "result");
    int rc = simulate_json(s, r, w, e);
    json_object_end(w);
    return rc;
}

static int write_row(void *arg, const struct sim_row *row, struct err *e)
{
    return simulate_row(arg, row, e);
}

/* With "format": the households concerned as a file too, which is an export. */
static int run(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
               struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    struct simulate_options o;
    struct simulation s;
    struct api_value v;
    if (!a)
        return err_nomem(e);
    int rc = simulate_input_read(input, a, &o, e);
    if (rc < 0 || (rc = api_value_read(input, a, &v, e)) < 0)
        return rc;
    bool file = text_at(&v, "format").len > 0;
    if (file) {
        struct export_input x = {0};
        rc = export_job_begin(actor, RIGHT_EXPORT, input, j, a, &x, e);
        if (rc >= 0)
            rc = simulate_rows_create(strbuf_z(&x.path), &rows, e);
        strbuf_done(&x.path);
        export_end();
    }
    if (rc < 0 || (rc = simulate(r, actor, &o, file ? write_row : NULL, rows, &s, e)) < 0)
        return rc;
    if (rows)
        rc = rows_commit(rows, e);
    if (rc >= 0)
        rc = simulation_print(&s, r, w, e);
    simulation_done(&s);
    return rc < 0 ? rc : 0;
}

const struct job_kind simulate_kind = {
    .name = "simulate", .rights = RIGHT_VIEW | RIGHT_DETERMINE, .run = run};
