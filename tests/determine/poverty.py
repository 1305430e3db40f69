#!/usr/bin/env python3
"""Poverty measures again, from the textbook definitions: every person written out, fractions, no
sums taken together. Usage: poverty.py RUN_POVERTY [SEED [POPULATIONS]]"""
import random
import subprocess
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60


def measures(homes):
    people = [(Fraction(total, n), line) for total, n, line in homes for _ in range(n)]
    n = len(people)
    gaps = sorted((max(Fraction(0), (z - y) / z) for y, z in people), reverse=True)
    poor = [(y, z) for y, z in people if y < z]
    fgt = [Fraction(sum(((z - y) / z) ** a for y, z in poor)) / n for a in range(3)]
    # Shorrocks 1995: the mean of gaps weighted by 2 (n - rank) + 1
    sst = sum(g * (2 * n - 2 * (i + 1) + 1) for i, g in enumerate(gaps)) / Fraction(n * n)
    income = sum(y for y, _ in people)
    # the mean difference of all pairs over twice the mean
    differences = sum(abs(a - b) for a, _ in people for b, _ in people)
    gini = [differences / (2 * n * income)] if income > 0 else []
    return [sum(1 for total, k, line in homes if Fraction(total, k) < line), len(poor)] + fgt + [sst] + gini


def population(r):
    lines = r.choice([[800], [80000, 62500], [1, 3, 7, 1000], [r.randrange(1, 10**6) for _ in range(9)]])
    top = r.choice([10, 2000, 200000])
    return [(r.choice([0, r.randrange(-top // 4, top), r.randrange(top), r.randrange(top)]),
             r.choice([1, 1, 2, 3, 4, r.randrange(1, 30)]), r.choice(lines))
            for _ in range(r.randrange(1, 14))]


def main():
    r = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    populations = [population(r) for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 400)]
    text = "".join("".join("%d %d %d\n" % h for h in p) + "\n" for p in populations)
    out = subprocess.run([sys.argv[1]], input=text, stdout=subprocess.PIPE, check=True,
                         universal_newlines=True).stdout.splitlines()
    bad = len(out) != len(populations)
    for p, line in zip(populations, out):
        want, got = measures(p), line.split()
        same = len(want) == len(got) and all(
            abs(Fraction(Decimal(g)) - w) <= abs(w) / 10**30 + Fraction(1, 10**30) for w, g in zip(want, got))
        if not same:
            print(p, [float(w) for w in want], got)
            bad = True
    print("%d populations" % len(out))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
