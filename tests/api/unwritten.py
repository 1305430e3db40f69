#!/usr/bin/env python3
"""What anybody may ask leaves nothing: unwritten.py HEYI

Every table of register and office, and every file beside them, is the same after questions and
self-checks, good and bad ones, as before; nothing that was typed is in any of them."""
import hashlib
import http.client
import json
import os
import sys
import tempfile

import sample
import scope_truth

NAME = "public.db"
TYPED = ["7654321.09", "1971-03-09"]


def ask(port, method, path, body=None):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    c.request(method, "/api/v1" + path, body if body is None else json.dumps(body), headers)
    r = c.getresponse()
    content = r.read()
    c.close()
    return r.status, r.headers, content


def tables(truth):
    """Rows of every table, told by their digests."""
    found = {}
    for office in (False, True):
        if sample.product.on_postgres():
            names = truth.query("select table_name from information_schema.tables where "
                                "table_schema = 'public'")
        else:
            names = truth.query("select name from sqlite_master where type = 'table'", office)
        for (name,) in names:
            rows = sorted(map(tuple, truth.query('select * from "%s"' % name, office)))
            found[name, office] = len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def files(folder):
    """Bytes of every file; the shared memory of SQLite's readers has locks in it."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if not name.endswith("-shm"):
                with open(path, "rb") as f:
                    found[os.path.relpath(path, folder)] = f.read()
    return found


def play(register, bad):
    with register.server(NAME, bad) as (port, _):
        scope_truth.NAME = NAME
        truth = scope_truth.Truth(register)
        ask(port, "GET", "/public/divisions")
        before, bytes_before = tables(truth), files(register.folder)
        facts = [{"fact": "wage_income", "value": TYPED[0]}, {"fact": "birth_date", "value": TYPED[1]}]
        good = {"division": "440783116240", "members": [{"facts": facts}]}
        wrong = {"division": "440783116240",
                 "members": [{"facts": facts + [{"fact": "name", "value": TYPED[0]}]}]}
        for path in ("/public/divisions?parent=440783116", "/public/policies", "/public/questions"):
            if ask(port, "GET", path)[0] != 200:
                bad.append("%s isn't answered" % path)
        for body, status in ((good, 200), (wrong, 422), ({}, 422)) * 5:
            got, headers, content = ask(port, "POST", "/public/self-check", body)
            if got != status or "Set-Cookie" in headers:
                bad.append("%d, not %d: %s %s" % (got, status, headers, content[:300]))
        after, bytes_after = tables(truth), files(register.folder)
        bad.extend("table %s: %s, not %s" % (t, after.get(t), before[t])
                   for t in before if after.get(t) != before[t])
        bad.extend("file %s is another one" % f for f in set(bytes_before) | set(bytes_after)
                   if bytes_before.get(f) != bytes_after.get(f))
        bad.extend("%s is in %s" % (t, f) for f, content in bytes_after.items() for t in TYPED
                   if t.encode() in content)


def main():
    sample.product.need_server()
    bad = []
    with tempfile.TemporaryDirectory(prefix="heyi-unwritten-") as folder:
        os.chmod(folder, 0o755)
        with sample.sample(sys.argv[1], folder) as register:
            play(register, bad)
    print("\n".join(bad) or "nothing was written")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
