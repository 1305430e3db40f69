#!/usr/bin/env python3
"""Makes a register with the given program and writes it down, as a copy to be kept of its release.

    record.py HEYI FOLDER

The folder gets schema.sql (tables as db_ddl takes them), rows.txt (README.md tells the form) and key.
Run once for each release, with the program of that release.
"""
import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
VILLAGE = os.path.join(HERE, "../cli/village")
PACK = os.path.join(HERE, "../../policies/jiangmen")


def make(heyi, folder):
    """Twenty-two households with a history: two counties, moves, corrections, a late list, two packs,
    four runs of which one is superseded."""
    def run(clock, *words):
        env = dict(os.environ, HEYI_CLOCK=clock + "T09:00:00+08:00")
        p = subprocess.run([heyi, *words, "--db", "r.db"], cwd=folder, env=env,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if p.returncode:
            sys.exit("%s\n%s" % (" ".join(words), p.stdout.decode()))

    def load(clock, what, name, date, *more):
        run(clock, "import", what, name, "--valid-from", date, *more)

    def write(name, text):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(text)

    pack = os.path.join(folder, "pack")
    shutil.copytree(PACK, pack)
    # the pictures of the model are a fourth of its size and decide nothing
    model = os.path.join(pack, "jiangmen.dmn")
    with open(model, encoding="utf-8") as f:
        text = f.read()
    os.chmod(model, 0o644)
    write(model, re.sub(r"\s*<dmndi:DMNDI>.*</dmndi:DMNDI>", "", text, flags=re.S))
    run("2018-01-05", "init", "--pack", "pack")

    run("2018-01-05", "generate", "--households", "12", "--division", "440783116", "--seed", "3",
        "--out", "g")
    write("c.csv", "household_no,division\nC1,440784\n")
    for name in ("g/households.csv", os.path.join(VILLAGE, "households.csv"), "c.csv"):
        load("2018-01-06", "households", name, "2018-01-01")
    for name in ("g/people.csv", os.path.join(VILLAGE, "people.csv")):
        load("2018-01-07", "people", name, "2018-01-01")
    run("2018-01-10", "determine", "--as-of", "2018-01-01", "--commit")

    load("2018-06-20", "people", "g/people-2018-06.csv", "2018-06-15")
    load("2018-06-21", "people", os.path.join(VILLAGE, "people-june.csv"), "2018-06-15")
    # one moves within the village, one to another county; an implausible daughter
    write("moves.csv",
          "household_no,name,id_no,relation\n"
          "C1,甲三,440799199903030036,head\n"
          "B8,甲二,440799198202020025,daughter\n"
          "B8,某,440799199001010036,daughter\n")
    load("2018-06-22", "people", "moves.csv", "2018-06-15", "--complete")
    run("2018-07-02", "determine", "--as-of", "2018-06-30", "--commit")

    # late: what holds from before the run, a fact taken back, another division
    write("late.csv", "household_no,division,vehicle_count,address,prior_amount\n"
                      "B3,440783116248,1,,\nB2,440783116249,-,某村 1 号,\nB4,440783116249,0,,-\n")
    load("2018-07-20", "households", "late.csv", "2018-03-01")
    with open(os.path.join(pack, "parameters.csv"), encoding="utf-8") as f:
        text = f.read()
    os.chmod(os.path.join(pack, "parameters.csv"), 0o644)
    write("pack/parameters.csv", text.replace(
        "line,4407,,2018-01-01,,800.00", "line,4407,,2018-01-01,2018-06-01,800.00").rstrip() +
        "\nline,4407,,2018-06-01,,900.00,元/月,sample\n")
    os.remove(os.path.join(pack, "cases.csv"))
    run("2018-08-01", "init", "--pack", "pack")
    run("2018-08-02", "determine", "--as-of", "2018-06-30", "--commit", "--supersede")
    run("2018-12-20", "determine", "--as-of", "2018-12-31", "--commit")


def shrink(db):
    """The list of divisions belongs to the program, and the next init brings it back: what is above,
    beside and below the places in use stays. Who recorded it is of no interest."""
    db.execute("delete from division where code not like '440783116%' and code not in ("
               "'440000000000', '440700000000', '440783000000', '440784000000')")
    db.execute("update change set actor = 'tester'")
    db.commit()


WORDS = [(r"\binteger\b", "{int}"), (r"\btext\b", "{text}"), (r"\bblob\b", "{blob}"),
         (r"strict, without rowid$", "{table}"), (r"strict$", "{rowtable}")]


def schema(db):
    out = []
    for sql, in db.execute("select sql from sqlite_schema where sql is not null order by rowid"):
        for pattern, word in WORDS:
            sql = re.sub(pattern, word, sql.strip(), flags=re.I)
        out.append(sql + ";\n")
    return "".join(out)


def escaped(value):
    """A value as rows.txt has it: printable UTF-8 as it is."""
    if value is None:
        return r"\N"
    if isinstance(value, int):
        return str(value)
    data = value if isinstance(value, bytes) else value.encode()
    try:
        chars = data.decode()
    except UnicodeDecodeError:
        return "".join("\\x%02x" % b for b in data)
    return "".join({"\\": r"\\", "\n": r"\n"}.get(c) or
                   (c if c.isprintable() else "".join("\\x%02x" % b for b in c.encode()))
                   for c in chars)


def rows(db):
    out = []
    tables = [t for t, in db.execute(
        "select name from sqlite_schema where type = 'table' order by rowid")]
    # a table behind those it refers to: that they are made in this order is the program's rule
    for table in tables:
        columns = db.execute("select name, lower(substr(type, 1, 1)) from pragma_table_info(?)",
                             (table,)).fetchall()
        out.append("table %s %s\n" % (table, " ".join("%s:%s" % c for c in columns)))
        key = [c for c, in db.execute(
            "select name from pragma_table_info(?) where pk > 0 order by pk", (table,))]
        for row in db.execute('select %s from %s order by %s' % (
                ", ".join('"%s"' % c for c, _ in columns), table, ", ".join(key))):
            out.append("\t".join(map(escaped, row)) + "\n")
    return "".join(out)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    heyi, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="heyi-record-") as work:
        make(heyi, work)
        db = sqlite3.connect(os.path.join(work, "r.db"))
        shrink(db)
        for name, text in (("schema.sql", schema(db)), ("rows.txt", rows(db))):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        shutil.copy(os.path.join(work, "r.db.key"), os.path.join(folder, "key"))
        os.chmod(os.path.join(folder, "key"), 0o644)


if __name__ == "__main__":
    main()
