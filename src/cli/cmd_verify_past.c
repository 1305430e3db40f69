/* `heyi verify retroactive`. */
#include "verbs.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "lang.h"
#include "retroactive_print.h"

#include <stdio.h>
#include <string.h>

static int write_row(void *arg, const struct retroactive_row *row, struct err *e)
{
    return retroactive_write(arg, row, e);
}

int cmd_verify_retroactive(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *division = NULL, *since = NULL, *until = NULL, *months_until = NULL;
    const char *known_at = NULL, *out = NULL;
    bool by_month = false;
    const struct option_spec specs[] = {
        {"division", OPTION_TEXT, &division, "CODE", "只看该区划", "only this division"},
        {"since", OPTION_TEXT, &since, "DATE", "只列认定日不早于此日的认定",
         "only determinations as of this date or later"},
        {"until", OPTION_TEXT, &until, "DATE", "只列认定日不晚于此日的认定",
         "only determinations as of this date or earlier"},
        {"months-until", OPTION_TEXT, &months_until, "DATE", "计到此日所在的月（默认本月）",
         "the last month that is counted, any day in it (default this month)"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "以当时所知复核（默认现在）",
         "with what was known then (default now)"},
        {"by-month", OPTION_FLAG, &by_month, NULL, "--out 中一月一行（默认一次认定一行）",
         "in --out a line a month, not a line a determination"},
        {"out", OPTION_TEXT, &out, "FILE", "会不同的认定（CSV；以 .xlsx 结尾则为电子表格）",
         "the determinations that would differ (CSV, or a spreadsheet if it ends in .xlsx)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    struct retroactive_options o = {0};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("verify retroactive 没有参数", "verify retroactive takes no words");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (by_month && !out)
        return usage("--by-month 要与 --out 同用", "--by-month goes with --out");
    if (option_date("since", since, &o.since, &e) < 0 ||
        option_date("until", until, &o.until, &e) < 0 ||
        option_date("months-until", months_until, &o.months_until, &e) < 0)
        return fail(&e);
    if (!months_until)
        o.months_until = clock_today();
    o.division = str_of(division);

    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct retroactive_file file = {0};
    struct retroactive_result res;
    int rc = reg_open(c.db, DB_READ, &r, &e);
    if (rc < 0 || (rc = option_known_at(reg_db(r), known_at, &o.known_seq, &e)) < 0 ||
        (rc = option_output("out", out, reg_db(r), NULL, 0, &e)) < 0 ||
        (out && (rc = retroactive_create(out, by_month, &file, &e)) < 0))
        return fail(&e);
    rc = retroactive_run(r, &actor, &o, out ? write_row : NULL, &file, &res, &e);
    if (rc >= 0 && out)
        rc = rows_commit(file.rows, &e);
    rows_free(file.rows);
    if (rc >= 0)
        rc = retroactive_print(&res, format, out && strcmp(out, "-") == 0 ? stderr : stdout, &e);
    if (rc < 0)
        return fail(&e);
    if (!out && res.determinations.differ + res.determinations.open > 0)
        fprintf(stderr, "%s\n",
                tr("逐次认定的清单请加 --out 文件，逐月的再加 --by-month",
                   "for the list add --out FILE, by month --by-month besides"));
    return EXIT_DONE;
}
