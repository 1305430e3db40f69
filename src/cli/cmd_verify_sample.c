/* `heyi verify sample draw|results|rate|list`. */
#include "verbs.h"

#include "bounds.h"
#include "cleanup.h"
#include "clock.h"
#include "lang.h"
#include "sample_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct visits_out {
    struct rows_writer *w;
    struct reg *r;
};

static int write_visit(void *arg, const struct sample_visit *v, struct err *e)
{
    struct visits_out *x = arg;
    return visits_row(x->w, x->r, v, e);
}

static int write_visits(struct reg *r, const struct actor *actor, int64_t sample,
                        struct rows_writer *w, struct err *e)
{
    struct visits_out x = {w, r};
    const struct lens lens = {actor, FIELD_MINOR, clock_today()};
    int rc = sample_visits(r, &lens, sample, INT64_MAX, 0, 0, write_visit, &x, e);
    return rc < 0 ? rc : rows_commit(w, e);
}

static int draw(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *size = NULL, *seed = NULL, *as_of = NULL, *division = NULL, *out = NULL;
    bool all = false;
    const struct option_spec specs[] = {
        {"size", OPTION_TEXT, &size, "N", "抽取户数（必填）", "how many households (required)"},
        {"seed", OPTION_TEXT, &seed, "S", "随机种子，每次抽样换一个（必填）",
         "the seed, another one for each sample (required)"},
        {"as-of", OPTION_TEXT, &as_of, "DATE", "基准日（默认今天）", "as of (default today)"},
        {"division", OPTION_TEXT, &division, "CODE", "只在该区划内抽取", "only this division"},
        {"all", OPTION_FLAG, &all, NULL, "也抽取不在保的家庭（查漏保）",
         "households that aren't covered too"},
        {"out", OPTION_TEXT, &out, "FILE", "走访名单（必填；以 .xlsx 结尾则为电子表格）",
         "the list for visitors (required; a spreadsheet if it ends in .xlsx)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    struct sample_options o = {.everyone = all};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0 ||
        option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("sample draw 没有参数", "sample draw takes no words");
    if (!size || !seed || !out)
        return usage("缺少 --size、--seed 或 --out", "--size, --seed and --out are required");
    if (option_number("--size", size, &o.size, &e) < 0 ||
        option_number("--seed", seed, &o.seed, &e) < 0 ||
        option_date("as-of", as_of, &o.as_of, &e) < 0)
        return fail(&e);
    if (!as_of)
        o.as_of = clock_today();
    o.everyone = all;
    o.division = str_of(division);

    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(rows_freep) struct rows_writer *file = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct actor actor = actor_local();
    struct sample s;
    int64_t sample;
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 ||
        option_output("out", out, reg_db(r), NULL, 0, &e) < 0 ||
        visits_create(out, &file, &e) < 0 || sample_draw(r, &actor, &o, &sample, &e) < 0)
        return fail(&e);
    /* what was drawn stays drawn, also where the list can't be written */
    if (sample_get(r, &actor, sample, INT64_MAX, a, &s, &e) == 0)
        fprintf(stderr,
                tr("第 %lld 号样本：从 %lld 户（%lld 层）中抽取 %lld 户；"
                   "请在“结果”列填写无误、错保、金额有误、漏保或未访到，\n"
                   "再用 heyi verify sample results %lld FILE 录入\n",
                   "sample %lld: out of %lld households (%lld strata) %lld were drawn; fill in the "
                   "column 结果,\nthen enter the list with heyi verify sample results %lld FILE\n"),
                (long long)s.sample_id, (long long)s.population, (long long)s.strata,
                (long long)s.drawn, (long long)s.sample_id);
    if (!e.code)
        write_visits(r, &actor, sample, file, &e);
    return e.code ? fail(&e) : EXIT_DONE;
}

static int results(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *errors = NULL, *sheet = NULL;
    const struct option_spec specs[] = {
        {"errors", OPTION_TEXT, &errors, "FILE",
         "被拒绝的行写入此文件（CSV；以 .xlsx 结尾则为电子表格）",
         "write rejected rows to this file (CSV, or a spreadsheet if it ends in .xlsx)"},
        {"sheet", OPTION_TEXT, &sheet, "NAME", "读电子表格的这个工作表（默认第一个可见的）",
         "the spreadsheet's sheet to read (default: the first visible one)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    int64_t sample;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0 ||
        option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n != 2)
        return usage("请给出样本号和填好的名单", "name the sample and the filled list");
    if (option_number(tr("样本号", "sample"), rest[0], &sample, &e) < 0)
        return fail(&e);
    const char *inputs[] = {rest[1]};
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct sample_file f = {rest[1], sheet, errors, stderr};
    struct sample_entered x;
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 ||
        option_output("errors", errors, reg_db(r), inputs, 1, &e) < 0 ||
        sample_enter(r, &actor, sample, &f, &x, &e) < 0)
        return fail(&e);
    printf(tr("读入 %" PRIu64 " 行：录入 %" PRIu64 "，无变化 %" PRIu64 "，未填 %" PRIu64
              "，拒绝 %" PRIu64 "\n",
              "%" PRIu64 " rows read: %" PRIu64 " entered, %" PRIu64 " unchanged, %" PRIu64
              " not filled in, %" PRIu64 " rejected\n"),
           x.rows, x.entered, x.same, x.open, x.rejected);
    if (x.rejected && errors)
        printf(tr("被拒绝的行见 %s\n", "rejected rows: %s\n"), errors);
    return x.rejected ? EXIT_REMARKS : EXIT_DONE;
}

static int rate(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *known_at = NULL;
    const struct option_spec specs[] = {
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时已录入的结果",
         "with the results entered by then"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    int64_t sample, seq;
    enum table_format format;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (n != 1)
        return usage("请给出一个样本号", "name one sample");
    if (option_number(tr("样本号", "sample"), rest[0], &sample, &e) < 0)
        return fail(&e);
    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct actor actor = actor_local();
    struct sample_rates x;
    if (reg_open(c.db, DB_READ, &r, &e) < 0 || option_known_at(reg_db(r), known_at, &seq, &e) < 0 ||
        sample_rates(r, &actor, sample, seq, a, &x, &e) < 0 ||
        sample_rates_print(&x, r, format, stdout, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}

static int list(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *out = NULL;
    const struct option_spec specs[] = {
        {"out", OPTION_TEXT, &out, "FILE", "写出该样本的走访名单和已录入的结果",
         "write the sample's list with the results entered so far"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    int64_t sample;
    enum table_format format;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (n > 1 || (n == 1) != (out != NULL))
        return usage("列出全部样本不用参数；写出一个样本的名单请写 list N --out FILE",
                     "all samples: no words; one sample's list: list N --out FILE");
    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(rows_freep) struct rows_writer *file = NULL;
    struct actor actor = actor_local();
    struct samples all = {0};
    if ((n && option_number(tr("样本号", "sample"), rest[0], &sample, &e) < 0) ||
        reg_open(c.db, DB_READ, &r, &e) < 0)
        return fail(&e);
    if (n) {
        if (option_output("out", out, reg_db(r), NULL, 0, &e) < 0 ||
            visits_create(out, &file, &e) < 0 || write_visits(r, &actor, sample, file, &e) < 0)
            return fail(&e);
        return EXIT_DONE;
    }
    if (sample_list(r, &actor, INT64_MAX, a, &all, &e) < 0 ||
        samples_print(&all, r, format, stdout, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}

static const struct verb words[] = {
    {"verify sample draw", "--size N --seed S --out FILE [--as-of DATE] [--division CODE] [--all]",
     "抽取走访名单", "draw households to be visited", draw,
     "按乡镇（街道）和类别分层，各层按户数分配、至少一户，层内随机。总体是基准日在保和渐退期的家庭"
     "\n"
     "（以此前最近一次提交的认定为准，没有认定的以导入的原类别为准）。抽中谁只由种子决定：\n"
     "各层取 SM3(“种子:户号”) 最小的若干户，任何人可以复核。",
     "By strata of town and category, in proportion to their households, at least one of each. "
     "The\n"
     "population: households in force or in grace on that day by their last committed\n"
     "determination, else as imported. Who is drawn follows from the seed alone: in each stratum\n"
     "those with the smallest SM3(\"SEED:HOUSEHOLD_NO\"), which anybody can draw again."},
    {"verify sample results", "N FILE", "录入走访结果", "enter what visitors found", results,
     "读回填好的名单（CSV 或 .xlsx）。结果：无误、错保、金额有误、漏保、未访到；空着的留待以后。\n"
     "再次录入时以后来的为准，先前的结果保留。",
     "Reads the filled list (CSV or .xlsx). Results: correct, wrong_in, wrong_amount, wrong_out,\n"
     "unreachable, or the Chinese words; empty ones are left for later. What is entered later\n"
     "counts, what was entered before is kept."},
    {"verify sample rate", "N", "推算差错率", "estimate the error rate", rate,
     "差错率按各层户数加权；区间为 95% "
     "置信区间，无差错或差错很少时也成立。未访到的单列，不计入分母。",
     "The rate is weighted by strata; its interval (95%) also holds for few errors or none. Who\n"
     "was not reached stands apart and doesn't count."},
    {"verify sample list", "[N --out FILE]", "列出样本", "list the samples", list, NULL, NULL},
    {0},
};

int cmd_verify_sample(int argc, char **argv)
{
    return run_word("verify sample", words, argc, argv);
}
