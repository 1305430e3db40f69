#!/usr/bin/env python3
"""`heyi serve` from its start to its end: what it says, what it keeps to, what it tells systemd.

    serve.py HEYI [NAME…]

On PostgreSQL too, as sessions are (tests/cli/product.py).
"""
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
sys.path.insert(0, os.path.join(HERE, "../cli"))
import product  # noqa: E402
import wire  # noqa: E402
from wire import check, wait_for  # noqa: E402

PASSWORD = "Harbour-7-Junction"
PLACE = {}


def heyi(*words, given=""):
    p = subprocess.run([PLACE["heyi"], *words], cwd=PLACE["folder"], input=given, text=True,
                       capture_output=True, check=False)
    check(p.returncode == 0, "heyi %s: %d\n%s" % (" ".join(words), p.returncode, p.stderr))
    return p.stdout


class Served:
    """The program over r.db; it must end well and have said nothing on standard error."""

    def __init__(self, *words, env=(), before=None, listen="127.0.0.1:0", given=()):
        listening = ["--listen", listen] if listen else []
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [PLACE["heyi"], "serve", "--db", "r.db", *listening, *words], cwd=PLACE["folder"],
            env=dict(os.environ, **dict(env)), stdout=subprocess.PIPE, stderr=self.errors,
            preexec_fn=before, pass_fds=given, text=True)
        self.said = [self.process.stdout.readline().strip()]
        if not self.said[0]:
            self.process.wait()
            raise wire.Failure("it doesn't start: " + self.complaints())
        while not self.said[-1].startswith(("登录", "http")) or len(self.said) == 1:
            self.said.append(self.process.stdout.readline().strip())
        self.port = self.said[0].rsplit(":", 1)[1]

    def complaints(self):
        self.errors.seek(0)
        return self.errors.read()

    def ask(self, path, method="GET", body=None, **headers):
        c = http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=wire.PATIENCE)
        c.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        r = c.getresponse()
        text = r.read().decode("utf-8", "replace")
        c.close()
        check(r.headers["X-Content-Type-Options"] == "nosniff", str(r.headers))
        policy = r.headers["Content-Security-Policy"].replace("style-src-attr 'unsafe-inline'", "")
        check("unsafe" not in policy, policy)
        return r.status, r.headers, text

    def link(self):
        return urllib.parse.urlsplit(next(l for l in self.said if "/setup?" in l))

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(wire.PATIENCE)
        check(code == 0, "exit %d\n%s" % (code, self.complaints()))
        check(not self.complaints(), self.complaints())

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None and kind is None:
            self.end()
        elif self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            print(self.complaints())
        self.process.stdout.close()


def statuses(pid):
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/status" % (pid, task), encoding="utf-8") as f:
            yield dict(line.split(":\t", 1) for line in f.read().splitlines() if ":\t" in line)


def test_setup():
    """No accounts: a link, good once, on a page without script."""
    with Served() as s:
        link = s.link()
        status, _, page = s.ask(link.path + "?" + link.query)
        secret = urllib.parse.parse_qs(link.query)["secret"][0]
        check(status == 200 and 'value="%s"' % secret in page, page)
        form = {"secret": secret, "name": "<管理员", "password": PASSWORD, "again": "other"}

        def post(**more):
            body = urllib.parse.urlencode(dict(form, **more))
            return s.ask("/setup", "POST", body,
                         Content_Type="application/x-www-form-urlencoded")

        status, _, page = post()
        check(status == 422 and "两次输入的密码不同" in page and "&lt;管理员" in page, page)
        check(PASSWORD not in page, "the password comes back")
        status, _, page = post(again=PASSWORD, secret="wrong")
        check(status == 403 and "设置链接无效" in page, page)
        status, _, page = post(again=PASSWORD, name="管理员")
        check(status == 200 and "系统管理员已建立" in page, page)
        status, _, page = post(again=PASSWORD, name="another")
        check(status == 403, "good twice")
        check(s.ask("/setup", "POST", "x", Content_Type="text/plain")[0] == 415, "text/plain")
        check(s.ask("/setup", "PUT", "")[0] == 405, "PUT")
        body = json.dumps({"name": "管理员", "password": PASSWORD})
        status, headers, _ = s.ask("/api/v1/session", "POST", body,
                                   Content_Type="application/json")
        check(status == 200 and "Secure" in headers["Set-Cookie"], "no sign-in: %d" % status)
    with Served() as s:
        check(not any("/setup" in line for line in s.said), s.said)


def test_pages():
    with Served() as s:
        status, headers, page = s.ask("/api/")
        check(status == 200 and "<script" not in page, page)
        for operation in re.findall(r'"(/[^"]*)": ', json.dumps(
                json.loads(s.ask("/api/v1/openapi.json")[2])["paths"])):
            check(operation.replace("/", "/<wbr>") in page, operation + " isn't on the page")
        check(s.ask("/api/", If_None_Match=headers["ETag"])[0] == 304, "ETag")
        check(s.ask("/style.css")[1]["Content-Type"].startswith("text/css"), "style")
        status, headers, page = s.ask("/assets/nothing.js", Accept="text/html,*/*")
        check(status == 404 and "没有这个页面" in page, page)
        for path in ("/nothing", "/api/v1/nothing", "/metrics/", "/assets/"):
            status, headers, page = s.ask(path)
            check(status == 404 and json.loads(page)["code"] == "not-found", page)
        check(s.ask("/", "POST", "")[0] == (405 if built_with_web(s) else 303), "POST /")


def built_with_web(s):
    status, headers, _ = s.ask("/")
    check(status == 200 or headers["Location"] == "/api/", "no pages")
    return status == 200


def test_application():
    with Served() as s:
        if not built_with_web(s):
            return
        status, headers, page = s.ask("/")
        policy = headers["Content-Security-Policy"]
        check("unsafe-eval" not in policy and "script-src 'self';" in policy and
              "style-src 'self';" in policy and "default-src 'none';" in policy, policy)
        check(headers["Cache-Control"] == "no-cache", headers)
        check(s.ask("/", If_None_Match=headers["ETag"])[0] == 304, "ETag")
        check(not re.search(r"<script(?![^>]* src=)|<style|\son[a-z]+=", page), page)
        for path in ("/households/440783116-0078", "/not/a.screen"):
            check(s.ask(path, Accept="text/html")[2] == page, path + " isn't the application")
        parts = re.findall(r'(?:src|href)="(/assets/[^"]*)"', page)
        check(parts, page)
        for path in parts:
            status, headers, _ = s.ask(path)
            check(status == 200 and "immutable" in headers["Cache-Control"], path)
            check(s.ask(path, Accept_Encoding="gzip")[1]["Content-Encoding"] == "gzip", path)
        check(s.ask("/api")[1]["Location"] == "/api/", "/api")


def test_health_and_figures():
    with Served() as s:
        for host in ("a", "anybody.example:99", "[::1]"):
            status, _, text = s.ask("/healthz", Host=host)
            check((status, text) == (200, "ok\n"), text)
        s.ask("/api/v1/session")
        status, headers, text = s.ask("/metrics")
        check(status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"),
              headers)
        for line in ('heyi_http_requests_total{route="session_get",method="GET",status="4xx"} 1',
                     'heyi_database_answers{database="register"} 1',
                     'heyi_database_answers{database="office"} 1',
                     'heyi_database_errors_total{kind="io"} 0', 'heyi_jobs{state="queued"} 0'):
            check(line in text.splitlines(), "%s isn't in\n%s" % (line, text))
        memory = re.search(r"^process_resident_memory_bytes (\d+)$", text, re.M)
        check(memory and int(memory.group(1)) > 1 << 20, text)
        # on somebody's behalf: through a proxy that is trusted, and one that isn't
        check(s.ask("/metrics", X_Forwarded_For="7.7.7.7")[0] == 200, "not believed")
    with Served("--proxy", "127.0.0.1") as s:
        check(s.ask("/metrics", X_Forwarded_For="7.7.7.7")[0] == 404, "open to others")
        check(s.ask("/healthz", X_Forwarded_For="7.7.7.7")[0] == 200, "health is open")


def test_sandbox():
    """On every thread."""
    with Served() as s:
        figures = s.ask("/metrics")[2]
        there = [k for k in ("files", "calls") if 'heyi_sandbox{part="%s"} 1' % k in figures]
        if "calls" not in there:
            print("SKIPPED: this kernel has no seccomp")
        for status in statuses(s.process.pid):
            check(status["NoNewPrivs"] == "1", "new privileges")
            check(int(status["CapEff"], 16) & ~3 == 0, "powers: " + status["CapEff"])
            check("calls" not in there or status["Seccomp"] == "2", "a thread without seccomp")
    with Served("--no-sandbox") as s:
        check(any("没有沙箱" in line for line in s.said + [s.process.stdout.readline()]
                  + [s.process.stdout.readline()]), s.said)
        check(all(status["NoNewPrivs"] == "0" for status in statuses(s.process.pid)), "a sandbox")


def test_log():
    folder = os.path.join(PLACE["folder"], "logs")
    path = os.path.join(folder, "access.log")
    with Served("--log", path) as s:
        s.ask("/api/v1/divisions/440783?secret=1", Cookie="__Host-heyi=secret")
        s.ask("/secret?secret")
        wait_for(lambda: os.path.getsize(path) > 0, "nothing is written")
        os.rename(path, path + ".1")
        s.process.send_signal(signal.SIGHUP)
        wait_for(lambda: os.path.exists(path), "no new file")
    text = open(path + ".1", encoding="utf-8").read()
    check("secret" not in text and "440783" not in text, text)
    check([json.loads(l)["route"] for l in text.splitlines()] == ["division_get", "none"], text)
    check(os.stat(path).st_mode & 0o777 == 0o600, "open to others")


def test_systemd():
    """Told when it is ready, alive, ending; and takes the socket that it is given."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, socket.socket() as given:
        path = os.path.join(PLACE["folder"], "notify")
        manager.bind(path)
        manager.settimeout(wire.PATIENCE)
        given.bind(("127.0.0.1", 0))
        given.listen()
        port = given.getsockname()[1]

        # the shell says its own number, and becomes the program
        script = os.path.join(PLACE["folder"], "started")
        with open(script, "w", encoding="utf-8") as f:
            f.write('#!/bin/sh\nLISTEN_PID=$$ LISTEN_FDS=1 exec %s "$@"\n' % PLACE["heyi"])
        os.chmod(script, 0o755)
        program, PLACE["heyi"] = PLACE["heyi"], script
        try:
            with Served(listen=None, before=lambda: os.dup2(given.fileno(), 3), given=(3,),
                        env={"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3000000"}) as s:
                check(s.said[0].endswith(":%d" % port), s.said)
                check(manager.recv(100) == b"READY=1", "not ready")
                check(manager.recv(100) == b"WATCHDOG=1", "not alive")
                check(s.ask("/healthz")[0] == 200, "no answer")
                s.process.send_signal(signal.SIGTERM)
                while manager.recv(100) != b"STOPPING=1":
                    pass
        finally:
            PLACE["heyi"] = program
        os.unlink(path)


def test_unsupported():
    """A server that has no folder of files says so, and nothing to its operator."""
    if not product.on_postgres():
        return
    heyi("user", "add", "sender", "--role", "town", "--division", "440783116", "--db", "r.db",
         given=PASSWORD + "\n")
    subprocess.run([os.path.join(os.path.dirname(PLACE["heyi"]), "sql"), "r.db.office",
                    "update account set must_change = 0"], cwd=PLACE["folder"], check=True,
                   capture_output=True)
    with Served() as s:
        _, headers, text = s.ask("/api/v1/session", "POST", json.dumps(
            {"name": "sender", "password": PASSWORD}), Content_Type="application/json")
        status, _, text = s.ask("/api/v1/uploads/raw?name=x.csv", "POST", "x",
                                Content_Type="application/octet-stream",
                                Cookie=headers["Set-Cookie"].split(";")[0],
                                X_CSRF_Token=json.loads(text)["csrf"])
        check(status == 501 and json.loads(text)["code"] == "unsupported", text)
        check("--files" in json.loads(text)["detail"], text)


def test_taken():
    """Its port, by another program."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        try:
            Served(listen="127.0.0.1:%d" % other.getsockname()[1])
            check(False, "it starts")
        except wire.Failure as e:
            check("已被占用" in str(e), e)


def test_older():
    """A register that heyi init hasn't brought to this version after an upgrade."""
    if product.on_postgres():
        return
    path = os.path.join(PLACE["folder"], "r.db")
    part = "from schema_version where part = 'determine' and version ="
    with sqlite3.connect(path) as r:
        newest, = r.execute("select max(version) from schema_version where part = 'determine'").fetchone()
        row, = r.execute("select * %s %d" % (part, newest))
        r.execute("delete %s %d" % (part, newest))
    try:
        Served()
        check(False, "it starts")
    except wire.Failure as e:
        check("heyi init" in str(e), e)
    finally:
        with sqlite3.connect(path) as r:
            r.execute("insert into schema_version values (%s)" % ", ".join("?" * len(row)), row)


def test_locked():
    """Somebody else writes for long: told so, without names of files."""
    if product.on_postgres():
        return
    with Served() as s:
        other = sqlite3.connect(os.path.join(PLACE["folder"], "r.db.office"), isolation_level=None)
        other.execute("begin immediate")
        status, _, text = s.ask("/api/v1/session", "POST", json.dumps(
            {"name": "nobody", "password": PASSWORD}), Content_Type="application/json")
        other.execute("rollback")
        other.close()
        problem = json.loads(text)
        check(status == 503 and problem["code"] == "busy", text)
        check("正忙" in problem["detail"] and "r.db" not in text, text)


def test_import_elsewhere():
    """While somebody else writes the register for long, those who save don't have all workers."""
    if product.on_postgres():
        return
    heyi("user", "add", "saver", "--role", "town", "--division", "440783116", "--db", "r.db",
         given=PASSWORD + "\n")
    office = sqlite3.connect(os.path.join(PLACE["folder"], "r.db.office"))
    office.execute("update account set must_change = 0 where name = 'saver'")
    office.commit()
    office.close()
    with Served("--workers", "4") as s:
        status, headers, text = s.ask("/api/v1/session", "POST", json.dumps(
            {"name": "saver", "password": PASSWORD}), Content_Type="application/json")
        check(status == 200, text)
        own = {"Cookie": headers["Set-Cookie"].split(";")[0]}
        household = json.dumps({"household_no": "1", "valid_from": "2018-01-01", "reason": "新申请",
                                "values": [{"attribute": "division", "value": "440783116001"}]})
        got = []

        def save():
            began = time.monotonic()
            status, _, text = s.ask("/api/v1/households", "POST", household, **own,
                                    X_CSRF_Token=json.loads(token)["csrf"],
                                    Content_Type="application/json")
            got.append((status, time.monotonic() - began, text))

        token = text
        other = sqlite3.connect(os.path.join(PLACE["folder"], "r.db"), isolation_level=None)
        other.execute("begin immediate")
        # two wait until they give up; from then on two of all that come, and the others are told
        for threads in (2, 4):
            saving = [threading.Thread(target=save) for _ in range(threads)]
            for t in saving:
                t.start()
            time.sleep(0.5)  # they have their workers
            check(s.ask("/api/v1/divisions", **own)[0] == 200, "nobody can look")
            time.sleep(0.5)  # those that end together have ended
            check(any(t.is_alive() for t in saving), "looking waits for those who save")
            for t in saving:
                t.join()
        check(all(status == 503 and "正忙" in text for status, _, text in got), got)
        other.execute("rollback")
        other.close()
        save()
        check(got[-1][0] in (201, 422), got[-1])


def test_interrupted():
    with Served() as s:
        s.ask("/healthz")
        s.end(signal.SIGINT)


def main():
    program, *names = sys.argv[1:]
    product.need_server()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="heyi-serve-") as folder, \
            product.tools(os.path.join(folder, "bin"), program,
                          os.path.basename(folder).replace("-", "").lower()) as tool:
        PLACE.update(heyi=tool, folder=os.path.join(folder, "registers"))
        os.mkdir(PLACE["folder"])
        heyi("init", "--db", "r.db", "--pack", os.path.join(ROOT, "policies/jiangmen"))
        for name, fn in list(globals().items()):
            if not name.startswith("test_") or (names and name[5:] not in names):
                continue
            begun = time.monotonic()
            try:
                fn()
                print("ok %s (%.1f s)" % (name[5:], time.monotonic() - begun), flush=True)
            except (wire.Failure, OSError, ValueError, KeyError) as e:
                failed += 1
                print("FAILED %s: %s: %s" % (name[5:], type(e).__name__, e), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
