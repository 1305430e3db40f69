#!/usr/bin/env python3
"""Counts a simulation again from two real determinations' results.

    recount.py TODAY.csv THEN.csv ROWS.csv SIMULATION.json

TODAY and THEN are what `determine --out` gives under today's pack and under one whose
parameters.csv has the other value; ROWS and SIMULATION what one scenario of `simulate` gives. Prints
how many households were compared, and every difference."""
import collections
import csv
import json
import sys
from decimal import Decimal

COVERED = ("in_force", "grace", "held")


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def category(d):
    if d["standing"] == "failed":
        return "failed"
    return "undecided" if d["undecided_because"] else d["category"]


def amount(d):
    """What is paid, None = not known."""
    if d["standing"] == "out":
        return Decimal(0)
    return Decimal(d["monthly_amount"]) if d["standing"] in COVERED and d["monthly_amount"] else None


def change(a, b):
    if not {a["standing"], b["standing"]} <= set(COVERED + ("out",)):
        return "open"
    was, is_ = a["standing"] in COVERED, b["standing"] in COVERED
    if not was or not is_:
        return "entered" if is_ else "left" if was else "outside"
    if amount(a) is None or amount(b) is None:
        return "no_amount"
    return "gained" if amount(b) > amount(a) else "lost" if amount(b) < amount(a) else "same"


def main():
    today, then = ({d["household_no"]: d for d in read(p)} for p in sys.argv[1:3])
    with open(sys.argv[4], encoding="utf-8") as f:
        told = json.load(f, parse_float=Decimal)
    bad = 0

    def same(what, expected, got):
        nonlocal bad
        if expected != got:
            bad = 1
            print("%s: %s expected, %s told" % (what, expected, got))

    matrix, people, changes, standings = (collections.Counter() for _ in range(4))
    bill = [Decimal(0), Decimal(0)]
    rows = {}
    for no, a in today.items():
        b = then[no]
        n = int(a["people"])
        matrix[category(a), category(b)] += 1
        people[category(a), category(b)] += n
        changes[change(a, b)] += 1
        standings[a["standing"], b["standing"]] += 1
        money = [amount(a), amount(b)]
        for i in range(2):
            bill[i] += money[i] or 0
        if (category(a), a["standing"], money[0]) != (category(b), b["standing"], money[1]):
            rows[no] = (n, a["standing"], b["standing"], money[0], money[1])

    for table, expected in ("matrix_households", matrix), ("matrix_people", people):
        for row in told[table]:
            for c in ("destitute", "dibao", "low_income", "none", "undecided", "failed"):
                if row["category_before"] != "total":
                    same("%s %s %s" % (table, row["category_before"], c),
                         expected[row["category_before"], c], row[c])
    for row in told["changes"]:
        same(row["change"], changes[row["change"]], row["households"])
    same("standings", dict(standings),
         {(r["standing_before"], r["standing_after"]): r["households"] for r in told["standings"]})
    for i in range(2):
        same("bill", bill[i], told["scenarios"][i]["monthly_bill"])
    same("change of bill", bill[1] - bill[0], told["scenarios"][1]["change_bill"])
    same("bill by division", bill[1], sum(r["monthly_bill"] for r in told["divisions"]))
    same("households by division", len(today), sum(r["households"] for r in told["divisions"]))

    def money_of(text):
        return Decimal(text) if text else None

    same("rows", rows, {r["household_no"]: (int(r["people"]), r["standing_before"], r["standing_after"],
                                            money_of(r["amount_before"]), money_of(r["amount_after"]))
                        for r in read(sys.argv[3])})
    print("%d households, %d rows" % (len(today), len(rows)))
    return bad


if __name__ == "__main__":
    sys.exit(main())
