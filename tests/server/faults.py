#!/usr/bin/env python3
"""The server over the sample register, with things that go wrong around it.

    faults.py [--long] HEYI [NAME…]

kill: kill -9 under writes. disk: a full file system. idle: connections that do nothing, and slow
ones. postgres: a database server that goes away and comes back (only with HEYI_TEST_DATABASE; it
has one of its own). On SQLite and PostgreSQL, as sessions are (tests/cli/product.py).
"""
import contextlib
import http.client
import importlib.machinery
import importlib.util
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
for folder in ("../api", "../cli"):
    sys.path.insert(0, os.path.join(HERE, folder))
import product  # noqa: E402
import sample  # noqa: E402
from wire import Failure, PATIENCE, check, wait_for  # noqa: E402

LONG = "--long" in sys.argv
GONE = (OSError, http.client.HTTPException)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """heyi serve over a copy of the sample, started and killed as the test likes; its sessions
    outlive it."""

    def __init__(self, made, name, *words, env=(), copy=True):
        if copy:
            made.copy(name)
        self.made, self.name, self.words, self.env = made, name, words, dict(env)
        self.port, self.headers = free_port(), {}
        self.log = open(os.path.join(made.folder, os.path.basename(name) + ".log"), "w+b")
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.made.heyi, "serve", "--db", self.name, "--listen", "127.0.0.1:%d" % self.port,
             *self.words], cwd=self.made.folder, env=dict(self.made.env, **self.env),
            stdout=subprocess.PIPE, stderr=self.log)
        if not self.process.stdout.readline():
            raise Failure("it doesn't start: " + self.complaints())

    def complaints(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        check(code == 0, "exit %d\n%s" % (code, self.complaints()))

    def ask(self, path, method="GET", body=None, **headers):
        """Status and content; the signed-in user's."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            sent = dict(self.headers, **{k.replace("_", "-"): v for k, v in headers.items()})
            if body is not None:
                body = json.dumps(body)
                sent["Content-Type"] = "application/json"
            c.request(method, path, body, sent)
            r = c.getresponse()
            if path.endswith("/session") and method == "POST" and r.status == 200:
                self.headers["Cookie"] = r.headers["Set-Cookie"].split(";")[0]
            text = r.read().decode()
            return r.status, json.loads(text) if "json" in r.headers["Content-Type"] else text
        finally:
            c.close()

    def sign_in(self, name):
        status, said = self.ask("/api/v1/session", "POST",
                                {"name": name, "password": sample.PASSWORD})
        check(status == 200, "no sign-in: %s" % said)
        self.headers["X-CSRF-Token"] = said["csrf"]

    def add(self, no, key):
        """A new household: an acknowledged write."""
        return self.ask("/api/v1/households", "POST",
                        {"household_no": no, "valid_from": "2018-07-01", "reason": "新申请",
                         "values": [{"attribute": "division", "value": "440783116240"},
                                    {"attribute": "residence", "value": "rural"}]},
                        Idempotency_Key=key)


def check_register(s):
    p = subprocess.run([s.made.heyi, "check", "--db", s.name], cwd=s.made.folder, env=s.made.env,
                       capture_output=True, text=True, check=False)
    check(p.returncode == 0, "heyi check: %d\n%s%s" % (p.returncode, p.stdout, p.stderr))


# ---- kill -9 under writes

def fault_kill(made):
    """Nothing acknowledged is lost, nothing is done twice."""
    rounds, writers = (60, 8) if LONG else (5, 4)
    s = Server(made, "kill.db")
    s.sign_in("village")
    done, faults, stopping = {}, [], threading.Event()

    def write(who):
        n = 0
        while not stopping.is_set():
            no, n = "K%d-%d" % (who, n), n + 1
            while True:  # the same again, until it is answered
                try:
                    status, said = s.add(no, "key-" + no)
                except GONE:
                    time.sleep(0.01)
                    continue
                if status == 201:
                    done[no] = said["change"]
                    break
                if status not in (409, 503) or (status == 409 and said["code"] != "under-way"):
                    faults.append((no, status, said))
                    return
                time.sleep(0.01)

    threads = [threading.Thread(target=write, args=(i,)) for i in range(writers)]
    for t in threads:
        t.start()
    dice = random.Random(1)
    for _ in range(rounds):
        before = len(done)
        wait_for(lambda: len(done) > before or faults, "nothing is written")
        time.sleep(dice.random() * 0.2)
        s.kill()
        s.start()
    stopping.set()
    for t in threads:
        t.join()
    check(not faults, faults)
    check(len(set(done.values())) == len(done), "a change for two")
    for no in done:
        check(s.ask("/api/v1/households/" + no)[0] == 200, no + " is lost")
    s.end()
    check_register(s)
    print("  %d kills, %d acknowledged writes" % (rounds, len(done)))


# ---- a full disk

@contextlib.contextmanager
def small_disk(size):
    """A file system of its own; None where mounting isn't allowed."""
    with tempfile.TemporaryDirectory(prefix="heyi-disk-") as folder:
        words = ["mount", "-t", "tmpfs", "-o", "size=%d,mode=0700" % size, "none", folder]
        if subprocess.run(words, stderr=subprocess.DEVNULL, check=False).returncode:
            print("  SKIPPED: mounting a small file system isn't allowed here")
            yield None
            return
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


def fault_disk(made):
    if product.on_postgres():
        print("  SKIPPED: the server's disk is PostgreSQL's business")
        return
    made.copy("disk.db")
    files = [f for f in os.listdir(made.folder) if f.startswith("disk.db")]
    size = sum(os.path.getsize(os.path.join(made.folder, f)) for f in files)
    with small_disk(size + (12 << 20)) as disk:
        if not disk:
            return
        for f in files:
            shutil.copy2(os.path.join(made.folder, f), disk)
        s = Server(made, os.path.join(disk, "disk.db"), copy=False)
        s.sign_in("village")
        check(s.add("D-1", "d1")[0] == 201, "before")
        fill = os.path.join(disk, "fill")
        with open(fill, "wb", buffering=0) as f, contextlib.suppress(OSError):
            while True:
                f.write(b"x" * 4096)
        n, refused = 1, None
        while not refused:  # what was allotted before still has room
            n += 1
            status, said = s.add("D-%d" % n, "d%d" % n)
            check(status in (201, 503, 507), (status, said))
            refused = said if status != 201 else None
            check(n < 5000, "never full")
        check("detail" in refused or "title" in refused, refused)
        check("磁盘" in json.dumps(refused, ensure_ascii=False), refused)
        # what need not be written down goes on
        check(s.ask("/healthz")[0] in (200, 503) and s.ask("/")[0] == 200, "no pages")
        check("heyi_database_errors_total" in s.ask("/metrics")[1], "no figures")
        os.unlink(fill)
        wait_for(lambda: s.add("D-%d" % n, "d%d" % n)[0] == 201, "it doesn't recover")
        check(s.ask("/healthz") == (200, "ok\n"), "not healthy again")
        for i in range(1, n + 1):
            check(s.ask("/api/v1/households/D-%d" % i)[0] == 200, "D-%d is lost" % i)
        s.end()
        check_register(s)
        print("  full after %d writes" % n)


# ---- connections that do nothing

def fault_idle(made):
    most = 10000 if LONG else 400
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    s = Server(made, "idle.db", "--proxy", "127.0.0.1")
    s.sign_in("town")
    idle = []
    for i in range(most):
        idle.append(socket.create_connection(("127.0.0.1", s.port)))
        if i % 4 == 1:
            idle[-1].sendall(b"GET /api/v1/households HTTP/1.1\r\nHost: a\r\n")
        if i % 4 == 2 and i < 800:  # asks, and doesn't read
            idle[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            idle[-1].sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
    for _ in range(20):
        status, said = s.ask("/api/v1/households?limit=50")
        check(status == 200 and said["items"], "others aren't served")
    text = s.ask("/metrics")[1]
    there = next(l for l in text.splitlines() if l.startswith("heyi_http_connections "))
    check(int(there.split()[1]) > most * 0.9, there)
    for c in idle:
        c.close()
    s.end()
    print("  %d connections" % most)


# ---- a database that goes away

def own_postgres():
    """script/with-postgres as a module."""
    path = os.path.join(ROOT, "script/with-postgres")
    loader = importlib.machinery.SourceFileLoader("with_postgres", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def fault_postgres(heyi, folder):
    pg = own_postgres()
    who = pg.unprivileged()
    place = tempfile.mkdtemp(prefix="heyi-pg-")
    control = [pg.newest_server() + "/pg_ctl", "-w", "-D", place + "/data", "-l", place + "/log"]
    if who:
        os.chown(place, who["user"], who["group"])
    pg.start(place, False, who)
    os.environ["HEYI_TEST_POSTGRES"] = "postgresql:///postgres?host=%s&user=heyi" % place
    try:
        with sample.sample(heyi, folder) as made:
            s = Server(made, "gone.db")
            s.sign_in("town")
            page = "/api/v1/households?limit=2"
            check(s.ask(page)[0] == 200, "before")
            for mode in ("immediate", "fast"):
                pg.run(control + ["stop", "-m", mode], place, who)
                status, said = s.ask(page)
                check(status == 503 and said["code"], (status, said))
                check(s.add("G-" + mode, "g" + mode)[0] == 503, "a write")
                check(s.ask("/")[0] == 200, "no pages")
                wait_for(lambda: s.ask("/healthz")[0] == 503, "it is said to be well")
                check("heyi_database_answers{database=\"register\"} 0" in s.ask("/metrics")[1],
                      "the figures")
                pg.run(control + ["start"], place, who)
                wait_for(lambda: s.ask(page)[0] == 200, "it doesn't come back")
                wait_for(lambda: s.ask("/healthz")[0] == 200, "it isn't well again")
                status, said = s.add("G-" + mode, "g" + mode)
                check(status == 201, said)
            s.end()
            check("又可以使用了" in s.complaints(), "nothing is said of it: " + s.complaints())
            check_register(s)
    finally:
        pg.stop(place, who)


def main():
    words = [w for w in sys.argv[1:] if w != "--long"]
    heyi, names = words[0], words[1:]
    faults = {"kill": fault_kill, "disk": fault_disk, "idle": fault_idle}
    if names == ["postgres"] and not shutil.which("pg_ctl") and \
            not os.path.isdir("/usr/lib/postgresql"):
        print("SKIPPED: no PostgreSQL server here (package postgresql)")
        sys.exit(77)
    if names != ["postgres"]:
        product.need_server()
    failed = False
    with tempfile.TemporaryDirectory(prefix="heyi-faults-") as folder:
        if names == ["postgres"]:
            os.environ["HEYI_TEST_DATABASE"] = "postgresql"
            fault_postgres(heyi, folder)
            return
        with sample.sample(heyi, folder) as made:
            for name in names or faults:
                begun = time.monotonic()
                try:
                    faults[name](made)
                    print("ok %s (%.1f s)" % (name, time.monotonic() - begun), flush=True)
                except (Failure, ValueError, KeyError, *GONE) as e:
                    failed = True
                    print("FAILED %s: %s: %s" % (name, type(e).__name__, e), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
