#!/usr/bin/env python3
"""The interval of an error rate from a stratified sample, against its definition.

1. One stratum: Clopper and Pearson's ends are where the binomial tail is 2.5 %: bisected here from
   exact sums.
2. Several strata: every outcome of a design is written out with its probability (drawn without
   replacement from small populations, binomial from large ones), over a grid of true errors in each
   stratum: the truth must lie inside with 95 % at least, and each end must fail in 2.5 % at most,
   whatever the strata's shares, also where a stratum was hardly seen.
3. Strata seen whole, not at all, and bad input.

Usage: proportion.py RUN_PROPORTION"""
import itertools
import math
import subprocess
import sys
from fractions import Fraction

LARGE = 10**7
TAIL = 0.025


def intervals(program, samples):
    text = "".join(" ".join("%d %d %d" % s for s in x) + "\n" for x in samples)
    out = subprocess.run([program], input=text, stdout=subprocess.PIPE, check=True,
                         universal_newlines=True).stdout.splitlines()
    assert len(out) == len(samples)
    return [tuple(float(w) for w in line.split()) if not line.startswith("error") else None for line in out]


def tail(n, x, p):
    """P(X >= x)"""
    return math.fsum(math.comb(n, k) * p**k * (1 - p)**(n - k) for k in range(x, n + 1))


def bisect(f):
    """The p at which f, which grows, reaches the tail."""
    low, high = 0.0, 1.0
    for _ in range(50):
        mid = (low + high) / 2
        low, high = (mid, high) if f(mid) < TAIL else (low, mid)
    return low


def one_stratum(program):
    cases = [(n, x) for n in (1, 2, 3, 7, 20, 100, 400) for x in sorted({0, 1, 2, n // 3, n - 1, n}) if x <= n]
    for (n, x), got in zip(cases, intervals(program, [[(LARGE, n, x)] for n, x in cases])):
        low = bisect(lambda p: tail(n, x, p)) if x else 0
        high = 1 - bisect(lambda q: tail(n, n - x, q)) if x < n else 1
        want = (x / n, low, high, 0)
        assert all(abs(a - b) < 1e-8 for a, b in zip(got, want)), (n, x, got, want)
    return len(cases)


def chances(population, n, wrong):
    """Of each number of errors among n drawn."""
    if population == LARGE:
        p = Fraction(wrong, population)
        return [float(math.comb(n, k) * p**k * (1 - p)**(n - k)) for k in range(n + 1)]
    return [math.comb(wrong, k) * math.comb(population - wrong, n - k) / math.comb(population, n)
            for k in range(n + 1)]


def coverage(program, design):
    """design: (population, seen) by stratum; LARGE populations count as shares of the whole."""
    outcomes = list(itertools.product(*[range(n + 1) for _, n in design]))
    got = intervals(program, [[(p, n, x) for (p, n), x in zip(design, o)] for o in outcomes])
    whole = sum(p for p, _ in design)
    grids = []
    for p, n in design:
        wrong = sorted({int(p * share) for share in (0, .01, .03, .06, .1, .2, .35, .5, .7, .9, 1)})
        grids.append([(w, weigh(p, n, w)) for w in wrong])
    worst = 1.0
    for point in itertools.product(*grids):
        truth = sum(w for w, _ in point) / whole
        above = below = 0.0
        for o, (_, low, high, _) in zip(outcomes, got):
            if low - 1e-9 <= truth <= high + 1e-9:
                continue
            chance = math.prod(c[x] for (_, c), x in zip(point, o))
            above += chance * (truth > high)
            below += chance * (truth < low)
        assert above <= TAIL + 1e-9 and below <= TAIL + 1e-9, (design, [w for w, _ in point], above, below)
        worst = min(worst, 1 - above - below)
    return worst


weigh_kept = {}


def weigh(population, n, wrong):
    key = (population, n, wrong)
    if key not in weigh_kept:
        weigh_kept[key] = chances(*key)
    return weigh_kept[key]


def several_strata(program):
    designs = [
        [(50, 5), (50, 5)], [(50, 4), (50, 6)], [(30, 1), (70, 9)], [(10, 1), (90, 30)],
        [(20, 3), (30, 3), (50, 6)], [(25, 1), (25, 2), (50, 5)], [(60, 2), (40, 8)], [(33, 5), (67, 10)],
        [(40, 20), (60, 6)], [(5, 5), (95, 10)], [(12, 6), (30, 10), (4, 2)], [(50, 8), (10, 0)],
        [(90, 12), (6, 1), (4, 1)],
        [(LARGE, 5), (LARGE, 5)], [(LARGE, 4), (LARGE, 12)], [(LARGE, 1), (LARGE, 20)],
    ]
    for d in designs:
        print("%-40s covers in %.2f %% at least" % (d, 100 * coverage(program, d)))


def edges(program):
    got = intervals(program, [
        [(10, 10, 3), (5, 5, 0)],      # everybody seen: nothing is uncertain
        [(10, 10, 3), (10, 0, 0)],     # the second may be anything
        [(10, 0, 0)],                  # nobody seen
        [(100, 1, 0)],
    ])
    assert got[0] == (0.2, 0.2, 0.2, 0), got[0]
    assert got[1] == (0.3, 0.15, 0.65, 0.5), got[1]
    assert got[2] is None
    assert got[3][1] == 0 and 0.97 < got[3][2] <= 1, got[3]


def main():
    print("%d intervals of one stratum" % one_stratum(sys.argv[1]))
    several_strata(sys.argv[1])
    edges(sys.argv[1])


if __name__ == "__main__":
    main()
