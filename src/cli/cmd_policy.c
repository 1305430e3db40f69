#include "verbs.h"

#include "cleanup.h"
#include "columns.h"
#include "lang.h"
#include "pack.h"

#include <stdio.h>
#include <string.h>

static void print_finding(void *arg, const struct pack_finding *f)
{
    FILE *out = arg;
    fprintf(out, STR_FMT ":%u: %s [%s]", STR_ARG(f->file), f->line,
            f->error ? tr("错误", "error") : tr("提示", "warning"), f->code);
    if (f->place.len)
        fprintf(out, " " STR_FMT, STR_ARG(f->place));
    fprintf(out, ": %s\n", err_text(&f->message));
}

static int check(const struct pack *p)
{
    int errors = pack_check(p, print_finding, stdout);
    if (errors > 0) {
        fprintf(stderr, tr("政策包有 %d 处错误\n", "the pack has %d errors\n"), errors);
        return EXIT_FAILED;
    }
    printf("%s\n", tr("政策包检查通过", "the pack is sound"));
    return EXIT_DONE;
}

static int test(const struct pack *p, struct err *e)
{
    size_t passed, failed;
    if (pack_test(p, stdout, &passed, &failed, e) < 0)
        return fail(e);
    printf(tr("%zu 例通过，%zu 例失败\n", "%zu passed, %zu failed\n"), passed, failed);
    return failed ? EXIT_FAILED : EXIT_DONE;
}

static int plan(const struct pack *p, struct err *e)
{
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    if (pack_plan_new(p, &plan, e) < 0)
        return fail(e);
    plan_print(plan->plan, stdout);
    return EXIT_DONE;
}

int cmd_policy(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *decision = "";
    const struct option_spec specs[] = {
        {"decision", OPTION_TEXT, &decision, "NAME", "只显示这一项决定", "show this decision only"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n < 1 || n > 2)
        return usage("请写 policy check、show、test 或 plan",
                     "write policy check, show, test or plan");
    if (*decision && strcmp(rest[0], "show") != 0)
        return usage("--decision 只用于 policy show", "--decision goes with policy show only");
    const char *folder = n == 2 ? rest[1] : default_pack();
    if (!folder)
        return usage("找不到 policies/jiangmen，请写出政策包的文件夹",
                     "policies/jiangmen not found: name the pack's folder");
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct catalogue *catalogue;
    if (catalogue_read(catalogue_builtin(), "catalogue.csv", a, &catalogue, &e) < 0 ||
        pack_open(folder, catalogue, &p, &e) < 0)
        return fail(&e);
    if (strcmp(rest[0], "check") == 0)
        return check(p);
    if (strcmp(rest[0], "test") == 0)
        return test(p, &e);
    if (strcmp(rest[0], "plan") == 0)
        return plan(p, &e);
    if (strcmp(rest[0], "show") == 0)
        return pack_show(p, str_of(decision), stdout, &e) < 0 ? fail(&e) : EXIT_DONE;
    return usage("请写 policy check、show、test 或 plan", "write policy check, show, test or plan");
}
