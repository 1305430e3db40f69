#!/usr/bin/env python3
"""Backups while others write, and kill -9 in the middle of backup, restore and copy: an archive is
always one consistent state, an earlier file stays whole, and restore and copy can simply be run
again.

    backup.py HEYI [--kills N]
"""
import argparse
import glob
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

import product


def run(heyi, *words):
    p = subprocess.run([heyi, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if p.returncode:
        sys.exit("%s\n%s" % (" ".join(words), p.stderr.decode("utf-8", "replace")))
    return p.stdout


def killed(heyi, delay, *words):
    """Kills the command after the delay; True if it was still running."""
    p = subprocess.Popen([heyi, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    p.send_signal(signal.SIGKILL)
    return p.wait() == -signal.SIGKILL


def tables(heyi, *words):
    """Digest of every table, as backup or restore --dry-run tells them."""
    return json.loads(run(heyi, *words, "--format", "json"))["tables"]


def took(f):
    started = time.monotonic()
    f()
    return time.monotonic() - started


def make(heyi, pack, folder):
    """A register with households; the people are still to be imported."""
    db = ["--db", os.path.join(folder, "a.db")]
    data = os.path.join(folder, "data")
    run(heyi, "generate", "--households", "4000", "--division", "440783", "--out", data)
    run(heyi, "init", "--pack", pack, *db)
    run(heyi, "import", "households", data + "/households.csv", "--valid-from", "2018-01-01", *db)
    return ["import", "people", data + "/people.csv", "--valid-from", "2018-01-01", *db]


def while_importing(heyi, people, folder):
    """Each backup holds the state before the import or the one after it, nothing between."""
    db = ["--db", os.path.join(folder, "a.db")]
    archive = os.path.join(folder, "during.heyi")
    before = tables(heyi, "backup", "--out", archive, *db)
    importing = subprocess.Popen([heyi, *people], stdout=subprocess.DEVNULL)
    seen = []
    while importing.poll() is None:
        time.sleep(0.05)
        # held for as long as the backup takes, or it would often be through first
        importing.send_signal(signal.SIGSTOP)
        p = subprocess.run([heyi, "backup", "--out", archive, "--format", "json", *db],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        over = importing.poll() is not None
        importing.send_signal(signal.SIGCONT)
        told = p.stderr.decode("utf-8")
        if p.returncode and "另一个进程正在使用" not in told:
            sys.exit("a backup failed beside an import: " + told)
        # unless it was held at the very end, where it has the database for itself
        if not p.returncode and not over:
            seen.append(json.loads(p.stdout)["tables"])
    if importing.returncode:
        sys.exit("the import failed beside backups")
    after = tables(heyi, "backup", "--out", archive, *db)
    if tables(heyi, "restore", "--dry-run", archive) != after:
        sys.exit("an archive differs from what was told of it")
    if before == after:
        sys.exit("the import changed nothing: this test tested nothing")
    if any(told not in (before, after) for told in seen):
        sys.exit("a backup shows a state in the middle of an import")
    if not seen:
        sys.exit("no backup was finished during the import: this test tested nothing")
    print("%d backups during an import" % len(seen))


def kill_backup(heyi, folder, kills, rng):
    """The file that was there, or the whole of the new one."""
    backup = ["backup", "--out", os.path.join(folder, "kept.heyi"), "--db",
              os.path.join(folder, "a.db")]
    time_taken = took(lambda: run(heyi, *backup))
    with open(backup[2], "rb") as f:
        kept = f.read()
    hits = 0
    for _ in range(kills):
        hits += killed(heyi, rng.random() * time_taken, *backup)
        with open(backup[2], "rb") as f:
            now = f.read()
        if now != kept:
            run(heyi, "restore", "--dry-run", backup[2])
            kept = now
    return hits


def kill_fill(heyi, folder, kills, rng, words):
    """words, with the target last: killed some times, then run again in the same place."""
    source = tables(heyi, "backup", "--out", os.path.join(folder, "x.heyi"), "--db",
                    os.path.join(folder, "a.db"))
    target = os.path.join(folder, words[0])
    time_taken = took(lambda: run(heyi, *words, target + ".db"))
    hits = 0
    for i in range(kills):
        place = "%s-%d.db" % (target, i)
        hit = False
        for _ in range(3):
            hit |= killed(heyi, rng.random() * time_taken, *words, place)
        hits += hit
        p = subprocess.run([heyi, *words, place], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           check=False)
        # it may have been through just before it was killed
        if p.returncode and "不是空的" not in p.stderr.decode("utf-8"):
            sys.exit("%s\n%s" % (" ".join(words), p.stderr.decode("utf-8", "replace")))
        if tables(heyi, "backup", "--out", os.path.join(folder, "y.heyi"), "--db", place) != source:
            sys.exit("after kills %s is not equal" % place)
    for path in glob.glob(target + "*"):
        os.remove(path)
    return hits


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heyi")
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    pack = os.path.join(here, "../../policies/jiangmen")
    rng = random.Random(args.seed)
    product.need_server()
    with tempfile.TemporaryDirectory(prefix="heyi-backup-") as folder:
        name = "backup%d" % os.getpid()
        with product.tools(os.path.join(folder, "bin"), args.heyi, name) as heyi:
            people = make(heyi, pack, folder)
            while_importing(heyi, people, folder)
            hits = [
                kill_backup(heyi, folder, args.kills, rng),
                kill_fill(heyi, folder, args.kills, rng,
                          ["restore", os.path.join(folder, "kept.heyi"), "--db"]),
                kill_fill(heyi, folder, args.kills, rng,
                          ["copy", "--from", os.path.join(folder, "a.db"), "--to"]),
            ]
    print("kills that hit: backup %d, restore %d, copy %d" % tuple(hits))
    if 0 in hits:
        sys.exit("some command was never hit: this test tested nothing")


if __name__ == "__main__":
    main()
