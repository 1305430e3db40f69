#include "verbs.h"

#include "cleanup.h"
#include "date.h"
#include "lang.h"
#include "results.h"

#include <stdio.h>
#include <string.h>

static int write_row(void *arg, const struct decision *d, struct err *e)
{
    return results_row(arg, d, e);
}

static void summary(const struct determine_result *res)
{
    const struct figures *f = res->figures;
    if (res->run_id)
        fprintf(stderr, tr("已提交：第 %lld 次认定\n", "committed as run %lld\n"),
                (long long)res->run_id);
    else
        fprintf(stderr, "%s\n",
                tr("试算，未提交（提交请加 --commit）", "not committed (add --commit)"));
    if (f->failed)
        fprintf(stderr,
                tr("注意：%lld 户无法计算，原因见结果文件 failed_because 列\n",
                   "mind: %lld households failed, see failed_because in the results\n"),
                (long long)f->failed);
}

/* How many were decided again, and why. */
static void told_again(const struct determine_result *res)
{
    static const struct {
        const char *zh, *en;
    } words[] = {
#define X(name, zh, en) {zh, en},
        AGAIN_REASONS(X)
#undef X
    };
    char base[DATE_TEXT];
    int64_t n = 0;
    for (int i = 0; i < N_AGAIN; i++)
        n += res->again[i];
    date_format(res->base_as_of, base);
    if (res->base_as_of == DATE_NONE)
        fprintf(stderr, tr("重新认定 %lld 户\n", "decided again: %lld households\n"), (long long)n);
    else
        fprintf(stderr,
                tr("重新认定 %lld 户，沿用 %s 的认定 %lld 户\n",
                   "decided again: %lld households; taken over from %s: %lld\n"),
                (long long)n, base, (long long)(res->figures->households - n));
    for (int i = 0; i < N_AGAIN; i++)
        if (res->again[i])
            fprintf(stderr, tr("  %s：%lld\n", "  %s: %lld\n"), tr(words[i].zh, words[i].en),
                    (long long)res->again[i]);
    if (res->again[AGAIN_MODEL])
        fprintf(stderr, "  %s\n", tr(res->model.zh, res->model.en));
}

int cmd_determine(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *as_of = NULL, *known_at = NULL, *division = NULL, *out = NULL;
    bool commit = false, strict = false, supersede = false, changed = false;
    const struct option_spec specs[] = {
        {"as-of", OPTION_TEXT, &as_of, "DATE", "认定日（必填）",
         "the date of the decision (required)"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时所知回放",
         "replay what was known then"},
        {"division", OPTION_TEXT, &division, "CODE", "只认定该区划", "only this division"},
        {"commit", OPTION_FLAG, &commit, NULL, "提交结果", "commit the result"},
        {"supersede", OPTION_FLAG, &supersede, NULL, "取代不早于认定日的已提交结果",
         "replace committed results that are not earlier"},
        {"changed", OPTION_FLAG, &changed, NULL, "只重新认定有变化的户，其余沿用上次提交的结果",
         "decide again only what changed, take the rest over from the last committed run"},
        {"strict", OPTION_FLAG, &strict, NULL, "有未定户时退出码为 1",
         "exit 1 if a household is undecided"},
        {"out", OPTION_TEXT, &out, "FILE", "逐户结果（CSV；以 .xlsx 结尾则为电子表格）",
         "results by household (CSV, or a spreadsheet if it ends in .xlsx)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    struct determine_options o = {0};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("determine 没有参数", "determine takes no words");
    if (!as_of)
        return usage("缺少 --as-of 日期", "--as-of DATE is required");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (commit && known_at)
        return usage("--known-at 是回放，不能与 --commit 同用",
                     "--known-at replays the past and can't be combined with --commit");
    if (supersede && !commit)
        return usage("--supersede 要与 --commit 同用", "--supersede goes with --commit");
    if (option_date("as-of", as_of, &o.as_of, &e) < 0)
        return fail(&e);
    o.commit = commit;
    o.supersede = supersede;
    o.changed = changed;
    o.division = str_of(division);

    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(rows_freep) struct rows_writer *file = NULL;
    struct actor actor = actor_local();
    struct determine_result res = {0};
    if (reg_open(c.db, commit ? DB_WRITE : DB_READ, &r, &e) < 0 ||
        option_known_at(reg_db(r), known_at, &o.known_seq, &e) < 0 ||
        option_output("out", out, reg_db(r), NULL, 0, &e) < 0 ||
        (out && results_create(out, &file, &e) < 0))
        return fail(&e);
    if (determine_run(r, &actor, &o, file ? write_row : NULL, file, &res, &e) < 0)
        return fail(&e);
    int rc = file ? rows_commit(file, &e) : 0;
    if (rc < 0) {
        /* a run that was committed stays committed: say so beside the error */
        summary(&res);
        determine_result_done(&res);
        return fail(&e);
    }
    const struct pack *pack;
    rc = reg_pack(r, res.known_seq, &pack, &e);
    if (rc == 0) {
        struct figures_context x = {
            .reg = r, .pack = pack, .as_of = o.as_of, .division = str_of(res.division)};
        FILE *figures = out && strcmp(out, "-") == 0 ? stderr : stdout;
        rc = figures_print(res.figures, &x, format, figures, &e);
    }
    if (changed)
        told_again(&res);
    summary(&res);
    bool undecided = res.figures->undecided > 0;
    determine_result_done(&res);
    if (rc < 0)
        return fail(&e);
    return strict && undecided ? EXIT_REMARKS : EXIT_DONE;
}
