#!/usr/bin/env python3
"""Samples drawn again from the definition, with what a determination wrote: strata, how many of
each, who. On both products the list must be the same.

    draw.py HEYI PACK

A stratum's order is that of SM3("SEED:HOUSEHOLD_NO"), its number the share of the sample by largest
remainders, one at least where the size allows. Results go in, and the strata must add up.
"""
import collections
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
import product  # noqa: E402

DAY = "2018-01-01"
LABELS = {"destitute": "特困", "dibao": "低保", "low_income": "低收入家庭", "none": "不符合", "": "未定"}


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def allocate(counts, size):
    """counts by stratum, in the order of strata."""
    size, quota = min(size, sum(counts.values())), {}
    rest = dict(counts)
    if size >= len(counts):
        while True:
            left, whole = size - len(quota), sum(rest.values())
            small = [s for s, n in rest.items() if Fraction(left * n, whole) < 1]
            if not small:
                break
            for s in small:
                quota[s] = 1
                del rest[s]
    left, whole = size - len(quota), sum(rest.values())
    shares = {s: Fraction(left * n, whole) for s, n in rest.items()}
    floors = {s: int(q) for s, q in shares.items()}
    order = sorted(shares, key=lambda s: (floors[s] - shares[s], s))
    for s in order[:left - sum(floors.values())]:
        floors[s] += 1
    quota.update(floors)
    return quota


def draw(households, size, seed, everyone):
    strata = collections.defaultdict(list)
    for no, division, covered, category in households:
        if covered or everyone:
            strata[(division[:9] + "000", not covered, category)].append(no)
    quota = allocate({s: len(v) for s, v in strata.items()}, size)
    drawn = {}
    for s, numbers in strata.items():
        keys = sorted((hashlib.new("sm3", ("%d:%s" % (seed, no)).encode()).digest(), no) for no in numbers)
        drawn.update((no, s) for _, no in keys[:quota[s]])
    return strata, quota, drawn


def standing(households, results):
    """What stands after the first determination: number, division, covered, category."""
    prior = {h["户号"]: h for h in households}
    code = {v: k for k, v in LABELS.items()}
    for r in results:
        if r["standing"] == "held":
            h = prior[r["household_no"]]
            yield r["household_no"], r["division"], True, code[h["原类别"]]
        elif r["standing"] in ("undecided", "failed"):
            yield r["household_no"], r["division"], False, ""
        else:
            yield r["household_no"], r["division"], r["standing"] in ("in_force", "grace"), r["category"]


def run(heyi, *words, may=0):
    p = subprocess.run([heyi] + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert p.returncode in (0, may), (words, p.stderr.decode())
    return p.stdout.decode()


def test(heyi, pack):
    run(heyi, "generate", "--households", "700", "--division", "440783", "--seed", "5", "--out", "g")
    run(heyi, "init", "--pack", pack, "--db", "r.db")
    for kind in ("households", "people"):
        run(heyi, "import", kind, "g/%s.csv" % kind, "--valid-from", DAY, "--db", "r.db", may=1)
    run(heyi, "determine", "--as-of", DAY, "--commit", "--out", "r.csv", "--db", "r.db")
    households = list(standing(read("g/households.csv"), read("r.csv")))
    # a later determination than the day of the sample doesn't count
    run(heyi, "determine", "--as-of", "2018-03-01", "--commit", "--db", "r.db")
    towns = sorted({d[:9] for _, d, _, _ in households})
    number = 0
    for size, seed, everyone, division in [
            (1, 0, False, ""), (7, 1, False, ""), (60, 2, False, ""), (60, 3, True, ""),
            (400, 4, False, ""), (5000, 5, True, ""), (20, 6, False, towns[0]), (60, 2, False, "")]:
        number += 1
        extra = (["--all"] if everyone else []) + (["--division", division] if division else [])
        run(heyi, "verify", "sample", "draw", "--size", str(size), "--seed", str(seed), "--as-of", DAY,
            "--out", "l%d.csv" % number, "--db", "r.db", *extra)
        strata, quota, drawn = draw([h for h in households if h[1].startswith(division)], size, seed, everyone)
        listed = read("l%d.csv" % number)
        assert {r["户号"] for r in listed} == set(drawn), number
        for r in listed:
            town, _, category = drawn[r["户号"]]
            assert r["区划代码"][:9] + "000" == town and r["类别"] == LABELS[category], r
        assert [r["序号"] for r in listed] == [str(i + 1) for i in range(len(listed))]
        assert listed == sorted(listed, key=lambda r: (r["区划代码"], r["户号"]))
        told = json.loads(run(heyi, "verify", "sample", "rate", str(number), "--format", "json", "--db", "r.db"))
        got = {(s["division"], not s["covered"], s["category"]): (s["population"], s["drawn"], s["open"])
               for s in told["strata"]}
        assert got == {s: (len(v), quota[s], quota[s]) for s, v in strata.items()}, number
    enter(heyi, drawn)
    print("%d samples out of %d households, %d towns" % (number, len(households), len(towns)))


def enter(heyi, drawn):
    """Results by a rule, in two files; then one of them another time."""
    words = ["无误", "无误", "错保", "unreachable", "金额有误", "correct", ""]
    rows = read("l8.csv")
    for i, r in enumerate(rows):
        r["结果"] = words[i % len(words)]
    with open("f.csv", "w", encoding="utf-8", newline="") as f:
        w = csv.DictWriter(f, list(rows[0]))
        w.writeheader()
        w.writerows(rows)
    run(heyi, "verify", "sample", "results", "8", "f.csv", "--db", "r.db")
    told = json.loads(run(heyi, "verify", "sample", "rate", "8", "--format", "json", "--db", "r.db"))
    want = collections.Counter((drawn[r["户号"]][0], drawn[r["户号"]][2], r["结果"]) for r in rows)
    for s in told["strata"]:
        key = (s["division"], s["category"])
        n = {w: want[key + (w,)] for w in set(words)}
        assert s["wrong_in"] == n["错保"] and s["wrong_amount"] == n["金额有误"], s
        assert s["unreachable"] == n["unreachable"] and s["open"] == n[""], s
        assert s["seen"] == n["无误"] + n["correct"] + n["错保"] + n["金额有误"], s
    wrong = Fraction(0)
    seen = sum(s["population"] for s in told["strata"] if s["seen"])
    for s in told["strata"]:
        if s["seen"]:
            wrong += Fraction(s["population"] * (s["wrong_in"] + s["wrong_amount"]), s["seen"] * seen)
    rate = next(x for x in told["rates"] if x["rate_of"] == "wrong")
    assert abs(rate["rate"] - float(100 * wrong)) <= 0.005001, (rate, float(wrong))
    assert rate["low"] <= rate["rate"] <= rate["high"]


def main():
    product.need_server()
    heyi, pack = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="heyi-draw-") as folder:
        with product.tools(os.path.join(folder, "bin"), heyi, "draw%d" % os.getpid()) as program:
            os.environ["PATH"] = os.path.join(folder, "bin") + ":" + os.environ["PATH"]
            os.chdir(folder)
            test(program, pack)
            os.chdir("/")


if __name__ == "__main__":
    main()
