#include "verbs.h"

#include "date.h"
#include "generate.h"
#include "lang.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

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
    const char *households = NULL, *division = "440783", *seed = "1", *out = NULL;
    struct generate_options o = {0};
    const struct option_spec specs[] = {
        {"sample", OPTION_FLAG, &o.sample, NULL, "赤水镇样例：325 户 915 人",
         "the sample town: 325 households"},
        {"households", OPTION_TEXT, &households, "N", "户数", "how many households"},
        {"division", OPTION_TEXT, &division, "CODE", "区划（默认 440783）",
         "division (default 440783)"},
        {"seed", OPTION_TEXT, &seed, "S", "随机种子（默认 1）", "seed (default 1)"},
        {"xlsx", OPTION_FLAG, &o.xlsx, NULL, "写成电子表格（.xlsx）", "write spreadsheets (.xlsx)"},
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
    if (!number(seed, &o.seed))
        return usage("--seed 应为非负整数", "--seed is a number, 0 or more");
    o.division = str_of(division);
    o.out = out;
    return generate_run(&o, stdout, &e) < 0 ? fail(&e) : EXIT_DONE;
}
