/* `heyi verify compare` and `heyi verify coverage`. */
#include "verbs.h"

#include "cleanup.h"
#include "clock.h"
#include "coverage_print.h"
#include "date.h"
#include "lang.h"
#include "ledger_print.h"

#include <stdio.h>
#include <string.h>

/* Lists as options name them: LIST or LIST=FILE, the same LIST again for one more file. */
struct named_lists {
    size_t n;
    struct ledger_list at[OPTION_LIST_MAX];
    size_t n_files;
    const char *files[OPTION_LIST_MAX];
};

static int mixed_list(struct str feed, struct err *e)
{
    return err_set(e, E_USAGE,
                   "名单“" STR_FMT
                   "”要么全部给出文件（相邻书写），要么都不给（用登记库中最近一批数据）",
                   "list \"" STR_FMT "\": name its files one behind the other, or none (the "
                   "register's last delivery)",
                   STR_ARG(feed));
}

static int read_lists(const struct option_list *l, struct named_lists *ret, struct err *e)
{
    for (size_t i = 0; i < l->n; i++) {
        struct str rest = str_of(l->at[i].text), feed;
        const char *file = strchr(l->at[i].text, '=');
        if (!str_split(&rest, '=', &feed) || !str_trim(feed).len || (file && !file[1]))
            return err_set(e, E_USAGE, "--%s 应写成 名单 或 名单=文件，如 dibao_list=低保.xlsx",
                           "--%s: write LIST or LIST=FILE, as dibao_list=dibao.xlsx",
                           l->at[i].name);
        struct ledger_list *last = ret->n ? &ret->at[ret->n - 1] : NULL;
        bool more = last && str_eq(last->feed, str_trim(feed));
        if (more && (!file || !last->n_files))
            return mixed_list(last->feed, e);
        if (!more)
            *(last = &ret->at[ret->n++]) =
                (struct ledger_list){str_trim(feed), &ret->files[ret->n_files], 0};
        if (file) {
            ret->files[ret->n_files++] = file + 1;
            last->n_files++;
        }
    }
    return 0;
}

static int one_list(const char *side, const struct option_list *l, struct named_lists *ret,
                    struct err *e)
{
    int rc = read_lists(l, ret, e);
    if (rc >= 0 && ret->n != 1)
        return err_set(e, E_USAGE, "--%s 须是一个名单，如 --%s dibao_list=低保.xlsx",
                       "--%s is one list, as --%s dibao_list=dibao.xlsx", side, side);
    return rc;
}

static int write_pair(void *arg, const struct ledger_row *row, struct err *e)
{
    return ledger_write(arg, row, e);
}

int cmd_verify_compare(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    struct option_list left = {0}, right = {0}, wanted = {0};
    const char *as_of = NULL, *out = NULL;
    const struct option_spec specs[] = {
        {"left", OPTION_LIST, &left, "LIST[=FILE]", "左边的名单（必填）",
         "the list on the left (required)"},
        {"right", OPTION_LIST, &right, "LIST[=FILE]", "右边的名单（必填）",
         "the list on the right (required)"},
        {"as-of", OPTION_TEXT, &as_of, "DATE", "只比对该日在享的（默认今天）",
         "only rows in force on that date (default today)"},
        {"column", OPTION_LIST, &wanted, "NAME", "只比对这些列，可以多次（默认共同的各列）",
         "compare only these columns, may be repeated (default all in common)"},
        {"out", OPTION_TEXT, &out, "FILE", "逐条结果（CSV；以 .xlsx 结尾则为电子表格）",
         "every pair and row (CSV, or a spreadsheet if it ends in .xlsx)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    struct named_lists lists[2] = {0};
    struct str columns[OPTION_LIST_MAX];
    struct ledger_options o = {.columns = columns, .opened = FIELD_MINOR};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("verify compare 没有参数；名单请用 --left 和 --right",
                     "verify compare takes no words: lists are --left and --right");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (option_date("as-of", as_of, &o.as_of, &e) < 0 ||
        one_list("left", &left, &lists[0], &e) < 0 || one_list("right", &right, &lists[1], &e) < 0)
        return fail(&e);
    if (!as_of)
        o.as_of = clock_today();
    o.left = lists[0].at[0];
    o.right = lists[1].at[0];
    for (size_t i = 0; i < wanted.n; i++)
        columns[o.n_columns++] = str_of(wanted.at[i].text);

    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(rows_freep) struct rows_writer *file = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct actor actor = actor_local();
    struct ledger_result res;
    int rc = a ? reg_open(c.db, DB_READ, &r, &e) : err_nomem(&e);
    for (int i = 0; i < 2 && rc >= 0; i++)
        rc = option_output("out", out, reg_db(r), lists[i].files, lists[i].n_files, &e);
    if (rc >= 0 && out)
        rc = ledger_create(out, &file, &e);
    if (rc >= 0)
        rc = ledger_compare(r, &actor, &o, file ? write_pair : NULL, file, a, &res, &e);
    if (rc >= 0 && file)
        rc = rows_commit(file, &e);
    if (rc >= 0)
        rc = ledger_print(&res, format, out && strcmp(out, "-") == 0 ? stderr : stdout, &e);
    return rc < 0 ? fail(&e) : EXIT_DONE;
}

static int write_household(void *arg, const struct coverage_row *row, struct err *e)
{
    return coverage_write(arg, row, e);
}

int cmd_verify_coverage(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    struct option_list list = {0};
    const char *as_of = NULL, *known_at = NULL, *division = NULL, *out = NULL;
    const struct option_spec specs[] = {
        {"as-of", OPTION_TEXT, &as_of, "DATE", "哪一天（默认今天）",
         "on which day (default today)"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时所知", "with what was known then"},
        {"division", OPTION_TEXT, &division, "CODE", "只看该区划", "only this division"},
        {"list", OPTION_LIST, &list, "LIST[=FILE]", "在保名单，可以多次（默认按已提交的认定）",
         "who is covered, may be repeated (default: what was committed)"},
        {"out", OPTION_TEXT, &out, "FILE", "逐户清单（CSV；以 .xlsx 结尾则为电子表格）",
         "the households (CSV, or a spreadsheet if it ends in .xlsx)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    struct named_lists lists = {0};
    struct coverage_options o = {.opened = FIELD_MINOR};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("verify coverage 没有参数", "verify coverage takes no words");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (option_date("as-of", as_of, &o.as_of, &e) < 0 || read_lists(&list, &lists, &e) < 0)
        return fail(&e);
    if (!as_of)
        o.as_of = clock_today();
    o.division = str_of(division);
    o.lists = lists.at;
    o.n_lists = lists.n;

    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(rows_freep) struct rows_writer *file = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct actor actor = actor_local();
    struct coverage_result res;
    int rc = a ? reg_open(c.db, DB_READ, &r, &e) : err_nomem(&e);
    if (rc >= 0)
        rc = option_known_at(reg_db(r), known_at, &o.known_seq, &e);
    if (rc >= 0)
        rc = option_output("out", out, reg_db(r), lists.files, lists.n_files, &e);
    if (rc >= 0 && out)
        rc = coverage_create(out, &file, &e);
    if (rc >= 0)
        rc = coverage_run(r, &actor, &o, file ? write_household : NULL, file, a, &res, &e);
    if (rc >= 0 && file)
        rc = rows_commit(file, &e);
    if (rc >= 0)
        rc = coverage_print(&res, r, o.as_of, format,
                            out && strcmp(out, "-") == 0 ? stderr : stdout, &e);
    return rc < 0 ? fail(&e) : EXIT_DONE;
}
