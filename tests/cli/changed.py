#!/usr/bin/env python3
"""Months of generated changes: `determine --changed` on one copy of a register, a full run on the
other. Results, figures and all rows of both must be the same, and (with seed 1) every reason for
deciding a household again must have come up.

    changed.py HEYI PACK [--households N] [--months N] [--seed S]

Changes: facts corrected back and forth, dated behind and ahead, withdrawn; people who move or leave
(--complete); households that are new, split or go elsewhere; parameters that begin, other packs;
runs of a town in between, runs that supersede. product.py tells how it runs on PostgreSQL.
"""
import argparse
import collections
import csv
import datetime
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import product

REASONS = ["no earlier run", "another policy pack", "can't be followed", "not in the last run",
           "decided elsewhere", "facts or members", "parameters changed", "in grace",
           "held, undecided", "result changed", "date was reached"]
COPIES = ["changed.db", "full.db"]
MONEY = ["工资性收入", "经营净收入", "财产净收入", "转移净收入"]


class Session:
    def __init__(self, heyi, folder, options):
        self.heyi, self.folder, self.o = heyi, folder, options
        self.random = random.Random(options.seed)
        self.reasons = collections.Counter()
        self.again = self.kept = 0
        self.packs = 0

    def run(self, *words, may=()):
        p = subprocess.run([self.heyi] + list(words), cwd=self.folder, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, check=False)
        out, err = p.stdout.decode(), p.stderr.decode()
        if p.returncode and p.returncode not in may:
            sys.exit("seed %d: %s\n%s%s" % (self.o.seed, " ".join(words), out, err))
        return out, err

    def both(self, *words, may=()):
        for db in COPIES:
            self.run(*words, "--db", db, may=may)

    def write(self, name, rows):
        columns = list(rows[0])
        with open(os.path.join(self.folder, name), "w", encoding="utf-8", newline="") as out:
            w = csv.DictWriter(out, columns)
            w.writeheader()
            w.writerows(rows)
        return name

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8-sig", newline="") as f:
            return list(csv.DictReader(f))

    # --- what happens ---

    def start(self):
        self.run("generate", "--households", str(self.o.households), "--division", "440783",
                 "--seed", str(self.o.seed), "--out", "gen")
        self.households = {r["户号"]: r for r in self.read("gen/households.csv")}
        self.people = self.read("gen/people.csv")
        late = self.random.sample(sorted(self.households), self.o.households // 5)
        self.waiting = late
        self.both("init", "--pack", self.pack([]))
        self.give("2017-12-01", [h for h in self.households if h not in late],
                  [p for p in self.people if p["户号"] not in late])

    def give(self, day, numbers, people, *flags):
        """Households by number and rows of people, as they are now."""
        if numbers:
            self.both("import", "households",
                      self.write("h.csv", [self.households[n] for n in numbers]),
                      "--valid-from", day, may=[1])
        if people:
            self.both("import", "people", self.write("p.csv", people), "--valid-from", day, *flags,
                      may=[1])

    def pack(self, edits):
        """The pack with more parameters, and texts of the model replaced."""
        self.packs += 1
        name = "pack%d" % self.packs
        shutil.copytree(self.o.pack, os.path.join(self.folder, name))
        with open(os.path.join(self.folder, name, "parameters.csv"), "a", encoding="utf-8") as f:
            f.write("line,440783001,,2018-03-05,,1000.00,元/人月,sample\n"
                    "low_income_ratio,440783,rural,2019-02-01,,1.4,倍,sample\n"
                    "registered_population,440783103,,2018-01-01,,%d,人,sample\n" %
                    (10000 + self.packs))
        path = os.path.join(self.folder, name, "jiangmen.dmn")
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return name

    def in_register(self):
        return [n for n in self.households if n not in self.waiting]

    def people_of(self, number):
        return [p for p in self.people if p["户号"] == number]

    def corrections(self, day):
        r = self.random
        people = [p for p in self.people if p["户号"] not in self.waiting]
        some = r.sample(people, max(1, len(people) // 40))
        for p in some:
            what = r.choice(MONEY + ["就业", "残疾等级", "健康状况", "劳动能力"])
            if what in MONEY:
                p[what] = r.choice(["0", "5000", "12000.50", "30000", "-"])
            else:
                p[what] = r.choice({"就业": ["是", "否", "-"], "残疾等级": ["1", "3", "-"],
                                    "健康状况": ["健康", "大病", "-"],
                                    "劳动能力": ["普通劳动力", "无劳动能力", "-"]}[what])
            if what == "转移净收入":
                p["基础养老金"] = "0"
            if what == "残疾等级":
                p["残疾类别"] = "肢体"
        self.give(day, [], some)
        numbers = r.sample(self.in_register(), max(1, self.o.households // 50))
        for n in numbers:
            self.households[n][r.choice(["住房套数", "机动车数量"])] = r.choice(["0", "1", "2", "-"])
        self.give(day, numbers, [])

    def moves(self, day):
        """Somebody joins another household; somebody leaves; the lists are complete."""
        r = self.random
        there = r.sample(self.in_register(), 3)
        for p in self.people_of(there[0])[1:2]:
            p["户号"], p["与户主关系"] = there[1], "其他"
        leaver = self.people_of(there[2])[1:2]
        self.people = [p for p in self.people if p not in leaver]
        self.give(day, [], [p for n in there for p in self.people_of(n)], "--complete")

    def places(self, day):
        r = self.random
        n = r.choice(self.in_register())
        self.households[n]["区划代码"] = r.choice(["440783001001", "440783002002", "440783116003"])
        self.give(day, [n], [])

    def newcomers(self, day):
        if self.waiting:
            n = self.waiting.pop()
            self.give(day, [n], self.people_of(n))

    def change(self, as_of):
        r = self.random
        for what in [self.corrections, self.moves, self.places, self.newcomers]:
            if r.random() < 0.75:
                ahead = r.choice([-70, -20, -5, -1, 0, 10, 45])
                what(str(as_of + datetime.timedelta(ahead)))

    # --- what must be the same ---

    def rows(self, db, table):
        query = "select * from %s order by 1, 2, 3, 4" % table
        if product.on_postgres():
            return product.psql(product.database(db, os.environ["HEYI_SESSION"]), query)
        with sqlite3.connect(os.path.join(self.folder, db)) as c:
            return [str(x) for x in c.execute(query)]

    def same(self, what, a, b):
        if a == b:
            return
        a, b = (x.split("\n") if isinstance(x, str) else x for x in (a, b))
        lines = ["%s\n%s" % (x, y) for x, y in zip(a, b) if x != y][:3]
        sys.exit("seed %d: %s differ (--changed, full):\n%s\n%d, %d lines" %
                 (self.o.seed, what, "\n".join(lines), len(a), len(b)))

    def compare(self, as_of, *flags):
        """A run on both; figures, results, and what is stored."""
        words = ["determine", "--as-of", str(as_of), "--lang", "en"] + list(flags)
        out, err = self.run(*words, "--changed", "--out", "c.csv", "--db", COPIES[0])
        expected, _ = self.run(*words, "--out", "f.csv", "--db", COPIES[1])
        place = "%s %s" % (as_of, " ".join(flags))
        self.same("figures of " + place, out, expected)
        files = []
        for name in ["c.csv", "f.csv"]:
            with open(os.path.join(self.folder, name), encoding="utf-8") as f:
                files.append(f.read())
        self.same("results of " + place, *files)
        if "--commit" in flags:
            for table in ["run", "run_figure", "determination"]:
                self.same("rows of %s after %s" % (table, place),
                          *(self.rows(db, table) for db in COPIES))
        told = re.search(r"decided again: (\d+) households(?:; taken over from \S+: (\d+))?", err)
        if not told:
            sys.exit("no count of those decided again:\n" + err)
        self.again += int(told[1])
        self.kept += int(told[2] or 0)
        reasons = re.findall(r"^  (.*): (\d+)$", err, re.M)
        if sum(int(n) for _, n in reasons) != int(told[1]):
            sys.exit("the reasons don't add up:\n" + err)
        for why, n in reasons:
            self.reasons[next(r for r in REASONS if r in why)] += int(n)

    def month(self, i, as_of):
        r = self.random
        self.change(as_of)
        if i == 5:
            self.both("init", "--pack", self.pack([]))
        if i == self.o.months - 3:
            self.both("init", "--pack",
                      self.pack([("决定日 &lt; 前次.渐退期至", "today() &lt; 前次.渐退期至")]))
        if i == self.o.months - 1:
            self.both("init", "--pack", self.pack([]))
        if i and r.random() < 0.3:
            self.compare(as_of - datetime.timedelta(9), "--commit", "--supersede", "--division",
                         r.choice(["440783001", "440783002"]))
        if r.random() < 0.3:
            self.compare(as_of, "--division", "440783103")
        self.compare(as_of, "--commit", *(["--supersede"] if r.random() < 0.3 else []))
        if r.random() < 0.3:
            self.compare(as_of)  # the run just made doesn't count for its own date

    def months(self):
        as_of = datetime.date(2018, 1, 1)
        for i in range(self.o.months):
            self.month(i, as_of)
            as_of += datetime.timedelta(self.random.randint(20, 40))
        self.run("check", "--replay", "200", "--db", COPIES[0])
        missing = [r for r in REASONS if not self.reasons[r]]
        print("seed %d: %d decided again, %d taken over; %s" %
              (self.o.seed, self.again, self.kept,
               ", ".join("%s %d" % x for x in self.reasons.items())))
        if missing and self.o.seed == 1:
            sys.exit("never decided again because: " + ", ".join(missing))
        if self.kept < self.again / 4:
            sys.exit("too few are taken over")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heyi")
    parser.add_argument("pack")
    parser.add_argument("--households", type=int, default=60)
    parser.add_argument("--months", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.pack = os.path.abspath(options.pack)
    product.need_server()
    with tempfile.TemporaryDirectory() as folder:
        with product.tools(os.path.join(folder, "bin"), options.heyi, "changed") as heyi:
            s = Session(heyi, folder, options)
            s.start()
            s.months()


if __name__ == "__main__":
    main()
