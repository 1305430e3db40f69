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

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
import product  # noqa: E402

RECEIVED, AS_OF = "2018-06-01", "2018-06-15"
SHOWN = 15
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def rows_of(*path):
    with open(os.path.join(*path), encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def heyi(*words, accept=(0,)):
    done = subprocess.run(["heyi", *words], capture_output=True, text=True, check=False)
    if done.returncode not in accept:
        sys.exit(f"heyi {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def query(text):
    """Rows of the register's database, as texts; an empty one is null."""
    if product.on_postgres():
        name = product.database("r.db", os.environ["HEYI_SESSION"])
        return [line.split("|") for line in product.psql(name, text)]
    db = sqlite3.connect("r.db")
    rows = [["" if v is None else str(v) for v in row] for row in db.execute(text)]
    db.close()
    return rows


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


def expected():
    """Counted by what is compared: one for each feed that tells of a sign."""
    result = set()
    for r in rows_of("truth", "findings.csv"):
        key = r["household_no"], r["member"], r["kind"]
        for feed in r["feeds"].split(";"):
            result.add((*key, r["attribute"], r["declared"], r["verified"], feed))
    return result


def found(names):
    result = set()
    lines = heyi("verify", "findings", "--db", "r.db", "--format", "csv").lstrip("\ufeff")
    for r in csv.DictReader(lines.splitlines()):
        member = r["member"] or "0"         # empty: the household as a whole
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


def in_force():
    """(household_no, member, attribute) -> value as findings have it, as the register resolves it
    now, of all that feeds verify."""
    catalogue = {(r["entity"], r["id"]): r["type"]
                 for r in rows_of(SOURCE, "policies", "catalogue.csv")}
    attributes = {r["name"] for name in feeds().values()
                  for r in rows_of(SOURCE, "feeds", name + ".csv") if r["item"] == "fact"}
    result = {}
    for entity, member in (("household", "0"), ("person", "n.position")):
        mine = sorted(a for a in attributes if (entity, a) in catalogue)
        for no, place, *values in query(
                f"select h.household_no, {member}, {', '.join('n.' + a for a in mine)}"
                f" from household h join {entity}_now n using (register_id, household_id)"):
            for a, v in zip(mine, values):
                if v and catalogue[entity, a] == "money":
                    v = f"{int(v) // 100}.{int(v) % 100:02}"
                elif v and catalogue[entity, a] == "boolean":
                    v = "true" if v == "1" else "false"
                result[no, place, a] = v
    return result


def compare_facts():
    """Every fact that a department says something of."""
    now, facts = in_force(), rows_of("truth", "facts.csv")
    wrong = [(*key, f["value"], now.get(key)) for f in facts
             for key in [(f["household_no"], f["member"], f["attribute"])]
             if now.get(key) != f["value"]]
    print(f"facts in force: {len(facts)}, {len(wrong)} of them wrong "
          f"{dict(Counter(w[2] for w in wrong)) if wrong else ''}")
    for w in wrong[:SHOWN]:
        print("fact: %s member %s %s: expected %s, in force %s" % w)
    return not wrong


def check(o):
    size = ["--sample"] if o.sample else ["--households", o.households]
    heyi("generate", *size, "--seed", o.seed, "--feeds", "--hidden", o.hidden, "--feed-noise",
         o.feed_noise, "--others", o.others, "--out", ".")
    heyi("init", "--db", "r.db")
    for entity in ("households", "people"):
        heyi("import", entity, entity + ".csv", "--db", "r.db", "--valid-from", "2018-01-01")
    names = feeds()
    for name in names.values():
        # rows that can't be read are rejected, which is 1
        heyi("import", "feed", name, os.path.join("feeds", name + ".csv"), "--db", "r.db",
             "--received", RECEIVED, "--errors", "faults.csv", accept=(0, 1))
    start = time.monotonic()
    heyi("verify", "run", "--db", "r.db", "--as-of", AS_OF)
    print(f"verified in {time.monotonic() - start:.1f} s")
    good = compare_facts()
    return compare_findings(expected(), found(names)) and good


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
    product.need_server()
    program, keep = os.path.abspath(o.heyi), o.keep and os.path.abspath(o.keep)
    with tempfile.TemporaryDirectory(prefix="heyi-precision-") as temporary:
        tools = os.path.join(temporary, "bin")
        with product.tools(tools, program, "precision%d" % os.getpid()):
            os.environ["PATH"] = tools + ":" + os.environ["PATH"]
            folder = keep or os.path.join(temporary, "work")
            os.makedirs(folder, exist_ok=True)
            os.chdir(folder)
            good = check(o)
            os.chdir("/")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
