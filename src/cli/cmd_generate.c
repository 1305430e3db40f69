#include "verbs.h"

#include "cleanup.h"
#include "flaw.h"
#include "generate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define OTHERS 20
#define CLASS_REJECTED "  rejected   "
#define CLASS_WARNED "  warned     "
#define CLASS_ACCEPTED "  accepted   "
#define CLASS_UNNOTICED "  unnoticed  "
#define LINE_ZH(name, word, expectation, zh, en) "\n" CLASS_##expectation word "：" zh
#define LINE_EN(name, word, expectation, zh, en) "\n" CLASS_##expectation word ": " en

const char generate_details_zh[] =
    "全部为虚构人员，身份证号码使用未分配的地区码 440790–440799。\n\n"
    "--errors 把错误写进 households.csv 和 people.csv，真实情况和错误清单另存于文件夹 truth。\n"
    "写法：none、all、某一类或某一种，可带比例，用逗号隔开，后写的盖过先写的，例如\n"
    "  --errors all,household_empty=0%    --errors rejected=1%,two_heads\n"
    "一户至多一处错误。种类（rejected 应被拒绝，warned 应有提示，accepted 照收无妨，\n"
    "unnoticed 照收而与真实不符）：" FLAW_KINDS(LINE_ZH);
const char generate_details_en[] =
    "Invented people only, with identity numbers under the unassigned area codes "
    "440790–440799.\n\n"
    "--errors puts errors into households.csv and people.csv; what is so, and a list of the\n"
    "errors, go to the folder truth. Write none, all, a class or a kind, with a rate if you\n"
    "like, separated by commas; the later prevails:\n"
    "  --errors all,household_empty=0%    --errors rejected=1%,two_heads\n"
    "A household has one error at most. The kinds (rejected: an import must refuse the row;\n"
    "warned: it must warn; accepted: it takes it, nothing is lost; unnoticed: it takes it, and\n"
    "the register isn't true):" FLAW_KINDS(LINE_EN);

static bool number(const char *text, uint64_t *ret)
{
    char *end;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    if (errno || *end || end == text || *text == '-')
        return false;
    *ret = v;
    return true;
}

int cmd_generate(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *households = NULL, *division = NULL, *seed = "1", *out = NULL, *others = NULL;
    struct generate_options o = {0};
    const struct option_spec specs[] = {
        {"sample", OPTION_FLAG, &o.sample, NULL, "赤水镇样例：325 户 915 人",
         "the sample town: 325 households"},
        {"households", OPTION_TEXT, &households, "N", "户数", "how many households"},
        {"division", OPTION_TEXT, &division, "CODE", "区划（默认 440783）",
         "division (default 440783)"},
        {"seed", OPTION_TEXT, &seed, "S", "随机种子（默认 1）", "seed (default 1)"},
        {"xlsx", OPTION_FLAG, &o.xlsx, NULL, "写成电子表格（.xlsx）", "write spreadsheets (.xlsx)"},
        {"errors", OPTION_TEXT, &o.errors, "none|all|KIND[=0.5%],…",
         "写入的错误种类（默认 none），见上",
         "kinds of errors to put in (default none), see above"},
        {"error-rate", OPTION_TEXT, &o.error_rate, "0.2%", "每种错误占总户数的比例，至多 2%",
         "share of the households for each kind, 2% at most"},
        {"feeds", OPTION_FLAG, &o.feeds, NULL, "另写各部门数据（文件夹 feeds）和应有的核对结果",
         "what departments know as well (folder feeds), and what a verification must find"},
        {"hidden", OPTION_TEXT, &o.hidden, "10%", "有隐瞒的户所占比例",
         "share of the households that hide something"},
        {"feed-noise", OPTION_TEXT, &o.feed_noise, "2%",
         "部门数据中号码、姓名写法不同的比例（按每个文件中的人计）",
         "share of the people in a feed whose number or name is written otherwise there"},
        {"others", OPTION_TEXT, &others, "N", "每个部门文件中在册以外的人数（默认 20）",
         "people outside the register in each feed (default 20)"},
        {"out", OPTION_TEXT, &out, "DIR", "写入此文件夹（必填）", "folder to write to (required)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, sizeof specs / sizeof *specs, &rest, &n, &e) < 0)
        return fail(&e);
    if (option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("generate 没有参数", "generate takes no words");
    if (!out)
        return usage("缺少 --out 文件夹", "--out DIR is required");
    if (o.sample == (households != NULL))
        return usage("请写 --sample 或 --households N（二选一）",
                     "write either --sample or --households N");
    if (households && (!number(households, &o.households) || o.households == 0))
        return usage("--households 应为正整数", "--households is a positive number");
    if (o.sample && division)
        return usage("--sample 是赤水镇，不能再写 --division",
                     "--sample is a town of its own: leave out --division");
    if (o.error_rate && !o.errors)
        return usage("--error-rate 要与 --errors 同用", "--error-rate goes with --errors");
    if (!o.feeds && (o.hidden || o.feed_noise || others))
        return usage("--hidden、--feed-noise、--others 要与 --feeds 同用",
                     "--hidden, --feed-noise and --others go with --feeds");
    o.others = OTHERS;
    if (others && (!number(others, &o.others) || o.others > GENERATE_MAX_OTHERS))
        return usage("--others 应为 0 至 100000000 的整数", "--others is a number, 0 to 100000000");
    if (!number(seed, &o.seed))
        return usage("--seed 应为非负整数", "--seed is a number, 0 or more");
    o.division = str_of(division ? division : "440783");
    o.out = out;
    return generate_run(&o, stdout, &e) < 0 ? fail(&e) : EXIT_DONE;
}
