#include "verbs.h"

#include "cleanup.h"
#include "clock.h"
#include "lang.h"
#include "simulate_print.h"

#include <stdio.h>
#include <string.h>

static int write_row(void *arg, const struct sim_row *row, struct err *e)
{
    return simulate_row(arg, row, e);
}

static int no_name(struct err *e)
{
    return err_set(e, E_USAGE, "--scenario 缺少方案名称", "--scenario needs a name");
}

static int no_wishes(struct str name, struct err *e)
{
    return err_set(e, E_USAGE, "方案“" STR_FMT "”没有 --set，请写在 --scenario 之后",
                   "scenario \"" STR_FMT "\" has no --set: write them behind --scenario",
                   STR_ARG(name));
}

/* Wishes before the first --scenario are every scenario's, those behind one are its own. */
static int read_wishes(const struct option_list *l, struct scenario_wish *ret, size_t *ret_n,
                       struct err *e)
{
    struct str name = {0};
    bool open = false; /* a scenario without a wish so far */
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        struct str text = str_of(l->at[i].text);
        if (strcmp(l->at[i].name, "set") == 0) {
            ret[n++] = (struct scenario_wish){name, text};
            open = false;
            continue;
        }
        if (open)
            return no_wishes(name, e);
        name = str_trim(text);
        if (!name.len)
            return no_name(e);
        if (str_eqz(name, "today") || str_eqz(name, "现行"))
            return err_set(e, E_USAGE, "方案不能叫“" STR_FMT "”：这是现行政策一行的名称，请换一个",
                           "a scenario can't be called \"" STR_FMT
                           "\": so is the row of today's policy; take another name",
                           STR_ARG(name));
        for (size_t k = 0; k < i; k++)
            if (strcmp(l->at[k].name, "set") != 0 && str_eq(str_trim(str_of(l->at[k].text)), name))
                return err_set(e, E_USAGE, "方案“" STR_FMT "”给了两次",
                               "scenario \"" STR_FMT "\" is given twice", STR_ARG(name));
        open = true;
    }
    if (open)
        return no_wishes(name, e);
    *ret_n = n;
    return 0;
}

int cmd_simulate(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *as_of = NULL, *division = NULL, *out = NULL;
    struct option_list list = {0};
    const struct option_spec specs[] = {
        {"as-of", OPTION_TEXT, &as_of, "DATE", "认定日（默认今天）",
         "the date of the decision (default today)"},
        {"division", OPTION_TEXT, &division, "CODE", "只算该区划", "only this division"},
        {"set", OPTION_LIST, &list, "NAME=VALUE", "参数改为此值，可以多次",
         "another value for a parameter, may be repeated"},
        {"scenario", OPTION_LIST, &list, "NAME", "其后的 --set 属于此方案，可以多次",
         "the --set behind it are this scenario's, may be repeated"},
        {"out", OPTION_TEXT, &out, "FILE", "受影响的户（CSV；以 .xlsx 结尾则为电子表格）",
         "the households concerned (CSV, or a spreadsheet if it ends in .xlsx)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    struct simulate_options o = {0};
    struct scenario_wish wishes[OPTION_LIST_MAX];
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("simulate 没有参数；改参数请用 --set 名称=数值",
                     "simulate takes no words: change parameters with --set NAME=VALUE");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (option_date("as-of", as_of, &o.as_of, &e) < 0 ||
        read_wishes(&list, wishes, &o.n_wishes, &e) < 0)
        return fail(&e);
    if (!o.n_wishes)
        return usage("缺少 --set 名称=数值，如 --set 低保标准=880",
                     "--set NAME=VALUE is required, as --set line=880");
    if (!as_of)
        o.as_of = clock_today();
    o.division = str_of(division);
    o.wishes = wishes;

    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(rows_freep) struct rows_writer *file = NULL;
    struct actor actor = actor_local();
    struct simulation s;
    if (reg_open(c.db, DB_READ, &r, &e) < 0 ||
        option_output("out", out, reg_db(r), NULL, 0, &e) < 0 ||
        (out && simulate_rows_create(out, &file, &e) < 0) ||
        simulate(r, &actor, &o, file ? write_row : NULL, file, &s, &e) < 0)
        return fail(&e);
    if (s.notice.code)
        fprintf(stderr,
                tr("提示：%s；本次改从登记库读取，结果不受影响\n",
                   "note: %s; read from the register instead, the result is the same\n"),
                err_text(&s.notice));
    int rc = file ? rows_commit(file, &e) : 0;
    if (rc == 0)
        rc = simulate_print(&s, r, format, out && strcmp(out, "-") == 0 ? stderr : stdout, &e);
    simulation_done(&s);
    return rc < 0 ? fail(&e) : EXIT_DONE;
}
