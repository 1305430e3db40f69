/* heyi verify run, findings, settle: verifications and their items. */
#include "verbs.h"

#include "cleanup.h"
#include "import_value.h"
#include "items_print.h"
#include "lang.h"
#include "rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Household numbers: words of the command line, and the first column of a list (or that headed
 * household_no, 户号). */
struct numbers {
    struct str *at;
    size_t n, cap;
};

static int add_number(struct arena *a, struct numbers *to, struct str text, struct err *e)
{
    struct str number = str_dup(a, value_plain(text, a));
    if (arena_failed(a) || (number.len && !vec_push(a, to, number)))
        return err_nomem(e);
    return 0;
}

static int read_list(const char *path, struct arena *a, struct numbers *to, struct err *e)
{
    _cleanup_(rows_closep) struct rows_reader *rows = NULL;
    const struct str *fields;
    size_t n, column = 0;
    uint64_t line;
    bool first = true;
    int rc = rows_open(path, NULL, &rows, e);
    while (rc >= 0 && (rc = rows_next(rows, &fields, &n, &line, e)) > 0) {
        bool header = false;
        for (size_t i = 0; first && i < n; i++)
            if (str_eqz(str_trim(fields[i]), "household_no") ||
                str_eqz(str_trim(fields[i]), "户号")) {
                column = i;
                header = true;
            }
        first = false;
        if (!header && column < n && (rc = add_number(a, to, fields[column], e)) < 0)
            return rc;
    }
    if (rc >= 0 && !to->n)
        return err_set(e, E_INVALID, "%s 中没有户号：每行写一个，或设一列“户号”",
                       "%s holds no household numbers: one a line, or a column household_no", path);
    return rc;
}

int cmd_verify_run(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *as_of = NULL, *known_at = NULL, *division = NULL, *list = NULL;
    bool dry_run = false;
    const struct option_spec specs[] = {
        {"as-of", OPTION_TEXT, &as_of, "DATE", "核对日（必填）", "the date to look at (required)"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时所知查看，不登记",
         "what was known then; nothing is written"},
        {"division", OPTION_TEXT, &division, "CODE", "只核对该区划", "only this division"},
        {"list", OPTION_TEXT, &list, "FILE", "只核对文件中的户（CSV 或电子表格）",
         "only the households of a file (CSV or spreadsheet)"},
        {"dry-run", OPTION_FLAG, &dry_run, NULL, "试算，不登记事项", "write nothing"},
        COMMON_OPTIONS(c),
    };
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct numbers numbers = {0};
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    struct verify_options o = {.dry_run = dry_run};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (!as_of)
        return usage("缺少 --as-of 日期", "--as-of DATE is required");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if ((n > 0) + (list != NULL) + (division != NULL) > 1)
        return usage("户号、--list 和 --division 只能用一种",
                     "give household numbers, --list or --division, not several of them");
    if (!a)
        return err_nomem(&e), fail(&e);
    for (int i = 0; i < n; i++)
        if (add_number(a, &numbers, str_of(rest[i]), &e) < 0)
            return fail(&e);
    if ((list && read_list(list, a, &numbers, &e) < 0) ||
        option_date("as-of", as_of, &o.as_of, &e) < 0)
        return fail(&e);
    o.division = str_of(division);
    o.households = numbers.at;
    o.n_households = numbers.n;
    o.dry_run = dry_run;

    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(items_print_freep) struct items_print *items = NULL;
    bool write = !dry_run && !known_at; /* else the items stand nowhere but here */
    struct actor actor = actor_local();
    struct verify_result result = {0};
    if (reg_open(c.db, write ? DB_WRITE : DB_READ, &r, &e) < 0 ||
        option_known_at(reg_db(r), known_at, &o.known_seq, &e) < 0 ||
        (!write && items_print_new(r, format, &items, &e) < 0) ||
        verify_run(r, &actor, &o, items ? items_print_row : NULL, items, &result, &e) < 0)
        return fail(&e);
    if (result.verification)
        fprintf(stderr,
                tr("已登记：第 %lld 次核对。heyi verify findings 列出事项\n",
                   "written as verification %lld. heyi verify findings lists the items\n"),
                (long long)result.verification);
    else
        fprintf(stderr, "%s\n", tr("只查看，未登记", "nothing was written"));
    return verification_print(&result, o.as_of, items, format, stdout, &e) < 0 ? fail(&e)
                                                                               : EXIT_DONE;
}

/* A word of a list of choices; -1 for NULL. */
static int choice(const char *option, const char *text, int (*parse)(struct str), int *ret,
                  struct err *e)
{
    *ret = text ? parse(str_of(text)) : -1;
    if (text && *ret < 0)
        return err_set(e, E_USAGE, "--%s 没有“%s”，可选的见 heyi verify findings --help",
                       "--%s: there is no \"%s\"; heyi verify findings --help lists them", option,
                       text);
    return 0;
}

#define KIND_ZH(name, word, zh, en) "\n  " word "  " zh
#define KIND_EN(name, word, zh, en) "\n  " word ": " en
const char findings_details_zh[] =
    "只列最近核对后仍在的事项，影响大的在前：先看一年关系到多少钱，再看类别是否变化。\n"
    "--kind：" ITEM_KINDS(KIND_ZH) "\n--state：" ITEM_STATES(KIND_ZH);
const char findings_details_en[] =
    "Items that stand after the last verification, what matters most first: the money that hangs\n"
    "on them in a year, then whether the category changes.\n"
    "--kind:" ITEM_KINDS(KIND_EN) "\n--state:" ITEM_STATES(KIND_EN);

int cmd_verify_findings(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *division = NULL, *kind = NULL, *state = NULL, *household = NULL, *known_at = NULL,
               *sort = "weight";
    const struct option_spec specs[] = {
        {"division", OPTION_TEXT, &division, "CODE", "只列该区划", "only this division"},
        {"kind", OPTION_TEXT, &kind, "KIND", "只列该类事项", "only this kind"},
        {"state", OPTION_TEXT, &state, "STATE", "只列该状态", "only this state"},
        {"household", OPTION_TEXT, &household, "HOUSEHOLD_NO", "只列该户", "only this household"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "当时的事项", "those of then"},
        {"sort", OPTION_TEXT, &sort, "weight|household", "顺序：影响大的在前（默认），或按户",
         "what matters most first (default), or by household"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    struct item_filter f = {0};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("verify findings 没有参数；一户的事项用 --household",
                     "verify findings takes no words: for one household use --household");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    f.by_weight = strcmp(sort, "weight") == 0;
    if (!f.by_weight && strcmp(sort, "household") != 0)
        return usage("--sort 只能是 weight 或 household", "--sort is weight or household");
    if (choice("kind", kind, item_kind_parse, &f.kind, &e) < 0 ||
        choice("state", state, item_state_parse, &f.state, &e) < 0)
        return fail(&e);
    f.division = str_of(division);
    f.household_no = str_of(household);

    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(items_print_freep) struct items_print *print = NULL;
    struct actor actor = actor_local();
    if (reg_open(c.db, DB_READ, &r, &e) < 0 ||
        option_known_at(reg_db(r), known_at, &f.known_seq, &e) < 0 ||
        items_print_new(r, format, &print, &e) < 0 ||
        items_list(r, &actor, &f, items_print_row, print, &e) < 0 ||
        items_print_end(print, stdout, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}

/* The attribute that an item of a household is about. */
struct wanted {
    int64_t item_id;
    const struct catalogue *catalogue;
    const struct attribute *attribute;
};

static int find_attribute(void *arg, const struct item *i, struct err *e)
{
    struct wanted *w = arg;
    if (i->item_id == w->item_id && i->attribute.len)
        w->attribute = catalogue_find(w->catalogue, i->person_id ? ENTITY_PERSON : ENTITY_HOUSEHOLD,
                                      i->attribute);
    return 0;
}

/* --value, as the item's attribute has it. */
static int read_value(struct reg *r, const struct actor *actor, struct str household_no,
                      int64_t item_id, const char *text, struct arena *a, struct fact *ret,
                      struct err *e)
{
    struct wanted w = {item_id, reg_catalogue(r), NULL};
    const struct item_filter f = {
        .household_no = household_no, .kind = -1, .state = -1, .known_seq = INT64_MAX};
    struct value_fault fault;
    int rc = items_list(r, actor, &f, find_attribute, &w, e);
    if (rc < 0)
        return rc;
    if (!w.attribute)
        return err_set(e, E_INVALID, "户 " STR_FMT " 没有编号为 %lld 的、关于事实的事项",
                       "household " STR_FMT " has no item %lld about a fact", STR_ARG(household_no),
                       (long long)item_id);
    rc = value_read(w.attribute, str_of(text), a, ret, &fault);
    if (rc == VALUE_STATED)
        return 0;
    if (rc < 0)
        return err_nomem(e);
    return err_set(e, E_INVALID, "--value “%s” 不能作为" STR_FMT "的值%s%s",
                   "--value \"%s\" is no value of " STR_FMT "%s%s", text,
                   STR_ARG(w.attribute->label), rc == VALUE_BAD ? "：" : "",
                   rc == VALUE_BAD ? fault.remedy : "");
}

int cmd_verify_settle(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *state = NULL, *why = NULL, *attachment = NULL, *value = NULL;
    const struct option_spec specs[] = {
        {"state", OPTION_TEXT, &state, "explained|confirmed|dismissed|open",
         "处理结果：已说明、属实、不属实、待核实（必填）", "how it stands now (required)"},
        {"why", OPTION_TEXT, &why, "TEXT", "理由", "the reason"},
        {"attachment", OPTION_TEXT, &attachment, "REF", "佐证材料编号",
         "reference of what proves it"},
        {"value", OPTION_TEXT, &value, "V", "不属实时属实的值（默认申报的值）",
         "with dismissed: what is so (default: what was declared)"},
        COMMON_OPTIONS(c),
    };
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct err e = {0};
    struct fact fact;
    char **rest, *end;
    int n, to;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0 ||
        option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n != 2)
        return usage("请写出户号和事项号", "give the household's number and the item's");
    if (!state)
        return usage("缺少 --state", "--state is required");
    errno = 0;
    long long item = strtoll(rest[1], &end, 10);
    if (errno || *end || end == rest[1] || item < 1)
        return usage("事项号应为正整数，见 heyi verify findings",
                     "the item's number is a positive integer: see heyi verify findings");
    struct str household_no = str_of(rest[0]);
    if (choice("state", state, item_state_parse, &to, &e) < 0)
        return fail(&e);
    if (!a)
        return err_nomem(&e), fail(&e);
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 ||
        (value && read_value(r, &actor, household_no, item, value, a, &fact, &e) < 0) ||
        item_settle(r, &actor, household_no, item, (enum item_state)to, value ? &fact : NULL,
                    str_of(why), str_of(attachment), &e) < 0)
        return fail(&e);
    printf(tr("户 %s 的事项 %lld：%s\n", "household %s, item %lld: %s\n"), rest[0], item,
           item_state_label((enum item_state)to));
    return EXIT_DONE;
}
