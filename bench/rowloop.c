#include "rowloop.h"

#include <string.h>

/* Three-valued logic without branches: it is, and it may be. */
struct tri {
    bool yes, maybe;
};
#define YES ((struct tri){true, true})

static inline struct tri tri(bool unknown, bool v)
{
    return (struct tri){v & !unknown, v | unknown};
}
static inline struct tri both(struct tri a, struct tri b)
{
    return (struct tri){a.yes & b.yes, a.maybe & b.maybe};
}
static inline struct tri either(struct tri a, struct tri b)
{
    return (struct tri){a.yes | b.yes, a.maybe | b.maybe};
}
static inline bool open(struct tri a)
{
    return a.yes != a.maybe;
}

/* Half up to a whole. */
static inline int64_t round_half_up(int64_t a, int64_t b)
{
    int64_t q = (2 * (a < 0 ? -a : a) + b) / (2 * b);
    return a < 0 ? -q : q;
}

/* What can be said of a person, a bit each. */
enum {
    IS_ABLE = 1 << 0,
    IS_LOST = 1 << 1,
    IS_ALONE = 1 << 2,
    IS_60 = 1 << 3,
    IS_CHILD = 1 << 4, /* under 16 */
    IS_OF_WORKING_AGE = 1 << 5,
    IS_ADULT = 1 << 6,
    IS_LIMB = 1 << 7,
    IS_SIGHT = 1 << 8,
    IS_MIND = 1 << 9,
    IS_GRADE_1 = 1 << 10,
    IS_GRADE_2 = 1 << 11, /* at least */
    IS_GRADE_3 = 1 << 12,
    IS_IDLE = 1 << 13,
    IS_WILLING = 1 << 14,
    IS_HIGHER = 1 << 15,
    IS_COMPULSORY = 1 << 16,
    IS_PUPIL = 1 << 17,
    IS_CHRONIC = 1 << 18,
    IS_UNINSURED = 1 << 19,
    IS_APPLICANT = 1 << 20,
    /* what the uplift hangs on, side by side */
    IS_GRAVE = 1 << 21,
    IS_SERIOUS = 1 << 22,
    IS_MINOR = 1 << 23,
    IS_70 = 1 << 24,
    UPLIFT_SHIFT = 21,
    /* made of the others */
    IS_DESTITUTE = 1 << 25,
    IS_WORK = 1 << 26,
    IS_SINGLE = 1 << 27,
};

static const uint32_t by_labour[] = {IS_ABLE, IS_ABLE, IS_ABLE, IS_LOST, IS_LOST};
static const uint32_t by_health[] = {0, IS_CHRONIC, IS_SERIOUS};
static const uint32_t by_schooling[] = {0,
                                        0,
                                        IS_COMPULSORY | IS_PUPIL,
                                        IS_COMPULSORY | IS_PUPIL,
                                        IS_HIGHER | IS_PUPIL,
                                        IS_HIGHER | IS_PUPIL,
                                        IS_HIGHER | IS_PUPIL};
static const uint32_t by_disability[] = {0, IS_SIGHT, 0, 0, IS_LIMB, IS_MIND, IS_MIND, 0};
static const uint32_t by_degree[] = {0, IS_GRADE_1 | IS_GRADE_2 | IS_GRADE_3 | IS_GRAVE,
                                     IS_GRADE_2 | IS_GRADE_3 | IS_GRAVE, IS_GRADE_3, 0};

/* What is open if a fact is missing, by the bits of row_person.unknown. */
static uint32_t open_bits(uint32_t u)
{
    uint32_t m = 0;
    m |= u & ROW_U_BIRTH ? IS_60 | IS_CHILD | IS_OF_WORKING_AGE | IS_ADULT | IS_MINOR | IS_70 : 0;
    m |= u & ROW_U_DISABILITY ? IS_LIMB | IS_SIGHT | IS_MIND : 0;
    m |= u & ROW_U_DEGREE ? IS_GRADE_1 | IS_GRADE_2 | IS_GRADE_3 | IS_GRAVE : 0;
    m |= u & ROW_U_HEALTH ? IS_CHRONIC | IS_SERIOUS : 0;
    m |= u & ROW_U_SCHOOLING ? IS_HIGHER | IS_COMPULSORY | IS_PUPIL : 0;
    m |= u & ROW_U_LABOUR ? IS_ABLE | IS_LOST : 0;
    m |= u & ROW_U_EMPLOYED ? IS_IDLE : 0;
    m |= u & ROW_U_WILLING ? IS_WILLING : 0;
    m |= u & ROW_U_SUPPORTER ? IS_ALONE : 0;
    m |= u & ROW_U_INSURED ? IS_UNINSURED : 0;
    m |= u & ROW_U_APPLICANT ? IS_APPLICANT : 0;
    return m;
}

static inline uint32_t all_of(uint32_t w, uint32_t bits)
{
    return (w & bits) == bits;
}

static inline uint32_t derive(uint32_t w)
{
    bool grave = (w & (IS_60 | IS_CHILD)) | all_of(w, IS_LIMB | IS_GRADE_2) |
                 all_of(w, IS_SIGHT | IS_GRADE_1) | all_of(w, IS_MIND | IS_GRADE_3);
    w |= all_of(w, IS_LOST | IS_ALONE) & grave ? IS_DESTITUTE : 0;
    w |= all_of(w, IS_OF_WORKING_AGE | IS_ABLE | IS_IDLE | IS_WILLING) ? IS_WORK : 0;
    w |= all_of(w, IS_APPLICANT | IS_ADULT | IS_GRADE_2 | IS_IDLE) ? IS_SINGLE : 0;
    return w;
}

/* What the people of a household are together: some, and all; certainly, and perhaps. */
struct found {
    int64_t income, uplift;
    uint32_t some, some_maybe, all, all_maybe;
    int able;
    bool income_unknown, uplift_unknown, able_unknown;
};

static inline struct tri some(const struct found *f, uint32_t bit)
{
    return (struct tri){(f->some & bit) != 0, (f->some_maybe & bit) != 0};
}

static inline void look_at(const struct row_policy *q, const struct row_person *p, struct found *f)
{
    uint32_t w = by_labour[p->labour] | by_health[p->health] | by_schooling[p->schooling] |
                 by_disability[p->disability] | by_degree[p->degree];
    w |= p->supporter ? 0 : IS_ALONE;
    w |= p->employed ? 0 : IS_IDLE;
    w |= p->insured ? 0 : IS_UNINSURED;
    w |= p->willing ? IS_WILLING : 0;
    w |= p->applicant ? IS_APPLICANT : 0;
    w |= p->birth <= q->born[AGED_60] ? IS_60 : 0;
    w |= p->birth > q->born[AGED_16] ? IS_CHILD : 0;
    w |= p->birth <= q->born[AGED_16] && p->birth > q->born[AGED_60] ? IS_OF_WORKING_AGE : 0;
    w |= p->birth <= q->born[AGED_18] ? IS_ADULT : IS_MINOR;
    w |= p->birth <= q->born[AGED_70] ? IS_70 : 0;
    uint32_t yes = w, maybe;
    if (p->unknown) {
        uint32_t m = open_bits(p->unknown);
        maybe = derive(w | m);
        yes = derive(w & ~m);
        f->income_unknown |= p->unknown & ROW_U_INCOME;
        f->able_unknown |= (p->unknown & ROW_U_LABOUR) != 0;
        f->uplift_unknown |=
            q->uplift_of[maybe >> UPLIFT_SHIFT & 15] > q->uplift_of[yes >> UPLIFT_SHIFT & 15];
    } else {
        yes = maybe = derive(w);
    }
    f->income += p->wage + p->business + p->property + p->transfer - p->pension;
    f->uplift += q->uplift_of[yes >> UPLIFT_SHIFT & 15];
    f->able += yes & IS_ABLE;
    f->some |= yes;
    f->some_maybe |= maybe;
    f->all &= yes;
    f->all_maybe &= maybe;
}

/* Number of the first row that is not false, from 1; negative if it only may hold. */
static int first(const struct tri *rows, int n)
{
    for (int i = 0; i < n; i++)
        if (rows[i].maybe)
            return rows[i].yes ? i + 1 : -(i + 1);
    return 0;
}

static void score(const struct row_policy *q, const struct row_household *h, const struct found *f,
                  struct row_result *r, int rows[5])
{
    static const uint8_t points[5][4] = {
        {40, 30, 15, 0}, {20, 10, 0, 0}, {10, 5, 0, 0}, {15, 10, 5, 0}, {15, 8, 0, 0}};
    bool none = f->income_unknown;
    struct tri medical =
        tri(none || h->unknown & ROW_U_MEDICAL, h->medical * 100 > q->medical * r->annual_income);
    bool g = h->unknown & ROW_U_GRADE;
    rows[0] =
        first((struct tri[]){tri(none, r->monthly_income * 100 < q->points[0] * q->line),
                             tri(none, r->monthly_income * 100 < q->points[1] * q->line),
                             tri(none, r->monthly_income * 100 < q->points[2] * q->line), YES},
              4);
    rows[1] =
        first((struct tri[]){tri(f->able_unknown, f->able == 0),
                             both(tri(f->able_unknown, f->able == 1), tri(false, h->n >= 3)), YES},
              3);
    rows[2] = first((struct tri[]){some(f, IS_HIGHER), some(f, IS_COMPULSORY), YES}, 3);
    rows[3] = first((struct tri[]){medical, some(f, IS_SERIOUS), some(f, IS_CHRONIC), YES}, 4);
    rows[4] = first((struct tri[]){tri(g, h->grade >= ROW_D), tri(g, h->grade == ROW_C), YES}, 3);
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
    struct tri not_none = tri(u, r->category != ROW_NONE), dibao = tri(u, r->category == ROW_DIBAO),
               covered = tri(u, r->category <= ROW_DIBAO),
               poor = tri(u, r->category == ROW_DESTITUTE);
    struct tri key = tri(r->unknown & 32, r->key_target), target = tri(r->unknown & 16, r->target);
    struct tri not_key = {!key.maybe, !key.yes};
    struct tri is[9] = {
        key,
        either(key, both(not_none, some(f, IS_WORK))),
        both(not_none, some(f, IS_PUPIL)),
        either(target, both(covered, some(f, IS_UNINSURED))),
        both(not_none, some(f, IS_SERIOUS)),
        both(not_none, tri(h->unknown & ROW_U_GRADE, h->grade >= ROW_C)),
        both(not_none, tri(h->unknown & ROW_U_CAUSE, h->disaster)),
        either(poor, both(dibao, not_key)),
        both(both(tri(u, r->category == ROW_LOW_INCOME), tri(false, h->n >= 2)),
             some(f, IS_SINGLE)),
    };
    for (int i = 0; i < 9; i++) {
        r->measures |= (uint16_t)(is[i].yes << i);
        r->measures_unknown |= (uint16_t)(open(is[i]) << i);
    }
}

static void stand(const struct row_policy *q, const struct row_household *h, struct tri assets,
                  struct row_result *r, int rows[3])
{
    bool u = r->category == ROW_CATEGORY_UNKNOWN;
    int row = first(
        (struct tri[]){
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

static inline void decide(const struct row_policy *q, const struct row_household *h,
                          const struct row_person *p, struct row_result *r)
{
    struct found f = {.all = ~0u, .all_maybe = ~0u};
    memset(r, 0, sizeof *r);
    if (h->n == 0) {
        r->failed = true;
        return;
    }
    for (uint32_t i = 0; i < h->n; i++)
        look_at(q, &p[i], &f);
    r->annual_income = f.income < 0 ? 0 : f.income;
    r->monthly_income = round_half_up(r->annual_income, 12 * (int64_t)h->n);
    r->unknown = f.income_unknown;
    struct tri destitute = {(f.all & IS_DESTITUTE) != 0, (f.all_maybe & IS_DESTITUTE) != 0};
    struct tri assets =
        both(both(tri(h->unknown & ROW_U_ASSETS, h->assets <= q->asset_months * q->line * h->n),
                  tri(h->unknown & ROW_U_DWELLINGS, h->dwellings <= q->max_dwellings)),
             both(tri(h->unknown & ROW_U_VEHICLES, h->vehicles <= q->max_vehicles),
                  tri(h->unknown & ROW_U_BUSINESS, !h->business)));
    struct tri below = tri(f.income_unknown, r->monthly_income < q->line),
               low = tri(f.income_unknown, r->monthly_income * 100 <= q->low_income * q->line);
    int rows[12] = {0};
    rows[0] = first((struct tri[]){both(both(destitute, below), assets), both(below, assets),
                                   both(low, assets), YES},
                    4);
    r->category = rows[0] < 0 ? ROW_CATEGORY_UNKNOWN : (uint8_t)(rows[0] - 1);
    bool u = rows[0] < 0, dibao = r->category == ROW_DIBAO;
    struct tri target = both(tri(u, dibao), some(&f, IS_ABLE));
    struct tri key = both(target, tri(h->unknown & ROW_U_WILL, h->will));
    r->target = target.yes;
    r->key_target = key.yes;
    r->unknown |= open(target) << 4 | open(key) << 5;
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
    for (size_t i = 0; i < n; i++)
        decide(q, &h[i], people + h[i].first, &ret[i]);
}
