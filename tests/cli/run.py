#!/usr/bin/env python3
"""Runs behaviour tests: each NAME.t is a session as it would stand in a terminal.

    # a comment
      $ heyi init --db a.db            a command, run by sh in a folder of its own
      expected output                  standard output and error together
      [2]                              exit status, where it is not 0

Lines that don't begin with two spaces are comments. `(re)` at the end of an expected line makes it a
regular expression; `...` alone stands for any lines. The session has HEYI_CLOCK frozen, $T is the
folder of the test file, $PACK the shipped policy pack. `--update` rewrites the expectations: read the
difference before you keep it.

Databases are called NAME.db and reached by heyi, `sql` and `copydb` (product.py). With
HEYI_TEST_DATABASE=postgresql the same sessions run on a PostgreSQL server and must show the same;
a comment that begins with `sqlite:` has the command behind it left out there.
"""
import os
import re
import subprocess
import sys
import tempfile

import product


def parse(path):
    """Blocks of [kind, text, expected lines]: comments ("text"), commands ("run") and commands about
    files of SQLite ("sqlite")."""
    blocks = []
    kind = "run"
    with open(path, encoding="utf-8") as f:
        for line in f.read().splitlines():
            command = blocks and blocks[-1][0] != "text"
            if line.startswith("  $ "):
                blocks.append([kind, line[4:], []])
                kind = "run"
            elif line.startswith("  > ") and command and not blocks[-1][2]:
                blocks[-1][1] += "\n" + line[4:]
            elif line.startswith("  ") and command:
                blocks[-1][2].append(line[2:])
            else:
                blocks.append(["text", line, []])
                if line.startswith("sqlite:"):
                    kind = "sqlite"
    return blocks


def line_matches(want, got):
    if want.endswith(" (re)"):
        return re.fullmatch(want[:-5], got) is not None
    if product.on_postgres():
        # columns are as wide as the names in them, and those are longer
        want, got = (re.sub(r"-{3,}| {2,}", "  ", t) for t in (want, got))
    return want == got


def matches(want, got):
    if not want:
        return not got
    if want[0] == "...":
        return any(matches(want[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and line_matches(want[0], got[0]) and matches(want[1:], got[1:])


def run_blocks(blocks, path, folder, heyi, session):
    os.mkdir(folder)
    results = []
    here = os.path.dirname(os.path.abspath(path))
    env = dict(os.environ, T=here, PACK=os.path.join(here, "../../policies/jiangmen"),
               PATH=os.path.dirname(heyi) + ":" + os.environ["PATH"],
               HEYI_CLOCK=os.environ.get("HEYI_CLOCK", "2018-07-02T08:00:00+08:00"),
               LC_ALL="C.UTF-8", HOME=folder, USER="tester")
    # a shell for each command, all in one folder
    for block in blocks:
        if block[0] == "text" or (block[0] == "sqlite" and product.on_postgres()):
            continue
        p = subprocess.run(["sh", "-c", block[1]], cwd=folder, env=env,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        got = p.stdout.decode("utf-8", "replace")
        got = re.sub("postgresql:///(%s[a-z0-9_]*)" % (product.PREFIX % session),
                     lambda m: product.path_of(m.group(1), session), got).splitlines()
        if p.returncode:
            got.append("[%d]" % p.returncode)
        results.append((block, got))
    return results


def run_session(path, heyi):
    blocks = parse(path)
    with tempfile.TemporaryDirectory(prefix="heyi-test-") as outer:
        os.chmod(outer, 0o755)
        session = os.path.basename(outer).removeprefix("heyi-test-").lower()
        with product.tools(os.path.join(outer, "bin"), heyi, session) as program:
            results = run_blocks(blocks, path, os.path.join(outer, "session"), program, session)
    return blocks, results


def main():
    args = [a for a in sys.argv[1:] if a != "--update"]
    update = "--update" in sys.argv
    heyi, files = args[0], args[1:]
    bad = 0
    product.need_server()
    for path in files:
        blocks, results = run_session(path, heyi)
        for block, got in results:
            if matches(block[2], got):
                continue
            if update:
                block[2] = got
                continue
            bad += 1
            print("%s: $ %s" % (path, block[1]))
            for w in block[2]:
                print("  - " + w)
            for g in got:
                print("  + " + g)
        if update:
            with open(path, "w", encoding="utf-8") as f:
                for kind, text, lines in blocks:
                    if kind == "text":
                        f.write(text + "\n")
                    else:
                        first, *more = text.split("\n")
                        f.write("  $ " + first + "\n")
                        for m in more:
                            f.write("  > " + m + "\n")
                        for line in lines:
                            f.write("  " + line + "\n")
    if not files:
        print("no test files given")
        return 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
