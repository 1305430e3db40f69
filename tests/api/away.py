#!/usr/bin/env python3
"""A database server that ends its connections, and one that goes away and comes back: away.py HEYI

Connections that were ended are made anew without anybody noticing; while there is no database every
call is told so, and when it is back nothing needs to be done."""
import http.client
import json
import os
import sys
import tempfile
import threading
import time

import sample

CALLS = 24
PATIENCE = 60


class Client:
    def __init__(self, port):
        self.port, self.headers = port, {}

    def ask(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = dict(self.headers, **{"Content-Type": "application/json"} if body else {})
        c.request(method, "/api/v1" + path, body and json.dumps(body), headers)
        r = c.getresponse()
        content = r.read()
        c.close()
        return r.status, r.headers, json.loads(content) if content else None

    def sign_in(self):
        status, headers, session = self.ask("POST", "/session",
                                            {"name": "town", "password": sample.PASSWORD})
        assert status == 200, session
        self.headers = {"Cookie": headers["Set-Cookie"].split(";")[0],
                        "X-CSRF-Token": session["csrf"]}

    def all_workers(self):
        """Statuses of many calls at once, so that every worker has one."""
        got = []
        threads = [threading.Thread(target=lambda: got.append(self.ask("GET", "/divisions")[0]))
                   for _ in range(CALLS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        return got


def end_connections(name):
    sample.product.psql("postgres", "select pg_terminate_backend(pid) from pg_stat_activity"
                        " where datname = '%s'" % name)


def play(register, bad):
    name = sample.product.database("away.db", register.session)
    with register.server("away.db", [], True) as (port, _):
        client = Client(port)
        client.sign_in()
        end_connections(name)
        got = client.all_workers()
        if got != [200] * CALLS:
            bad.append("ended connections: %s" % got)
        sample.product.psql("postgres", 'alter database "%s" allow_connections false' % name)
        end_connections(name)
        status, headers, problem = client.ask("GET", "/divisions")
        if status != 503 or problem["code"] != "unavailable" or "Retry-After" not in headers or \
                not problem["detail"] or not problem["detail_en"]:
            bad.append("no database: %d %s" % (status, problem))
        if "/" in problem["detail_en"] or name in problem["detail_en"]:
            bad.append("it says too much: %s" % problem["detail_en"])
        sample.product.psql("postgres", 'alter database "%s" allow_connections true' % name)
        end = time.monotonic() + PATIENCE
        while client.ask("GET", "/divisions")[0] != 200:
            if time.monotonic() > end:
                bad.append("it doesn't come back")
                return
        got = client.all_workers()
        if got != [200] * CALLS:
            bad.append("back again: %s" % got)
        client.sign_in()  # which is on record


def main():
    os.environ["HEYI_TEST_DATABASE"] = "postgresql"
    sample.product.need_server()
    bad = []
    with tempfile.TemporaryDirectory(prefix="heyi-away-") as folder:
        os.chmod(folder, 0o755)
        with sample.tools(sys.argv[1], folder) as register:
            register.run("init", "--db", sample.BASE)
            register.add_accounts(sample.ACCOUNTS)
            play(register, bad)
    print("\n".join(bad) or "it came back")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
