#!/usr/bin/env python3
"""Snapshots and processes: kill -9 while one is built or refreshed, several processes at once, and
what backup and check make of the file that lies there.

    snapshot.py HEYI SNAPSHOT_DRIVER [--kills N] [--households N]

../cli/product.py tells how it runs on PostgreSQL.
"""
import argparse
import glob
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../cli"))
import product  # noqa: E402


def need(good, what):
    if not good:
        sys.exit(what)


def output(words, status=0):
    p = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    text = p.stdout.decode("utf-8", "replace")
    need(p.returncode == status, "%s: exit %d\n%s" % (" ".join(words), p.returncode, text))
    return text


class Snapshot:
    def __init__(self, driver, database, folder, as_of):
        self.words = [driver, database, as_of]
        self.folder = folder

    def start(self):
        return subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def finish(self, p):
        """(how it was had, the rest)"""
        text = p.communicate()[0].decode()
        need(p.returncode == 0, "%s: exit %d" % (" ".join(self.words), p.returncode))
        return text.split(" ", 1)

    def had(self):
        return self.finish(self.start())

    def files(self):
        return glob.glob(os.path.join(self.folder, "*.facts*"))

    def remove(self):
        for path in self.files():
            os.remove(path)

    def took(self):
        started = time.monotonic()
        self.had()
        return time.monotonic() - started

    def killed(self, within, rng):
        """Starts, kills; True if it was still running."""
        p = self.start()
        time.sleep(rng.random() * within)
        p.send_signal(signal.SIGKILL)
        p.communicate()
        return p.returncode == -signal.SIGKILL


def rough(snapshot, before, wanted, kills, rng):
    """Kills, and each time looks whether the next process gets what is right. `before` brings back
    what was there."""
    before()
    within, hits = snapshot.took() * 1.1, 0
    for _ in range(kills):
        before()
        hits += snapshot.killed(within, rng)
        need(snapshot.had()[1] == wanted, "another snapshot after a kill")
        need(len(snapshot.files()) == 1, "left behind: %s" % snapshot.files())
    return hits


def several(snapshot, wanted):
    """Started together, one builds, the others wait for it and use it too."""
    snapshot.remove()
    had = [snapshot.finish(p) for p in [snapshot.start() for _ in range(4)]]
    need(all(h[1] == wanted for h in had), "processes see different snapshots")
    need(sorted(h[0] for h in had) == ["built", "mapped", "mapped", "mapped"],
         "not one builder: %s" % had)


def tables(heyi, db, folder):
    archive = os.path.join(folder, "b.heyi")
    output([heyi, "backup", "--db", db, "--out", archive])
    text = output([heyi, "restore", "--dry-run", archive, "--format", "csv"])
    return text[text.index("\ntable"):]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heyi")
    parser.add_argument("driver")
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--households", type=int, default=1500)
    args = parser.parse_args()
    product.need_server()
    rng = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="heyi-snapshot-") as folder:
        os.environ["HEYI_KEY_FILE"] = os.path.join(folder, "key")
        os.environ["HEYI_SNAPSHOT_DIR"] = folder
        db = os.path.join(folder, "r.db")
        with product.tools(os.path.join(folder, "bin"), args.heyi, "snap%d" % os.getpid()) as heyi:
            give = os.path.join(folder, "g")
            output([heyi, "generate", "--households", str(args.households), "--out", give])
            output([heyi, "init", "--pack", os.path.join(HERE, "../../policies/jiangmen"),
                    "--db", db])
            for what in "households", "people":
                output([heyi, "import", what, "%s/%s.csv" % (give, what), "--valid-from",
                        "2018-01-01", "--db", db])
            url = db
            if product.on_postgres():
                url = output([os.path.join(folder, "bin/url"), db]).strip()
            snapshot = Snapshot(args.driver, url, folder, "2018-06-30")

            built = snapshot.had()
            need(built[0] == "built" and snapshot.had() == ["mapped", built[1]], str(built))
            several(snapshot, built[1])
            text = output([heyi, "check", "--db", db, "--format", "csv"])
            need("snapshot,%d,0,ok" % args.households in text, text)
            hits = rough(snapshot, snapshot.remove, built[1], args.kills, rng)

            old = snapshot.files()[0]
            with open(old, "rb") as f:
                early = f.read()
            output([heyi, "import", "households", give + "/households-2018-06.csv", "--valid-from",
                    "2018-06-15", "--db", db])
            snapshot.remove()
            wanted = snapshot.had()[1]
            need(wanted != built[1], "nothing has changed")

            def earlier():
                snapshot.remove()
                with open(os.open(old, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as f:
                    f.write(early)

            earlier()
            need(snapshot.had() == ["refreshed", wanted], "not refreshed")
            hits += rough(snapshot, earlier, wanted, args.kills, rng)
            print("%d kills hit a running process" % hits)
            need(hits, "no kill hit anything: this test tested nothing")

            with_it = tables(heyi, db, folder)
            snapshot.remove()
            need(tables(heyi, db, folder) == with_it, "a backup holds something of the snapshot")
            snapshot.had()
            with open(old, "r+b") as f:
                f.truncate(os.path.getsize(old) - 1)
            text = output([heyi, "check", "--db", db, "--lang", "en"], 3)
            need("the snapshot file is damaged" in text, text)


if __name__ == "__main__":
    main()
