/* What each department has on a household: rows, and what its rules (feeds/NAME.csv) make of them.
 */
#include "cleanup.h"
#include "date.h"
#include "desk.h"

#include <inttypes.h>

/* A member to be written about, and her facts. */
struct subject {
    struct desk *d;
    size_t i;
    const struct person *p;
    struct rng *r;
};

static struct subject subject(struct desk *d, size_t i)
{
    return (struct subject){d, i, &d->truth.p[i], &d->rows};
}

static bool hides(const struct subject *s, enum hidden kind)
{
    return s->d->hiding.kind == kind && s->d->hiding.who == s->i;
}

/* A day of a year from low to high. */
static int32_t day_in(struct rng *r, int low, int high)
{
    int year = rng_between(r, low, high);
    int day = rng_between(r, 0, 364);

    return date_from_civil((struct civil){year, 1, 1}) + day;
}

/* A day within the last twelve months. */
static int32_t recent_day(struct rng *r)
{
    return DEPT_LAST - rng_between(r, 0, 360);
}

static struct said_facts *facts(const struct subject *s)
{
    return &s->d->said.people[s->i];
}

/* Are there rows that may be a member's (from 1; 0: any member's), but that nobody has looked at?
 * Then it isn't known what the feed says. */
static bool pending(const struct desk *d, enum dept feed, size_t member)
{
    uint32_t bits = 0;

    for (size_t i = 1; i <= d->truth.n; i++)
        if (member == 0 || member == i)
            bits |= d->said.signs[SIGN_CANDIDATE][i] | d->said.signs[SIGN_NAME_DIFFERS][i];
    return bits >> feed & 1;
}

/* What a feed decides: by any row, whatever the others are; or else also by their absence. */
struct decided {
    enum dept feed;
    int fact;
    bool any, absent;
};

static void decide(const struct decided *by, bool unsure, struct said_facts *f)
{
    bool stated = f->stated >> by->fact & 1;

    if (unsure && !(by->any && stated))
        f->stated &= ~(UINT64_C(1) << by->fact);
    else if (!stated && by->absent)
        said_is(f, by->fact, 0);
}

static void decide_all(struct desk *d)
{
    static const struct decided of_household[] = {
        {DEPT_HUKOU, H_RESIDENCE},
        {DEPT_VEHICLE, H_VEHICLE_COUNT, .absent = true},
        {DEPT_BUSINESS, H_BUSINESS_REGISTERED, .any = true, .absent = true},
        {DEPT_MEDICAL, H_MEDICAL_EXPENSE, .absent = true},
        {DEPT_DEPOSITS, H_FINANCIAL_ASSETS, .absent = true},
        {DEPT_SECURITIES, H_FINANCIAL_ASSETS},
    };
    static const struct decided of_person[] = {
        {DEPT_INSURANCE, P_BASIC_PENSION, .absent = true},
        {DEPT_DISABILITY, P_DISABILITY_TYPE, .absent = true},
        {DEPT_DISABILITY, P_DISABILITY_GRADE, .absent = true},
        {DEPT_INSURED, P_INSURED, .any = true, .absent = true},
    };

    for (size_t k = 0; k < ARRAY_LEN(of_household); k++)
        decide(&of_household[k], pending(d, of_household[k].feed, 0), &d->said.household);
    for (size_t i = 0; i < d->truth.n; i++)
        for (size_t k = 0; k < ARRAY_LEN(of_person); k++)
            decide(&of_person[k], pending(d, of_person[k].feed, i + 1), &d->said.people[i]);
}

/* Adds to a household's sum or count. */
static void household_adds(struct desk *d, enum household_fact fact, int64_t v)
{
    said_is(&d->said.household, fact, d->said.household.v[fact] + v);
}

/* The one in whose name a household's things are: an adult, if there is any. */
static size_t owner(const struct desk *d)
{
    for (size_t i = 0; i < d->truth.n; i++)
        if (d->truth.p[i].age >= 18 && d->truth.p[i].age < 75)
            return i;
    return 0;
}

/* ---- 户籍 ---- */

static const char *hukou_relation(const struct person *p)
{
    static const char *const words[] = {"户主", "配偶",   "子",       "女",  "孙子女",
                                        "父母", "祖父母", "兄弟姐妹", "其他"};

    return words[p->v[P_RELATION]];
}

static void hukou_row(struct page *page, int group, const char *relation, const char *status,
                      int32_t changed)
{
    struct desk *d = page->desk;
    const struct household *h = &d->truth;

    if (page_row(page, "%.6s%07" PRIu64 "%d,%s,%s,%s,%s,%s", h->division, d->number, group,
                 relation, h->v[H_RESIDENCE] == URBAN ? "城镇" : "农村", status,
                 day_text(changed).s, h->division) &&
        changed == DATE_NONE)
        said_is(&d->said.household, H_RESIDENCE, h->v[H_RESIDENCE]);
}

static void hukou(struct desk *d)
{
    bool split = rng_chance(&d->rows, 80); /* the aged are registered by themselves */

    for (size_t i = 0; i < d->truth.n; i++) {
        struct subject s = subject(d, i);
        struct page page = desk_page(d, DEPT_HUKOU, i);
        int group = split && s.p->v[P_RELATION] == PARENT ? 1 : 0;
        int32_t left = DEPT_LAST - rng_between(s.r, 10, 130);
        if (hides(&s, HIDDEN_DEAD)) {
            hukou_row(&page, group, hukou_relation(s.p), "死亡注销", left);
            page_sign(&page, SIGN_DEAD);
        } else if (hides(&s, HIDDEN_MOVED_OUT)) {
            hukou_row(&page, group, hukou_relation(s.p), "迁出注销", left);
            page_sign(&page, SIGN_MOVED_OUT);
        } else {
            hukou_row(&page, group, hukou_relation(s.p), "正常", DATE_NONE);
        }
        if (hides(&s, HIDDEN_TWO_HOUSEHOLDS)) {
            hukou_row(&page, 2, "配偶", "正常", DATE_NONE);
            page_sign(&page, SIGN_TWO_HOUSEHOLDS);
        }
    }
}

static void undeclared_spouse(struct desk *d)
{
    const struct person *head = &d->truth.p[0];
    enum sex sex = head->v[P_SEX] == MALE ? FEMALE : MALE;
    int age = head->age - rng_between(&d->rows, -3, 6);
    struct dept_identity who = desk_stranger(d, &d->rows, sex, age < 22 ? 22 : age);
    char cells[128];
    int n =
        snprintf(cells, sizeof cells, "%.6s%07" PRIu64 "0,配偶,%s,正常,,%s", d->truth.division,
                 d->number, d->truth.v[H_RESIDENCE] == URBAN ? "城镇" : "农村", d->truth.division);

    deptbook_put(d->book, DEPT_HUKOU, &who, (struct str){cells, (size_t)n});
    desk_sign(d, SIGN_MEMBER_MISSING, 0, DEPT_HUKOU);
}

/* ---- things ---- */

static void vehicle(struct desk *d, const struct subject *s)
{
    struct page page = desk_page(d, DEPT_VEHICLE, s->i);
    int64_t cars = s->i == owner(d) ? d->truth.v[H_VEHICLE_COUNT] : 0;

    while (cars-- > 0) {
        int plate = rng_between(s->r, 0, 99999);
        if (page_row(&page, "粤J%05d,小型汽车,%s,", plate, day_text(day_in(s->r, 2010, 2017)).s))
            household_adds(d, H_VEHICLE_COUNT, 1);
    }
    /* what doesn't count */
    if (person_able(s->p) && rng_chance(s->r, 60))
        page_row(&page, "粤J%05d,普通摩托车,%s,", rng_between(s->r, 0, 9999), "2013-04-09");
    if (s->p->v[P_DISABILITY_TYPE] == LIMB && rng_chance(s->r, 80))
        page_row(&page, "粤J%05d,残疾人专用车,%s,", rng_between(s->r, 0, 9999), "2014-11-20");
    if (s->p->age >= 25 && rng_chance(s->r, 12))
        page_row(&page, "粤J20608,小型汽车,2006-08-15,%s", day_text(day_in(s->r, 2012, 2016)).s);
}

static void housing(struct desk *d, const struct subject *s)
{
    struct page page = desk_page(d, DEPT_HOUSING, s->i);
    bool hidden = d->hiding.kind == HIDDEN_DWELLING;
    int64_t homes = 0, seen = 0;

    /* houses in villages are often not registered */
    if (s->i == owner(d) &&
        (hidden || rng_chance(s->r, d->truth.v[H_RESIDENCE] == URBAN ? 900 : 350)))
        homes = d->truth.v[H_DWELLING_COUNT];
    while (homes-- > 0) {
        int unit = rng_between(s->r, 0, 99999), area = rng_between(s->r, 45, 160);
        seen += page_row(&page, "%.6s%05d,住宅,%d.%02d,%s,", d->truth.division, unit, area,
                         area % 7, day_text(day_in(s->r, 1996, 2016)).s);
    }
    if (seen)
        said_least(&d->said.household, H_DWELLING_COUNT, seen);
    if (hides(s, HIDDEN_PREMISES) && page_row(&page, "%.6s%05d,商业,32.50,2011-03-02,",
                                              d->truth.division, rng_between(s->r, 0, 99999)))
        page_sign(&page, SIGN_LEAD);
    if (s->p->age >= 30 && rng_chance(s->r, 15)) /* sold */
        page_row(&page, "%.6s99601,住宅,88.00,1999-06-01,%s", d->truth.division,
                 day_text(day_in(s->r, 2008, 2015)).s);
}

static void machinery(struct desk *d, const struct subject *s)
{
    struct page page = desk_page(d, DEPT_MACHINERY, s->i);

    if (hides(s, HIDDEN_MACHINE) && page_row(&page, "轮式拖拉机,36.8,2015-09-18,"))
        page_sign(&page, SIGN_LEAD);
    if (s->p->v[P_BUSINESS_INCOME] > 0 && rng_chance(s->r, 120))
        page_row(&page, "手扶拖拉机,8.8,%s,", day_text(day_in(s->r, 2008, 2016)).s);
    if (s->p->v[P_BUSINESS_INCOME] > 0 && rng_chance(s->r, 10))
        page_row(&page, "联合收割机,55.2,2007-05-05,%s", day_text(day_in(s->r, 2013, 2016)).s);
}

static void business(struct desk *d, const struct subject *s)
{
    struct page page = desk_page(d, DEPT_BUSINESS, s->i);
    size_t who = d->hiding.kind == HIDDEN_LICENCE ? d->hiding.who : owner(d);

    if (d->truth.v[H_BUSINESS_REGISTERED] && s->i == who) {
        int no = rng_between(s->r, 0, 999999);
        if (page_row(&page, "92440799MA%06dX,小卖部,%s,", no, day_text(day_in(s->r, 2009, 2017)).s))
            said_is(&d->said.household, H_BUSINESS_REGISTERED, 1);
    }
    if (s->p->age >= 25 && s->p->age < 70 && rng_chance(s->r, 12)) /* closed */
        page_row(&page, "92440799MA500110Y,饮食店,2005-01-10,%s",
                 day_text(day_in(s->r, 2008, 2016)).s);
}

static void deposits(struct page *page, struct rng *r, int64_t amount)
{
    static const char *const banks[] = {"农村信用社", "农业银行", "邮政储蓄银行", "建设银行"};

    for (int k = rng_between(r, 1, 3); k > 0 && amount > 0; k--) {
        int64_t part = k == 1 ? amount : amount * rng_between(r, 20, 80) / 100;
        const char *bank = banks[rng_below(r, ARRAY_LEN(banks))];
        int64_t balance = part + part * rng_between(r, 0, 12) / 1000; /* and interest */
        if (page_row(page, "%s,%s," FEN ",2018-05-31", bank, k == 2 ? "定期" : "活期",
                     FEN_ARG(balance)))
            household_adds(page->desk, H_FINANCIAL_ASSETS, balance);
        amount -= part;
    }
    if (rng_chance(r, 15)) /* asked for once before */
        page_row(page, "农业银行,活期,%d.00,2018-04-20", rng_between(r, 1, 90000));
}

/* Deposits and securities add up to the household's assets, which are known only by both. */
static void assets(struct desk *d)
{
    int64_t all = d->truth.v[H_FINANCIAL_ASSETS], stock = 0;
    size_t n = d->truth.n, holder = owner(d);

    if (d->hiding.kind == HIDDEN_SECURITIES) {
        stock = d->hiding.amount;
        holder = d->hiding.who;
    } else if (all > 5000 * YUAN && rng_chance(&d->rows, 25)) {
        stock = all * rng_between(&d->rows, 20, 60) / 100;
    }
    all -= stock;
    for (size_t i = 0; i < n; i++) {
        struct page accounts = desk_page(d, DEPT_DEPOSITS, i);
        struct page shareholder = desk_page(d, DEPT_SECURITIES, i);
        int64_t part = i + 1 == n ? all : all * rng_between(&d->rows, 0, 100) / 100;
        deposits(&accounts, &d->rows, part);
        all -= part;
        if (i == holder && stock > 0 &&
            page_row(&shareholder, "A%010d," FEN ",2018-05-31", rng_between(&d->rows, 0, 9999999),
                     FEN_ARG(stock)))
            household_adds(d, H_FINANCIAL_ASSETS, stock);
    }
}

/* ---- income ---- */

/* Monthly rows of a file that add up to a lower bound: monthly fen from the first month counted. */
static int64_t pay(struct page *page, struct rng *r, const char *employer, const char *item,
                   int64_t month, int months)
{
    int64_t sum = 0;

    if (rng_chance(r, 40)) /* before the months that count */
        page_row(page, "%s,%s,%s," FEN, employer, item, month_text(DEPT_MONTHS + 2).s,
                 FEN_ARG(month * 3));
    for (int k = months - 1; k >= 0; k--)
        if (page_row(page, "%s,%s,%s," FEN, employer, item, month_text(k).s, FEN_ARG(month)))
            sum += month;
    return sum;
}

static const char *employer(struct rng *r)
{
    static const char *const names[] = {"恒兴五金厂",   "利源制衣厂", "新城物业公司",
                                        "顺达物流公司", "大众酒楼",   "宏达建筑劳务队",
                                        "碧水食品厂",   "金田农场"};

    return names[rng_below(r, ARRAY_LEN(names))];
}

static void wages(struct desk *d, const struct subject *s)
{
    struct page tax = desk_page(d, DEPT_TAX, s->i), fund = desk_page(d, DEPT_HOUSING_FUND, s->i);
    struct page job = desk_page(d, DEPT_EMPLOYMENT, s->i);
    struct said_facts *said = facts(s);
    int64_t wage = s->p->v[P_WAGE_INCOME], seen = 0;
    bool hidden = hides(s, HIDDEN_WAGE), formal = hidden || rng_chance(s->r, 350);
    bool by_fund = formal && rng_chance(s->r, hidden ? 400 : 250);
    bool by_tax = formal && (!hidden || !by_fund || rng_chance(s->r, 600));
    const char *name = employer(s->r);

    if (wage > 0 && by_tax) {
        int64_t month = wage * rng_between(s->r, hidden ? 97 : 70, 100) / 1200;
        seen = pay(&tax, s->r, name, "工资薪金", month, DEPT_MONTHS);
    } else if (wage > 0 && !formal && rng_chance(s->r, 120)) {
        seen = pay(&tax, s->r, name, "劳务报酬", wage / 20, rng_between(s->r, 1, 6));
    }
    if (seen)
        said_least(said, P_WAGE_INCOME, seen);
    if (wage > 0 && by_fund) {
        int64_t month = wage * rng_between(s->r, by_tax ? 60 : 95, 100) / 1200;
        seen = 0;
        for (int k = DEPT_MONTHS - 1; k >= 0; k--)
            if (page_row(&fund, "%s,%s," FEN, name, month_text(k).s, FEN_ARG(month)))
                seen += month;
        if (seen)
            said_least(said, P_WAGE_INCOME, seen);
    }
    if (s->p->v[P_EMPLOYED] && wage > 0 && (formal || rng_chance(s->r, 300)) &&
        page_row(&job, "%s,%s,", name, day_text(day_in(s->r, 2011, 2016)).s))
        said_is(said, P_EMPLOYED, 1);
    if (!s->p->v[P_EMPLOYED] && s->p->age >= 20 && s->p->age < 65 && rng_chance(s->r, 120))
        page_row(&job, "%s,2009-03-01,%s", name, day_text(day_in(s->r, 2011, 2016)).s);

    if (s->p->v[P_BUSINESS_INCOME] > 0 &&
        (hides(s, HIDDEN_BUSINESS_INCOME) || rng_chance(s->r, 50))) {
        int64_t month = s->p->v[P_BUSINESS_INCOME] / DEPT_MONTHS;
        seen = pay(&tax, s->r, "", "经营所得", month, DEPT_MONTHS);
        if (seen)
            said_least(said, P_BUSINESS_INCOME, seen);
    }
    if (s->p->v[P_PROPERTY_INCOME] > 0 && (hides(s, HIDDEN_RENT) || rng_chance(s->r, 60))) {
        int64_t month = s->p->v[P_PROPERTY_INCOME] / DEPT_MONTHS;
        seen = pay(&tax, s->r, "", "财产租赁", month, DEPT_MONTHS);
        if (seen)
            said_least(said, P_PROPERTY_INCOME, seen);
    }
}

/* Payments: transfer income is no less than what insurance and subsidies come to. */
static void transfers(struct desk *d, const struct subject *s)
{
    struct page pension = desk_page(d, DEPT_INSURANCE, s->i);
    struct page subsidy = desk_page(d, DEPT_SUBSIDY, s->i);
    int64_t basic = s->p->v[P_BASIC_PENSION], rest = s->p->v[P_TRANSFER_INCOME] - basic;
    int64_t bigger = hides(s, HIDDEN_EMPLOYEE_PENSION) ? d->hiding.amount : 0, seen = 0, paid = 0;
    int raised = rng_chance(s->r, 200) ? rng_between(s->r, 2, 8) * YUAN : 0;
    int64_t other = s->p->age >= 60 && rng_chance(s->r, 300) ? (rest - bigger) / 30 : 0;

    if (basic > 0) {
        if (rng_chance(s->r, 100))
            page_row(&pension, "城乡居民养老,%s,110.00,0.00", month_text(DEPT_MONTHS).s);
        for (int k = DEPT_MONTHS - 1; k >= 0; k--) {
            int64_t month = basic / DEPT_MONTHS + (k < 5 ? raised : 0);
            if (page_row(&pension, "城乡居民养老,%s," FEN "," FEN, month_text(k).s, FEN_ARG(month),
                         FEN_ARG(other))) {
                paid += month;
                seen += month + other;
            }
        }
    }
    for (int k = DEPT_MONTHS - 1; bigger > 0 && k >= 0; k--)
        if (page_row(&pension, "企业职工养老,%s,," FEN, month_text(k).s,
                     FEN_ARG(bigger / DEPT_MONTHS)))
            seen += bigger / DEPT_MONTHS;
    if (seen)
        said_is(facts(s), P_BASIC_PENSION, paid);
    if (s->p->age >= 18 && d->truth.v[H_RESIDENCE] == RURAL && rng_chance(s->r, 250)) {
        int64_t amount = (rest - bigger) * 3 / 10;
        int32_t day = recent_day(s->r);
        if (amount > 1200 * YUAN)
            amount = 1200 * YUAN;
        amount = amount < 80 * YUAN ? rng_between(s->r, 40, 160) * YUAN : amount;
        if (page_row(&subsidy, "耕地地力保护补贴,%s," FEN, day_text(day).s, FEN_ARG(amount)))
            seen += amount;
        if (rng_chance(s->r, 60))
            page_row(&subsidy, "农机购置补贴,%s,5000.00", day_text(day_in(s->r, 2015, 2015)).s);
    }
    if (seen)
        said_least(facts(s), P_TRANSFER_INCOME, seen);
}

/* ---- traits ---- */

static void disability(struct desk *d, const struct subject *s)
{
    static const char *const types[] = {"", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"};
    static const char *const grades[] = {"", "一级", "二级", "三级", "四级"};
    struct page page = desk_page(d, DEPT_DISABILITY, s->i);
    int64_t type = s->p->v[P_DISABILITY_TYPE], grade = s->p->v[P_DISABILITY_GRADE];
    int32_t issued = day_in(s->r, 2012, 2016);

    if (grade > 0 && page_row(&page, "%s,%s,%s,", types[type], grades[grade], day_text(issued).s)) {
        said_is(facts(s), P_DISABILITY_TYPE, type);
        said_is(facts(s), P_DISABILITY_GRADE, grade);
    }
    if (s->p->age >= 20 && rng_chance(s->r, grade > 0 ? 80 : 8)) /* an earlier card */
        page_row(&page, "%s,%s,2006-06-06,%s", types[MULTIPLE], grades[grade > 2 ? 1 : 4],
                 day_text(day_in(s->r, 2009, 2011)).s);
}

static void insured(struct desk *d, const struct subject *s)
{
    struct page page = desk_page(d, DEPT_INSURED, s->i);
    int32_t since = day_in(s->r, 2010, 2016);

    if (since < s->p->v[P_BIRTH_DATE])
        since = (int32_t)s->p->v[P_BIRTH_DATE];
    if (s->p->v[P_INSURED]) {
        if (page_row(&page, "%s,%s,", s->p->v[P_WAGE_INCOME] > 30000 * YUAN ? "职工" : "城乡居民",
                     day_text(since).s))
            said_is(facts(s), P_INSURED, 1);
    } else if (s->p->age >= 6 && rng_chance(s->r, 500)) {
        page_row(&page, "城乡居民,%s,2017-12-31", day_text(day_in(s->r, 2012, 2016)).s);
    }
}

static void education(struct desk *d, const struct subject *s)
{
    static const struct {
        const char *stage, *school;
        int years; /* since it began, at most */
    } stages[] = {
        [PRESCHOOL] = {"学前", "中心幼儿园", 1},    [COMPULSORY] = {"义务教育", "中心学校", 1},
        [DROPOUT] = {"义务教育", "中心学校", 2},    [HIGH] = {"高中", "县第一中学", 2},
        [VOCATIONAL] = {"中职", "职业技术学校", 2}, [COLLEGE] = {"大专及以上", "职业技术学院", 3},
    };
    struct page page = desk_page(d, DEPT_EDUCATION, s->i);
    int64_t v = s->p->v[P_SCHOOLING];
    int began = 2017 - rng_between(s->r, 0, stages[v].years);

    if (rng_chance(s->r, s->p->age >= 16 && s->p->age < 26 ? 400 : 0)) /* a school left since */
        page_row(&page, "义务教育,在读,中心学校,2004-09-01,2013-07-10");
    if (v != NO_SCHOOL && page_row(&page, "%s,%s,%s,%d-09-01,", stages[v].stage,
                                   v == DROPOUT ? "辍学" : "在读", stages[v].school, began))
        said_is(facts(s), P_SCHOOLING, v);
}

/* ---- medical expense ---- */

static void medical_of(struct desk *d, const struct subject *s, int64_t amount)
{
    static const char *const words[] = {"普通", "慢病", "大病"};
    struct page page = desk_page(d, DEPT_MEDICAL, s->i);
    int64_t health = s->p->v[P_HEALTH];
    int rows = health == SERIOUS ? rng_between(s->r, 2, 7) : rng_between(s->r, 1, 3);

    if (rng_chance(s->r, 50))
        page_row(&page, "%s,8600.00,%s", day_text(day_in(s->r, 2015, 2016)).s,
                 health == SERIOUS ? "慢病" : "大病");
    for (; rows > 0 && (amount > 0 || health == SERIOUS); rows--) {
        int64_t part = rows == 1 ? amount : amount * rng_between(s->r, 10, 60) / 100;
        int32_t day = recent_day(s->r);
        bool lands =
            page_row(&page, "%s," FEN ",%s", day_text(day).s, FEN_ARG(part), words[health]);
        if (lands)
            household_adds(d, H_MEDICAL_EXPENSE, part);
        if (lands && health == SERIOUS)
            said_is(facts(s), P_HEALTH, SERIOUS);
        amount -= part;
    }
}

static void medical(struct desk *d)
{
    static const int64_t weights[] = {[HEALTHY] = 1, [CHRONIC] = 6, [SERIOUS] = 30};
    int64_t left = d->truth.v[H_MEDICAL_EXPENSE], weight = 0;

    /* a few receipts more or less than the household remembers */
    left += left * rng_between(&d->rows, -3, 3) / 100;
    for (size_t i = 0; i < d->truth.n; i++)
        weight += weights[d->truth.p[i].v[P_HEALTH]];
    for (size_t i = 0; i < d->truth.n; i++) {
        struct subject s = subject(d, i);
        int64_t own = weights[s.p->v[P_HEALTH]], part = left * own / weight;
        medical_of(d, &s, part);
        left -= part;
        weight -= own;
    }
}

/* ---- the lists of civil affairs and of the poverty office ---- */

static void list_row(struct desk *d, const struct subject *s, enum dept feed, const char *category,
                     int64_t amount, int since)
{
    struct page page = desk_page(d, feed, s->i);

    page_row(&page, "%s,%s," FEN ",%d-01-01,,%s", d->truth.no, category, FEN_ARG(amount), since,
             d->truth.division);
}

static void lists(struct desk *d)
{
    /* by what the household was on record as; of the poor, villages only */
    static const uint16_t poor_by_prior[] = {
        [PRIOR_DESTITUTE] = 250, [PRIOR_DIBAO] = 420, [PRIOR_LOW_INCOME] = 300, [PRIOR_NONE] = 30};
    const struct household *h = &d->truth;
    int64_t prior = h->v[H_PRIOR_CATEGORY];
    bool listed = rng_chance(&d->rows, 985);
    bool poor = rng_chance(&d->rows, poor_by_prior[prior]) && h->v[H_RESIDENCE] == RURAL;
    int since = rng_between(&d->rows, 2010, 2017);

    for (size_t i = 0; i < h->n; i++) {
        struct subject s = subject(d, i);
        int64_t amount = i == 0 ? h->v[H_PRIOR_AMOUNT] : 0;
        if (listed && prior == PRIOR_DIBAO)
            list_row(d, &s, DEPT_DIBAO_LIST, "低保", amount, since);
        if (listed && prior == PRIOR_DESTITUTE)
            list_row(d, &s, DEPT_DESTITUTE_LIST, "特困", amount, since);
        if (poor)
            list_row(d, &s, DEPT_POVERTY_LIST, "建档立卡", 0, since);
    }
}

void desk_rows(struct desk *d)
{
    d->said = (struct said){0};
    hukou(d);
    if (d->hiding.kind == HIDDEN_SPOUSE)
        undeclared_spouse(d);
    for (size_t i = 0; i < d->truth.n; i++) {
        struct subject s = subject(d, i);
        vehicle(d, &s);
        housing(d, &s);
        machinery(d, &s);
        business(d, &s);
        wages(d, &s);
        transfers(d, &s);
        disability(d, &s);
        insured(d, &s);
        education(d, &s);
    }
    assets(d);
    medical(d);
    lists(d);
    decide_all(d);
}
