#!/usr/bin/env python3
"""What sessions use to reach a database of the product under test, by the name it has on SQLite.

tools() puts these into a folder, as links to this file:

    sql NAME.db STATEMENT…     runs statements; NAME.db.office: in the office
    copydb FROM.db TO.db       copies a register together with its office and key file
    url NAME.db                prints the address of a database on the server
    heyi …                     on PostgreSQL: --db, --from and --to name databases of the server

On PostgreSQL (HEYI_TEST_DATABASE=postgresql) NAME.db is a database of the server that
HEYI_TEST_POSTGRES names, and its key file NAME.db.key as on SQLite, unless HEYI_KEY_FILE is set.
"""
import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys

PREFIX = "heyi_s%s_"


def on_postgres():
    return os.environ.get("HEYI_TEST_DATABASE") == "postgresql"


@contextlib.contextmanager
def tools(folder, heyi, session):
    """Makes the folder with the tools in it, gives the program to run, and takes the session's
    databases away at the end. The environment tells the tools what they need."""
    os.mkdir(folder)
    for name in ["sql", "copydb"] + (["heyi", "url"] if on_postgres() else []):
        os.symlink(os.path.abspath(__file__), os.path.join(folder, name))
    if not on_postgres():
        os.symlink(os.path.abspath(heyi), os.path.join(folder, os.path.basename(heyi)))
    os.environ.update(HEYI_PROGRAM=os.path.abspath(heyi), HEYI_SESSION=session)
    try:
        yield os.path.join(folder, "heyi")
    finally:
        if on_postgres():
            drop_all(session)


def need_server():
    """For main: skips, and says so, where there is no server for tests on PostgreSQL."""
    if on_postgres() and not os.environ.get("HEYI_TEST_POSTGRES"):
        print("SKIPPED: no PostgreSQL server; run this under script/with-postgres")
        sys.exit(77)


def database(path, session):
    """`new/r.db` as a database of the session."""
    name = path.removesuffix(".db")
    if os.path.isabs(name):
        name = hashlib.sha256(name.encode()).hexdigest()[:20]
    return PREFIX % session + name.replace("/", "__")


def path_of(name, session):
    """The way back."""
    return name.removeprefix(PREFIX % session).replace("__", "/") + ".db"


def url(name):
    return "postgresql:///%s?%s" % (name, os.environ["HEYI_TEST_POSTGRES"].split("?", 1)[1])


def psql(name, *statements):
    words = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", url(name)]
    for s in statements:
        words += ["-c", s]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout.decode().split()


def drop_all(session):
    like = (PREFIX % session).replace("_", "\\_") + "%"
    for name in psql("postgres", "select datname from pg_database where datname like '%s'" % like):
        psql("postgres", 'drop database "%s" with (force)' % name)


def heyi(words, session):
    for i, word in enumerate(words):
        if i and words[i - 1] in ("--db", "--from", "--to") and word.endswith(".db"):
            os.environ.setdefault("HEYI_KEY_FILE", word + ".key")
            words[i] = url(database(word, session))
    program = os.environ["HEYI_PROGRAM"]
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, and the program would too
    os.execv(program, [program] + words)


def sql(path, statements, session):
    if on_postgres():
        psql(database(path.removesuffix(".office"), session), *statements)
        return
    db = sqlite3.connect(path)
    for s in statements:
        db.executescript(s)
    db.close()


def copydb(source, target, session):
    if on_postgres():
        drop = 'drop database if exists "%s" with (force)' % database(target, session)
        make = 'create database "%s" template "%s"' % (database(target, session),
                                                      database(source, session))
        psql("postgres", "set client_min_messages = error", drop, make)
    else:
        for end in ["", ".office"]:
            shutil.copy(source + end, target + end)
    if os.path.exists(source + ".key"):
        shutil.copy2(source + ".key", target + ".key")


def main():
    tool, words, session = os.path.basename(sys.argv[0]), sys.argv[1:], os.environ["HEYI_SESSION"]
    if tool == "heyi":
        heyi(words, session)
    elif tool == "url":
        print(url(database(words[0], session)))
    elif tool == "sql":
        sql(words[0], words[1:], session)
    else:
        copydb(words[0], words[1], session)


if __name__ == "__main__":
    main()
