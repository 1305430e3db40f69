/* People outside the register: departments know everybody. */
#include "cleanup.h"
#include "date.h"
#include "desk.h"

#include <inttypes.h>

void desk_outsider(struct desk *d, struct rng *r, uint64_t number, const char *division)
{
    enum sex sex = rng_chance(r, 500) ? MALE : FEMALE;
    int age = rng_between(r, 18, 79);
    struct dept_identity who = desk_stranger(d, r, sex, age);
    int fen = rng_between(r, 10000, 2000000), since = rng_between(r, 2008, 2016);
    char text[N_DEPTS][128];
    struct {
        enum dept feed;
        const char *category;
    } lists[] = {
        {DEPT_DIBAO_LIST, "低保"}, {DEPT_DESTITUTE_LIST, "特困"}, {DEPT_POVERTY_LIST, "建档立卡"}};

#define ROW(feed, ...) snprintf(text[DEPT_##feed], sizeof text[0], __VA_ARGS__)
    ROW(HUKOU, "%.6s%07" PRIu64 "8,%s,城镇,正常,,%s", division, number,
        rng_chance(r, 600) ? "户主" : "配偶", division);
    ROW(VEHICLE, "粤J%05d,小型汽车,%d-03-01,", fen % 100000, since);
    ROW(EMPLOYMENT, "新城物业公司,%d-07-01,", since);
    ROW(INSURANCE, "企业职工养老,2018-05,," FEN, FEN_ARG(fen / 5));
    ROW(HOUSING, "%.6s%05d,住宅,%d.50,%d-05-20,", division, fen % 100000, 40 + fen % 100, since);
    ROW(MACHINERY, "轮式拖拉机,%d.5,%d-02-10,", 10 + fen % 60, since);
    ROW(SUBSIDY, "耕地地力保护补贴,2018-05-31," FEN, FEN_ARG(fen / 40));
    ROW(DEPOSITS, "农业银行,活期," FEN ",2018-05-31", FEN_ARG(fen));
    ROW(SECURITIES, "A%010d," FEN ",2018-05-31", fen, FEN_ARG(fen * 3));
    ROW(TAX, "恒兴五金厂,工资薪金,2018-05," FEN, FEN_ARG(fen / 3));
    ROW(HOUSING_FUND, "恒兴五金厂,2018-05," FEN, FEN_ARG(fen / 4));
    ROW(BUSINESS, "92440799MA%06dX,小卖部,%d-08-08,", fen % 1000000, since);
    ROW(DISABILITY, "肢体,三级,%d-09-09,", since);
    ROW(INSURED, "职工,%d-01-01,", since);
    ROW(MEDICAL, "2018-05-31," FEN ",普通", FEN_ARG(fen / 9));
    ROW(EDUCATION, "大专及以上,在读,职业技术学院,2016-09-01,");
#undef ROW
    for (size_t k = 0; k < ARRAY_LEN(lists); k++)
        snprintf(text[lists[k].feed], sizeof text[0], "%.6s-X%06" PRIu64 ",%s,300.00,%d-01-01,,%s",
                 division, number, lists[k].category, since, division);
    for (int k = 0; k < N_DEPTS; k++)
        deptbook_put(d->book, (enum dept)k, &who, str_of(text[k]));
}
