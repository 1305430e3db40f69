#!/usr/bin/env python3
"""Precision and recall of verification, end to end: a register is generated with everything that
departments know of it, its declaration and all feeds are imported, and what `heyi verify run` finds
is held against the generated truth. A finding that must appear and is missing, one that must not
appear, and a fact in force that isn't the true one fail.

precision.py HEYI [--households N | --sample] [--seed S] [--hidden 30%] [--feed-noise 5%]
             [--others 200] [--keep DIR]
"""

import argparse
import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter

RECEIVED, AS_OF = "2018-06-01", "2018-06-15"
SHOWN = 15
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def rows_of(*path):
    with open(os.path.join(*path), encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class Session:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, *words, accept=(0,)):
        done = subprocess.run([self.program, *words], capture_output=True, text=True,
                              cwd=self.folder, check=False)
        if done.returncode not in accept:
            sys.exit(f"heyi {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout


def feeds():
    """{label: name} of all definitions."""
    result = {}
    for name in sorted(os.listdir(os.path.join(SOURCE, "feeds"))):
        if not name.endswith(".csv") or name == "attributes.csv":
            continue
        label = next(r["value"] for r in rows_of(SOURCE, "feeds", name)
                     if r["item"] == "source" and r["name"] == "label")
        result[label] = name[:-len(".csv")]
    return result


def expected(folder):
    """Counted by what is compared: one for each feed that tells of a sign."""
    result = set()
    for r in rows_of(folder, "truth", "findings.csv"):
        key = r["household_no"], r["member"], r["kind"]
        for feed in r["feeds"].split(";"):
            result.add((*key, r["attribute"], r["declared"], r["verified"], feed))
    return result


def found(session, names):
    result = set()
    for r in csv.DictReader(session.run("verify", "findings", "--db", "r.db", "--format",
                                        "csv").lstrip("\ufeff").splitlines()):
        member = "0" if r["kind"] == "member_missing" else r["member"]
        feed = "" if r["attribute"] else names.get(r["source"], r["source"])
        result.add((r["household_no"], member, r["kind"], r["attribute"], r["declared"],
                    r["verified"], feed))
    return result


def compare_findings(truth, product):
    kinds = sorted({k[2] for k in truth | product})
    print(f"{'kind':16}{'expected':>9}{'found':>9}{'missing':>9}{'wrong':>9}"
          f"{'precision':>11}{'recall':>9}")
    for kind in [*kinds, "all"]:
        must = {k for k in truth if kind in (k[2], "all")}
        did = {k for k in product if kind in (k[2], "all")}
        right = len(must & did)
        print(f"{kind:16}{len(must):9}{len(did):9}{len(must - did):9}{len(did - must):9}"
              f"{right / len(did) if did else 1:11.4f}{right / len(must) if must else 1:9.4f}")
    for title, keys in (("missing", truth - product), ("must not appear", product - truth)):
        for key in sorted(keys)[:SHOWN]:
            print(f"{title}: {' '.join(k or '-' for k in key)}")
    return truth == product


def compare_facts(folder, database):
    """Every fact that a department says something of, as the register resolves it now."""
    types = {(r["entity"], r["id"]): r["type"]
             for r in rows_of(SOURCE, "policies", "catalogue.csv")}
    facts = rows_of(folder, "truth", "facts.csv")
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    now = {}
    for row in db.execute("select h.household_no, n.* from household h"
                          " join household_now n using (register_id, household_id)"):
        now[row["household_no"], 0] = row
    for row in db.execute("select h.household_no, n.* from household h"
                          " join person_now n using (register_id, household_id)"):
        now[row["household_no"], row["position"]] = row
    db.close()
    wrong = []
    for f in facts:
        member = int(f["member"])
        v = now[f["household_no"], member][f["attribute"]]
        kind = types["person" if member else "household", f["attribute"]]
        if v is None:
            text = ""
        elif kind == "money":
            text = f"{'-' if v < 0 else ''}{abs(v) // 100}.{abs(v) % 100:02}"
        elif kind == "boolean":
            text = "true" if v else "false"
        else:
            text = str(v)
        if text != f["value"]:
            wrong.append((f["household_no"], f["member"], f["attribute"], f["value"], text))
    print(f"facts in force: {len(facts)}, {len(wrong)} of them wrong "
          f"{dict(Counter(w[2] for w in wrong)) if wrong else ''}")
    for w in wrong[:SHOWN]:
        print("fact: %s member %s %s: expected %s, in force %s" % w)
    return not wrong


def main():
    options = argparse.ArgumentParser()
    options.add_argument("heyi")
    options.add_argument("--households", default="1000")
    options.add_argument("--sample", action="store_true")
    options.add_argument("--seed", default="1")
    options.add_argument("--hidden", default="30%")
    options.add_argument("--feed-noise", default="5%")
    options.add_argument("--others", default="200")
    options.add_argument("--keep", help="a folder to leave the register and the files in")
    o = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.abspath(o.keep or temporary)
        os.makedirs(folder, exist_ok=True)
        session = Session(os.path.abspath(o.heyi), folder)
        size = ["--sample"] if o.sample else ["--households", o.households]
        session.run("generate", *size, "--seed", o.seed, "--feeds", "--hidden", o.hidden,
                    "--feed-noise", o.feed_noise, "--others", o.others, "--out", ".")
        session.run("init", "--db", "r.db")
        for entity in ("households", "people"):
            session.run("import", entity, entity + ".csv", "--db", "r.db", "--valid-from",
                        "2018-01-01")
        names = feeds()
        for name in names.values():
            # rows that can't be read are rejected, which is 1
            session.run("import", "feed", name, os.path.join("feeds", name + ".csv"), "--db", "r.db",
                        "--received", RECEIVED, "--errors", "faults.csv", accept=(0, 1))
        start = time.monotonic()
        session.run("verify", "run", "--db", "r.db", "--as-of", AS_OF)
        print(f"verified in {time.monotonic() - start:.1f} s")
        good = compare_facts(folder, os.path.join(folder, "r.db"))
        good &= compare_findings(expected(folder), found(session, names))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
