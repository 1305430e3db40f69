#!/usr/bin/env python3
"""A generated register measured against the published figures that it is drawn after.

  distributions.py HEYI [HOUSEHOLDS [SEED]]      50,000 households and seed 1 by default

Prints one line a figure: target, measured, tolerance; exit 1 if one is missed. Who is on 低保 and
who isn't is decided by the independent re-computation in tests/oracle.
"""

import csv
import datetime
import os
import subprocess
import sys
import tempfile
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "oracle"))

import oracle  # noqa: E402
import parameters  # noqa: E402
import register  # noqa: E402

BASE = datetime.date(2018, 1, 1)
LINE = 800                              # yuan a month and head, JM18-1.2c


class Measured:
    """The files, and what the policy makes of each household."""

    def __init__(self, folder):
        paths = [os.path.join(folder, name) for name in ("households.csv", "people.csv")]
        values = parameters.Parameters(os.path.join(HERE, "..", "oracle", "parameters.csv"))
        judge = oracle.Oracle(values)
        judge.import_files(paths[:1], paths[1:], BASE)
        self.results = {r["household_no"]: r for r in judge.determine(BASE)}
        self.households = {h["户号"]: h for h in self.read(paths[0])}
        self.members = {}
        for person in self.read(paths[1]):
            self.members.setdefault(person["户号"], []).append(person)

    @staticmethod
    def read(path):
        with open(path, encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def of(self, category, residence=None):
        """Numbers of the households in a category, of one residence or of both."""
        return [no for no, r in self.results.items() if r["category"] == category and
                residence in (None, self.households[no]["户口性质"])]

    def people(self, numbers):
        return [p for no in numbers for p in self.members[no]]


def age(person):
    born = datetime.date.fromisoformat(person["出生日期"])
    return BASE.year - born.year - ((BASE.month, BASE.day) < (born.month, born.day))


def percent(part, whole):
    return 100 * part / whole


def share(items, holds):
    return percent(sum(1 for item in items if holds(item)), len(items))


def layers(m):
    """By people, as the national counts are; households that aren't decided are left out."""
    heads = Counter()
    for no, result in m.results.items():
        heads[result["category"]] += len(m.members[no])
    total = sum(n for category, n in heads.items() if category)
    for category, label, target in (
            ("dibao", "低保", 60), ("destitute", "特困", 7),
            ("low_income", "边缘、防返贫 (low_income)", 13.5), ("none", "其他 (none)", 19.5)):
        yield "layer, % of people: " + label, target, percent(heads[category], total), 1


def sizes(m):
    able = [no for no in m.of("dibao") if m.results[no]["key_target"] == "true"]
    for label, numbers, tolerance, mean, targets in (
            ("低保", m.of("dibao"), 1, 2.82, (20, 25, 25, 17, 9, 4)),
            ("低保, able and willing", able, 1.5, 3.54, (3, 17, 30, 30, 14, 6))):
        yield label + ": people a household", mean, len(m.people(numbers)) / len(numbers), 0.05
        for size, target in enumerate(targets, 1):
            yield ("%s: %% of households of %d" % (label, size), target,
                   share(numbers, lambda no, size=size: len(m.members[no]) == size), tolerance)


def people(m):
    rural, urban = (m.people(m.of("dibao", residence)) for residence in ("农村", "城镇"))
    yield "rural 低保, % female", 44.4, share(rural, lambda p: p["性别"] == "女"), 1
    yield "rural 低保, % aged 60 and over", 26.4, share(rural, lambda p: age(p) >= 60), 1
    yield "rural 低保, % under 18", 15.9, share(rural, lambda p: age(p) < 18), 1
    yield "rural 低保, % disabled", 20.8, share(rural, lambda p: p["残疾等级"] != "0"), 1
    yield "urban 低保, % disabled", 30.1, share(urban, lambda p: p["残疾等级"] != "0"), 1.5


def causes(m):
    first = Counter(m.households[no]["致贫原因"].split(";")[0] for no in m.of("dibao"))
    total = sum(first.values())
    named = (("因病", 44.1), ("因残", 15), ("因学", 10), ("缺劳力", 12))
    for cause, target in named:
        yield "低保, % with first cause " + cause, target, percent(first[cause], total), 1
    rest = total - sum(first[cause] for cause, _ in named)
    yield "低保, % with another first cause", 19, percent(rest, total), 1


def money(m):
    for residence, target in (("农村", 61), ("城镇", 64)):
        numbers = [no for no in m.of("dibao", residence) if m.results[no]["monthly_income"]]
        income = sum(float(m.results[no]["monthly_income"]) * len(m.members[no]) for no in numbers)
        yield ("低保 %s, %% of the line topped up" % residence, target,
               percent(LINE - income / len(m.people(numbers)), LINE), 2)
    incomes = sorted(12 * float(r["monthly_income"]) for r in m.results.values()
                     if r["monthly_income"])
    # 福建's rural quintiles, from the line up; their bounds lie halfway between the means
    for quintile, low, high, target in (("second", 9600, 14057, 11575),
                                        ("third", 14057, 19494, 16539),
                                        ("fourth", 19494, 30175, 22448)):
        within = [x for x in incomes if low < x <= high]
        yield ("yearly income a head in the %s quintile" % quintile, target,
               sum(within) / len(within), 0.03 * target)


def destitute(m):
    numbers = [no for no, h in m.households.items() if h["原类别"] == "特困"]
    yield ("特困, % in an institution", 31,
           share(numbers, lambda no: m.households[no]["住址"].endswith("敬老院")), 2)


def main():
    heyi, households, seed = (sys.argv[1:] + ["50000", "1"][len(sys.argv) - 2:])[:3]
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([heyi, "generate", "--households", households, "--seed", seed,
                        "--out", folder], check=True, stdout=subprocess.DEVNULL)
        m = Measured(folder)
    print("| figure | target | measured | tolerance |\n|---|---|---|---|")
    for part in (layers, sizes, people, causes, money, destitute):
        for name, target, measured, tolerance in part(m):
            off = abs(measured - target) > tolerance
            missed += off
            print("| %s | %g | %.*f | %g |%s" % (name, target, 0 if target > 1000 else 2, measured,
                                                  tolerance, " MISSED" if off else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
