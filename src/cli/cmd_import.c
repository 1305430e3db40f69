#include "verbs.h"

#include "cleanup.h"
#include "import.h"
#include "lang.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

static void print_counts(const struct import_result *x, enum table_format format)
{
    static const struct table_column columns[] = {
        {"rows", "", "", true},      {"added", "", "", true},    {"changed", "", "", true},
        {"unchanged", "", "", true}, {"rejected", "", "", true}, {"warnings", "", "", true},
        {"ended", "", "", true},
    };
    const uint64_t counts[] = {x->rows,     x->added,    x->changed, x->unchanged,
                               x->rejected, x->warnings, x->ended};
    _cleanup_(table_freep) struct table *t =
        table_new("import", "", "", columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        table_int(t, (int64_t)counts[i]);
    tables_print(&t, 1, format, stdout);
}

static void print_result(const struct import_result *x, const struct import_options *o)
{
    if (o->dry_run)
        printf("%s\n", tr("试导入，未写入登记库", "dry run: nothing was written"));
    printf(
        tr("读入 %llu 行：新增 %llu，变更 %llu，无变化 %llu，拒绝 %llu；提示 %llu",
           "%llu rows read: %llu new, %llu changed, %llu unchanged, %llu rejected; %llu warnings"),
        (unsigned long long)x->rows, (unsigned long long)x->added, (unsigned long long)x->changed,
        (unsigned long long)x->unchanged, (unsigned long long)x->rejected,
        (unsigned long long)x->warnings);
    if (o->complete)
        printf(tr("；离户 %llu 人", "; %llu people ended"), (unsigned long long)x->ended);
    printf("\n");
    if (x->rejected && o->errors)
        printf(tr("被拒绝的行见 %s\n", "rejected rows: %s\n"), o->errors);
    else if (x->rejected)
        printf("%s\n", tr("加 --errors FILE 可得全部被拒绝的行及改正办法",
                          "add --errors FILE for all rejected rows and how to mend them"));
}

int cmd_import(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *valid_from = NULL, *errors = NULL, *sheet = NULL;
    bool dry_run = false, complete = false;
    const struct option_spec specs[] = {
        {"valid-from", OPTION_TEXT, &valid_from, "DATE", "这些事实自何日起成立（必填）",
         "the date from which the facts hold (required)"},
        {"dry-run", OPTION_FLAG, &dry_run, NULL, "只检查，不写入", "check only, write nothing"},
        {"errors", OPTION_TEXT, &errors, "FILE",
         "被拒绝的行写入此文件（CSV；以 .xlsx 结尾则为电子表格）",
         "write rejected rows to this file (CSV, or a spreadsheet if it ends in .xlsx)"},
        {"sheet", OPTION_TEXT, &sheet, "NAME", "读电子表格的这个工作表（默认第一个可见的）",
         "the spreadsheet's sheet to read (default: the first visible one)"},
        {"complete", OPTION_FLAG, &complete, NULL,
         "人员名单完整：名单外的成员自该日起离户（先列出）",
         "the people files are complete: members missing from them end (listed first)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    enum table_format format;
    char **rest;
    int n;
    if (argc > 1 && strcmp(argv[1], "feed") == 0)
        return cmd_import_feed(argc, argv);
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    struct import_options o = {.dry_run = dry_run,
                               .complete = complete,
                               .errors = errors,
                               .sheet = sheet,
                               .report = stderr};
    if (n >= 1 && strcmp(rest[0], "households") == 0)
        o.entity = ENTITY_HOUSEHOLD;
    else if (n >= 1 && strcmp(rest[0], "people") == 0)
        o.entity = ENTITY_PERSON;
    else
        return usage("请在 import 之后先写 households、people 或 feed",
                     "write households, people or feed right behind import");
    if (n < 2)
        return usage("缺少要导入的文件", "name the files to import");
    if (complete && o.entity != ENTITY_PERSON)
        return usage("--complete 只用于 import people", "--complete is for import people");
    if (!valid_from)
        return usage("缺少 --valid-from 日期", "--valid-from DATE is required");
    if (option_date("valid-from", valid_from, &o.valid_from, &e) < 0)
        return fail(&e);
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    o.files = (const char *const *)rest + 1;
    o.n_files = (size_t)n - 1;

    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct import_result x = {0};
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 ||
        option_output("errors", errors, reg_db(r), o.files, o.n_files, &e) < 0 ||
        import_run(r, &actor, &o, &x, &e) < 0)
        return fail(&e);
    if (format == TABLE_PEOPLE)
        print_result(&x, &o);
    else
        print_counts(&x, format);
    return x.rejected ? EXIT_REMARKS : EXIT_DONE;
}
