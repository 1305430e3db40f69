#include "proportion.h"

#include "cleanup.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define TAIL ((1 - PROPORTION_CONFIDENCE) / 2)
#define NEARLY 1e-9 /* of a count: what sums of quotients are off at most */

/* The continued fraction of the incomplete beta function, by Lentz's method (Numerical Recipes 6.4:
 * it takes some sqrt(a + b) steps). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), h = d, step = 0;
    for (int m = 1; m < 100000 && fabs(step - 1) > 1e-15; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / (1 + even * d);
        c = 1 + even / c;
        h *= d * c;
        d = 1 / (1 + odd * d);
        c = 1 + odd / c;
        step = d * c;
        h *= step;
    }
    return h / a;
}

/* P(B <= x) for B of the beta distribution. */
static double beta_below(double a, double b, double x)
{
    int sign;
    if (x <= 0 || x >= 1)
        return x > 0;
    if (x > (a + 1) / (a + b + 2))
        return 1 - beta_below(b, a, 1 - x);
    double log_beta = lgamma_r(a, &sign) + lgamma_r(b, &sign) - lgamma_r(a + b, &sign);
    return exp(a * log(x) + b * log1p(-x) - log_beta) * beta_fraction(a, b, x);
}

static double beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;
    for (int i = 0; i < 60; i++) {
        double mid = (low + high) / 2;
        if (beta_below(a, b, mid) < p)
            low = mid;
        else
            high = mid;
    }
    return (low + high) / 2;
}

struct proportion proportion_of(double x, double n)
{
    return (struct proportion){
        .rate = x / n,
        .low = x < NEARLY ? 0 : beta_quantile(TAIL, x, n - x + 1),
        .high = x > n - NEARLY ? 1 : beta_quantile(1 - TAIL, x + 1, n - x),
    };
}

/* For how many households each one seen stands. */
static double factor(const struct proportion_stratum *s)
{
    return (double)s->population / (double)s->seen;
}

static int heaviest_first(const void *a, const void *b)
{
    double x = factor(a), y = factor(b);
    return (x < y) - (x > y);
}

/* How many of the strata, heaviest first, are better taken as not seen at all: that which makes the
 * upper end smallest if nothing is found wrong. It hangs on who was seen, not on what was found. */
static size_t set_aside(const struct proportion_stratum *s, size_t n, double estimated)
{
    double aside = 0, least = INFINITY;
    size_t best = 0;
    for (size_t k = 0; k <= n; k++) {
        double high = aside;
        if (k < n)
            high += estimated * (1 - pow(TAIL, factor(&s[k]) / estimated));
        if (high < least) {
            least = high;
            best = k;
        }
        if (k < n) {
            aside += (double)s[k].population;
            estimated -= (double)s[k].population;
        }
    }
    return best;
}

int proportion_stratified(const struct proportion_stratum *strata, size_t n, struct proportion *ret,
                          struct err *e)
{
    /* households: of all strata; wrong in strata seen whole; in strata not seen; in the others */
    double all = 0, certain = 0, unseen = 0, estimated = 0, found = 0, x = 0;
    size_t m = 0;
    _cleanup_free_ struct proportion_stratum *s = malloc((n ? n : 1) * sizeof *s);
    if (!s)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        all += (double)strata[i].population;
        if (strata[i].seen == strata[i].population) {
            certain += (double)strata[i].wrong;
        } else if (strata[i].seen == 0) {
            unseen += (double)strata[i].population;
        } else {
            estimated += (double)strata[i].population;
            s[m++] = strata[i];
        }
    }
    if (unseen >= all)
        return err_set(e, E_INVALID, "还没有走访结果，无法推算", "nobody has been visited yet");
    qsort(s, m, sizeof *s, heaviest_first);
    double seen = all - unseen;
    size_t aside = set_aside(s, m, estimated);
    for (size_t i = 0; i < m; i++) {
        double wrong = (double)s[i].wrong * factor(&s[i]);
        found += wrong;
        x += i < aside ? 0 : wrong;
        if (i < aside) {
            unseen += (double)s[i].population;
            estimated -= (double)s[i].population;
        }
    }
    struct proportion p = {0};
    if (aside < m)
        p = proportion_of(x / factor(&s[aside]), estimated / factor(&s[aside]));
    else
        estimated = 0;
    *ret = (struct proportion){
        .rate = (certain + found) / seen,
        .low = (certain + estimated * p.low) / all,
        .high = (certain + unseen + estimated * p.high) / all,
        .unseen = unseen / all,
    };
    return 0;
}
