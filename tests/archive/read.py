#!/usr/bin/env python3
"""Reads an archive as src/archive/README.md describes it, and compares it with a SQLite database.

    read.py ARCHIVE DATABASE
"""
import hashlib
import json
import sqlite3
import subprocess
import sys


def sm3(data):
    return hashlib.new("sm3", data).digest()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        self.at += n
        return self.data[self.at - n:self.at]

    def number(self):
        v = shift = 0
        while True:
            b = self.take(1)[0]
            v |= (b & 0x7f) << shift
            shift += 7
            if b < 0x80:
                return v

    def header(self):
        assert self.take(15) == b"heyi archive 1\n"
        header = json.loads(self.take(self.number()))
        assert sm3(self.data[:self.at]) == self.take(32), "header"
        return header

    def row(self, kinds):
        end = self.number() + self.at
        nulls = self.take((len(kinds) + 7) // 8)
        row = []
        for i, kind in enumerate(kinds):
            if nulls[i // 8] >> i % 8 & 1:
                row.append(None)
                continue
            v = self.number()
            if kind == "int":
                row.append(-(v + 1) // 2 if v % 2 else v // 2)
            else:
                row.append(self.take(v) if kind == "blob" else self.take(v).decode())
        assert self.at == end
        return tuple(row)

    def table(self, kinds):
        start, rows = self.at, []
        while self.data[self.at]:
            rows.append(self.row(kinds))
        assert sm3(self.data[start:self.at]) == self.take(33)[1:]
        return rows


def main():
    path, database = sys.argv[1:]
    with open(path, "rb") as f:
        packed = f.read()
    assert packed[-40:-32] == bytes.fromhex("502a4d1820000000")
    assert sm3(packed[:-40]) == packed[-32:]
    reader = Reader(subprocess.run(["zstd", "-dc", path], stdout=subprocess.PIPE, check=True).stdout)
    db = sqlite3.connect(database)
    db.execute("attach ? as office", [database + ".office"])
    rows = 0
    for t in reader.header()["tables"]:
        got = reader.table(list(t["columns"].values()))
        want = db.execute("select %s from %s order by %s" % (
            ",".join(t["columns"]), t["name"], ",".join(t["key"]))).fetchall()
        assert got == want, t["name"]
        rows += len(got)
    assert reader.at == len(reader.data)
    print("%d rows are the same" % rows)


if __name__ == "__main__":
    main()
