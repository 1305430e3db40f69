/*
 * feeds/NAME.csv: files as departments send them, under the headers of feeds/NAME.csv in the
 * sources. A row begins with whom it is about, as that department has it; the other cells follow as
 * one text, separated by commas, of which none holds any.
 */
#pragma once

#include "draft.h"
#include "err.h"

#define DEPT_AS_OF 17697    /* 2018-06-15: the day of the expected facts and findings */
#define DEPT_RECEIVED 17683 /* 2018-06-01 */
#define DEPT_LAST 17682     /* 2018-05-31: the latest day in any file */
#define DEPT_MONTHS 12      /* … and the months up to it that count */

enum { DEPT_WITHOUT_BIRTH, DEPT_WITH_BIRTH };

/* X(NAME, file, has the birth date, the other columns, one of them that can be unreadable, so) */
#define DEPT_FEEDS(X)                                                                              \
    X(HUKOU, "hukou", WITH_BIRTH, "户籍户号,与户主关系,户口性质,户籍状态,变动日期,区划代码", 3,    \
      "不详")                                                                                      \
    X(VEHICLE, "vehicle", WITH_BIRTH, "号牌号码,车辆类型,登记日期,注销日期", 1, "小车")            \
    X(EMPLOYMENT, "employment", WITH_BIRTH, "单位名称,就业登记日期,终止日期", 1, "去年")           \
    X(INSURANCE, "insurance", WITH_BIRTH, "险种,发放月份,基础养老金,其他待遇", 2, "约一百")        \
    X(HOUSING, "housing", WITH_BIRTH, "不动产单元号,用途,建筑面积,登记日期,注销日期", 1, "自住")   \
    X(MACHINERY, "machinery", WITH_BIRTH, "机具名称,功率,登记日期,注销日期", 1, "不详")            \
    X(SUBSIDY, "subsidy", WITH_BIRTH, "补贴项目,发放日期,金额", 2, "已发")                         \
    X(DEPOSITS, "deposits", WITHOUT_BIRTH, "金融机构,账户类型,余额,查询日期", 2, "三千多")         \
    X(SECURITIES, "securities", WITHOUT_BIRTH, "证券账户,市值,查询日期", 1, "停牌")                \
    X(TAX, "tax", WITH_BIRTH, "扣缴单位,所得项目,所属月份,收入额", 3, "零申报")                    \
    X(HOUSING_FUND, "housing_fund", WITH_BIRTH, "缴存单位,缴存月份,缴存基数", 2, "最低")           \
    X(BUSINESS, "business", WITH_BIRTH, "统一社会信用代码,字号名称,成立日期,注销日期", 2, "不详")  \
    X(DISABILITY, "disability", WITH_BIRTH, "残疾类别,残疾等级,发证日期,注销日期", 1, "待评")      \
    X(INSURED, "insured", WITH_BIRTH, "参保类型,参保日期,停保日期", 0, "不详")                     \
    X(MEDICAL, "medical", WITH_BIRTH, "结算日期,合规自付金额,病种", 1, "未结")                     \
    X(EDUCATION, "education", WITH_BIRTH, "学段,学籍状态,学校,入学日期,离校日期", 1, "借读")       \
    X(DIBAO_LIST, "dibao_list", WITH_BIRTH, DEPT_LIST, 2, "核定中")                                \
    X(DESTITUTE_LIST, "destitute_list", WITH_BIRTH, DEPT_LIST, 2, "核定中")                        \
    X(POVERTY_LIST, "poverty_list", WITH_BIRTH, DEPT_LIST, 2, "核定中")
#define DEPT_LIST "户号,类别,月保障金,享受起始,享受终止,区划代码"

#define AS_DEPT(name, file, birth, columns, fragile, unreadable) DEPT_##name,
enum dept { DEPT_FEEDS(AS_DEPT) N_DEPTS };
#undef AS_DEPT
#define DEPT_CELLS 6 /* behind the identity, at most */

struct dept_entry {
    const char *name, *columns;
    bool has_birth;
    size_t fragile; /* a cell that makes its row unreadable when it holds: */
    const char *unreadable;
};
extern const struct dept_entry dept_entries[N_DEPTS];

/* Somebody as a department has her. */
struct dept_identity {
    char number[4 * IDNO_TEXT], name[DRAFT_TEXT + 8];
    int32_t birth;
};

struct deptbook;
/* Makes the folder feeds in `folder`. */
int deptbook_open(const char *folder, bool xlsx, struct deptbook **ret, struct err *e);
void deptbook_put(struct deptbook *b, enum dept feed, const struct dept_identity *who,
                  struct str cells);
uint64_t deptbook_rows(const struct deptbook *b, enum dept feed);
int deptbook_commit(struct deptbook *b, struct err *e);
void deptbook_free(struct deptbook *b);
void deptbook_freep(struct deptbook **b);
