#!/usr/bin/env python3
"""kill -9 in the middle of init (its migrations), imports, determination, backup and restore:
afterwards the command can simply be run again, and in the end everything is as if nothing had
happened, and the register is sound.

    kill.py HEYI [--kills N]

--kills: of each of the ten commands. product.py tells how it runs on PostgreSQL.
"""
import argparse
import csv
import os
import random
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
    archive = os.path.join(folder, "r.heyi")
    return [
        ["init", "--pack", pack] + db,
        ["import", "households", sample + "/households.csv", "--valid-from", "2018-01-01"] + db,
        ["import", "people", sample + "/people.csv", "--valid-from", "2018-01-01"] + db,
        ["determine", "--as-of", "2018-01-01", "--commit", "--supersede",
         "--out", folder + "/r1.csv"] + db,
        ["import", "households", sample + "/households-2018-06.csv", "--valid-from", "2018-06-15"] + db,
        ["import", "people", sample + "/people-2018-06.csv", "--valid-from", "2018-06-15"] + db,
        ["import", "feed", "insurance", folder + "/pay.csv", "--received", "2018-06-20"] + db,
        ["determine", "--as-of", "2018-06-30", "--commit", "--supersede",
         "--out", folder + "/r2.csv"] + db,
        ["backup", "--out", archive] + db,
        ["restore", archive, "--db", os.path.join(folder, "restored.db")],
    ]


def write_feed(folder):
    """Pensions of half a year for everybody of the sample, and rows of others."""
    with open(os.path.join(folder, "sample/people.csv"), encoding="utf-8-sig", newline="") as f:
        people = list(csv.DictReader(f))
    with open(os.path.join(folder, "pay.csv"), "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["公民身份号码", "姓名", "险种", "发放月份", "基础养老金", "其他待遇"])
        for month in range(1, 7):
            for i, p in enumerate(people):
                out.writerow([p["公民身份号码"], p["姓名"], "城乡居民养老", "2018-%02d" % month,
                              "%d.00" % (100 + i % 50), "0"])


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


def done_already(heyi, words):
    """A restore that was killed behind its last step: the place holds everything, and is refused. A
    feed that was committed is refused the second time."""
    if words[1] == "feed":
        p = subprocess.run([heyi] + words + ["--dry-run"], stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, check=False)
        return "内容相同的文件已于" in p.stderr.decode()
    return words[0] == "restore" and subprocess.run(
        [heyi, "check"] + words[-2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        check=False).returncode == 0


def session(heyi, folder, commands, kills, rng, took):
    """Runs all commands, each after being killed some times within the time it took before; how long
    each takes, results, and how many kills hit."""
    run(heyi, ["generate", "--sample", "--out", os.path.join(folder, "sample")])
    write_feed(folder)
    hits, times = 0, []
    for i, words in enumerate(commands):
        for _ in range(kills):
            hits += run_killed(heyi, words, rng.random() * took[i])
        started = time.monotonic()
        if not done_already(heyi, words):
            run(heyi, words)
        times.append(time.monotonic() - started)
    for words in (commands[0], commands[-1]):
        run(heyi, ["check", "--replay", "1000", "--db", words[words.index("--db") + 1]])
    results = []
    for name in ("r1.csv", "r2.csv"):
        with open(os.path.join(folder, name), "rb") as f:
            results.append(f.read())
    return times, results, hits


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heyi")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    product.need_server()
    here = os.path.dirname(os.path.abspath(__file__))
    pack = os.path.join(here, "../../policies/jiangmen")
    with tempfile.TemporaryDirectory(prefix="heyi-kill-") as base:
        os.environ["HEYI_KEY_FILE"] = os.path.join(base, "key")
        name = "kill%d" % os.getpid()
        sessions = {}
        with product.tools(os.path.join(base, "bin"), args.heyi, name) as heyi:
            for kind, kills in (("calm", 0), ("rough", args.kills)):
                folder = os.path.join(base, kind)
                os.mkdir(folder)
                if os.path.exists(os.environ["HEYI_KEY_FILE"]):
                    os.remove(os.environ["HEYI_KEY_FILE"])
                took = sessions["calm"][0] if kills else []
                sessions[kind] = session(heyi, folder, steps(folder, pack), kills,
                                         random.Random(args.seed), took)
        hits = sessions["rough"][2]
        print("%d kills hit a running command" % hits)
        if sessions["calm"][1] != sessions["rough"][1]:
            sys.exit("the results differ from a session without kills")
        if hits == 0:
            sys.exit("no kill hit anything: this test tested nothing")


if __name__ == "__main__":
    main()
