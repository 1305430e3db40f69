/* `heyi import feed NAME FILE…`: a delivery of a department. */
#include "verbs.h"

#include "cleanup.h"
#include "date.h"
#include "feed_import.h"
#include "lang.h"
#include "table.h"

#include <stdio.h>

static const struct verb import_feed = {
    "import feed",
    "NAME FILE…",
    "导入部门数据",
    "import a department's data",
    cmd_import_feed,
    "NAME 是来源（feeds/ 中的标识或名称，heyi verify feeds 可查）；几个文件合为一批，CSV "
    "或电子表格。\n"
    "按公民身份号码与登记库比对：库中人员的行保留，其他人的只计数。号码缺失、校验不符或与姓名矛盾的"
    "，\n"
    "姓名、出生日期相近者列为待认定（heyi verify "
    "candidates）。整批在一个事务中，失败则什么也不留下。",
    "NAME is a source (an id or label of feeds/; heyi verify feeds lists them); several files are "
    "one\n"
    "delivery, CSV or spreadsheets. Rows are matched by identity number: those of people of the\n"
    "register are kept, the others only counted. Where the number is missing, fails its check or\n"
    "contradicts the name, people who resemble are candidates (heyi verify candidates). All of it "
    "is\n"
    "one transaction: nothing is left of a delivery that fails.",
};

static void print_counts(const struct feed_import_result *x, enum table_format format)
{
    static const struct table_column columns[] = {
        {"delivery", "", "", true},   {"reference", "", "", false}, {"rows", "", "", true},
        {"rejected", "", "", true},   {"matched", "", "", true},    {"people", "", "", true},
        {"candidates", "", "", true}, {"outside", "", "", true},    {"others", "", "", true},
        {"changed", "", "", true},    {"notes", "", "", true},    {"replaced", "", "", true},
        {"replaced_rows", "", "", true},
    };
    const uint64_t counts[] = {x->rows,    x->rejected, x->matched, x->people, x->candidates,
                               x->outside, x->others,   x->changed, x->notes};
    _cleanup_(table_freep) struct table *t =
        table_new("import_feed", "", "", columns, ARRAY_LEN(columns));
    char day[DATE_TEXT];
    date_format(x->reference, day);
    if (x->delivery)
        table_int(t, x->delivery);
    else
        table_empty(t);
    table_text(t, str_of(day));
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        table_int(t, (int64_t)counts[i]);
    if (x->replaced) {
        table_int(t, x->replaced);
        table_int(t, (int64_t)x->replaced_rows);
    } else {
        table_empty(t);
        table_empty(t);
    }
    tables_print(&t, 1, format, stdout);
}

static void print_result(const struct feed_import_result *x, const char *errors)
{
    char day[DATE_TEXT];
    date_format(x->reference, day);
    if (x->delivery)
        printf(tr("第 %lld 批，数据截至 %s\n", "delivery %lld, data as of %s\n"),
               (long long)x->delivery, day);
    else
        printf(tr("试导入，未写入登记库；数据截至 %s\n",
                  "dry run: nothing was written; data as of %s\n"),
               day);
    printf(tr("读入 %llu 行：库中人员 %llu 行（%llu 人），待认定 %llu 行，范围外 %llu 行，"
              "其他人 %llu 行，拒绝 %llu 行\n",
              "%llu rows read: %llu of people of the register (%llu people), %llu to be decided, "
              "%llu outside the division, %llu of others, %llu rejected\n"),
           (unsigned long long)x->rows, (unsigned long long)x->matched,
           (unsigned long long)x->people, (unsigned long long)x->candidates,
           (unsigned long long)x->outside, (unsigned long long)x->others,
           (unsigned long long)x->rejected);
    printf(tr("事实有变化的户和人 %llu 个；提示 %llu 条\n",
              "%llu households and people with other facts than before; %llu notes\n"),
           (unsigned long long)x->changed, (unsigned long long)x->notes);
    if (x->replaced)
        printf(tr("注意：这一批取代第 %lld 批，那一批有 %llu 行；如果只送来了一部分，请撤回，再加 "
                  "--division 导入\n",
                  "note: it takes the place of delivery %lld, which had %llu rows; if only a part "
                  "was sent, withdraw it and import it with --division\n"),
               (long long)x->replaced, (unsigned long long)x->replaced_rows);
    if (x->candidates && x->delivery)
        printf("%s\n", tr("待认定的行见 heyi verify candidates",
                          "rows to be decided: heyi verify candidates"));
    if (x->rejected && errors)
        printf(tr("被拒绝的行见 %s\n", "rejected rows: %s\n"), errors);
    else if (x->rejected)
        printf("%s\n", tr("加 --errors FILE 可得全部被拒绝的行及改正办法",
                          "add --errors FILE for all rejected rows and how to mend them"));
}

/* --rows: a whole number above 0. */
static bool parse_rows(const char *text, uint64_t *ret)
{
    uint64_t n = 0;
    for (const char *c = text; *c; c++) {
        if (*c < '0' || *c > '9' || n > INT64_MAX / 10 - 9)
            return false;
        n = n * 10 + (uint64_t)(*c - '0');
    }
    *ret = n;
    return n > 0;
}

int cmd_import_feed(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *received = NULL, *division = NULL, *rows = NULL, *errors = NULL, *sheet = NULL;
    bool dry_run = false, nobody = false;
    const struct option_spec specs[] = {
        {"received", OPTION_TEXT, &received, "DATE", "收到之日（默认今天）；数据不得晚于此日",
         "the day of receipt (default today); nothing may be dated behind it"},
        {"division", OPTION_TEXT, &division, "CODE", "这批数据覆盖的区划（默认管辖范围内全部）",
         "the division that the delivery covers (default: everything in scope)"},
        {"rows", OPTION_TEXT, &rows, "N", "发送方所说的行数，不符则拒绝",
         "how many rows the sender says there are; refused if there are others"},
        {"sheet", OPTION_TEXT, &sheet, "NAME", "读电子表格的这个工作表（默认第一个可见的）",
         "the spreadsheet's sheet to read (default: the first visible one)"},
        {"errors", OPTION_TEXT, &errors, "FILE",
         "被拒绝的行写入此文件（CSV；以 .xlsx 结尾则为电子表格）",
         "write rejected rows to this file (CSV, or a spreadsheet if it ends in .xlsx)"},
        {"dry-run", OPTION_FLAG, &dry_run, NULL, "只检查，不写入", "check only, write nothing"},
        {"nobody", OPTION_FLAG, &nobody, NULL, "没有一行是库中人员也导入",
         "import it even if no row is about anybody in the register"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    enum table_format format;
    char **rest;
    int n;
    current_verb = &import_feed;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n < 2)
        return usage("缺少来源名称", "name the source");
    if (n < 3)
        return usage("缺少要导入的文件", "name the files to import");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    struct feed_import_options o = {
        .feed = str_of(rest[1]),
        .in = {.files = (const char *const *)rest + 2,
               .n_files = (size_t)n - 2,
               .sheet = sheet,
               .errors = errors,
               .report = stderr},
        .division = str_of(division),
        .nobody = nobody,
        .dry_run = dry_run,
    };
    if (rows && !parse_rows(rows, &o.rows))
        return usage("--rows 应为正整数", "--rows is a number above 0");
    if (option_date("received", received, &o.in.received, &e) < 0)
        return fail(&e);

    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct feed_import_result x = {0};
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 ||
        option_output("errors", errors, reg_db(r), o.in.files, o.in.n_files, &e) < 0 ||
        feed_import(r, &actor, &o, &x, &e) < 0)
        return fail(&e);
    if (format == TABLE_PEOPLE)
        print_result(&x, errors);
    else
        print_counts(&x, format);
    return x.rejected ? EXIT_REMARKS : EXIT_DONE;
}
