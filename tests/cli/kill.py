#!/usr/bin/env python3
"""kill -9 in the middle of init, import and determination: afterwards the command can simply be run
again, and in the end everything is as if nothing had happened.

    kill.py HEYI [--kills N]
"""
import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import product


def steps(folder, pack):
    """The commands of a whole session, each to be killed and run again."""
    db = ["--db", os.path.join(folder, "r.db")]
    sample = os.path.join(folder, "sample")
    return [
        ["init", "--pack", pack] + db,
        ["import", "households", sample + "/households.csv", "--valid-from", "2018-01-01"] + db,
        ["import", "people", sample + "/people.csv", "--valid-from", "2018-01-01"] + db,
        ["determine", "--as-of", "2018-01-01", "--commit", "--supersede",
         "--out", folder + "/r1.csv"] + db,
        ["import", "households", sample + "/households-2018-06.csv", "--valid-from", "2018-06-15"] + db,
        ["import", "people", sample + "/people-2018-06.csv", "--valid-from", "2018-06-15"] + db,
        ["determine", "--as-of", "2018-06-30", "--commit", "--supersede",
         "--out", folder + "/r2.csv"] + db,
    ]


def run(heyi, words):
    p = subprocess.run([heyi] + words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if p.returncode:
        sys.exit("%s\n%s" % (" ".join(words), p.stdout.decode("utf-8", "replace")))


def run_killed(heyi, words, delay):
    """Starts the command, kills it after the delay; True if it was still running."""
    p = subprocess.Popen([heyi] + words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    p.send_signal(signal.SIGKILL)
    return p.wait() == -signal.SIGKILL


def session(heyi, pack, folder, kills, rng):
    """Runs all steps, each after being killed some times; results and how many kills hit."""
    run(heyi, ["generate", "--sample", "--out", os.path.join(folder, "sample")])
    hits = 0
    for words in steps(folder, pack):
        started = time.monotonic()
        if kills:
            # how long it takes, on a copy
            copy = folder + "-copy"
            shutil.copytree(folder, copy)
            if product.on_postgres() and words[0] != "init":
                product.copydb(folder + "/r.db", copy + "/r.db", os.environ["HEYI_SESSION"])
            run(heyi, [w.replace(folder, copy) for w in words])
            shutil.rmtree(copy)
        took = time.monotonic() - started
        for _ in range(kills):
            hits += run_killed(heyi, words, rng.random() * took)
        run(heyi, words)
    results = []
    for name in ("r1.csv", "r2.csv"):
        with open(os.path.join(folder, name), "rb") as f:
            results.append(f.read())
    return results, hits


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heyi")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    pack = os.path.join(here, "../../policies/jiangmen")
    product.need_server()
    with tempfile.TemporaryDirectory(prefix="heyi-kill-") as base:
        name = "kill%d" % os.getpid()
        with product.tools(os.path.join(base, "bin"), args.heyi, name) as heyi:
            calm, _ = session(heyi, pack, os.path.join(base, "calm"), 0, random.Random())
            rough, hits = session(heyi, pack, os.path.join(base, "rough"), args.kills,
                                  random.Random(args.seed))
        print("%d kills hit a running command" % hits)
        if calm != rough:
            sys.exit("the results differ from a session without kills")
        if hits == 0:
            sys.exit("no kill hit anything: this test tested nothing")


if __name__ == "__main__":
    main()
