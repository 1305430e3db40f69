#!/usr/bin/env python3
"""The whole main job, decided twice: by the program and by the oracle, and compared.

Makes a messy synthetic register, imports it three times with `heyi`, determines three dates in a row
(grace and held households carried over), lets the oracle do the same from the same files, and
compares every column of every household, and every rejected row. Exit 1 on any difference.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def run(words, allowed=(0,)):
    p = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if p.returncode not in allowed:
        sys.stderr.write(" ".join(words) + "\n")
        sys.stderr.write(p.stdout.decode("utf-8", "replace")[-3000:])
        sys.stderr.write(p.stderr.decode("utf-8", "replace")[-3000:])
        sys.exit("exit status %d" % p.returncode)
    return p


def program(heyi, folder, pack, plan):
    """Runs the plan's steps with the program; the errors files and result files it wrote."""
    db = os.path.join(folder, "heyi.db")
    run([heyi, "init", "--db", db, "--pack", pack])
    errors, results = [], []
    seconds = 0.0
    for number, step in enumerate(plan["steps"]):
        start = time.monotonic()
        if "as_of" in step:
            out = os.path.join(folder, "actual-%d.csv" % number)
            run([heyi, "determine", "--as-of", step["as_of"], "--commit", "--out", out, "--db", db])
            results.append((os.path.join(folder, step["out"]), out))
        else:
            for kind in ("households", "people"):
                if kind not in step:
                    continue
                out = os.path.join(folder, "rejected-%d-%s.csv" % (number, kind))
                files = [os.path.join(folder, name) for name in step[kind]]
                run([heyi, "import", kind, *files, "--valid-from", step["valid_from"],
                     "--errors", out, "--db", db], allowed=(0, 1))
                errors.append(out)
        seconds += time.monotonic() - start
    return errors, results, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--heyi", default=os.path.join(ROOT, "build", "heyi"))
    parser.add_argument("--pack", default=os.path.join(ROOT, "policies", "jiangmen"))
    parser.add_argument("--households", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="work in this folder and leave it")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heyi-oracle-") as temporary:
        folder = args.keep or temporary
        os.makedirs(folder, exist_ok=True)
        run([sys.executable, os.path.join(HERE, "make_register.py"), "--households",
             str(args.households), "--seed", str(args.seed), "--out", folder])
        with open(os.path.join(folder, "plan.json"), encoding="utf-8") as f:
            plan = json.load(f)
        expected_errors = os.path.join(folder, "expected-errors.csv")
        run([sys.executable, os.path.join(HERE, "oracle.py"), "--parameters",
             os.path.join(args.pack, "parameters.csv"), "--plan", os.path.join(folder, "plan.json"),
             "--errors", expected_errors])
        errors, results, seconds = program(args.heyi, folder, args.pack, plan)
        compare = [sys.executable, os.path.join(HERE, "compare.py")]
        bad = 0
        for expected, actual in results:
            p = subprocess.run(compare + ["--expected", expected, "--actual", actual], check=False)
            bad += p.returncode != 0
        p = subprocess.run(compare + ["--errors", "--expected", expected_errors, "--actual"] + errors,
                           check=False)
        bad += p.returncode != 0
        print("%d households, seed %d: %d runs compared, the program took %.1f s in all; %s" % (
            args.households, args.seed, len(results), seconds, "DIFFERENT" if bad else "equal"))
        return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
