/* DMN 1.5, 10.3.4.9: relations of points and ranges (Allen's algebra). */
#include "builtin.h"
#include "ops.h"

/* A point is the range [p..p]; a missing end is unbounded. */
struct span {
    const struct feel_value *low, *high;
    bool low_in, high_in, point;
};

struct pair {
    struct call *c;
    struct span a, b;
    bool failed; /* two ends can't be compared */
};

static struct span span_of(const struct feel_value *v)
{
    if (v->kind != FEEL_RANGE)
        return (struct span){v, v, true, true, true};
    const struct feel_range *r = v->range;
    struct span s = {r->low, r->high, r->low_included, r->high_included, false};
    if (s.low && s.low->kind == FEEL_NULL)
        s.low = NULL;
    if (s.high && s.high->kind == FEEL_NULL)
        s.high = NULL;
    return s;
}

/* Order of two ends; a low end that is missing lies below, a high one above everything. */
static int order(struct pair *p, const struct feel_value *x, bool x_low, const struct feel_value *y,
                 bool y_low)
{
    if (!x || !y) {
        int rank_x = x ? 0 : x_low ? -1 : 1, rank_y = y ? 0 : y_low ? -1 : 1;
        return rank_x - rank_y;
    }
    int r = 0;
    if (!feel_compare(x, y, &r))
        p->failed = true;
    return r;
}

static int low_low(struct pair *p)
{
    return order(p, p->a.low, true, p->b.low, true);
}

static int high_high(struct pair *p)
{
    return order(p, p->a.high, false, p->b.high, false);
}

static int high_low(struct pair *p)
{
    return order(p, p->a.high, false, p->b.low, true);
}

static bool is_before(struct pair *p)
{
    int o = high_low(p);
    return o < 0 || (o == 0 && !(p->a.high_in && p->b.low_in));
}

static bool is_meeting(struct pair *p)
{
    return high_low(p) == 0 && p->a.high_in && p->b.low_in;
}

static bool is_finishing(struct pair *p)
{
    if (p->a.point)
        return high_high(p) == 0 && p->b.high_in;
    int o = low_low(p);
    return high_high(p) == 0 && p->a.high_in == p->b.high_in &&
           (o > 0 || (o == 0 && (!p->a.low_in || p->b.low_in)));
}

static bool is_starting(struct pair *p)
{
    if (p->a.point)
        return low_low(p) == 0 && p->b.low_in;
    int o = high_high(p);
    return low_low(p) == 0 && p->a.low_in == p->b.low_in &&
           (o < 0 || (o == 0 && (!p->a.high_in || p->b.high_in)));
}

/* b lies within a. */
static bool is_including(struct pair *p)
{
    int low = low_low(p), high = high_high(p);
    return (low < 0 || (low == 0 && (p->a.low_in || !p->b.low_in))) &&
           (high > 0 || (high == 0 && (p->a.high_in || !p->b.high_in)));
}

static bool is_overlapping_before(struct pair *p)
{
    int low = low_low(p), high = high_high(p), middle = high_low(p);
    return (low < 0 || (low == 0 && p->a.low_in && !p->b.low_in)) &&
           (middle > 0 || (middle == 0 && p->a.high_in && p->b.low_in)) &&
           (high < 0 || (high == 0 && (!p->a.high_in || p->b.high_in)));
}

static bool is_coinciding(struct pair *p)
{
    return low_low(p) == 0 && high_high(p) == 0 && p->a.low_in == p->b.low_in &&
           p->a.high_in == p->b.high_in;
}

static void swap(struct pair *p)
{
    struct span t = p->a;
    p->a = p->b;
    p->b = t;
}

static bool is_overlapping(struct pair *p)
{
    bool before = is_before(p);
    swap(p);
    return !before && !is_before(p);
}

/* Which arguments a relation takes: points (P) and ranges (R), first and second. */
enum { PP = 1, PR = 2, RP = 4, RR = 8 };

static const struct feel_value *relate(struct call *c, const struct feel_value *const *args,
                                       bool (*test)(struct pair *), bool reversed, int allowed)
{
    struct pair p = {.c = c, .a = span_of(args[0]), .b = span_of(args[1])};
    int form = p.a.point ? (p.b.point ? PP : PR) : (p.b.point ? RP : RR);
    if (!(form & allowed))
        return feel_error(c->run, c->where, "参数应为区间，得到 %s 与 %s",
                          "ranges wanted, got %s and %s", feel_kind_name(args[0]->kind),
                          feel_kind_name(args[1]->kind));
    if (reversed)
        swap(&p);
    bool r = test(&p);
    if (p.failed)
        return feel_error(c->run, c->where, "两个参数的值不能比较",
                          "the values of the arguments can't be compared");
    return feel_bool(r);
}

#define RELATION(name, test, reversed, allowed)                                                    \
    const struct feel_value *builtin_##name(struct call *c, const struct feel_value *const *args,  \
                                            size_t n)                                              \
    {                                                                                              \
        return relate(c, args, test, reversed, allowed);                                           \
    }
RELATION(before, is_before, false, PP | PR | RP | RR)
RELATION(after, is_before, true, PP | PR | RP | RR)
RELATION(meets, is_meeting, false, RR)
RELATION(met_by, is_meeting, true, RR)
RELATION(overlaps, is_overlapping, false, RR)
RELATION(overlaps_before, is_overlapping_before, false, RR)
RELATION(overlaps_after, is_overlapping_before, true, RR)
RELATION(finishes, is_finishing, false, PR | RR)
RELATION(finished_by, is_finishing, true, RP | RR)
RELATION(includes, is_including, false, RP | RR)
RELATION(during, is_including, true, PR | RR)
RELATION(starts, is_starting, false, PR | RR)
RELATION(started_by, is_starting, true, RP | RR)
RELATION(coincides, is_coinciding, false, PP | RR)
