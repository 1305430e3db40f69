#!/usr/bin/env python3
"""kill -9 of a server in the middle of imports: begun again, each takes effect once, and in the end
the register is as if nothing had happened. Two servers on one register share the work.

    jobs.py HEYI [--kills N] [--seed S]

On PostgreSQL too, as sessions are (tests/cli/product.py).
"""
import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
sys.path.insert(0, os.path.join(HERE, "../cli"))
import product  # noqa: E402
from wire import check  # noqa: E402

PASSWORD = "Harbour-7-Junction"
IMPORTS = [("households", "households.csv", "2018-01-01"), ("people", "people.csv", "2018-01-01"),
           ("households", "households-2018-06.csv", "2018-06-15"),
           ("people", "people-2018-06.csv", "2018-06-15")]
PATIENCE = 120


class Place:
    """A register in a folder of its own, the program and the tools."""

    def __init__(self, folder, bin_folder):
        self.folder, self.bin = folder, bin_folder
        os.mkdir(folder)
        self.heyi("init", "--db", "r.db", "--pack", os.path.join(ROOT, "policies/jiangmen"))
        self.heyi("user", "add", "county", "--role", "county", "--division", "440783",
                  "--db", "r.db", given=PASSWORD + "\n")
        self.sql("r.db.office", "update account set must_change = 0",
                 "update role set second_factor = 0")

    def heyi(self, *words, given=""):
        p = subprocess.run([os.path.join(self.bin, "heyi"), *words], cwd=self.folder, input=given,
                           text=True, capture_output=True, check=False)
        check(p.returncode == 0, "heyi %s: %d\n%s" % (" ".join(words), p.returncode, p.stderr))
        return p.stdout

    def sql(self, name, *statements):
        p = subprocess.run([os.path.join(self.bin, "sql"), name, *statements], cwd=self.folder,
                           text=True, capture_output=True, check=False)
        check(p.returncode == 0, "%s: %s" % (statements, p.stderr))
        return p.stdout.strip()


class Server:
    alive = []

    def __init__(self, place):
        words = [os.path.join(place.bin, "heyi"), "serve", "--db", "r.db", "--listen",
                 "127.0.0.1:0", "--files", os.path.join(place.folder, "files")]
        self.process = subprocess.Popen(words, cwd=place.folder, stdout=subprocess.PIPE, text=True)
        Server.alive.append(self.process)
        line = self.process.stdout.readline()
        check(line, "the server doesn't start")
        self.port = int(re.search(r":(\d+)", line).group(1))
        self.headers = {}

    def ask(self, method, path, body=None, media="application/json"):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if media == "application/json" and body is not None:
            body = json.dumps(body)
        headers = dict(self.headers, **({"Content-Type": media} if body is not None else {}))
        try:
            c.request(method, "/api/v1" + path, body, headers)
            r = c.getresponse()
            text = r.read().decode()
            check(r.status < 400, "%s %s: %d %s" % (method, path, r.status, text))
            return r, json.loads(text) if text else None
        finally:
            c.close()

    def sign_in(self):
        r, session = self.ask("POST", "/session", {"name": "county", "password": PASSWORD})
        self.headers = {"Cookie": r.headers["Set-Cookie"].split(";")[0],
                        "X-CSRF-Token": session["csrf"]}

    def send(self, kind, path, day):
        """Uploads the file and asks for its import: the job's number."""
        with open(path, "rb") as f:
            upload = self.ask("POST", "/uploads/raw?name=" + os.path.basename(path), f.read(),
                              "application/octet-stream")[1]["upload"]
        return self.ask("POST", "/imports", {"kind": kind, "uploads": [upload],
                                             "valid_from": day})[1]["job"]

    def wait_for(self, job, *states):
        until = time.monotonic() + PATIENCE
        while True:
            found = self.ask("GET", "/jobs/%d" % job)[1]
            if found["state"] in states:
                return found
            check(time.monotonic() < until, "job %d is still %s" % (job, found["state"]))
            time.sleep(0.02)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        check(self.process.wait(PATIENCE) == 0, "the server doesn't end well")
        self.process.stdout.close()


def counted(place):
    """How much there is of each kind: changes, deliveries, people, memberships …"""
    lines = place.heyi("check", "--format", "csv", "--db", "r.db").splitlines()
    return {line.split(",")[0]: line for line in lines if line.count(",") == 3}


def contents(place):
    """What must be the same however often the work was begun. More is on record then."""
    out = [dict(counted(place), audit="")]
    place.heyi("determine", "--as-of", "2018-06-30", "--out", "r.csv", "--db", "r.db")
    with open(os.path.join(place.folder, "r.csv"), encoding="utf-8") as f:
        return out + [f.read()]


def session(place, sample, kills, rng):
    """Each import, its server killed up to `kills` times at its beginning, middle or end."""
    hits, took = 0, 0.5
    server = Server(place)
    server.sign_in()
    for kind, name, day in IMPORTS:
        job = server.send(kind, os.path.join(sample, name), day)
        begun = time.monotonic()
        for _ in range(kills):
            server.wait_for(job, "running", "done")
            time.sleep(rng.random() * took)
            server.kill()
            # as if the time of its lease had passed
            place.sql("r.db.office", "update job set lease_until = 0 where state = 1")
            hits += 1
            server = Server(place)
            server.sign_in()
        found = server.wait_for(job, "done", "failed")
        check(found["state"] == "done", "%s: %s" % (name, found["problem_en"]))
        check(found["result"]["rejected"] == 0 and found["result"]["rows"] > 0, str(found))
        took = time.monotonic() - begun if not kills else took
        check(not server.ask("GET", "/uploads")[1]["items"], "an upload is left")
    server.stop()
    check(not os.listdir(os.path.join(place.folder, "files/uploads")), "a file is left")
    return hits


def shared(place, sample):
    """Two servers, and the one that took the upload isn't asked to do the work."""
    before = {kind: int(line.split(",")[1]) for kind, line in counted(place).items()
              if kind in ("change_log", "deliveries")}
    servers = [Server(place), Server(place)]
    for s in servers:
        s.sign_in()
    jobs = [servers[i % 2].send("people", os.path.join(sample, "people-2018-06.csv"),
                                "2018-07-%02d" % (i + 1)) for i in range(6)]
    for job in jobs:
        found = servers[job % 2].wait_for(job, "done", "failed")
        check(found["state"] == "done" and found["attempts"] == 1, str(found))
    for s in servers:
        s.stop()
    after = {kind: int(line.split(",")[1]) for kind, line in counted(place).items()
             if kind in ("change_log", "deliveries")}
    check(after == {kind: before[kind] + len(jobs) for kind in after},
          "imports were doubled or lost: %s, then %s" % (before, after))


def watched(place, sample):
    """Events of a job that waits; they end with the session that asked for them."""
    place.sql("r.db.office", "insert into job select 999999, account, account_name, division,"
              " rights, fields, kind, input, 1, 1, 1, 0, 0, '', '', '', '', '', created_at, 0, 0,"
              " 1, 0, 0, 1, 9000000000000000000, 0 from job limit 1")
    server = Server(place)
    server.sign_in()
    job = server.send("people", os.path.join(sample, "people-2018-06.csv"), "2018-08-01")
    c = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    c.request("GET", "/api/v1/jobs/%d/events" % job, headers=server.headers)
    r = c.getresponse()
    check(r.status == 200 and b"event: state" in r.read1(), "no events")
    more = []
    for _ in range(20):
        one = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        one.request("GET", "/api/v1/jobs/%d/events" % job, headers=server.headers)
        more.append((one, one.getresponse()))
    check([m.status for _, m in more] == 19 * [200] + [429], "one account may take all streams")
    for one, answer in more:
        answer.close()
        one.close()
    until = time.monotonic() + PATIENCE / 4
    status = 429
    while status == 429 and time.monotonic() < until:  # who is gone doesn't count any more
        time.sleep(0.1)
        one = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        one.request("GET", "/api/v1/jobs/%d/events" % job, headers=server.headers)
        answer = one.getresponse()
        status = answer.status
        answer.close()
        one.close()
    check(status == 200, "streams of who is gone count on")
    first = server.ask("GET", "/sessions")[1]["items"][-1]
    check(first["this"], str(first))
    server.sign_in()
    server.ask("DELETE", "/sessions/%d" % first["id"])
    begun = time.monotonic()
    while r.read1():
        check(time.monotonic() < begun + PATIENCE / 4, "events outlive their session")
    c.close()
    place.sql("r.db.office", "delete from job where id = 999999")
    server.wait_for(job, "done")
    server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heyi")
    parser.add_argument("--kills", type=int, default=2, help="of each import; a job fails at 3")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    product.need_server()
    with tempfile.TemporaryDirectory(prefix="heyi-jobs-") as base:
        sample = os.path.join(base, "sample")
        subprocess.run([args.heyi, "generate", "--sample", "--out", sample], check=True,
                       stdout=subprocess.DEVNULL)
        results = {}
        for kind, kills in (("calm", 0), ("rough", args.kills)):
            name = "jobs%s%d" % (kind, os.getpid())
            with product.tools(os.path.join(base, "bin-" + kind), args.heyi, name):
                place = Place(os.path.join(base, kind), os.path.join(base, "bin-" + kind))
                hits = session(place, sample, kills, random.Random(args.seed))
                results[kind] = contents(place)
                if kind == "calm":
                    shared(place, sample)
                    watched(place, sample)
        check(results["calm"] == results["rough"], "not the same:\n%s\n%s" %
              (results["calm"][:-1], results["rough"][:-1]))
        print("%d kills, nothing lost or doubled" % hits)


if __name__ == "__main__":
    try:
        main()
    finally:
        for process in Server.alive:
            process.kill()
