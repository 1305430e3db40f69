#include "expression.h"

#include "cleanup.h"

/* Where an expression stands: beside 成员, or about one of them by the name 人, or within a filter
 * whose item's components are names of their own. */
enum scope { HOUSEHOLD, MEMBER, ITEM };

static const char *const member_prefixes[] = {[MEMBER] = "人.", [ITEM] = ""};

#define ANY(r, list) (list)[rng_below((r), (uint32_t)ARRAY_LEN(list))]

static void number(struct rng *r, int depth, enum scope s, struct strbuf *out);
static void boolean(struct rng *r, int depth, enum scope s, struct strbuf *out);

static void number_leaf(struct rng *r, enum scope s, struct strbuf *out)
{
    static const char *const constants[] = {"0",   "1",     "2",  "12", "800",
                                            "0.5", "1.333", "-3", "100"};
    static const char *const of_household[] = {
        "户.金融资产", "户.住房套数", "户.机动车数量", "户.合规医疗自付支出",
        "户.教育支出", "前次.金额",   "户.住房支出",   "count(成员)"};
    static const char *const of_member[] = {"工资性收入", "经营净收入", "财产净收入",
                                            "转移净收入", "基础养老金", "残疾等级"};
    static const char *const parameters[] = {
        "参数.低保标准", "参数.低收入倍数",   "参数.资产月数",    "参数.特困倍数",
        "参数.渐退月数", "参数.医疗支出占比", "参数.重残增发比例"};
    switch (rng_below(r, 6)) {
    case 0:
        strbuf_addz(out, ANY(r, constants));
        return;
    case 1:
        strbuf_addz(out, ANY(r, parameters));
        return;
    default:
        if (s == HOUSEHOLD) {
            strbuf_addz(out, ANY(r, of_household));
            return;
        }
        strbuf_addz(out, member_prefixes[s]);
        strbuf_addz(out, ANY(r, of_member));
    }
}

static void pair(struct rng *r, int depth, enum scope s, const char *between, struct strbuf *out)
{
    number(r, depth - 1, s, out);
    strbuf_addz(out, between);
    number(r, depth - 1, s, out);
}

static void aggregate(struct rng *r, int depth, struct strbuf *out)
{
    static const char *const functions[] = {"sum", "max", "min"};
    strbuf_addz(out, rng_chance(r, 700) ? "sum" : ANY(r, functions));
    strbuf_addz(out, "(for 人 in 成员 return ");
    number(r, depth - 1, MEMBER, out);
    strbuf_addz(out, ")");
}

static void rounding(struct rng *r, int depth, enum scope s, struct strbuf *out)
{
    static const char *const functions[] = {"round half up", "round half down", "round up",
                                            "round down",    "decimal",         "floor",
                                            "ceiling"};
    strbuf_addz(out, ANY(r, functions));
    strbuf_addc(out, '(');
    number(r, depth - 1, s, out);
    strbuf_addz(out, rng_chance(r, 500) ? " / (12 * count(成员))" : " / 7");
    strbuf_printf(out, ", %d)", rng_between(r, 0, 3));
}

/* What is seldom written. */
static void rare_number(struct rng *r, int depth, enum scope s, struct strbuf *out)
{
    static const char *const of_household[] = {
        "决定日.year", "决定日.month", "count(户.致贫原因)", "周岁(户.脱贫确认日期, 决定日)",
        "years and months duration(户.脱贫确认日期, 决定日).months"};
    static const char *const of_member[] = {"出生日期.year", "出生日期.day", "残疾等级"};
    switch (rng_below(r, 7)) {
    case 0:
        strbuf_addc(out, '(');
        pair(r, depth, s, " / ", out);
        strbuf_addc(out, ')');
        break;
    case 1:
        strbuf_addz(out, "(-");
        number(r, depth - 1, s, out);
        strbuf_addc(out, ')');
        break;
    case 2:
        strbuf_addz(out, s == HOUSEHOLD ? "sum(成员[" : "(if ");
        boolean(r, depth - 1, s == HOUSEHOLD ? ITEM : s, out);
        strbuf_addz(out, s == HOUSEHOLD ? "].工资性收入)" : " then 1 else null)");
        break;
    case 3:
        strbuf_addz(out, "max(");
        pair(r, depth, s, ", ", out);
        strbuf_addz(out, ", ");
        number(r, depth - 1, s, out);
        strbuf_addc(out, ')');
        break;
    case 4:
        if (s == HOUSEHOLD) {
            strbuf_addz(out, "mean(for 人 in 成员 return ");
            number(r, depth - 1, MEMBER, out);
            strbuf_addc(out, ')');
            break;
        }
        /* fall through */
    default:
        if (s != HOUSEHOLD)
            strbuf_addz(out, member_prefixes[s]);
        strbuf_addz(out, s == HOUSEHOLD ? ANY(r, of_household) : ANY(r, of_member));
    }
}

static void number(struct rng *r, int depth, enum scope s, struct strbuf *out)
{
    if (depth <= 0) {
        number_leaf(r, s, out);
        return;
    }
    switch (rng_below(r, 12)) {
    case 0:
    case 1:
        strbuf_addc(out, '(');
        pair(r, depth, s, rng_chance(r, 500) ? " + " : " - ", out);
        strbuf_addc(out, ')');
        break;
    case 2:
        strbuf_addc(out, '(');
        pair(r, depth, s, " * ", out);
        strbuf_addc(out, ')');
        break;
    case 3:
        strbuf_addz(out, rng_chance(r, 500) ? "max(" : "min(");
        pair(r, depth, s, ", ", out);
        strbuf_addc(out, ')');
        break;
    case 4:
        strbuf_addz(out, "(if ");
        boolean(r, depth - 1, s, out);
        strbuf_addz(out, " then ");
        pair(r, depth, s, " else ", out);
        strbuf_addc(out, ')');
        break;
    case 5:
        rounding(r, depth, s, out);
        break;
    case 6:
        if (s == HOUSEHOLD)
            aggregate(r, depth, out);
        else
            strbuf_addz(out, s == MEMBER ? "周岁(人.出生日期, 决定日)" : "周岁(出生日期, 决定日)");
        break;
    case 7:
        if (s != HOUSEHOLD) {
            number_leaf(r, s, out);
            break;
        }
        strbuf_addz(out, "count(成员[");
        boolean(r, depth - 1, ITEM, out);
        strbuf_addz(out, "])");
        break;
    case 8:
        rare_number(r, depth, s, out);
        break;
    case 9:
        strbuf_addz(out, "abs(");
        number(r, depth - 1, s, out);
        strbuf_addc(out, ')');
        break;
    default:
        number_leaf(r, s, out);
    }
}

static void code_test(struct rng *r, enum scope s, struct strbuf *out)
{
    static const struct {
        const char *name, *codes;
    } of_household[] = {{"户.户口性质", "urban;rural"},
                        {"户.房屋安全等级", "a;b;c;d;none"},
                        {"前次.类别", "destitute;dibao;low_income;none"},
                        {"前次.去向", "in_force;grace;out;undecided;none"}},
      of_member[] = {{"劳动能力", "skilled;ordinary;weak;lost;none"},
                     {"健康状况", "healthy;chronic;serious"},
                     {"就学情况", "none;compulsory;high;college"},
                     {"残疾类别", "none;sight;limb;mental"},
                     {"与户主关系", "head;spouse;son"}};
    size_t i = rng_below(r, s == HOUSEHOLD ? 4 : 5);
    struct str rest = str_of(s == HOUSEHOLD ? of_household[i].codes : of_member[i].codes), code,
               picked[6];
    size_t n = 0;
    while (str_split(&rest, ';', &code))
        picked[n++] = code;
    struct str a = picked[rng_below(r, (uint32_t)n)], b = picked[rng_below(r, (uint32_t)n)];
    if (s != HOUSEHOLD)
        strbuf_addz(out, member_prefixes[s]);
    strbuf_addz(out, s == HOUSEHOLD ? of_household[i].name : of_member[i].name);
    switch (rng_below(r, 4)) {
    case 0:
        strbuf_printf(out, " = \"" STR_FMT "\"", STR_ARG(a));
        break;
    case 1:
        strbuf_printf(out, " != \"" STR_FMT "\"", STR_ARG(a));
        break;
    case 2:
        strbuf_printf(out, " in (\"" STR_FMT "\", \"" STR_FMT "\")", STR_ARG(a), STR_ARG(b));
        break;
    default:
        strbuf_addz(out, rng_chance(r, 500) ? " = null" : " != null");
    }
}

static void boolean_leaf(struct rng *r, enum scope s, struct strbuf *out)
{
    static const char *const of_household[] = {"户.饮水安全",
                                               "户.帮扶意愿 = true",
                                               "户.商事登记",
                                               "户.不愁吃 = false",
                                               "list contains(户.致贫原因, \"illness\")",
                                               "决定日 < 前次.渐退期至",
                                               "户.脱贫确认日期 = null",
                                               "户.脱贫确认日期 <= 决定日",
                                               "true",
                                               "count(成员) >= 3"};
    static const char *const of_member[] = {"就业",
                                            "就业意愿 = true",
                                            "参加基本医保",
                                            "有履行能力的赡养抚养人 = false",
                                            "单人户申请",
                                            "出生日期 < date(\"2000-02-29\")",
                                            "残疾等级 in [1..2]"};
    if (rng_chance(r, 400)) {
        code_test(r, s, out);
    } else if (s == HOUSEHOLD) {
        strbuf_addz(out, ANY(r, of_household));
    } else {
        strbuf_addz(out, member_prefixes[s]);
        strbuf_addz(out, ANY(r, of_member));
    }
}

static void rare_boolean(struct rng *r, int depth, enum scope s, struct strbuf *out)
{
    static const char *const of_household[] = {
        "前次.渐退期至 = null",
        "前次.类别 = null",
        "list contains([\"urban\", \"x\"], 户.户口性质)",
        "户.致贫原因 = []",
        "决定日 in [date(\"2018-01-01\")..date(\"2018-12-31\")]",
        "前次.渐退期至 > 户.脱贫确认日期",
        "户.房屋安全等级 = 前次.类别"};
    static const char *const of_member[] = {
        "出生日期 + duration(\"P18Y\") <= date(\"2019-02-28\")", "残疾等级 = null",
        "残疾类别 = 健康状况", "出生日期 in (date(\"1990-01-01\"), date(\"2000-02-29\"))"};
    switch (rng_below(r, 6)) {
    case 0:
        strbuf_addc(out, '(');
        number(r, depth - 1, s, out);
        strbuf_addz(out, rng_chance(r, 500) ? " in [0..1000])" : " between 1 and 500)");
        break;
    case 1:
        strbuf_addc(out, '(');
        boolean(r, depth - 1, s, out);
        strbuf_addz(out, rng_chance(r, 500) ? ") = true" : ") != null");
        break;
    case 2:
        strbuf_addz(out, "(if ");
        boolean(r, depth - 1, s, out);
        strbuf_addz(out, " then ");
        boolean(r, depth - 1, s, out);
        strbuf_addz(out, " else ");
        boolean(r, depth - 1, s, out);
        strbuf_addc(out, ')');
        break;
    case 3:
        if (s == HOUSEHOLD) {
            strbuf_addz(out, "(some 人 in 成员[");
            boolean(r, depth - 1, ITEM, out);
            strbuf_addz(out, "] satisfies ");
            boolean(r, depth - 1, MEMBER, out);
            strbuf_addc(out, ')');
            break;
        }
        /* fall through */
    default:
        if (s != HOUSEHOLD)
            strbuf_addz(out, member_prefixes[s]);
        strbuf_addz(out, s == HOUSEHOLD ? ANY(r, of_household) : ANY(r, of_member));
    }
}

static void boolean(struct rng *r, int depth, enum scope s, struct strbuf *out)
{
    static const char *const orders[] = {" < ", " <= ", " > ", " >= ", " = ", " != "};
    if (depth <= 0) {
        boolean_leaf(r, s, out);
        return;
    }
    switch (rng_below(r, 9)) {
    case 7:
        rare_boolean(r, depth, s, out);
        break;
    case 0:
    case 1:
        strbuf_addc(out, '(');
        pair(r, depth, s, ANY(r, orders), out);
        strbuf_addc(out, ')');
        break;
    case 2:
    case 3:
        strbuf_addc(out, '(');
        boolean(r, depth - 1, s, out);
        strbuf_addz(out, rng_chance(r, 500) ? " and " : " or ");
        boolean(r, depth - 1, s, out);
        strbuf_addc(out, ')');
        break;
    case 4:
        strbuf_addz(out, "not(");
        boolean(r, depth - 1, s, out);
        strbuf_addc(out, ')');
        break;
    case 5:
    case 6:
        if (s != HOUSEHOLD) {
            boolean_leaf(r, s, out);
            break;
        }
        strbuf_addz(out, rng_chance(r, 500) ? "(some 人 in 成员 satisfies "
                                            : "(every 人 in 成员 satisfies ");
        boolean(r, depth - 1, MEMBER, out);
        strbuf_addc(out, ')');
        break;
    default:
        boolean_leaf(r, s, out);
    }
}

void expression_number(struct rng *r, int depth, struct strbuf *out)
{
    number(r, depth, HOUSEHOLD, out);
}

void expression_boolean(struct rng *r, int depth, struct strbuf *out)
{
    boolean(r, depth, HOUSEHOLD, out);
}
