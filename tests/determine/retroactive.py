#!/usr/bin/env python3
"""`heyi verify retroactive` against determinations made again: months of generated changes, many of
them dated behind, runs of towns, runs that supersede, another pack. Then every run is made again on a
copy of the register, in order, under its own pack, each superseding what stood: what a household
comes to there is what its determination would be now.

    retroactive.py HEYI PACK [--households N] [--months N] [--seed S]

Left out are households that are decided on the copy in a run that left them out then (they had come
late): no determination of theirs stands before, where on the copy there is one.
"""
import argparse
import collections
import csv
import datetime
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
import changed  # noqa: E402
import product  # noqa: E402

DB = "past.db"
Made = collections.namedtuple("Made", "run as_of pack division then at")


def fen(text):
    if text == "":
        return None
    sign = -1 if text.startswith("-") else 1
    yuan, cents = text.lstrip("-").split(".")
    return sign * (int(yuan) * 100 + int(cents))


def month(date):
    year, m, _ = date.split("-")
    return int(year) * 12 + int(m) - 1


def months_of(as_of, following, until):
    """2018-03 … as texts: those after that of as_of up to and with the next one's, or until."""
    last = min(month(until), month(following)) if following else month(until)
    return ["%04d-%02d" % (m // 12, m % 12 + 1) for m in range(month(as_of) + 1, last + 1)]


class Past(changed.Session):
    def clock(self, day):
        os.environ["HEYI_CLOCK"] = "%sT09:00:00+08:00" % day

    def copy(self, to):
        subprocess.run([os.path.join(os.path.dirname(self.heyi), "copydb"), DB, to],
                       cwd=self.folder, check=True)

    def results(self, name):
        return {r["household_no"]: r for r in self.read(name)}

    def commit(self, as_of, pack, *flags):
        n = len(self.made) + 1
        self.run("determine", "--as-of", as_of, "--commit", "--out", "run.csv", "--db", DB, *flags)
        then = self.results("run.csv")
        division = flags[flags.index("--division") + 1] if "--division" in flags else ""
        for number in then:
            stands = self.stands[number]
            stands[:] = [m for m in stands if m.as_of < as_of]
        made = Made(n, as_of, pack, division, then, os.environ["HEYI_CLOCK"][:10])
        self.made.append(made)
        for number in then:
            self.stands[number].append(made)

    def higher_line(self):
        """Another pack: what the first one decided must not be decided under this one."""
        pack = self.pack([])
        path = os.path.join(self.folder, pack, "parameters.csv")
        with open(path, encoding="utf-8") as f:
            text = f.read()
        old = "line,4407,,2018-01-01,,800.00"
        assert old in text
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace(old, old.replace("800", "900")))
        os.remove(os.path.join(self.folder, pack, "cases.csv"))
        return pack

    def live(self):
        r = self.random
        self.made, self.stands = [], collections.defaultdict(list)
        pack = "pack1"
        as_of = datetime.date(2018, 1, 1)
        for i in range(self.o.months):
            self.clock(as_of + datetime.timedelta(2))
            self.change(as_of)
            if i == self.o.months - 2:
                pack = self.higher_line()
                self.both("init", "--pack", pack)
                self.clock(as_of + datetime.timedelta(4))
                self.copy("half.db")
                self.half = str(as_of + datetime.timedelta(4))
                self.clock(as_of + datetime.timedelta(5))
            if i and r.random() < 0.3:
                self.commit(str(as_of - datetime.timedelta(9)), pack, "--supersede", "--division",
                            r.choice(["440783001", "440783002", "440783116"]))
            self.commit(str(as_of), pack, "--supersede")
            as_of += datetime.timedelta(r.randint(15, 40))
        self.clock(as_of)
        for back in [60, 100, 150, 200]:
            day = as_of - datetime.timedelta(back)
            self.change(day)
            self.corrections(str(day))
        self.until = str(as_of)

    def known_then(self):
        """What was known then gives what was committed."""
        for m in self.made:
            words = ["--division", m.division] if m.division else []
            self.run("determine", "--as-of", m.as_of, "--known-at", m.at, "--out", "then.csv",
                     "--db", DB, *words)
            again = self.results("then.csv")
            if again != m.then:
                sys.exit("seed %d: run %d replayed is another" % (self.o.seed, m.run))

    def made_again(self):
        """By run: what its households come to now."""
        self.copy("redo.db")
        pack, now = None, {}
        for m in sorted(self.made, key=lambda m: (m.as_of, m.run)):
            if m.pack != pack:
                pack = m.pack
                self.run("init", "--pack", pack, "--db", "redo.db")
            words = ["--division", m.division] if m.division else []
            self.run("determine", "--as-of", m.as_of, "--commit", "--supersede", "--out",
                     "redo.csv", "--db", "redo.db", *words)
            now[m.run] = self.results("redo.csv")
        return now

    def expected(self, now):
        """Rows as the list must have them, and the households left out."""
        rows, out = [], set()
        for number, stands in sorted(self.stands.items()):
            mine = {m.run for m in stands}
            extra = [m for m in self.made if m.run not in mine and number in now[m.run]]
            # in the place of a run that was superseded there is another one
            dates = {m.as_of for m in stands}
            if any(m.as_of not in dates and number not in m.then for m in extra):
                out.add(number)
                continue
            for m, following in zip(stands, stands[1:] + [None]):
                then, new = m.then[number], now[m.run].get(number)
                if new is None:
                    new = dict.fromkeys(then, "")
                keys = ["category", "standing", "monthly_amount"]
                if all(then[k] == new[k] for k in keys):
                    continue
                months = months_of(m.as_of, following and following.as_of, self.until)
                pays = ["in_force", "grace", "held"]
                paid = fen(then["monthly_amount"]) if then["standing"] in pays else 0
                due = (fen(new["monthly_amount"]) if new["standing"] in pays
                       else 0 if new["standing"] == "out" else None)
                difference = None if paid is None or due is None else due - paid
                rows.append((number, m.as_of, str(m.run), then["category"], new["category"],
                             then["standing"], new["standing"], fen(then["monthly_amount"]),
                             fen(new["monthly_amount"]), difference, months, paid, due))
        return rows, out

    def told(self, *flags, db=DB):
        out, _ = self.run("verify", "retroactive", "--months-until", self.until, "--out", "list.csv",
                          "--db", db, "--format", "json", *flags)
        self.run("verify", "retroactive", "--months-until", self.until, "--by-month", "--out",
                 "months.csv", "--db", db, *flags)
        return json.loads(out), self.read("list.csv"), self.read("months.csv")

    def check_list(self):
        want, out = self.expected(self.made_again())
        result, rows, by_month = self.told()
        rows = sorted((r for r in rows if r["household_no"] not in out),
                      key=lambda r: (r["household_no"], r["as_of"]))
        got = [(r["household_no"], r["as_of"], r["run"], r["category_then"], r["category_now"],
                r["standing_then"], r["standing_now"], fen(r["amount_then"]), fen(r["amount_now"]),
                fen(r["difference"])) for r in rows]
        self.same_list("the list", got, [w[:10] for w in want])
        for r, w in zip(rows, want):
            months = w[10]
            first, last = (months[0], months[-1]) if months else ("", "")
            total = None if w[9] is None else w[9] * len(months)
            assert (r["first_month"], r["last_month"], int(r["months"]), fen(r["total"])) == (
                first, last, len(months), total), (r, w)
            assert r["because"], r
        got = [(r["household_no"], r["month"], r["as_of"], fen(r["paid"]), fen(r["due"]),
                fen(r["difference"])) for r in by_month if r["household_no"] not in out]
        self.same_list("months", sorted(got, key=lambda g: (g[0], g[2], g[1])),
                       [(w[0], m, w[1], w[11], w[12], w[9]) for w in want if w[9] != 0
                        for m in w[10]])
        kinds = collections.Counter(r["standing_now"] for r in rows)
        print("seed %d: %d determinations of %d households, %d differ (%s), %d households left out" %
              (self.o.seed, sum(map(len, self.stands.values())), len(self.stands), len(rows),
               ", ".join("%s %d" % k for k in sorted(kinds.items())), len(out)))
        if len(rows) < 20 or len(out) > len(self.stands) // 3:
            sys.exit("too little is compared")

    def same_list(self, what, got, want):
        if got == want:
            return
        more, less = [g for g in got if g not in want], [w for w in want if w not in got]
        sys.exit("seed %d: %s differ: only told\n%s\nonly expected\n%s" %
                 (self.o.seed, what, "\n".join(map(str, more[:5])), "\n".join(map(str, less[:5]))))

    def check_sums(self):
        result, rows, by_month = self.told()
        for count in result["counts"]:
            assert count["looked_at"] == count["same"] + count["differ"] + count["open"], count
        determinations = result["counts"][1]
        assert determinations["differ"] + determinations["open"] == len(rows)
        totals = [fen(r["total"]) or 0 for r in rows]
        sums = result["sums"][0]
        assert round(sums["arrears"] * 100) == sum(t for t in totals if t > 0), sums
        assert round(sums["recovery"] * 100) == sum(t for t in totals if t < 0), sums
        assert sum(fen(r["difference"]) or 0 for r in by_month) == sum(totals)
        since, until = "2018-03-01", "2018-07-31"
        part = [r for r in rows if since <= r["as_of"] <= until
                and r["division"].startswith("440783116")]
        assert self.told("--since", since, "--until", until, "--division", "440783116")[1] == part
        half = self.told(db="half.db")
        assert self.told("--known-at", self.half) == half


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heyi")
    parser.add_argument("pack")
    parser.add_argument("--households", type=int, default=80)
    parser.add_argument("--months", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.pack = os.path.abspath(options.pack)
    product.need_server()
    changed.COPIES = [DB]
    os.environ["HEYI_CLOCK"] = "2017-12-10T09:00:00+08:00"
    with tempfile.TemporaryDirectory() as folder:
        with product.tools(os.path.join(folder, "bin"), options.heyi, "retroactive") as heyi:
            s = Past(heyi, folder, options)
            s.start()
            s.live()
            s.known_then()
            s.check_list()
            s.check_sums()


if __name__ == "__main__":
    main()
