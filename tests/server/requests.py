#!/usr/bin/env python3
"""Plays the raw requests of a file against the test program: requests.py WEB FILE."""
import json
import re
import sys
import tempfile

import wire
from wire import check

ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "s": b" ", "\\": b"\\"}


def bytes_of(text):
    text = re.sub(r"\{([^{}]+)\*(\d+)\}", lambda m: m.group(1) * int(m.group(2)), text)
    out, i = b"", 0
    parts = re.split(r"(\\x[0-9a-f]{2}|\\[rnt0s\\])", text)
    for part in parts:
        if part.startswith("\\x") and len(part) == 4:
            out += bytes([int(part[2:], 16)])
        elif len(part) == 2 and part[0] == "\\" and part[1] in ESCAPES:
            out += ESCAPES[part[1]]
        else:
            out += part.encode()
    return out


class Case:
    def __init__(self, name):
        self.name, self.lines, self.words, self.expected, self.contains = name, [], [], None, []

    def variants(self, words=None, chosen=None):
        """Every case with its words put in."""
        words, chosen = self.words if words is None else words, chosen or {}
        if not words:
            def fill(text):
                for name, value in chosen.items():
                    text = text.replace("{%s}" % name, value)
                return text
            sent = b""
            for line in map(fill, self.lines):
                open_end = line.endswith("\\") and not line.endswith("\\\\")
                sent += bytes_of(line[:-1]) if open_end else bytes_of(line) + b"\r\n"
            yield (self.name + " " + " ".join(chosen.values()), sent, fill(self.expected).split(),
                   [bytes_of(fill(c)) for c in self.contains])
            return
        name, values = words[0]
        for value in values:
            yield from self.variants(words[1:], dict(chosen, **{name: value}))


def cases_of(path):
    cases = []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        kind, rest = line[:1], line[2:]
        if kind == "=":
            cases.append(Case(rest))
        elif kind == ">":
            cases[-1].lines.append(rest)
        elif kind == "*":
            name, values = rest.split(" = ", 1)
            cases[-1].words.append((name, values.split(" ")))
        elif kind == "<":
            cases[-1].expected = rest
        elif kind == "~":
            cases[-1].contains.append(rest)
        else:
            check(kind in ("", "#"), "%s:%d: %r" % (path, number, line))
    return cases


def statuses_of(expected):
    return [int(w.rstrip("?")) for w in expected if w[:1].isdigit() and w[:3].isdigit()]


def play(web, sent, expected, contains, piece):
    wanted = [w for w in expected if w.rstrip("?").isdigit()]
    fate, *code = [w for w in expected if not w.rstrip("?").isdigit()]
    w = web.connect()
    w.send(sent, piece)
    response = None
    for word in wanted:
        if word == "100?":
            # the body may have come before it was asked for
            if not w.ahead:
                w.more()
            if not w.ahead.startswith(b"HTTP/1.1 100"):
                continue
        response = w.response(sent.startswith(b"HEAD"))
        check(str(response.status) == word.rstrip("?"), "%d %s" % (response.status, response.text()))
    if code:
        problem = json.loads(response.body)
        check(response.fields["content-type"] == "application/problem+json", "type of problem")
        check(problem["code"] == code[0], "code %s, not %s" % (problem["code"], code[0]))
        check(problem["status"] == response.status and problem["title"] and problem["title_en"],
              "problem %s" % problem)
    for c in contains:
        check(c in response.text().encode(), "without %r: %s" % (c, response.text()))
    if fate == "closed":
        check(w.ended(), "something follows: %r" % w.ahead)
        check(response.fields["connection"] == "close", "no Connection: close")
    else:
        check("connection" not in response.fields, "Connection: %s" % response.fields)
        check(w.get("/hello").body == b"hello\n", "the connection is of no use any more")
    w.close()


def main():
    program, path = sys.argv[1:]
    played = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        with wire.Web(program, file=wire.big_file(folder, 3_000_000)) as web:
            for case in cases_of(path):
                for name, sent, expected, contains in case.variants():
                    for piece in (None, 1) if len(sent) < 3000 else (None, 1000):
                        played += 1
                        try:
                            play(web, sent, expected, contains, piece)
                        except (wire.Failure, OSError, ValueError, KeyError) as e:
                            failed += 1
                            print("%s (pieces: %s)\n  %r\n  %s: %s" % (
                                name, piece, sent[:200], type(e).__name__, e))
    print("%d requests played, %d failed" % (played, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
