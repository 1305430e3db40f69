#include "rowloop.h"

#include <string.h>

/* Three-valued logic. */
enum tri { NO, YES, MAYBE };

static inline enum tri tri(bool unknown, bool v)
{
    return unknown ? MAYBE : v ? YES : NO;
}
static inline enum tri both(enum tri a, enum tri b)
{
    return a == NO || b == NO ? NO : a == MAYBE || b == MAYBE ? MAYBE : YES;
}
static inline enum tri either(enum tri a, enum tri b)
{
    return a == YES || b == YES ? YES : a == MAYBE || b == MAYBE ? MAYBE : NO;
}

/* Half up to a whole. */
static inline int64_t round_half_up(int64_t a, int64_t b)
{
    int64_t q = (2 * (a < 0 ? -a : a) + b) / (2 * b);
    return a < 0 ? -q : q;
}

/* Year, month and day in one number: years in 512s. */
static inline int32_t civil(int32_t days)
{
    int32_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int32_t d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
    return (yoe + era * 400 + (m <= 2)) * 512 + m * 32 + d;
}

/* What a loop over the people finds. */
struct found {
    int64_t income, uplift;
    bool income_unknown, uplift_unknown, able_unknown;
    int able;
    enum tri destitute, able_some, higher, compulsory, serious, chronic, work, pupil, uninsured,
        single;
};

static enum tri destitute_member(const struct row_person *p, int age)
{
    bool no_age = p->unknown & ROW_U_BIRTH, no_type = p->unknown & ROW_U_DISABILITY,
         no_degree = p->unknown & ROW_U_DEGREE;
    enum tri able = tri(p->unknown & ROW_U_LABOUR, p->labour >= ROW_LOST);
    if (able == NO)
        return NO;
    enum tri alone = tri(p->unknown & ROW_U_SUPPORTER, !p->supporter);
    if (alone == NO)
        return NO;
    enum tri c = either(tri(no_age, age >= 60), tri(no_age, age < 16));
    c = either(c, both(tri(no_type, p->disability == ROW_LIMB),
                       tri(no_degree, p->degree >= 1 && p->degree <= 2)));
    c = either(c, both(tri(no_type, p->disability == ROW_SIGHT), tri(no_degree, p->degree == 1)));
    c = either(c,
               both(tri(no_type, p->disability == ROW_INTELLECTUAL || p->disability == ROW_MENTAL),
                    tri(no_degree, p->degree >= 1 && p->degree <= 3)));
    return both(both(able, alone), c);
}

/* Money a person adds: the highest rate that is certain, unless a higher one is open. */
static void add_uplift(const struct row_policy *q, const struct row_person *p, int age,
                       struct found *f)
{
    enum tri is[4] = {tri(p->unknown & ROW_U_DEGREE, p->degree >= 1 && p->degree <= 2),
                      tri(p->unknown & ROW_U_HEALTH, p->health == ROW_SERIOUS),
                      tri(p->unknown & ROW_U_BIRTH, age < 18),
                      tri(p->unknown & ROW_U_BIRTH, age >= 70)};
    int64_t best = 0;
    for (int i = 0; i < 4; i++)
        if (is[i] == YES && q->uplift[i] > best)
            best = q->uplift[i];
    for (int i = 0; i < 4; i++)
        f->uplift_unknown |= is[i] == MAYBE && q->uplift[i] > best;
    f->uplift += round_half_up(q->line * best, 100);
}

static void look_at(const struct row_policy *q, int32_t today, const struct row_person *p,
                    struct found *f)
{
    uint16_t u = p->unknown;
    int age = u & ROW_U_BIRTH ? 0 : (today - civil(p->birth)) >> 9;
    f->income += p->wage + p->business + p->property + p->transfer - p->pension;
    f->income_unknown |= u & ROW_U_INCOME;
    if (f->destitute != NO)
        f->destitute = both(f->destitute, destitute_member(p, age));
    enum tri able = tri(u & ROW_U_LABOUR, p->labour <= ROW_WEAK);
    f->able += able == YES;
    f->able_unknown |= able == MAYBE;
    f->able_some = either(f->able_some, able);
    add_uplift(q, p, age, f);
    bool s = u & ROW_U_SCHOOLING;
    f->higher = either(f->higher, tri(s, p->schooling >= ROW_HIGH));
    f->compulsory = either(f->compulsory,
                           tri(s, p->schooling == ROW_COMPULSORY || p->schooling == ROW_DROPOUT));
    f->pupil = either(f->pupil, tri(s, p->schooling >= ROW_COMPULSORY));
    f->serious = either(f->serious, tri(u & ROW_U_HEALTH, p->health == ROW_SERIOUS));
    f->chronic = either(f->chronic, tri(u & ROW_U_HEALTH, p->health == ROW_CHRONIC));
    enum tri idle = tri(u & ROW_U_EMPLOYED, !p->employed);
    f->work = either(f->work, both(both(tri(u & ROW_U_BIRTH, age >= 16 && age <= 59), able),
                                   both(idle, tri(u & ROW_U_WILLING, p->willing))));
    f->uninsured = either(f->uninsured, tri(u & ROW_U_INSURED, !p->insured));
    f->single =
        either(f->single,
               both(both(tri(u & ROW_U_APPLICANT, p->applicant), tri(u & ROW_U_BIRTH, age >= 18)),
                    both(tri(u & ROW_U_DEGREE, p->degree >= 1 && p->degree <= 2), idle)));
}

/* Number of the first row that is not false, from 1; negative if it only may hold. */
static int first(const enum tri *rows, int n)
{
    for (int i = 0; i < n; i++)
        if (rows[i] != NO)
            return rows[i] == YES ? i + 1 : -(i + 1);
    return 0;
}

static void score(const struct row_policy *q, const struct row_household *h, const struct found *f,
                  struct row_result *r, int rows[5])
{
    static const uint8_t points[5][4] = {
        {40, 30, 15, 0}, {20, 10, 0, 0}, {10, 5, 0, 0}, {15, 10, 5, 0}, {15, 8, 0, 0}};
    bool none = f->income_unknown;
    enum tri medical =
        tri(none || h->unknown & ROW_U_MEDICAL, h->medical * 100 > q->medical * r->annual_income);
    bool g = h->unknown & ROW_U_GRADE;
    rows[0] = first((enum tri[]){tri(none, r->monthly_income * 100 < q->points[0] * q->line),
                                 tri(none, r->monthly_income * 100 < q->points[1] * q->line),
                                 tri(none, r->monthly_income * 100 < q->points[2] * q->line), YES},
                    4);
    rows[1] =
        first((enum tri[]){tri(f->able_unknown, f->able == 0),
                           both(tri(f->able_unknown, f->able == 1), tri(false, h->n >= 3)), YES},
              3);
    rows[2] = first((enum tri[]){f->higher, f->compulsory, YES}, 3);
    rows[3] = first((enum tri[]){medical, f->serious, f->chronic, YES}, 4);
    rows[4] = first((enum tri[]){tri(g, h->grade >= ROW_D), tri(g, h->grade == ROW_C), YES}, 3);
    for (int i = 0; i < 5; i++) {
        if (rows[i] < 0)
            r->unknown |= 8;
        else
            r->points += points[i][rows[i] - 1];
    }
}

static void measure(const struct row_household *h, const struct found *f, struct row_result *r)
{
    bool u = r->category == ROW_CATEGORY_UNKNOWN;
    enum tri some = tri(u, r->category != ROW_NONE), dibao = tri(u, r->category == ROW_DIBAO),
             covered = tri(u, r->category <= ROW_DIBAO),
             poor = tri(u, r->category == ROW_DESTITUTE);
    enum tri key = tri(r->unknown & 32, r->key_target), target = tri(r->unknown & 16, r->target);
    enum tri not_key = key == MAYBE ? MAYBE : key == YES ? NO : YES;
    enum tri is[9] = {
        key,
        either(key, both(some, f->work)),
        both(some, f->pupil),
        either(target, both(covered, f->uninsured)),
        both(some, f->serious),
        both(some, tri(h->unknown & ROW_U_GRADE, h->grade >= ROW_C)),
        both(some, tri(h->unknown & ROW_U_CAUSE, h->disaster)),
        either(poor, both(dibao, not_key)),
        both(both(tri(u, r->category == ROW_LOW_INCOME), tri(false, h->n >= 2)), f->single),
    };
    for (int i = 0; i < 9; i++) {
        r->measures |= (uint16_t)((is[i] == YES) << i);
        r->measures_unknown |= (uint16_t)((is[i] == MAYBE) << i);
    }
}

static void stand(const struct row_policy *q, const struct row_household *h, enum tri assets,
                  struct row_result *r, int rows[3])
{
    bool u = r->category == ROW_CATEGORY_UNKNOWN;
    int row = first(
        (enum tri[]){
            tri(u, r->category <= ROW_DIBAO),
            tri(false, h->before_standing == ROW_GRACE && q->as_of < h->before_until),
            both(tri(false, h->before_standing == ROW_IN_FORCE && h->before_category == ROW_DIBAO),
                 assets),
            YES},
        4);
    rows[0] = row;
    if (row < 0) {
        r->standing = ROW_STANDING_UNKNOWN;
        r->unknown |= 4;
        rows[1] = rows[2] = 0;
        return;
    }
    r->standing = row == 1 ? ROW_IN_FORCE : row == 4 ? ROW_OUT : ROW_GRACE;
    rows[1] = r->standing != ROW_GRACE ? 3 : h->before_standing == ROW_GRACE ? 1 : 2;
    rows[2] = r->standing == ROW_GRACE ? 1 : 2;
    r->grace_until = rows[1] == 1 ? h->before_until : rows[1] == 2 ? q->grace_until : INT32_MIN;
    if (r->standing == ROW_GRACE) {
        r->payable = h->before_amount;
        r->unknown |= h->unknown & ROW_U_AMOUNT ? 4 : 0;
    } else {
        r->payable = r->amount;
        r->unknown |= r->unknown & 2 ? 4 : 0;
    }
}

static void decide(const struct row_policy *q, int32_t today, const struct row_household *h,
                   const struct row_person *p, struct row_result *r)
{
    struct found f = {.destitute = YES};
    memset(r, 0, sizeof *r);
    if (h->n == 0) {
        r->failed = true;
        return;
    }
    for (uint32_t i = 0; i < h->n; i++)
        look_at(q, today, &p[i], &f);
    r->annual_income = f.income < 0 ? 0 : f.income;
    r->monthly_income = round_half_up(r->annual_income, 12 * (int64_t)h->n);
    r->unknown = f.income_unknown;
    enum tri assets =
        both(both(tri(h->unknown & ROW_U_ASSETS, h->assets <= q->asset_months * q->line * h->n),
                  tri(h->unknown & ROW_U_DWELLINGS, h->dwellings <= q->max_dwellings)),
             both(tri(h->unknown & ROW_U_VEHICLES, h->vehicles <= q->max_vehicles),
                  tri(h->unknown & ROW_U_BUSINESS, !h->business)));
    enum tri below = tri(f.income_unknown, r->monthly_income < q->line),
             low = tri(f.income_unknown, r->monthly_income * 100 <= q->low_income * q->line);
    int rows[12] = {0};
    rows[0] = first((enum tri[]){both(both(f.destitute, below), assets), both(below, assets),
                                 both(low, assets), YES},
                    4);
    r->category = rows[0] < 0 ? ROW_CATEGORY_UNKNOWN : (uint8_t)(rows[0] - 1);
    bool u = rows[0] < 0, dibao = r->category == ROW_DIBAO;
    enum tri target = both(tri(u, dibao), f.able_some);
    enum tri key = both(target, tri(h->unknown & ROW_U_WILL, h->will));
    r->target = target == YES;
    r->key_target = key == YES;
    r->unknown |= (target == MAYBE ? 16 : 0) | (key == MAYBE ? 32 : 0);
    if (u) {
        r->unknown |= 2 | 64;
    } else if (dibao) {
        int64_t top = round_half_up(12 * q->line * h->n - r->annual_income, 12);
        r->uplift = f.uplift;
        r->unknown |= f.uplift_unknown ? 2 | 64 : 0;
        r->amount = (top < 0 ? 0 : top) + f.uplift;
        rows[1] = 1;
    } else {
        r->amount =
            r->category == ROW_DESTITUTE ? round_half_up(q->line * q->destitute, 100) * h->n : 0;
        rows[1] = r->category == ROW_DESTITUTE ? 2 : 3;
    }
    score(q, h, &f, r, rows + 2);
    stand(q, h, assets, r, rows + 7);
    measure(h, &f, r);
    for (int i = 0; i < 10; i++)
        r->rules |= (uint64_t)(rows[i] > 0 ? rows[i] : 0) << (4 * i);
}

void row_loop(const struct row_policy *q, const struct row_household *h, size_t n,
              const struct row_person *people, struct row_result *ret)
{
    int32_t today = civil(q->as_of);
    for (size_t i = 0; i < n; i++)
        decide(q, today, &h[i], people + h[i].first, &ret[i]);
}
