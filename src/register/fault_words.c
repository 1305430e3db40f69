/* What imports say of cells and rows, and what to do, in English: they themselves say it in
 * Chinese, since the errors file is for the offices that send lists. */
#include "idno.h"
#include "list_file.h"

#include <string.h>

static const struct words {
    const char *zh, *en;
    const char *cause; /* where more follows behind zh; NULL = zh itself */
} words[] = {
    {"不是数字", "not a number; digits only, without a unit, e.g. 1200.50"},
    {"数值过大", "too large; check the number of digits"},
    {"金额多于两位小数", "an amount has at most two decimals, e.g. 1200.50"},
    {"不是整数", "not a whole number"},
    {"不能为负数", "can't be negative"},
    {"低于允许的最小值", "below the least value allowed; check it"},
    {"超过允许的最大值", "above the largest value allowed; check it"},
    {"小数位数过多", "too many decimals"},
    {"既不是“是”也不是“否”", "neither yes nor no; write true or false"},
    {"不是日期，或没有这一天", "not a date, or no such day; write it as 2018-06-30"},
    {"不在代码表中", "not among the codes of the catalogue"},
    {"户号过长", "a household number has at most 64 bytes"},
    {"文字过长", "longer than 1000 bytes; shorten it"},
    {"这一列里是公民身份号码", "an identity number doesn't belong here"},
    {"含有换行或控制字符", "contains line ends or control characters; remove them"},
    {"不是区划代码", "no division code; 6 to 12 digits"},
    {"此项不能撤回", "can't be taken back; give a value"},
    {"此项不能为空", "must be given"},
    {"已有户使用", "another household has it; choose another"},
    {"没有这个户", "there is no such household"},
    {"该户不在您的管辖范围内", "the household is not in your scope"},
    {"没有这个区划，或高于县级", "there is no such division from county down"},
    {"不在您的管辖范围内", "not in your scope; have it done by those in charge there"},
    {"该户已登记在另一个县区",
     "the household is registered in another county; register it anew there, under a new number"},
    {"该户成员过多（超过 200 人）", "the household would have more than 200 members"},
    {"性别与公民身份号码不符", "differs from the identity number; correct one of the two"},
    {"出生日期与公民身份号码不符", "differs from the identity number; correct one of the two"},
    {"基础养老金高于转移净收入（含已登记的数值）",
     "the basic pension is above the transfer income, which should contain it; check both"},
    {"姓名过长", "the name is longer than 1000 bytes"},
    {"既没有公民身份号码，也没有姓名",
     "neither identity number nor name; without them nobody is found"},
    {"公民身份号码不正确，又没有姓名",
     "the identity number isn't right and there is no name; without them nobody is found"},
    {"单元格多于表头的列",
     "more cells than the header has columns; see whether the row is shifted"},
    {"该列没有表头", "the column has no header; give it one, or empty it"},
    {"晚于数据收到日", "later than the day of receipt; check both days"},
    {"早于开始日期", "earlier than the day it begins; check both days"},
    /* beginnings */
    {"文件中重复", "given twice; keep one", "文件中重复"},
    {"已在", "registered in a household already; let the person move, or correct the number",
     "已在另一户登记"},
};

static const struct words *find(const char *problem)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(problem, words[i].zh, strlen(words[i].zh)) == 0)
            return &words[i];
    return NULL;
}

const char *fault_english(const char *problem)
{
    const struct words *w = find(problem);
    if (w)
        return w->en;
    for (int i = IDNO_OK + 1; i < N_IDNO_RESULTS; i++)
        if (strcmp(problem, idno_reason(i, LANG_ZH)) == 0)
            return idno_reason(i, LANG_EN);
    return "not accepted";
}

const char *fault_cause(const char *problem)
{
    const struct words *w = find(problem);
    return w && w->cause ? w->cause : problem;
}
