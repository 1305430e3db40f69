#!/usr/bin/env python3
"""Figures of POST /simulations/live against `heyi simulate` and against two determinations, under
random parameters; that what is kept between calls is never of another register, policy, date or
part of the country; and calls that the next one ends.

    whatif.py HEYI [--rounds N] [--seed S]

On PostgreSQL too, as sessions are (tests/cli/product.py).
"""
import argparse
import collections
import csv
import http.client
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from decimal import ROUND_HALF_UP, Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
sys.path.insert(0, os.path.join(HERE, "../cli"))
import product  # noqa: E402
import recount  # noqa: E402
from wire import Failure, check  # noqa: E402

PASSWORD = "Harbour-7-Junction"
PACK = os.path.join(ROOT, "policies/jiangmen")
AS_OF = "2018-06-30"
CATEGORIES = ("destitute", "dibao", "low_income", "none", "undecided", "failed")
PATIENCE = 120


class Place:
    """A county whose towns' households lie scattered, decided half a year ago."""

    def __init__(self, folder, bin_folder):
        self.folder, self.bin = folder, bin_folder
        os.mkdir(folder)
        self.env = dict(os.environ, HOME=folder)
        self.heyi("generate", "--households", "1400", "--division", "440783", "--out", "g")
        self.heyi("init", "--db", "r.db", "--pack", PACK)
        self.take("households.csv", "2018-01-01")
        self.take("people.csv", "2018-01-01")
        self.heyi("determine", "--as-of", "2018-01-01", "--commit", "--db", "r.db")
        self.heyi("user", "add", "county", "--role", "county", "--division", "440783", "--db", "r.db",
                  given=PASSWORD + "\n")
        self.tool("sql", "r.db.office", "update account set must_change = 0",
                  "update role set second_factor = 0")

    def run(self, *words, given=""):
        p = subprocess.run(words, cwd=self.folder, env=self.env, input=given, text=True,
                           capture_output=True, check=False)
        check(p.returncode == 0, "%s: %d\n%s" % (" ".join(words), p.returncode, p.stderr))
        return p.stdout

    def tool(self, name, *words):
        return self.run(os.path.join(self.bin, name), *words)

    def heyi(self, *words, given=""):
        return self.run(os.path.join(self.bin, "heyi"), *words, given=given)

    def take(self, name, day):
        self.heyi("import", name.split(".")[0].split("-")[0], "g/" + name, "--valid-from", day, "--db",
                  "r.db")

    def simulate(self, set_, division="", as_of=AS_OF):
        words = ["--division", division] if division else []
        for name, value in set_.items():
            words += ["--set", "%s=%s" % (name, value)]
        return json.loads(self.heyi("simulate", "--db", "r.db", "--as-of", as_of, "--format", "json",
                                    *words), parse_float=Decimal)

    def decided(self, db):
        """What a determination makes of each household."""
        self.heyi("determine", "--db", db, "--as-of", AS_OF, "--out", "out.csv")
        return {d["household_no"]: d for d in recount.read(os.path.join(self.folder, "out.csv"))}

    def make_pack(self, set_):
        """The folder of a pack whose rows have other values."""
        pack = os.path.join(self.folder, "pack")
        shutil.rmtree(pack, ignore_errors=True)
        shutil.copytree(PACK, pack)
        path = os.path.join(pack, "parameters.csv")
        with open(path, encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f))
        for name, value in set_.items():
            found = [r for r in rows if r["name"] == name.split("@")[0]]
            check(len(found) == 1, "%d rows of %s" % (len(found), name))
            found[0]["value"] = str(value)
        out = io.StringIO(newline="")
        w = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        w.writeheader()
        w.writerows(rows)
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(out.getvalue())

    def decided_with(self, set_):
        self.make_pack(set_)
        self.tool("copydb", "r.db", "then.db")
        self.heyi("init", "--db", "then.db", "--pack", "pack")
        return self.decided("then.db")


class Server:
    def __init__(self, place, **env):
        words = [os.path.join(place.bin, "heyi"), "serve", "--db", "r.db", "--listen",
                 "127.0.0.1:0", "--files", os.path.join(place.folder, "files")]
        self.process = subprocess.Popen(words, cwd=place.folder, env=dict(place.env, **env),
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        check(line, "the server doesn't start")
        self.port = int(re.search(r":(\d+)", line).group(1))
        self.headers = {}
        r, session = self.ask("POST", "/session", {"name": "county", "password": PASSWORD})
        self.headers = {"Cookie": r.headers["Set-Cookie"].split(";")[0],
                        "X-CSRF-Token": session["csrf"]}

    def send(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = dict(self.headers, **({"Content-Type": "application/json"} if body is not None
                                        else {}))
        c.request(method, "/api/v1" + path, None if body is None else json.dumps(body), headers)
        return c

    def ask(self, method, path, body=None, may=(200,)):
        c = self.send(method, path, body)
        try:
            r = c.getresponse()
            text = r.read().decode()
            check(r.status in may, "%s %s: %d %s" % (method, path, r.status, text))
            return r, json.loads(text, parse_float=Decimal)
        finally:
            c.close()

    def live(self, set_, division="", as_of=AS_OF, **more):
        body = dict(more, as_of=as_of, set={k: str(v) for k, v in set_.items()})
        if division:
            body["division"] = division
        return self.ask("POST", "/simulations/live", body)[1]

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.send_signal(signal.SIGKILL if kind else signal.SIGTERM)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process.stdout.close()
        if kind is None:
            check(code == 0, "the server ends with %d" % code)


def same(what, expected, got):
    check(expected == got, "%s: %s expected, %s told" % (what, expected, got))


def yuan(fen):
    return Decimal(fen) / 100


def percent(part, whole):
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def ratio(part, whole):
    if not whole:
        return None
    return (Decimal(part) / whole).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def compare(live, said):
    """Every figure of a live answer that `heyi simulate --format json` has too."""
    for row in said["changes"]:
        t = next(x for x in live["changes"] if x["change"] == row["change"])
        same("changes", row, {"change": t["change"], "households": t["households"],
                              "people": t["people"], "amount_before": yuan(t["amount_before_fen"]),
                              "amount_after": yuan(t["amount_after_fen"]),
                              "difference": yuan(t["amount_after_fen"] - t["amount_before_fen"])})
    flows = {(f["from"], f["to"]): f for f in live["flows"]}
    for unit in ("households", "people"):
        for row in said["matrix_" + unit]:
            if row["category_before"] == "total":
                for c in live["categories"]:
                    same("after", row[c["category"]], c["after"][unit])
                same("all", row["total"], live[unit])
                continue
            for c in CATEGORIES:
                same("flow", row[c], flows.get((row["category_before"], c), {unit: 0})[unit])
    sums = collections.Counter()
    for row in said["standings"]:
        for side in ("before", "after"):
            key = (side, row["standing_" + side])
            sums[key + ("households",)] += row["households"]
            sums[key + ("people",)] += row["people"]
            sums[key + ("amount",)] += row["amount_" + side]
    for x in live["standings"]:
        for side in ("before", "after"):
            for unit in ("households", "people"):
                same("standing", sums[side, x["standing"], unit], x[side][unit])
            same("standing", sums[side, x["standing"], "amount"], yuan(x[side]["amount_fen"]))
    for side, row in zip(("before", "after"), said["scenarios"]):
        covered = [x[side] for x in live["standings"] if x["covered"]]
        same("covered", row["covered_households"], sum(x["households"] for x in covered))
        same("covered", row["covered_people"], sum(x["people"] for x in covered))
        same("bill", row["monthly_bill"], yuan(sum(x["amount_fen"] for x in covered)))
        for standing in ("undecided", "failed"):
            same(standing, row[standing], next(x[side]["households"] for x in live["standings"]
                                               if x["standing"] == standing))
        x = live["incidence"][side]
        same("incidence", row["incidence"], percent(x["people"], x["population"]))
        for x in live["topup_level"]:
            same("top-up", row["topup_level_" + x["residence"]],
                 percent(x[side]["paid_fen"], x[side]["line_fen"]))
    rows = iter(said["poverty"])
    for side in ("before", "after"):
        x = live["poverty"][side]
        for stage in ("without_benefit", "with_benefit"):
            row, m = next(rows), x[stage]
            for name in ("households", "people"):
                same(name, row[name], x[name])
            same("left out", row["left_out"], x["households_left_out"])
            for name in ("poor_households", "poor_people", "fgt0", "fgt1", "fgt2", "sst", "gini"):
                same(name, row[name], m[name])
            same("curve", x["people"], sum(m["curve"]))
            line, width = x["highest_line_fen"], live["poverty"]["curve_width_fen"]
            if x["least_line_fen"] == line and line % width == 0 and line // width < len(m["curve"]):
                same("curve at the line", m["poor_people"], sum(m["curve"][:line // width]))
    same("divisions", [d["division"] for d in said["divisions"]],
         [d["code"] for d in live["divisions"]])
    for row, d in zip(said["divisions"], live["divisions"]):
        a, b = d["after"], d["before"]
        same(d["name"], row, {
            "division": d["code"], "households": d["households"], "people": d["people"],
            **{k: d["changes"][k]["households"] for k in ("entered", "left", "gained", "lost",
                                                          "open")},
            "monthly_bill": yuan(a["amount_fen"]),
            "change_bill": yuan(a["amount_fen"] - b["amount_fen"]),
            "incidence": percent(a["incidence"]["people"], a["incidence"]["population"]),
            "topup_level": percent(a["topup_paid_fen"], a["topup_line_fen"]),
            "fgt0_before": ratio(a["poor_people_without_benefit"], a["measured_people"]),
            "fgt0_after": ratio(a["poor_people"], a["measured_people"]),
            "fgt1_before": row["fgt1_before"], "fgt1_after": row["fgt1_after"]})
        for side in ("before", "after"):
            same("categories", d["households"], sum(c["households"] for c in d[side]["categories"]))


def recounted(live, today, then):
    """The same counted from two determinations, household by household."""
    flows, people, changes = (collections.Counter() for _ in range(3))
    bill, before = Decimal(0), Decimal(0)
    for no, a in today.items():
        b = then[no]
        key = recount.category(a), recount.category(b)
        flows[key] += 1
        people[key] += int(a["people"])
        changes[recount.change(a, b)] += 1
        before += recount.amount(a) or 0
        bill += recount.amount(b) or 0
    same("flows", dict(flows), {(f["from"], f["to"]): f["households"] for f in live["flows"]})
    same("people", dict(people), {(f["from"], f["to"]): f["people"] for f in live["flows"]})
    same("changes", dict(changes),
         {x["change"]: x["households"] for x in live["changes"] if x["households"]})
    same("bill before", before, yuan(live["amount_before_fen"]))
    same("bill", bill, yuan(live["amount_after_fen"]))


def random_set(dice, parameters):
    """One to three of the parameters, anywhere on their sliders."""
    chosen = {}
    for x in dice.sample(parameters, dice.randint(1, 3)):
        s = x["suggested"]
        steps = int((Decimal(s["max"]) - Decimal(s["min"])) / Decimal(s["step"]))
        chosen[x["set"]] = Decimal(s["min"]) + dice.randint(0, steps) * Decimal(s["step"])
    return chosen


def test_figures(place, dice, rounds):
    """Random parameters, the county and its towns: as heyi simulate says, and as decided."""
    drawn = []
    with Server(place) as s:
        items = s.ask("GET", "/simulations/parameters?as_of=" + AS_OF)[1]["items"]
        names = collections.Counter(x["parameter"]["name"] for x in items)
        free = [x for x in items if x["decides"] and names[x["parameter"]["name"]] == 1]
        check(len(free) > 10, "%d parameters" % len(free))
        for x in free:  # the value itself lies on the slider
            g, v = x["suggested"], Decimal(x["parameter"]["value"])
            check((v - Decimal(g["min"])) % Decimal(g["step"]) == 0, str(x))
            check(Decimal(g["min"]) <= v < Decimal(g["max"]), str(x))
        towns = [d["code"] for d in s.live({})["divisions"]]
        for _ in range(rounds):
            set_ = random_set(dice, free)
            town = dice.choice(towns)
            live = s.live(set_)
            compare(live, place.simulate(set_))
            compare(s.live(set_, town), place.simulate(set_, town))
            drawn.append((live, set_))
        said = s.ask("POST", "/simulations", {"as_of": AS_OF, "scenarios": [
            {"set": {k: str(v) for k, v in set_.items()}}]})[1]["result"]
        compare(live, said)
        none = s.live({})
        same("nothing changed", {"same", "outside", "open", "no_amount"},
             {"same", "outside", "open", "no_amount"} |
             {x["change"] for x in none["changes"] if x["households"]})
    today = place.decided("r.db")
    for live, set_ in drawn:
        recounted(live, today, place.decided_with(set_))


def test_fresh(place, dice, rounds):
    """Facts, determinations, policy and date that changed meanwhile are those of the answer."""
    with Server(place) as s:
        seen = []

        def look(as_of=AS_OF):
            live = s.live({"line": 900}, as_of=as_of)
            compare(live, place.simulate({"line": 900}, as_of=as_of))
            seen.append({k: v for k, v in live.items() if k != "as_of"})

        look()
        look()
        same("again", seen[0], seen[1])
        look("2018-03-31")
        look()
        same("another date between", seen[0], seen[3])
        place.take("households-2018-06.csv", "2018-06-15")
        place.take("people-2018-06.csv", "2018-06-15")
        look()
        place.make_pack({"line": 2000})
        place.heyi("init", "--db", "r.db", "--pack", "pack")
        look()
        place.heyi("init", "--db", "r.db", "--pack", PACK)
        look()
        same("the policy of before", {k: v for k, v in seen[4].items() if k != "seq"},
             {k: v for k, v in seen[6].items() if k != "seq"})
        place.heyi("init", "--db", "r.db", "--pack", "pack")
        place.heyi("determine", "--as-of", "2018-06-20", "--commit", "--db", "r.db")
        place.heyi("init", "--db", "r.db", "--pack", PACK)
        look()
        different = {json.dumps({k: v for k, v in x.items() if k != "seq"}, default=str)
                     for x in seen[3:]}
        check(len(different) == 4, "%d different answers" % len(different))


def test_at_once(place, dice, rounds):
    """Several at once over several parts and dates: each gets its own."""
    with Server(place) as s:
        towns = [d["code"] for d in s.live({})["divisions"]][:4] + [""]
        asked = [(dice.choice(range(700, 1000, 20)), t, d) for t in towns
                 for d in (AS_OF, "2018-06-29") for _ in range(2)]
        expected = {x: place.simulate({"line": x[0]}, x[1], x[2]) for x in set(asked)}
        dice.shuffle(asked)
        failed = []

        def one(part):
            try:
                for line, town, day in part:
                    compare(s.live({"line": line}, town, day), expected[line, town, day])
            except (Failure, OSError) as e:
                failed.append(e)

        threads = [threading.Thread(target=one, args=(asked[i::4],)) for i in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        check(not failed, str(failed))


def test_nowhere(place, dice, rounds):
    """Where a snapshot can't be kept, neither beside the register nor in a folder."""
    facts = os.path.join(place.folder, "r.db.facts")
    if os.path.exists(facts):
        os.unlink(facts)
    os.mkdir(facts)
    try:
        with Server(place, HOME="") as s:
            compare(s.live({"line": 880}), place.simulate({"line": 880}))
    finally:
        os.rmdir(facts)


def test_superseded(place, dice, rounds):
    """Another call with the same session ends the one before, with another session it doesn't; a
    client that goes away ends its own. Decided slowly, so that there is something to end."""
    with Server(place, HEYI_EVALUATOR="interpreter") as s:
        def begin(session, line):
            return s.send("POST", "/simulations/live", {"as_of": AS_OF, "set": {"line": line},
                                                        "session": session})

        def end(c):
            r = c.getresponse()
            text = json.loads(r.read())
            c.close()
            return r.status, text

        for _ in range(20):
            first = begin("page", 880)
            other = begin("another page", 890)
            last = begin("page", 900)
            (status, text), (status2, _), (status3, answer) = end(first), end(other), end(last)
            same("the last", 200, status3)
            same("another page's", 200, status2)
            if status == 409:
                break
        same("the first", (409, "superseded"), (status, text.get("code")))
        check(answer["households"] > 1000, str(answer["households"]))
        begin("page", 880).close()
        same("after one that went away", 200, end(begin("page", 880))[0])


def main():
    a = argparse.ArgumentParser()
    a.add_argument("heyi")
    a.add_argument("--rounds", type=int, default=4)
    a.add_argument("--seed", type=int, default=1)
    o = a.parse_args()
    product.need_server()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="heyi-whatif-") as folder, \
            product.tools(os.path.join(folder, "bin"), o.heyi,
                          os.path.basename(folder).replace("-", "").lower()):
        place = Place(os.path.join(folder, "registers"), os.path.join(folder, "bin"))
        for fn in (test_figures, test_at_once, test_nowhere, test_superseded,
                   test_fresh):
            try:
                fn(place, random.Random(o.seed), o.rounds)
                print("ok %s" % fn.__name__[5:], flush=True)
            except (Failure, OSError, KeyError) as e:
                failed += 1
                print("FAILED %s: %s: %s" % (fn.__name__[5:], type(e).__name__, e), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
