"""The programs as they are used: made files, a plan, the same in steps, comparison."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest

from cells import HERE, read_catalogue
from register import Register, read_day
from standing import COLUMNS


def run(program, *arguments):
    return subprocess.run([sys.executable, os.path.join(HERE, program), *arguments],
                          capture_output=True, text=True, encoding="utf-8", check=False)


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class Tools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.directory = directory.name
        cls.made = os.path.join(cls.directory, "made")
        run("make_register.py", "--households", "600", "--seed", "5", "--out", cls.made)
        done = run("oracle.py", "--parameters", os.path.join(HERE, "parameters.csv"),
                   "--plan", os.path.join(cls.made, "plan.json"),
                   "--errors", os.path.join(cls.made, "errors.csv"))
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def test_made_files_are_the_same_every_time(self):
        again = self.path("again")
        run("make_register.py", "--households", "600", "--seed", "5", "--out", again)
        for name in sorted(os.listdir(again)):
            with open(self.path("made", name), "rb") as one, \
                    open(self.path("again", name), "rb") as other:
                self.assertEqual(one.read(), other.read(), name)

    def test_made_files_have_everything(self):
        register = Register()
        with open(self.path("made", "plan.json"), encoding="utf-8") as stream:
            steps = [s for s in json.load(stream)["steps"] if "valid_from" in s]
        for step in steps:
            for kind, entity in (("households", "household"), ("people", "person")):
                for name in step[kind]:
                    register.import_file(entity, self.path("made", name),
                                         read_day(step["valid_from"]))
        reasons = {(os.path.basename(e[0])[:6], e[3]) for e in register.rejected}
        self.assertLessEqual({
            ("househ", "no key"), ("househ", "unknown division"), ("househ", "doubled key"),
            ("househ", "unknown code"), ("househ", "not a number"), ("househ", "negative"),
            ("people", "checksum"), ("people", "contradicts the identity number"),
            ("people", "person without a household"), ("people", "above transfer_income"),
            ("people", "doubled key"), ("people", "too many decimals")}, reasons)
        for entity, subjects in (("household", register.households),
                                 ("person", register.people)):
            for attribute in read_catalogue()[entity].values():
                stated = set()
                for subject in subjects.values():
                    for _, _, values in subject.statements:
                        value = values.get(attribute.id)
                        stated.update(value if isinstance(value, tuple) else (value,))
                self.assertLessEqual(set(attribute.codes.values()), stated, attribute.id)
        for number in register.people:
            self.assertRegex(number, r"^44079[0-9]")

    def test_results_have_everything(self):
        standings = set()
        for index in (1, 2, 3):
            rows = read(self.path("made", "expected-%d.csv" % index))
            self.assertEqual(tuple(rows[0]), COLUMNS)
            standings |= {(row["category"], row["standing"]) for row in rows}
            for row in rows:
                undecided = row["standing"] in ("held", "undecided")
                self.assertEqual(undecided, row["undecided_because"] != "", row)
                self.assertEqual(row["standing"] == "grace" or
                                 (row["standing"] == "held" and row["grace_until"] != ""),
                                 row["grace_until"] != "", row)
                self.assertFalse(set(row["undecided_because"].split(";"))
                                 & set(row["also_missing"].split(";")) - {""})
        self.assertLessEqual({
            ("destitute", "in_force"), ("dibao", "in_force"), ("dibao", "held"),
            ("low_income", "grace"), ("none", "grace"), ("none", "held"), ("none", "out"),
            ("low_income", "out"), ("", "held"), ("", "undecided"), ("", "failed")}, standings)

    def test_steps_give_what_the_plan_gives(self):
        made = self.path("made")
        steps, days = [], (("2018-01-01", "2018-01-01"), ("2018-06-15", "2018-06-30"),
                           ("2018-12-15", "2018-12-30"))
        for index, (begin, as_of) in enumerate(days, 1):
            steps += ["--households", os.path.join(made, "households-%d.csv" % index),
                      "--people", os.path.join(made, "people-%d.csv" % index),
                      "--valid-from", begin, "--as-of", as_of,
                      "--out", self.path("step-%d.csv" % index)]
        done = run("oracle.py", "--parameters", os.path.join(HERE, "parameters.csv"),
                   "--errors", self.path("step-errors.csv"), *steps)
        self.assertEqual(done.returncode, 0, done.stderr)
        for index in (1, 2, 3):
            done = run("compare.py", "--expected", self.path("step-%d.csv" % index),
                       "--actual", self.path("made", "expected-%d.csv" % index))
            self.assertEqual(done.returncode, 0, done.stdout)
        done = run("compare.py", "--errors", "--expected", self.path("step-errors.csv"),
                   "--actual", self.path("made", "errors.csv"))
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_compare_sees_a_fen(self):
        with open(self.path("made", "expected-1.csv"), encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        column = rows[0].index("monthly_amount")
        victim = next(row for row in rows if row[column].endswith(".00") and row[column] != "0.00")
        victim[column] = victim[column][:-1] + "1"
        changed = self.path("changed.csv")
        for drop, found in ((0, "1 monthly_amount"), (1, "1 household missing")):
            with open(changed, "w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(rows[:len(rows) - drop])
            done = run("compare.py", "--expected", self.path("made", "expected-1.csv"),
                       "--actual", changed)
            self.assertEqual(done.returncode, 1)
            self.assertIn(found, done.stdout)

    def test_compare_sees_a_row_that_was_not_rejected(self):
        rows = read(self.path("made", "errors.csv"))
        fewer = self.path("fewer.csv")
        with open(fewer, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows({**row, "file": "some/where/" + row["file"]} for row in rows[1:])
        done = run("compare.py", "--errors", "--expected", self.path("made", "errors.csv"),
                   "--actual", fewer)
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 not rejected", done.stdout)

    def test_wrong_use(self):
        parameters = ("--parameters", os.path.join(HERE, "parameters.csv"))
        for wrong in ((), ("--as-of", "2018-01-01"), ("--out", "x.csv"),
                      ("--households", "x.csv"), ("--valid-from", "2018-01-01")):
            self.assertEqual(run("oracle.py", *parameters, *wrong).returncode, 2, wrong)


if __name__ == "__main__":
    unittest.main()
