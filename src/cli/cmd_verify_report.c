#include "verbs.h"

#include "cleanup.h"
#include "clock.h"
#include "verify_report.h"

#include <stdlib.h>
#include <string.h>

int cmd_verify_report(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *as_of = NULL, *known_at = NULL, *division = NULL, *verification = NULL, *out = NULL;
    const struct option_spec specs[] = {
        {"division", OPTION_TEXT, &division, "CODE", "该区划的汇总报告",
         "a summary of this division"},
        {"verification", OPTION_TEXT, &verification, "N", "第 N 次核对的汇总报告",
         "a summary of verification N"},
        {"as-of", OPTION_TEXT, &as_of, "DATE", "基准日（默认今天）", "as of (default today)"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时所知", "as known then"},
        {"out", OPTION_TEXT, &out, "FILE", "写入此文件（必填，以 .html 或 .xlsx 结尾）",
         "the file (required; .html or .xlsx)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    struct verify_report_options o = {.opened = FIELD_MINOR};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0 ||
        option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n > 1 || (n == 1) + (division != NULL) + (verification != NULL) != 1)
        return usage("请给出一个户号，或 --division，或 --verification",
                     "name one household, or --division, or --verification");
    if (!out)
        return usage("缺少 --out FILE", "--out FILE is required");
    if (verification && (as_of || known_at))
        return usage("--verification 有它自己的日期，不能与 --as-of、--known-at 同用",
                     "--verification has its own dates: it goes without --as-of and --known-at");
    if (option_date("as-of", as_of, &o.as_of, &e) < 0 ||
        (verification && option_number("--verification", verification, &o.verification, &e) < 0))
        return fail(&e);
    if (verification && !o.verification)
        return usage("核对从第 1 次起", "verifications begin at 1");
    if (!as_of)
        o.as_of = clock_today();
    o.household_no = str_of(n ? rest[0] : NULL);
    o.division = str_of(division);

    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    if (reg_open(c.db, DB_READ, &r, &e) < 0 ||
        option_known_at(reg_db(r), known_at, &o.known_seq, &e) < 0 ||
        option_output("out", out, reg_db(r), NULL, 0, &e) < 0 ||
        verify_report(r, &actor, &o, out, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}
