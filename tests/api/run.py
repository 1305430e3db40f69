#!/usr/bin/env python3
"""Plays sessions against the real server over a sample register (README.md tells the format).

    run.py [--update] [--complete] HEYI OPENAPI.json NAME.t…

--complete: every operation of the document must have been called with success by some session.
--update: rewrites the expectations; read the difference before you keep it.
"""
import http.client
import json
import os
import re
import sys
import tempfile
import time
import urllib.parse

import pattern
import sample
from schema import Document

PREFIX = "/api/v1"
WAIT_SECONDS = 120
ASCII = "".join(chr(c) for c in range(33, 127))
STEP = re.compile(r"  ([a-z][a-z0-9]*)> (GET|HEAD|POST|PUT|PATCH|DELETE) (\S+)( until (.*))?")
HEADER = re.compile(r"([A-Z][A-Za-z-]*): (.*)")


class Step:
    def __init__(self, number, match):
        self.number = number
        self.who, self.method, self.path, _, self.until = match.groups()
        self.request = []   # lines behind the first, up to =>
        self.expected = []  # lines from => on

    def head(self):
        until = " until " + self.until if self.until else ""
        return "%s> %s %s%s" % (self.who, self.method, self.path, until)


def parse(path):
    """Comments as texts, and steps."""
    blocks, step = [], None
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f.read().splitlines(), 1):
            match = STEP.fullmatch(line)
            if match:
                step = Step(number, match)
                blocks.append(step)
            elif line.startswith("  ") and step:
                behind = step.expected or line.startswith("  =>")
                (step.expected if behind else step.request).append(line[2:])
            else:
                step = None
                blocks.append(line)
    return blocks


class Response:
    def __init__(self, status, headers, content, events=None):
        self.status, self.headers, self.content, self.events = status, headers, content, events
        self.media = (headers.get("Content-Type") or "").split(";")[0]
        self.json = None
        if self.media.endswith("json") and content:
            self.json = json.loads(content)


class Player:
    """One session file against one server."""

    def __init__(self, document, port, files, here):
        self.document, self.port, self.files, self.here = document, port, files, here
        self.values, self.signed_in, self.called = {}, {}, set()

    # ---- asking ----

    def ask(self, method, path, headers, body, events=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        try:
            connection.request(method, path, body, headers)
            r = connection.getresponse()
            if r.headers.get("Content-Type", "").startswith("text/event-stream"):
                return Response(r.status, r.headers, b"", read_events(r, events))
            return Response(r.status, r.headers, r.read())
        finally:
            connection.close()

    def sign_in(self, who):
        if who in self.signed_in or who == "nobody":
            return self.signed_in.get(who, {})
        body = json.dumps({"name": who, "password": sample.PASSWORD})
        r = self.ask("POST", PREFIX + "/session", {"Content-Type": "application/json"}, body)
        if r.status != 200:
            raise SystemExit("%s can't sign in: %d %s" % (who, r.status, r.content.decode()))
        cookie = r.headers["Set-Cookie"].split(";")[0]
        self.signed_in[who] = {"Cookie": cookie, "X-CSRF-Token": r.json["csrf"]}
        return self.signed_in[who]

    def request(self, step):
        headers, body, parts = dict(self.sign_in(step.who)), [], []
        if step.method in ("GET", "HEAD"):
            headers.pop("X-CSRF-Token", None)
        for line in step.request:
            header = HEADER.fullmatch(line)
            if header and not body:
                headers[header.group(1)] = pattern.put_values(header.group(2), self.values)
            elif line.startswith("+"):
                parts.append(line[1:].split("=", 1))
            else:
                body.append(line)
        headers = {n: v for n, v in headers.items() if v != "-"}
        content = None
        if parts:
            content = self.multipart(headers, parts)
        elif body and body[0].startswith("@"):
            content = self.file(body[0][1:])
        elif body:
            content = pattern.put_json("\n".join(body), self.values).encode()
            headers.setdefault("Content-Type", "application/json")
        return headers, content

    def file(self, name):
        name = pattern.put_values(name, self.values)
        place = self.files if name.startswith("sample/") else self.here
        with open(os.path.join(place, name), "rb") as f:
            return f.read()

    def multipart(self, headers, parts):
        edge, out = "----edge-of-this-test", []
        for name, value in parts:
            file = ""
            content = pattern.put_values(value, self.values).encode()
            if value.startswith("@"):
                file = '; filename="%s"' % os.path.basename(value)
                content = self.file(value[1:])
            out.append(b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (
                edge.encode(), name.encode(), file.encode(), content))
        headers.setdefault("Content-Type", "multipart/form-data; boundary=" + edge)
        return b"".join(out) + b"--%s--\r\n" % edge.encode()

    # ---- a step ----

    def play(self, step):
        """What is wrong, and the response."""
        headers, body = self.request(step)
        path = pattern.put_values(step.path, self.values)
        path = path if path.startswith(PREFIX) else PREFIX + path
        path = urllib.parse.quote(path, safe=ASCII)
        events = [line.split(" ", 2) for line in step.expected if line.startswith("event ")]
        end = time.monotonic() + WAIT_SECONDS
        while True:
            r = self.ask(step.method, path, headers, body, [e[1] for e in events])
            if not step.until or r.status >= 400:
                break
            wanted = json.loads(pattern.put_json(step.until, self.values))
            if not list(pattern.differs(wanted, r.json, {})):
                break
            if time.monotonic() > end:
                return ["it is still %s" % r.content.decode()], r
            time.sleep(0.05)
        faults = self.judge(step, path, r)
        return faults + list(self.compare(step, r)), r

    def judge(self, step, path, r):
        """By the document."""
        plain, _, query = path.partition("?")
        method = "GET" if step.method == "HEAD" else step.method
        operation = self.document.operation(method, plain)
        if operation and r.status < 300:
            self.called.add(operation["operationId"])
        faults = []
        for name in ("Content-Security-Policy", "X-Content-Type-Options"):
            if name not in r.headers:
                faults.append("header %s is missing" % name)
        if step.method == "HEAD":
            return faults
        selected = re.search("(^|&)fields=", query) is not None
        return faults + self.document.faults(operation, r.status, r.media, r.json, selected)

    def compare(self, step, r):
        """By what the session expects."""
        if not step.expected:
            yield "it is %d" % r.status
            return
        status, headers, wanted, texts, lines, events = read_expected(step.expected)
        if status != str(r.status):
            yield "it is %d, not %s" % (r.status, status)
        for name, value in headers:
            got = r.headers.get(name)
            if value != "absent!" or got is not None:
                yield from pattern.differs(value, got, self.values, name)
        if wanted is not None:
            yield from pattern.differs(wanted, r.json, self.values)
        said = r.content.decode("utf-8", "replace")
        for text in texts:
            if pattern.put_values(text, self.values) in said:
                yield "it says " + text
        yield from missing_lines(lines, said.lstrip("\ufeff").splitlines(), self.values)
        for (name, want), (got_name, got) in zip(events, r.events or []):
            if name != got_name:
                yield "event %s came, not %s" % (got_name, name)
            elif want:
                yield from pattern.differs(json.loads(want), json.loads(got), self.values)
        if len(events) > len(r.events or []):
            yield "event %s didn't come" % events[len(r.events or [])][0]


def missing_lines(wanted, got, values):
    """Lines that must stand in this order, others between them."""
    at = 0
    for w in wanted:
        w = pattern.put_values(w, values)
        fits = re.compile(w[:-5]).fullmatch if w.endswith(" (re)") else w.__eq__
        place = next((i for i in range(at, len(got)) if fits(got[i]) not in (None, False)), None)
        if place is None:
            yield "there is no line %s" % w
        else:
            at = place + 1


def read_expected(lines):
    """Status, headers, JSON or None, texts that mustn't be there, lines that must, events."""
    status = lines[0].removeprefix("=>").strip()
    headers, body, texts, wanted, events = [], [], [], [], []
    for line in lines[1:]:
        header = HEADER.fullmatch(line)
        if header and not body:
            headers.append(header.groups())
        elif line.startswith("! "):
            texts.append(line[2:])
        elif line.startswith("| "):
            wanted.append(line[2:])
        elif line.startswith("event "):
            _, name, *data = line.split(" ", 2)
            events.append((name, data[0] if data else None))
        else:
            body.append(line)
    return status, headers, json.loads("\n".join(body)) if body else None, texts, wanted, events


def read_events(r, names):
    """Events of a stream, until the last of the names has come, or the stream ends."""
    events, name, data = [], "message", []
    left = list(names)
    for raw in r:
        line = raw.decode().rstrip("\r\n")
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].strip())
        elif not line and data:
            if left and name == left[0]:
                events.append((name, "\n".join(data)))
                left.pop(0)
                if not left:
                    break
            name, data = "message", []
    return events


def updated(step, r):
    lines = ["=> %d" % r.status]
    wanted = None
    for line in step.expected[1:]:
        header = HEADER.fullmatch(line)
        if header and header.group(2)[:1] not in "~<*$":
            line = "%s: %s" % (header.group(1), r.headers.get(header.group(1), "absent!"))
        if header or line[:2] in ("! ", "| ") or line.startswith("event "):
            lines.append(line)
    asked = step.expected[:1] in ([], ["=> ?"])
    if not asked:
        wanted = read_expected(step.expected)[2]
    if r.json is not None and (wanted is not None or asked):
        new = what_matters(r, wanted)
        new = pattern.renewed(wanted, new) if wanted is not None else new
        lines += pattern.pretty(new).splitlines()
    return lines


def what_matters(r, wanted):
    """Of a problem, what its code and status don't imply; of other answers everything."""
    if r.media != "application/problem+json":
        return r.json
    kept = ("code", "detail", "errors", *(wanted or ()))
    return {n: v for n, v in r.json.items() if n in kept}


def write(path, blocks):
    with open(path, "w", encoding="utf-8") as f:
        for b in blocks:
            lines = [b] if isinstance(b, str) else \
                ["  " + line for line in [b.head()] + b.request + b.expected]
            f.write("\n".join(lines) + "\n")


def play_file(path, register, document, failures, update):
    blocks = parse(path)
    name = os.path.basename(path).removesuffix(".t").replace("-", "_") + ".db"
    here = os.path.dirname(os.path.abspath(path))
    accounts = "no accounts" not in blocks
    with register.server(name, failures, accounts) as (port, setup):
        player = Player(document, port, register.folder, here)
        player.values["setup"] = setup
        for step in blocks:
            if isinstance(step, str):
                continue
            faults, r = player.play(step)
            if faults and update:
                step.expected = updated(step, r)
                faults = player.judge(step, PREFIX + step.path, r)
            for fault in faults:
                failures.append("%s:%d: %s: %s" % (path, step.number, step.head(), fault))
            if faults:
                failures.append("    " + r.content.decode("utf-8", "replace")[:2000])
    if update:
        write(path, blocks)
    return player.called


def main():
    flags = [a for a in sys.argv[1:] if a.startswith("--")]
    heyi, document, *files = [a for a in sys.argv[1:] if not a.startswith("--")]
    sample.product.need_server()
    with open(document, encoding="utf-8") as f:
        document = Document(json.load(f))
    failures, called = [], set()
    with tempfile.TemporaryDirectory(prefix="heyi-api-") as folder:
        os.chmod(folder, 0o755)
        with sample.sample(heyi, folder) as register:
            for path in files:
                called |= play_file(path, register, document, failures, "--update" in flags)
    if "--complete" in flags:
        known = {operation["operationId"] for _, _, _, operation in document.routes}
        failures += ["%s: no session calls it with success" % n for n in sorted(known - called)]
    print("\n".join(failures) or "%d sessions, %d operations" % (len(files), len(called)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
