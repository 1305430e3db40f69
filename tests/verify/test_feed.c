#include "feed_private.h"

#include "cleanup.h"
#include "date.h"
#include "lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *arena;
static struct catalogue *catalogue;

static int setup(void **state)
{
    arena = arena_new(0);
    lang_set(LANG_ZH);
    return arena ? catalogue_read(catalogue_builtin(), "catalogue.csv", arena, &catalogue, NULL)
                 : -1;
}

static int teardown(void **state)
{
    arena_freep(&arena);
    return 0;
}

static struct feeds *builtin(void)
{
    struct feeds *f = NULL;
    struct err e = {0};
    if (feeds_builtin(catalogue, &f, &e) < 0)
        fail_msg("%s", e.zh);
    return f;
}

static void test_builtin(void **state)
{
    _cleanup_(feeds_freep) struct feeds *f = builtin(), *again = NULL;
    struct err e = {0};
    const char *source = getenv("HEYI_SOURCE");
    const struct feed *tax = feeds_find(f, STR("纳税"));
    assert_ptr_equal(tax, feeds_find(f, STR("tax")));
    assert_int_equal(tax->standing, 320);
    assert_int_equal(tax->dated, FEED_MONTHS);
    assert_int_equal(tax->window, 12);
    assert_int_equal(tax->n_facts, 3);
    assert_true(tax->facts[0].least);
    assert_int_equal(tax->columns[tax->at.day].type, FEED_MONTH);
    assert_int_equal(tax->at.group, -1);
    assert_null(feeds_find(f, STR("taxes")));
    const struct attribute *wage = catalogue_find(catalogue, ENTITY_PERSON, STR("wage_income"));
    struct feed_tolerance t = feeds_tolerance(f, wage);
    assert_int_equal(t.amount, 60000);
    assert_int_equal(t.permille, 50);
    assert_int_equal(f->n_standings, 1);
    assert_int_equal(f->standings[0].standing, 310);
    const struct attribute *insured = catalogue_find(catalogue, ENTITY_PERSON, STR("insured"));
    assert_int_equal(feeds_tolerance(f, insured).amount, 0);
    /* what is built in is the folder, all of it */
    if (feeds_open(arena_printf(arena, "%s/feeds", source), catalogue, &again, &e) < 0)
        fail_msg("%s", e.zh);
    assert_string_equal(f->hash, again->hash);
}

/* A small source, whose lines the cases below replace. */
static const char *const lines[] = {
    "item,name,rule,value,condition,absent,note",
    "source,label,,渔船,,,",
    "source,department,,农业农村（渔政）,,,",
    "source,clause,,JM23-2.2b,,,",
    "source,standing,,300,,,",
    "source,dated,,span,,,",
    "column,公民身份号码,id_no,身份证号;id_no,,refused,",
    "column,姓名,name,,,refused,",
    "column,船名,text,,,,",
    "column,类型,code,,渔船;快艇;无,refused,",
    "column,补贴,money,,,0,",
    "column,登记日期,from,,,refused,",
    "fact,business_registered,any,,\"类型 in (\"\"渔船\"\", \"\"快艇\"\")\",,",
    "fact,transfer_income,sum least part,补贴,,,",
    "event,dead,,登记日期,补贴 < 0,,",
    "lead,boat,,,\"类型 = \"\"快艇\"\"\",,名下有快艇",
};

static int read_with(size_t line, const char *text, struct feeds **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf csv = {0};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        strbuf_printf(&csv, "%s\n", i + 1 == line ? text : lines[i]);
    if (line > ARRAY_LEN(lines))
        strbuf_printf(&csv, "%s\n", text);
    struct feeds_file file = {STR("boats.csv"), strbuf_str(&csv)};
    return feeds_read(&file, 1, catalogue, ret, e);
}

static void test_faults(void **state)
{
    static const struct {
        size_t line; /* replaced; 99 = added */
        const char *text, *told;
    } cases[] = {
        {1, "item,name,rule,value,condition,note", "boats.csv 第 1 行：缺少 absent 列"},
        {1, "item,name,rule,value,condition,absent,remark", "没有“remark”列"},
        {2, "", "缺少 source,label 一行"},
        {2, "source,lable,,渔船,,,", "第 2 行，name 列：“lable” 应为 label"},
        {2, "source,label,,,,,", "第 2 行，value 列：没有填写"},
        {2, "source,label,x,渔船,,,", "第 2 行，rule 列：source 不用这一列"},
        {2, "sauce,label,,渔船,,,", "第 2 行，item 列：“sauce” 应为 source"},
        {3, "source,label,,渔船,,,", "第 3 行，name 列：label 已在第 2 行写过"},
        {5, "source,standing,,900,,,", "第 5 行，value 列：“900” 应为 1 至 899"},
        {5, "source,standing,,3e2,,,", "第 5 行，value 列"},
        {6, "source,dated,,weekly,,,", "应为 none、day、month、year 或 span"},
        {6, "source,dated,,month,,,", "缺少 source,window"},
        {6, "source,dated,,none,,,", "第 12 行，rule 列：dated 为 none 的来源没有 from 列"},
        {99, "source,window,,12,,,", "没有 window"},
        {7, "column,公民身份号码,id,,,refused,", "第 7 行，rule 列：未知类型“id”"},
        {8, "column,姓名,name,身份证号,,refused,",
         "第 8 行，value 列：“身份证号” 已是第 7 行的列名"},
        {8, "column,姓名(全名),name,,,refused,", "不能在表达式中引用"},
        {9, "column,姓名,text,,,,", "“姓名” 已是第 8 行的列名"},
        {9, "column,船主,name,,,,", "第 8 行已有 name 列"},
        {9, "column,船名,text,甲;;乙,,,", "两个分号之间是空的"},
        {9, "column,船名,text,,甲;乙,,", "第 9 行，condition 列：code 列、且只有 code 列"},
        {10, "column,类型,code,,渔船;渔船,refused,", "“渔船” 重复"},
        {10, "column,类型,code,,,refused,", "第 10 行，condition 列"},
        {11, "column,补贴,money,,,零,", "第 11 行，absent 列：“零” 不是该列的值"},
        {12, "column,登记日期,from,,,2018-01-01,", "只能写 refused 或留空"},
        {12, "", "缺少类型为 from 的列"},
        {13, "fact,boats,any,,,,", "目录中没有事实“boats”"},
        {13, "fact,household_no,latest,船名,,,", "目录中没有事实“household_no”"},
        {13, "fact,business_registered,most,,,,", "“most” 应为 sum"},
        {13, "fact,business_registered,any,船名,,,", "any 不需要值"},
        {13, "fact,business_registered,sum,补贴,,,", "只用于金额和整数"},
        {13, "fact,business_registered,count,,,,", "count 只用于整数"},
        {13, "fact,vehicle_count,any,,,,", "any 只用于是否类"},
        {13, "fact,business_registered,any,,船型 = 1,,",
         "第 13 行，condition 列：第 1 个字符：没有名称“船型”"},
        {13, "fact,business_registered,any,,\"类型 = \"\"轮船\"\"\",,", "\"轮船\" 不在允许值之中"},
        {13, "fact,business_registered,any,,\"类型 = 1\",,", "第 13 行，condition 列"},
        {13, "fact,business_registered,any,,补贴,,", "结果是 number，这里应为 boolean"},
        {13, "fact,business_registered,any,,补贴 >,,", "第 13 行，condition 列"},
        {13, "fact,business_registered,any,,\"姓名 = \"\"甲\"\"\",,", "只用来认人"},
        {13, "fact,business_registered,any,,\"类型 = \"\"渔船\"\" and 类型 = \"\"无\"\"\",,",
         "没有哪一行能符合这个条件"},
        {13, "fact,business_registered,any,,,也许,", "“也许” 不是“business_registered”的值"},
        {13, "fact,health,latest,类型,,,", "第 13 行，value 列：类型：“渔船” 不是“健康状况”的值"},
        {13, "fact,vehicle_count,sum,1.5,,,", "“1.5” 不是“机动车数量”的值：应为整数"},
        {13, "fact,poverty_cause,latest,类型,,,", "部门数据不能给出"},
        {14, "fact,transfer_income,sum least least,补贴,,,", "后面只能加 least、part"},
        {14, "fact,transfer_income,max part,补贴,,,", "part 只与 sum 或 count 同用"},
        {14, "fact,transfer_income,sum least,补贴,,0,", "least 的事实没有记录时不作任何陈述"},
        {14, "fact,transfer_income,sum,,,,", "sum 需要一个表达式"},
        {14, "fact,transfer_income,sum,船名,,,", "结果是 string，这里应为 number"},
        {14, "fact,business_registered,any,,,,", "写了两次"},
        {15, "event,born,,登记日期,,,", "“born” 应为 dead"},
        {15, "event,dead,,船名,,,", "应写日期列"},
        {15, "event,dead,,死亡日期,,,", "没有“死亡日期”这一列"},
        {15, "event,member_missing,,船名,,,", "需要一个 group 列"},
        {16, "lead,快艇,,,,,名下有快艇", "应为小写字母"},
        {16, "lead,boat,,,,,", "第 16 行，note 列"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct feeds *f = NULL;
        struct err e = {0};
        if (read_with(cases[i].line, cases[i].text, &f, &e) >= 0) {
            feeds_free(f);
            fail_msg("accepted: %s", cases[i].text);
        }
        if (!strstr(e.zh, cases[i].told) || !e.en[0])
            fail_msg("%s\n  gives    %s\n  expected %s", cases[i].text, e.zh, cases[i].told);
        assert_int_equal(e.code, E_INVALID);
    }
}

static void test_names(void **state)
{
    struct feeds_file files[] = {{STR("Boats.csv"), STR("")}, {STR("correction.csv"), STR("")}};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct feeds *f = NULL;
        struct err e = {0};
        assert_int_equal(feeds_read(&files[i], 1, catalogue, &f, &e), E_INVALID);
        assert_non_null(strstr(e.zh, "文件名就是来源的标识"));
    }
}

static struct feeds *read_attributes(const char *csv, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf boats = {0};
    struct feeds *f = NULL;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        strbuf_printf(&boats, "%s\n", lines[i]);
    struct feeds_file files[] = {{STR("boats.csv"), strbuf_str(&boats)},
                                 {STR("attributes.csv"), str_of(csv)}};
    if (feeds_read(files, 2, catalogue, &f, e) < 0)
        return NULL;
    return f;
}

#define HEADER "attribute,tolerance,percent,source,standing,note\n"
static void test_attributes(void **state)
{
    static const struct {
        const char *csv, *told;
    } cases[] = {
        {"attribute,tolerance\n", "attributes.csv 第 1 行：缺少 percent 列"},
        {HEADER "wages,600,,,,\n", "第 2 行，attribute 列：目录中没有事实“wages”"},
        {HEADER "insured,600,,,,\n", "不是金额或整数"},
        {HEADER "wage_income,-1,,,,\n", "第 2 行，tolerance 列"},
        {HEADER "wage_income,,101,,,\n", "第 2 行，percent 列"},
        {HEADER "wage_income,,1.25,,,\n", "第 2 行，percent 列"},
        {HEADER "vehicle_count,0.5,,,,\n", "应为整数"},
        {HEADER "wage_income,600,,,,\nwage_income,500,,,,\n", "第 3 行，attribute 列"},
        {HEADER "wage_income,600,,boats,300,\n", "一行写容差"},
        {HEADER "wage_income,,,,,\n", "一行写容差"},
        {HEADER "wage_income,,,ships,300,\n", "没有来源“ships”的定义"},
        {HEADER "wage_income,,,boats,0,\n", "第 2 行，standing 列"},
        {HEADER "wage_income,,,boats,300,\nwage_income,,,渔船,301,\n", "写了两次"},
    };
    struct err e = {0};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(feeds_freep) struct feeds *f = read_attributes(cases[i].csv, &e);
        if (f || !strstr(e.zh, cases[i].told))
            fail_msg("%s\n  gives    %s\n  expected %s", cases[i].csv, f ? "accepted" : e.zh,
                     cases[i].told);
    }
    _cleanup_(feeds_freep) struct feeds *f =
        read_attributes(HEADER "机动车数量,1,2.5,,,\nwage_income,,,combined,310,\n", &e);
    const struct attribute *t = catalogue_find(catalogue, ENTITY_HOUSEHOLD, STR("vehicle_count"));
    assert_int_equal(feeds_tolerance(f, t).amount, 1);
    assert_int_equal(feeds_tolerance(f, t).permille, 25);
    assert_true(str_eqz(f->standings[0].source, "combined"));
}

/* Parts of an attribute in two sources are all lower bounds, or none is. */
static void test_parts(void **state)
{
    _cleanup_(strbuf_done) struct strbuf a = {0}, b = {0};
    struct feeds *f = NULL;
    struct err e = {0};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        strbuf_printf(&a, "%s\n", lines[i]);
        strbuf_printf(&b, "%s\n",
                      i == 1    ? "source,label,,帆船,,,"
                      : i == 13 ? "fact,transfer_income,sum part,补贴,,,"
                                : lines[i]);
    }
    struct feeds_file files[] = {{STR("boats.csv"), strbuf_str(&a)},
                                 {STR("sails.csv"), strbuf_str(&b)}};
    assert_int_equal(feeds_read(files, 2, catalogue, &f, &e), E_INVALID);
    assert_non_null(strstr(e.zh, "boats.csv 和 sails.csv：transfer_income"));
}

static int column(const struct feed *f, const char *name)
{
    for (size_t i = 0; i < f->n_columns; i++)
        if (str_eqz(f->columns[i].name, name))
            return (int)i;
    fail_msg("no column %s", name);
    return -1;
}

static const struct feed_fact *fact_of(const struct feed *f, const char *id)
{
    for (size_t i = 0; i < f->n_facts; i++)
        if (str_eqz(f->facts[i].attribute->id, id))
            return &f->facts[i];
    fail_msg("no fact %s", id);
    return NULL;
}

static void test_evaluate(void **state)
{
    _cleanup_(feeds_freep) struct feeds *f = builtin();
    const struct feed *tax = feeds_find(f, STR("tax")), *school = feeds_find(f, STR("education"));
    _cleanup_(feed_evaluator_freep) struct feed_evaluator *x = NULL;
    struct fact cells[FEED_COLUMNS_MAX] = {0}, v;
    bool holds = true;
    const struct feed_fact *wage = fact_of(tax, "wage_income");
    assert_int_equal(feed_evaluator_new(tax, &x, NULL), 0);
    assert_int_equal(feed_holds(x, NULL, cells, &holds, NULL), 0);
    assert_true(holds);
    /* unknown doesn't hold */
    assert_int_equal(feed_holds(x, wage->condition, cells, &holds, NULL), 0);
    assert_false(holds);
    assert_int_equal(feed_value(x, wage, cells, &v, NULL), 0);
    assert_false(v.known);
    cells[column(tax, "所得项目")] = (struct fact){.known = true, .s = STR("劳务报酬")};
    cells[column(tax, "收入额")] = (struct fact){.known = true, .i = 320050};
    assert_int_equal(feed_holds(x, wage->condition, cells, &holds, NULL), 0);
    assert_true(holds);
    assert_int_equal(feed_value(x, wage, cells, &v, NULL), 0);
    assert_true(v.known);
    assert_int_equal(v.i, 320050);
    assert_int_equal(feed_holds(x, fact_of(tax, "business_income")->condition, cells, &holds, NULL),
                     0);
    assert_false(holds);

    /* codes by label, whatever the expression gives */
    feed_evaluator_freep(&x);
    assert_int_equal(feed_evaluator_new(school, &x, NULL), 0);
    memset(cells, 0, sizeof cells);
    cells[column(school, "学段")] = (struct fact){.known = true, .s = STR("高中")};
    cells[column(school, "学籍状态")] = (struct fact){.known = true, .s = STR("在读")};
    assert_int_equal(feed_value(x, fact_of(school, "schooling"), cells, &v, NULL), 0);
    assert_true(str_eqz(v.s, "high"));
    cells[column(school, "学籍状态")].s = STR("辍学");
    assert_int_equal(feed_value(x, fact_of(school, "schooling"), cells, &v, NULL), 0);
    assert_true(str_eqz(v.s, "dropout"));
}

static void test_evaluation_faults(void **state)
{
    static const struct {
        const char *fact, *told;
    } cases[] = {
        {"fact,wage_income,sum,100 / 补贴,,,", "boats.csv 第 14 行，value 列：100 / 补贴："},
        {"fact,wage_income,sum,补贴 / 3,,,", "金额精确到分，请用 round half up"},
        {"fact,schooling,latest,船名,,,", "“渔1” 不是“就学情况”的值"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(feeds_freep) struct feeds *f = NULL;
        _cleanup_(feed_evaluator_freep) struct feed_evaluator *x = NULL;
        struct fact cells[FEED_COLUMNS_MAX] = {0}, v;
        struct err e = {0};
        if (read_with(14, cases[i].fact, &f, &e) < 0)
            fail_msg("%s", e.zh);
        cells[column(&f->at[0], "补贴")] = (struct fact){.known = true, .i = i == 0 ? 0 : 100};
        cells[column(&f->at[0], "船名")] = (struct fact){.known = true, .s = STR("渔1")};
        assert_int_equal(feed_evaluator_new(&f->at[0], &x, &e), 0);
        assert_int_equal(feed_value(x, &f->at[0].facts[1], cells, &v, &e), E_INVALID);
        if (!strstr(e.zh, cases[i].told))
            fail_msg("%s\n  gives    %s\n  expected %s", cases[i].fact, e.zh, cases[i].told);
    }
}

static void test_cells(void **state)
{
    _cleanup_(feeds_freep) struct feeds *f = builtin();
    _cleanup_(strbuf_done) struct strbuf text = {0};
    const struct feed *m = feeds_find(f, STR("machinery"));
    struct fact cells[FEED_COLUMNS_MAX] = {0}, *read = NULL;
    int name = column(m, "姓名"), power = column(m, "功率"), day = column(m, "登记日期"),
        tool = column(m, "机具名称");
    cells[name] = (struct fact){.known = true, .s = STR("潘子杰")};
    cells[power] = (struct fact){.known = true, .s = STR("-14.7")};
    cells[tool] = (struct fact){.known = true, .s = STR("拖拉机 \"大\"\\")};
    cells[day] = (struct fact){.known = true, .i = date_from_civil((struct civil){2018, 6, 30})};
    assert_int_equal(feed_cells_write(m, cells, &text), 0);
    assert_string_equal(strbuf_z(&text),
                        "[null,null,null,\"拖拉机 \\\"大\\\"\\\\\",\"-14.7\",\"2018-06-30\",null]");
    assert_int_equal(feed_cells_read(m, strbuf_str(&text), arena, &read, NULL), 0);
    assert_false(read[name].known);
    assert_true(str_eq(read[tool].s, cells[tool].s));
    assert_true(str_eq(read[power].s, cells[power].s));
    assert_int_equal(read[day].i, cells[day].i);

    const struct feed *tax = feeds_find(f, STR("tax"));
    struct fact money[FEED_COLUMNS_MAX] = {0};
    money[column(tax, "收入额")] = (struct fact){.known = true, .i = -5};
    strbuf_clear(&text);
    assert_int_equal(feed_cells_write(tax, money, &text), 0);
    assert_string_equal(strbuf_z(&text), "[null,null,null,null,null,null,-0.05]");
    assert_int_equal(feed_cells_read(tax, strbuf_str(&text), arena, &read, NULL), 0);
    assert_int_equal(read[6].i, -5);

    static const char *const broken[] = {"",
                                         "{}",
                                         "[]",
                                         "[null]",
                                         "[1,null,null,null,null,null,null]",
                                         "[null,null,null,null,1,null,null]",
                                         "[null,null,null,null,null,null,null,null]",
                                         "[null,null,null,null,\"x\",null,null]",
                                         "[null,null,null,null,null,\"2018-02-30\",null]",
                                         "[null,null,null,null,null,null,null] ]"};
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct err e = {0};
        assert_int_equal(feed_cells_read(m, str_of(broken[i]), arena, &read, &e), E_CORRUPT);
    }
}

static void test_cell(void **state)
{
    static const struct str words[] = {STR("一级"), STR("二级")};
    static const struct {
        enum feed_type type;
        const char *cell, *kept; /* NULL = a fault; "null" = nothing */
    } cases[] = {
        {FEED_TEXT, " 粤Ａ　", "\"粤A\""},
        {FEED_TEXT, "a\nb", NULL},
        {FEED_TEXT, "-", "null"},
        {FEED_CODE, "二级 ", "\"二级\""},
        {FEED_CODE, "三级", NULL},
        {FEED_CODE, "未知", "null"},
        {FEED_MONEY, "１，２００.5", "1200.50"},
        {FEED_MONEY, "-0.05", "-0.05"},
        {FEED_MONEY, "1.005", NULL},
        {FEED_MONEY, "500元", NULL},
        {FEED_NUMBER, "1,234.500", "\"1234.5\""},
        {FEED_NUMBER, " - ", "null"},
        {FEED_NUMBER, "-14.7", "\"-14.7\""},
        {FEED_NUMBER, "0.00", "\"0\""},
        {FEED_NUMBER, "1e3", NULL},
        {FEED_NUMBER, "1234567890123", NULL},
        {FEED_NUMBER, "0.1234567890123456789", NULL},
        {FEED_INTEGER, "-3", "-3"},
        {FEED_INTEGER, "3.5", NULL},
        {FEED_BOOLEAN, "是", "true"},
        {FEED_BOOLEAN, "FALSE", "false"},
        {FEED_BOOLEAN, "有", NULL},
        {FEED_DATE, "20180630", "\"2018-06-30\""},
        {FEED_DATE, "2018-02-30", NULL},
        {FEED_MONTH, "2018-06", "\"2018-06-01\""},
        {FEED_MONTH, "2018/6", "\"2018-06-01\""},
        {FEED_MONTH, "201806", "\"2018-06-01\""},
        {FEED_MONTH, "2018-06-17", "\"2018-06-01\""},
        {FEED_MONTH, "20186", NULL}, /* as a spreadsheet's day: April 1955 */
        {FEED_MONTH, "2018", NULL},
        {FEED_MONTH, "2018-00", NULL},
        {FEED_MONTH, "2018-6月", NULL},
        {FEED_MONTH, "", "null"},
        {FEED_YEAR, "2018", "\"2018-01-01\""},
        {FEED_YEAR, "2018-06-17", "\"2018-01-01\""},
        {FEED_YEAR, "18", NULL},
        {FEED_DIVISION, "440783", "\"440783000000\""},
        {FEED_DIVISION, "开平", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct feed_column c = {.type = cases[i].type, .words = words, .n_words = 2};
        const struct feed f = {.n_columns = 1, .columns = &c};
        _cleanup_(strbuf_done) struct strbuf kept = {0};
        struct fact v = {0};
        struct value_fault fault = {0};
        int rc = feed_cell_read(&c, str_of(cases[i].cell), arena, &v, &fault);
        assert_int_equal(feed_cells_write(&f, &v, &kept), 0);
        const char *got = rc == VALUE_BAD ? NULL : strbuf_z(&kept);
        _cleanup_(strbuf_done) struct strbuf want = {0};
        strbuf_printf(&want, "[%s]", cases[i].kept ? cases[i].kept : "");
        if (!got != !cases[i].kept || (got && strcmp(got, strbuf_z(&want)) != 0))
            fail_msg("%s \"%s\" gives %s", feed_type_name(c.type), cases[i].cell,
                     got ? got : "a fault");
        assert_true(rc != VALUE_BAD || (fault.problem && fault.remedy));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_evaluate),
        cmocka_unit_test(test_evaluation_faults),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_cell),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
