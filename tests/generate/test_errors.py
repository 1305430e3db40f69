#!/usr/bin/env python3
"""Registers with errors: what errors.csv says of them, held against the files and the real import.

test_errors.py HEYI
"""

import csv
import filecmp
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from collections import Counter

HEYI = sys.argv[1]
HOUSEHOLDS = "6000"                     # enough for the rarest kind
FILES = ("households.csv", "people.csv")
JUNE = ("households-2018-06.csv", "people-2018-06.csv")
KEYS = ("户号", "公民身份号码")
ROW_AGAIN = {"household_twice", "person_twice", "in_two_households"}


def heyi(*arguments):
    return subprocess.run([HEYI, *arguments], capture_output=True, text=True, check=False)


def generate(folder, *arguments):
    done = heyi("generate", "--households", HOUSEHOLDS, "--seed", "5", "--out", folder,
                "--lang", "en", *arguments)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def read(*path):
    with open(os.path.join(*path), encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def errors_of(folder):
    header, *rows = read(folder, "truth", "errors.csv")
    return [dict(zip(header, row)) for row in rows]


class Import:
    """A register with the files of a folder."""

    def __init__(self, folder, source):
        self.db = os.path.join(folder, "register.db")
        heyi("init", "--db", self.db)
        self.rejected, self.counts, self.status = set(), {}, []
        for entity, name in zip(("households", "people"), FILES):
            faults = os.path.join(folder, "faults.csv")
            done = heyi("import", entity, os.path.join(source, name), "--db", self.db,
                        "--valid-from", "2018-01-01", "--errors", faults, "--format", "csv")
            header, counts = csv.reader(done.stdout.splitlines())
            self.counts[name] = dict(zip(header, map(int, counts)))
            self.status.append(done.returncode)
            self.rejected |= {tuple(row[:3]) for row in read(faults)[1:]}

    def rows(self, query):
        database = sqlite3.connect(self.db)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def findings(self):
        return Counter(self.rows("select household_no, kind from finding"
                                 " join household using (register_id, household_id)"))

    def state(self):
        """All facts and who belongs where. The numbers of people, which are sealed, are not here:
        a person whose number changed would have other facts, sex and birth date among them."""
        return [self.rows("select * from %s order by register_id, %s" % pair) for pair in (
            ("household", "household_id"), ("household_now", "household_id"),
            ("person_now", "person_id"), ("membership", "person_id"))]

    def determine(self, out):
        heyi("determine", "--db", self.db, "--as-of", "2018-01-01", "--out", out)
        with open(out, "rb") as stream:
            return stream.read()


class Errors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.clean = os.path.join(cls.folder.name, "clean")
        cls.messy = os.path.join(cls.folder.name, "messy")
        cls.truth = os.path.join(cls.messy, "truth")
        generate(cls.clean)
        cls.log = generate(cls.messy, "--errors", "all", "--error-rate", "2%")
        cls.errors = errors_of(cls.messy)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def same(self, a, b, names):
        for name in names:
            self.assertTrue(filecmp.cmp(os.path.join(a, name), os.path.join(b, name), False), name)

    def test_the_truth_does_not_depend_on_errors(self):
        self.assertFalse(os.path.exists(os.path.join(self.clean, "truth")))
        self.same(self.clean, self.truth, FILES)
        self.same(self.clean, self.messy, JUNE)

    def test_again(self):
        with tempfile.TemporaryDirectory() as again:
            generate(again, "--errors", "all", "--error-rate", "2%")
            self.same(self.messy, again, FILES)
            self.same(self.truth, os.path.join(again, "truth"), FILES + ("errors.csv",))

    def test_every_kind_occurs_and_is_counted(self):
        helped = re.findall(r"(?m)^  (rejected|warned|accepted|unnoticed) +(\w+): ",
                            heyi("generate", "--help", "--lang", "en").stdout)
        self.assertGreater(len(helped), 30)
        told = {(e["expectation"], e["kind"]) for e in self.errors}
        self.assertEqual(told, set(helped))
        counts = {kind: int(n) for n, kind in
                  re.findall(r"(?m)^ +(\d+)  \w+ +(\w+) ", self.log)}
        households = Counter(kind for kind, _ in
                             {(e["kind"], e["household_no"]) for e in self.errors})
        del households["column_missing"]
        self.assertEqual({k: counts.get(k) for k in households}, dict(households))
        both = Counter(no for no, _ in {(e["household_no"], e["kind"]) for e in self.errors})
        self.assertEqual(set(both.values()), {1})

    def test_files_are_the_truth_but_for_the_errors(self):
        """Takes every error back and finds the truth, byte for byte in each cell."""
        follow = {e["household_no"] for e in self.errors
                  if e["file"] == FILES[0] and e["expectation"] == "rejected" and
                  e["kind"] not in ROW_AGAIN}
        empty = {e["household_no"] for e in self.errors if e["kind"] == "household_empty"}
        for name in FILES:
            mine = [e for e in self.errors if e["file"] == name]
            messy, truth = read(self.messy, name), read(self.truth, name)
            for e in mine:
                if e["kind"] == "column_missing":
                    self.assertEqual(e["line"], "1")
                    at = truth[0].index(e["column"])
                    truth = [row[:at] + row[at + 1:] for row in truth]
            again = {int(e["line"]) for e in mine if e["kind"] in ROW_AGAIN}
            doubles = [messy[line - 1] for line in sorted(again)]
            if name == FILES[1]:
                truth = [row for row in truth if row[0] not in empty]
            numbers = {row[messy[0].index(KEYS[FILES.index(name)])] for row in truth}
            for row in doubles:
                self.assertIn(row[messy[0].index(KEYS[FILES.index(name)])], numbers)
            cells = {(int(e["line"]), e["column"]): e for e in mine
                     if e["kind"] not in ROW_AGAIN | {"column_missing", "household_empty"}}
            lines = [line for line in range(1, len(messy) + 1) if line not in again]
            self.assertEqual(len(lines), len(truth))
            found = set()
            for line, row in zip(lines, truth):
                for column, is_so, stands in zip(messy[0], row, messy[line - 1]):
                    if is_so != stands:
                        found.add((line, column))
            caused = {place for place, e in cells.items()
                      if name == FILES[1] and e["household_no"] in follow}
            self.assertEqual(found, set(cells) - caused)

    def test_numbers_cannot_be_anybodys(self):
        """Whatever is wrong with a number, it lies under an area that isn't assigned."""
        people = read(self.messy, FILES[1])
        at = people[0].index("公民身份号码")
        for row in people[1:]:
            number = re.sub(r"\s", "", row[at]).translate(
                {wide: wide - 0xfee0 for wide in range(0xff01, 0xff5f)})
            self.assertRegex(number, r"^(44079[0-9].{9,16})?$")

    def check_import(self, done, errors):
        """The findings that it must have."""
        told = {(e["file"], e["line"], e["column"]) for e in errors
                if e["expectation"] == "rejected"}
        self.assertEqual(done.rejected, told)
        self.assertEqual(done.status, [1, 1])
        warned = Counter((e["household_no"], e["kind"]) for e in errors
                         if e["expectation"] == "warned")
        self.assertEqual(done.findings(), warned)
        return warned

    def test_other_divisions(self):
        """Several counties, a county without towns, a prefecture that counts as one, a village."""
        for division in ("4407", "110101", "4604", "440783116248"):
            with self.subTest(division), tempfile.TemporaryDirectory() as folder:
                source = os.path.join(folder, "files")
                generate(source, "--households", "2000", "--division", division,
                         "--errors", "all", "--error-rate", "2%")
                self.check_import(Import(folder, source), errors_of(source))

    def test_import_rejects_and_warns_as_told(self):
        with tempfile.TemporaryDirectory() as folder:
            done = Import(folder, self.messy)
            warned = self.check_import(done, self.errors)
            counts = done.counts.values()
            self.assertEqual(sum(c["warnings"] for c in counts), sum(warned.values()))
            sums = [done.counts[name]["rejected"] for name in FILES] + [sum(warned.values())]
            self.assertIn("an import must reject %d rows of households and %d of people, and warn "
                          "of %d combinations" % tuple(sums), self.log)

    def test_varieties_are_the_same_register(self):
        with tempfile.TemporaryDirectory() as folder:
            varied = os.path.join(folder, "varied")
            generate(varied, "--errors", "accepted=2%")
            self.assertGreater(len(errors_of(varied)), 300)
            registers = []
            for name, source in (("a", self.truth), ("b", varied)):
                os.mkdir(os.path.join(folder, name))
                registers.append(Import(os.path.join(folder, name), source))
                self.assertEqual(registers[-1].status, [0, 0])
                self.assertFalse(registers[-1].rejected)
                self.assertFalse(registers[-1].findings())
            self.assertEqual(registers[0].state(), registers[1].state())
            results = [r.determine(os.path.join(folder, "result.csv")) for r in registers]
            self.assertEqual(results[0], results[1])

    def test_what_import_cannot_notice(self):
        """It goes in without a word, and the register then differs from the truth."""
        with tempfile.TemporaryDirectory() as folder:
            wrong = os.path.join(folder, "wrong")
            generate(wrong, "--errors", "unnoticed=2%")
            registers = []
            for name, source in (("a", self.truth), ("b", wrong)):
                os.mkdir(os.path.join(folder, name))
                registers.append(Import(os.path.join(folder, name), source))
                self.assertEqual(registers[-1].status, [0, 0])
            self.assertNotEqual(registers[0].state(), registers[1].state())

    def test_kinds_and_rates_do_not_move_each_other(self):
        def places(*errors):
            with tempfile.TemporaryDirectory() as folder:
                generate(folder, "--errors", *errors)
                cells = {name: read(folder, name) for name in FILES}
                return {(e["kind"], e["household_no"], e["column"],
                         tuple(cells[e["file"]][int(e["line"]) - 1])) for e in errors_of(folder)}

        everything = places("all,column_missing=0%", "--error-rate", "2%")
        for kind in ("two_heads", "in_two_households", "blanks", "unknown_code"):
            self.assertEqual(places(kind + "=2%"), {p for p in everything if p[0] == kind}, kind)
        fewer = places("rejected=0.5%,id_length=0%")
        self.assertLess(fewer, everything)
        self.assertNotIn("id_length", {p[0] for p in fewer})
        one_in_200 = sum(p[0] == "id_checksum" for p in fewer)
        self.assertIn(one_in_200, range(15, 50))

    def test_more_households_leave_the_first_as_they_are(self):
        with tempfile.TemporaryDirectory() as fewer:
            generate(fewer, "--errors", "all", "--error-rate", "2%", "--households", "700")
            for name in FILES:
                with open(os.path.join(fewer, name), "rb") as stream:
                    start = stream.read()
                with open(os.path.join(self.messy, name), "rb") as stream:
                    self.assertTrue(stream.read().startswith(start), name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
