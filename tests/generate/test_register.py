#!/usr/bin/env python3
"""The generated registers, re-counted from their files.

test_register.py DRIVER SOURCE: generate_driver and the source root.
"""

import csv
import datetime
import filecmp
import hashlib
import os
import subprocess
import sys
import tempfile
import unittest
from collections import Counter

DRIVER, SOURCE = sys.argv[1:3]
sys.path.insert(0, os.path.join(SOURCE, "tests", "oracle"))

import cells  # noqa: E402
import oracle  # noqa: E402
import parameters  # noqa: E402
import register  # noqa: E402

BASE = datetime.date(2018, 1, 1)
FILES = ("households.csv", "people.csv", "households-2018-06.csv", "people-2018-06.csv")
ABLE = ("skilled", "ordinary", "weak")
FACTS = {
    "household": (
        "household_no", "division", "residence", "address", "dwelling_count", "dwelling_grade",
        "water_safe", "vehicle_count", "financial_assets", "business_registered",
        "medical_expense", "education_expense", "housing_expense", "poverty_cause", "willing",
        "food_secure", "clothing_secure", "prior_category", "prior_amount", "prior_grace_until",
        "exit_confirmed"),
    "person": (
        "household_no", "name", "id_no", "relation", "sex", "birth_date", "wage_income",
        "business_income", "property_income", "transfer_income", "basic_pension",
        "disability_type", "disability_grade", "health", "schooling", "labour_capacity",
        "employed", "work_willing", "has_supporter", "insured", "single_applicant",
        "family_supported"),
}


def generate(folder, *arguments):
    return subprocess.run([DRIVER, *arguments, folder], capture_output=True, text=True, check=False)


def catalogue():
    with open(os.path.join(SOURCE, "policies", "catalogue.csv"), encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


class Table:
    """A file's rows by catalogue id, cells as they are written."""

    def __init__(self, folder, name, entity):
        self.rows, self.labels = [], {}
        attributes = [a for a in catalogue() if a["entity"] == entity]
        with open(os.path.join(folder, name), "rb") as stream:
            data = stream.read()
        self.bom = data.startswith(b"\xef\xbb\xbf")
        reader = csv.reader(data.decode("utf-8-sig").splitlines())
        self.header = next(reader)
        self.expected_header = [a["label"] for a in attributes]
        for row in reader:
            values = dict(zip((a["id"] for a in attributes), row))
            for a in attributes:
                codes = {}
                for pair in filter(None, a["codes"].split(";")):
                    code, _, label = pair.partition("=")
                    codes[label] = code
                value = values[a["id"]]
                if value and value != "-" and a["type"] == "code":
                    values[a["id"]] = codes[value]
                elif value and a["type"] == "codes":
                    values[a["id"]] = [codes[part] for part in value.split(";")]
                elif value in ("是", "否") and a["type"] == "boolean":
                    values[a["id"]] = value == "是"
            self.rows.append(values)

    def by(self, key):
        found = {}
        for row in self.rows:
            found.setdefault(row[key], []).append(row)
        return found


def born(row):
    return datetime.date.fromisoformat(row["birth_date"])


def age(row, on=BASE):
    b = born(row)
    return on.year - b.year - ((on.month, on.day) < (b.month, b.day))


class Checks(unittest.TestCase):
    """What must hold for every generated register."""

    def check_tables(self, tables):
        for table in tables:
            self.assertTrue(table.bom)
            self.assertEqual(table.header, table.expected_header)

    def check_numbers(self, people, areas):
        numbers = [p["id_no"] for p in people]
        self.assertEqual(len(set(numbers)), len(numbers))
        for p in people:
            number = p["id_no"]
            self.assertRegex(number, r"^[0-9]{17}[0-9X]$")
            self.assertEqual(cells.check_digit(number[:17]), number[17])
            self.assertIn(number[:6], areas)
            self.assertEqual(cells.birth_of(number).isoformat(), p["birth_date"])
            self.assertEqual(cells.sex_of(number), p["sex"])

    def check_person(self, p):
        told = {k: v for k, v in p.items() if v != ""}
        grade = int(p["disability_grade"])
        self.assertEqual(p["disability_type"] == "none", grade == 0)
        self.assertIn(grade, range(5))
        if "transfer_income" in told:
            self.assertLessEqual(float(p["basic_pension"]), float(p["transfer_income"]))
        if age(p) < 16:
            self.assertFalse(p["employed"])
            self.assertEqual(float(p["business_income"]), 0)
            if "wage_income" in told:
                self.assertEqual(float(p["wage_income"]), 0)
        if told.get("labour_capacity") in ("lost", "none"):
            self.assertFalse(p["employed"])
            self.assertEqual(float(told.get("wage_income", 0)), 0)
            self.assertEqual(float(p["business_income"]), 0)
        if age(p) >= 60:
            self.assertNotIn(p["labour_capacity"], ("skilled", "ordinary"))
            self.assertEqual(p["schooling"], "none")
        if p["schooling"] in ("compulsory", "high", "vocational", "college", "preschool"):
            self.assertNotIn(p["labour_capacity"], ABLE)
        if p["schooling"] in ("compulsory", "dropout"):
            self.assertIn(age(p), range(6, 16))
        if p["schooling"] in ("high", "vocational", "college"):
            self.assertIn(age(p), range(16, 23))

    def check_household(self, h, members):
        relations = Counter(m["relation"] for m in members)
        self.assertEqual(relations["head"], 1)
        self.assertLessEqual(relations["spouse"], 1)
        self.assertLessEqual(relations["parent"], 2)
        self.assertEqual(members[0]["relation"], "head")
        head = members[0]
        for m in members:
            older = (born(head) - born(m)).days / 365.25     # m's age is less by so many years
            relation = m["relation"]
            if relation == "spouse":
                self.assertNotEqual(m["sex"], head["sex"])
                self.assertGreaterEqual(age(m), 20)
            elif relation == "son":
                self.assertEqual(m["sex"], "male")
            elif relation == "daughter":
                self.assertEqual(m["sex"], "female")
            if relation in ("son", "daughter"):
                self.assertLess(older, -16)
            elif relation == "grandchild":
                self.assertLess(older, -34)
            elif relation == "parent":
                self.assertGreater(older, 16)
            elif relation == "sibling":
                self.assertLess(abs(older), 20)
        parents = [m["sex"] for m in members if m["relation"] == "parent"]
        self.assertEqual(len(set(parents)), len(parents))
        if h["dwelling_grade"] != "" and h["dwelling_count"] != "":
            self.assertEqual(h["dwelling_grade"] == "none", h["dwelling_count"] == "0")

    def check_june(self, before, after, key):
        """Rows of June are rows of January with something changed, and no key is new."""
        old = {row[key]: row for row in before.rows}
        self.assertEqual(len({row[key] for row in after.rows}), len(after.rows))
        for row in after.rows:
            self.assertNotEqual(row, old[row[key]])
            for same in ("household_no", "division", "name", "sex", "birth_date", "relation"):
                self.assertEqual(row.get(same), old[row[key]].get(same))

    def check_register(self, folder, areas):
        households = Table(folder, FILES[0], "household")
        people = Table(folder, FILES[1], "person")
        june = [Table(folder, FILES[2], "household"), Table(folder, FILES[3], "person")]
        self.check_tables([households, people] + june)
        self.check_numbers(people.rows, areas)
        numbers = [h["household_no"] for h in households.rows]
        self.assertEqual(len(set(numbers)), len(numbers))
        self.assertEqual(numbers, sorted(numbers))
        members = people.by("household_no")
        self.assertEqual(list(members), numbers)
        for p in people.rows:
            with self.subTest(person=p["id_no"]):
                self.check_person(p)
        for h in households.rows:
            with self.subTest(household=h["household_no"]):
                self.check_household(h, members[h["household_no"]])
        self.check_june(households, june[0], "household_no")
        self.check_june(people, june[1], "id_no")
        return households, people, members, june

    def determine(self, folder):
        """Both runs of the independent re-computation, and the rejected rows."""
        path = os.path.join(SOURCE, "tests", "oracle", "parameters.csv")
        o = oracle.Oracle(parameters.Parameters(path), register.Register())
        first, june = (([os.path.join(folder, FILES[i])], [os.path.join(folder, FILES[i + 1])])
                       for i in (0, 2))
        o.import_files(*first, BASE)
        january = o.determine(BASE)
        o.import_files(*june, datetime.date(2018, 6, 15))
        return january, o.determine(datetime.date(2018, 6, 30)), o.register.rejected


class Sample(Checks):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.log = generate(cls.folder.name, "sample")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_log(self):
        self.assertEqual(self.log.returncode, 0, self.log.stderr)
        self.assertRegex(self.log.stdout, r"(?m)^ +325  households$")
        self.assertRegex(self.log.stdout, r"(?m)^ +915  people$")
        self.assertRegex(self.log.stdout, r"(?m)^ +71  households with somebody able and willing$")

    def test_counts_of_the_document(self):
        """CS51-3.1a and 3.1b."""
        households, people, members, _ = self.check_register(self.folder.name, ("440799",))
        self.assertEqual((len(households.rows), len(people.rows)), (325, 915))
        targets = [h for h in households.rows if h["willing"] is True and
                   any(m["labour_capacity"] in ABLE for m in members[h["household_no"]])]
        self.assertEqual(len(targets), 71)
        self.assertEqual(sum(len(members[h["household_no"]]) for h in targets), 251)
        self.assertEqual({h["residence"] for h in targets}, {"rural"})
        priors = Counter(h["prior_category"] for h in households.rows)
        self.assertEqual(priors, {"dibao": 300, "destitute": 12, "": 13})
        self.assertEqual({h["division"][:9] for h in households.rows}, {"440783116"})
        self.assertEqual(len({h["division"] for h in households.rows}), 19)

    def test_people_are_plausible(self):
        people = Table(self.folder.name, FILES[1], "person").rows
        shares = {
            "female": sum(p["sex"] == "female" for p in people),
            "aged": sum(age(p) >= 60 for p in people),
            "minors": sum(age(p) < 18 for p in people),
            "disabled": sum(p["disability_grade"] != "0" for p in people),
            "serious": sum(p["health"] == "serious" for p in people),
        }
        bounds = {"female": (40, 52), "aged": (22, 34), "minors": (18, 30), "disabled": (16, 26),
                  "serious": (5, 12)}
        for name, n in shares.items():
            self.assertGreaterEqual(100 * n, bounds[name][0] * len(people), name)
            self.assertLessEqual(100 * n, bounds[name][1] * len(people), name)

    def test_determinations(self):
        january, june, rejected = self.determine(self.folder.name)
        self.assertEqual(rejected, [])
        self.assertEqual(Counter(r["standing"] for r in january), {
            "in_force": 297, "grace": 10, "held": 7, "out": 6, "undecided": 5})
        self.assertEqual(Counter(r["standing"] for r in june), {
            "in_force": 288, "grace": 21, "out": 10, "held": 4, "undecided": 2})
        self.assertEqual(Counter(r["category"] for r in january), {
            "dibao": 283, "destitute": 15, "low_income": 9, "none": 7, "": 11})
        self.assertEqual(Counter(r["category"] for r in june), {
            "dibao": 272, "destitute": 16, "low_income": 19, "none": 12, "": 6})
        keys = [r for r in january if r["key_target"] == "true"]
        self.assertEqual((len(keys), sum(int(r["people"]) for r in keys)), (71, 251))
        # every measure occurs, and the amounts of many change
        measures = {m for r in january for m in r["measures"].split(";")} - {""}
        self.assertEqual(measures, {"industry", "employment", "schooling", "insurance", "medical",
                                    "housing", "disaster", "safety_net", "single_case"})
        before = {r["household_no"]: r for r in january}
        moved = Counter((before[r["household_no"]]["standing"], r["standing"]) for r in june)
        for move in (("in_force", "grace"), ("in_force", "out"), ("in_force", "held"),
                     ("grace", "in_force"), ("grace", "out"), ("held", "in_force"),
                     ("undecided", "in_force"), ("undecided", "out")):
            self.assertGreater(moved[move], 0, move)
        changed = [r for r in june if r["standing"] == "in_force" and
                   before[r["household_no"]]["standing"] == "in_force" and
                   before[r["household_no"]]["monthly_amount"] != r["monthly_amount"]]
        self.assertGreater(len(changed), 20)

    def test_withdrawn_and_missing(self):
        june = Table(self.folder.name, FILES[3], "person").rows
        self.assertEqual(sum(p["wage_income"] == "-" for p in june), 2)
        people = Table(self.folder.name, FILES[1], "person").rows
        self.assertGreaterEqual(sum(p["wage_income"] == "" for p in people), 5)

    def test_the_same_with_every_compiler(self):
        """Random numbers drawn in an order that the language leaves open would show here. Columns
        that the catalogue gains are not looked at."""
        digest = hashlib.sha256()
        for name, entity in zip(FILES, ("household", "person") * 2):
            for row in Table(self.folder.name, name, entity).rows:
                digest.update(repr([row[a] for a in FACTS[entity]]).encode())
        self.assertEqual(digest.hexdigest(),
                         "cbdac97de6eb08f58d4460fc1888bf0078d190f8c2575bee00db91a26f3b705a")

    def test_deterministic(self):
        with tempfile.TemporaryDirectory() as again:
            self.assertEqual(generate(again, "sample").returncode, 0)
            for name in FILES:
                self.assertTrue(filecmp.cmp(os.path.join(again, name),
                                            os.path.join(self.folder.name, name), False), name)


class Large(Checks):
    AREAS = tuple(str(440790 + i) for i in range(10))

    def read(self, folder, name):
        with open(os.path.join(folder, name), "rb") as stream:
            return stream.read()

    def test_kaiping(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(generate(folder, "4000", "440783", "7").returncode, 0)
            households, people, _, june = self.check_register(folder, self.AREAS)
            self.assertEqual(len(households.rows), 4000)
            # 2.7 people a household, all villages, and changes in a tenth of them
            self.assertIn(len(people.rows), range(10300, 11000))
            self.assertTrue(all(h["division"].startswith("440783") and h["division"][9:] != "000"
                                for h in households.rows))
            self.assertGreater(len(june[1].rows), 400)
            january, after, rejected = self.determine(folder)
            self.assertEqual(rejected, [])
            for rows in (january, after):
                standings = Counter(r["standing"] for r in rows)
                self.assertEqual(set(standings), {"in_force", "grace", "out", "held", "undecided"})
                categories = Counter(r["category"] for r in rows)
                for category, low, high in (("dibao", 50, 60), ("destitute", 14, 20),
                                            ("low_income", 8, 14), ("none", 12, 20)):
                    self.assertIn(100 * categories[category] // len(rows), range(low, high + 1),
                                  category)

    def test_a_household_does_not_depend_on_the_number_of_others(self):
        with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
            self.assertEqual(generate(few, "200", "4407", "11").returncode, 0)
            self.assertEqual(generate(many, "900", "440700000000", "11").returncode, 0)
            for name in FILES:
                self.assertTrue(self.read(many, name).startswith(self.read(few, name)), name)

    def test_seeds_differ(self):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            generate(one, "50", "4407", "1")
            generate(two, "50", "4407", "2")
            self.assertNotEqual(self.read(one, FILES[1]), self.read(two, FILES[1]))

    def test_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            for arguments in (("10", "99", "1"), ("0", "4407", "1"), ("10", "x", "1")):
                failed = generate(folder, *arguments)
                self.assertEqual(failed.returncode, 3)
                self.assertTrue(failed.stderr)
            self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
