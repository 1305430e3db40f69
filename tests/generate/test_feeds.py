#!/usr/bin/env python3
"""The generated feeds, read by the definitions in feeds/: headers, words, and what the rows come to,
worked out anew and held against truth/facts.csv and truth/findings.csv.

test_feeds.py HEYI SOURCE
"""

import csv
import datetime
import filecmp
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest
from collections import Counter, defaultdict
from decimal import Decimal

HEYI, SOURCE = sys.argv[1:3]
AS_OF, RECEIVED = datetime.date(2018, 6, 15), datetime.date(2018, 6, 1)
OPTIONS = ("--households", "1500", "--seed", "4", "--feeds", "--hidden", "60%",
           "--feed-noise", "8%", "--others", "30")
REGISTER = ("households.csv", "people.csv", "households-2018-06.csv", "people-2018-06.csv")


def generate(folder, *options):
    done = subprocess.run([HEYI, "generate", "--out", folder, "--lang", "en", *options],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def rows_of(*path):
    with open(os.path.join(*path), encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


# ---- the definitions ----

class Unreadable(Exception):
    pass


def feel(text):
    """The little FEEL that definitions are written in, as Python."""
    branch = re.fullmatch(r"if (.*?) then (.*?) else (.*)", text)
    if branch:
        condition, yes, no = map(feel, branch.groups())
        return f"(({yes}) if ({condition}) else ({no}))"
    return re.sub(r"(?<![<>=!])=(?!=)", "==", text)


def months_before(day, n):
    month = day.year * 12 + day.month - 1 - n
    year, month = divmod(month, 12)
    last = (datetime.date(year + month // 11, (month + 1) % 12 + 1, 1)
            - datetime.timedelta(1)).day
    return datetime.date(year, month + 1, min(day.day, last))


class Definition:
    def __init__(self, path):
        self.name = os.path.basename(path)[:-len(".csv")]
        rows = rows_of(path)
        self.source = {r["name"]: r["value"] for r in rows if r["item"] == "source"}
        self.columns = [r for r in rows if r["item"] == "column"]
        self.facts = [r for r in rows if r["item"] == "fact"]
        self.events = [r for r in rows if r["item"] == "event"]
        self.leads = [r for r in rows if r["item"] == "lead"]
        self.types = {r["name"]: r["rule"] for r in self.columns}

    def column(self, kind):
        return next((r["name"] for r in self.columns if r["rule"] == kind), None)

    def cell(self, column, text):
        kind = column["rule"]
        if text == "":
            if column["absent"] == "refused" and kind not in ("id_no", "name"):
                raise Unreadable
            text = column["absent"] if column["absent"] != "refused" else ""
        if text == "":
            return None
        if kind == "code":
            if text not in column["condition"].split(";"):
                raise Unreadable
            return text
        if kind in ("money", "number"):
            if not re.fullmatch(r"\d+(\.\d+)?", text):
                raise Unreadable
            return Decimal(text)
        if kind == "month":
            if not re.fullmatch(r"\d{4}-\d\d", text):
                raise Unreadable
            year, month = map(int, text.split("-"))
            return (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1))
        if kind in ("day", "date", "from", "to", "birth"):
            try:
                return datetime.date.fromisoformat(text)
            except ValueError as e:
                raise Unreadable from e
        return text

    def row(self, cells):
        return {c["name"]: self.cell(c, cells[c["name"]]) for c in self.columns}


def holds(condition, row):
    if not condition:
        return True
    try:
        return bool(eval(feel(condition), {}, row))
    except TypeError:                   # with an unknown
        return False


DEFINITIONS = {d.name: d for d in (
    Definition(os.path.join(SOURCE, "feeds", name))
    for name in sorted(os.listdir(os.path.join(SOURCE, "feeds")))
    if name.endswith(".csv") and name != "attributes.csv")}
TOLERANCES = {r["attribute"]: (Decimal(r["tolerance"]), Decimal(r["percent"]))
              for r in rows_of(SOURCE, "feeds", "attributes.csv") if r["tolerance"]}
CATALOGUE = [a for a in rows_of(SOURCE, "policies", "catalogue.csv")]
ATTRIBUTES = {a["id"]: a for a in CATALOGUE if a["group"] != "identity" or a["id"] == "residence"}


def value_of(attribute, text):
    """A value from a word, a label or a cell of the declaration; None = unknown."""
    a = ATTRIBUTES[attribute]
    if text is None or text == "":
        return None
    if a["type"] == "code":
        codes = dict(reversed(pair.split("=")) for pair in a["codes"].split(";"))
        return codes.get(text, text)
    if a["type"] == "boolean":
        return {"是": True, "否": False, "true": True, "false": False}[str(text).lower()]
    return Decimal(text)


def text_of(attribute, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.2f}" if ATTRIBUTES[attribute]["type"] == "money" else str(value)


# ---- whom a row is about ----

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first17):
    return "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, first17)) % 11]


def number_of(text):
    """The sound number of a cell, or None."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{15}", text):
        text = text[:6] + "19" + text[6:]
        text += check_digit(text)
    sound = re.fullmatch(r"\d{17}[\dX]", text) and check_digit(text[:17]) == text[17]
    return text if sound else None


class Register:
    def __init__(self, folder):
        self.households, self.by_number, self.by_name = {}, {}, defaultdict(list)
        for row in rows_of(folder, "households.csv"):
            self.households[row["户号"]] = {"facts": row, "members": []}
        for row in rows_of(folder, "people.csv"):
            household = self.households[row["户号"]]
            household["members"].append(row)
            person = (row["户号"], len(household["members"]))
            self.by_number[row["公民身份号码"]] = (person, row["姓名"])
            self.by_name[row["姓名"], row["出生日期"]].append(person)

    def declared(self, household_no, member, attribute):
        household = self.households[household_no]
        row = household["members"][member - 1] if member else household["facts"]
        return value_of(attribute, row[ATTRIBUTES[attribute]["label"]])

    def match(self, cells):
        """(person or None, kind of question or None, candidates)"""
        number, name = number_of(cells["公民身份号码"]), re.sub(r"\s", "", cells["姓名"])
        if number in self.by_number:
            person, own = self.by_number[number]
            return (person, None, []) if name == own else (None, "name_differs", [person])
        if number:
            return None, None, []
        found = self.by_name.get((name, cells.get("出生日期")), [])
        return None, "candidate" if found else None, found


class Worked:
    """What follows from the files, by the definitions."""

    def __init__(self, folder):
        self.register = Register(folder)
        self.signs = defaultdict(set)           # (household, member, kind) -> feeds
        self.stated, self.least = {}, {}        # (household, member, attribute) -> value
        self.parts = defaultdict(dict)
        self.rejected, self.others, self.counts = Counter(), Counter(), Counter()
        for definition in DEFINITIONS.values():
            self.feed(definition, rows_of(folder, "feeds", definition.name + ".csv"))
        for (key, least), parts in self.parts.items():
            values = list(parts.values())
            if least and any(v is not None for v in values):
                self.bound(key, sum(v for v in values if v is not None))
            elif not least and None not in values:
                self.stated[key] = sum(values)

    def bound(self, key, value):
        self.least[key] = max(value, self.least.get(key, value))

    def sign(self, person, kind, feed):
        self.signs[(*person, kind)].add(feed)

    def feed(self, d, cells_of_rows):
        hits, pending, groups, missing = defaultdict(list), set(), defaultdict(set), []
        for cells in cells_of_rows:
            self.counts[d.name] += 1
            try:
                row = d.row(cells)
            except Unreadable:
                self.rejected[d.name] += 1
                continue
            person, question, candidates = self.register.match(cells)
            group = row.get(d.column("group"))
            for candidate in candidates:
                self.sign(candidate, question, d.name)
                pending.add(candidate)
            if person:
                hits[person].append(row)
                if group:
                    groups[group].add(person)
            elif not question:
                self.others[d.name] += 1
                if any(holds(e["condition"], row) for e in d.events
                       if e["name"] == "member_missing"):
                    missing.append(group)
        self.facts(d, hits, pending)
        self.events(d, hits, groups, missing)

    def counting(self, d, hits):
        """Rows by person that hold on AS_OF, or lie within the window, by date."""
        day = d.column("day") or d.column("month")
        since, until = d.column("from"), d.column("to")
        reference = max((r[day] for rows in hits.values() for r in rows), default=None) if day else None
        if reference:
            # rows of others tell the reference too: it is the last day of May
            reference = max(reference, datetime.date(2018, 5, 31))
            window = months_before(reference, int(d.source["window"]))
        result = {}
        for person, rows in hits.items():
            if day:
                rows = sorted((r for r in rows if r[day] > window), key=lambda r: r[day])
            elif since:
                rows = sorted((r for r in rows
                               if (r[since] or datetime.date.min) <= AS_OF
                               and (r[until] or datetime.date.max) > AS_OF),
                              key=lambda r: r[since] or datetime.date.min)
            result[person] = rows
        return result

    def facts(self, d, hits, pending):
        counting = self.counting(d, hits)
        for fact in d.facts:
            attribute, how = fact["name"], fact["rule"].split()
            of_person = ATTRIBUTES[attribute]["entity"] == "person"
            for no, household in self.register.households.items():
                people = [(no, i + 1) for i in range(len(household["members"]))]
                for member, subjects in ([(p[1], [p]) for p in people] if of_person
                                         else [(0, people)]):
                    rows = [r for p in subjects for r in counting.get(p, ())
                            if holds(fact["condition"], r)]
                    value = self.value(how[0], fact, rows)
                    if "least" not in how and pending & set(subjects):
                        value = value if how[0] == "any" else None  # unknown is not no
                    elif value is None and fact["absent"]:
                        value = value_of(attribute, fact["absent"])
                    key = no, member, attribute
                    if "part" in how:
                        self.parts[key, "least" in how][d.name] = value
                    elif value is not None and "least" in how:
                        self.bound(key, value)
                    elif value is not None:
                        self.stated[key] = value

    @staticmethod
    def value(how, fact, rows):
        if not rows:
            return None
        if how == "count":
            return Decimal(len(rows))
        if how == "any":
            return True
        values = [eval(feel(fact["value"]), {}, r) for r in rows]
        if how == "sum":
            return sum(values)
        return value_of(fact["name"], values[0] if how == "first" else values[-1])

    def events(self, d, hits, groups, missing):
        gone = {}
        for person, rows in self.counting(d, hits).items():
            for event in d.events:
                for row in rows:
                    if event["name"] != "member_missing" and holds(event["condition"], row):
                        self.sign(person, event["name"], d.name)
                        gone[person] = row
            for lead in d.leads:
                if any(holds(lead["condition"], r) for r in rows):
                    self.sign(person, "lead", d.name)
            group = d.column("group")
            if group and len({r[group] for r in rows if gone.get(person) is not r}) > 1:
                self.sign(person, "two_households", d.name)
        for group in missing:
            for household in {person[0] for person in groups.get(group, ())}:
                self.sign((household, 0), "member_missing", d.name)

    def in_force(self):
        """(household, member, attribute) -> (declared, value) wherever a department says something."""
        result = {}
        for key in {*self.stated, *self.least}:
            declared = self.register.declared(*key)
            value = self.stated.get(key, declared)
            if value is not None and key in self.least:
                value = max(value, self.least[key])
            result[key] = declared, value
        return result

    def findings(self):
        result = {}
        for (no, member, attribute), (declared, value) in self.in_force().items():
            kind = None
            if declared is None:
                kind = "undeclared" if value not in (None, False, Decimal(0), "none") else None
            elif attribute in TOLERANCES:
                amount, percent = TOLERANCES[attribute]
                if abs(value - declared) > max(amount, declared * percent / 100):
                    kind = "divergence"
            elif value != declared:
                kind = "divergence"
            if kind:
                result[no, str(member), kind, attribute] = (
                    text_of(attribute, declared), text_of(attribute, value), "")
        for (no, member, kind), feeds in self.signs.items():
            result[no, str(member), kind, ""] = "", "", ";".join(
                f for f in ORDER if f in feeds)
        return result


ORDER = ("hukou vehicle employment insurance housing machinery subsidy deposits securities tax "
         "housing_fund business disability insured medical education dibao_list destitute_list "
         "poverty_list").split()


class Feeds(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = os.path.join(cls.temporary.name, "feeds")
        cls.log = generate(cls.folder, *OPTIONS)
        cls.worked = Worked(cls.folder)
        cls.findings = rows_of(cls.folder, "truth", "findings.csv")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_every_definition_has_its_file_and_its_headers(self):
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, "feeds"))),
                         sorted(name + ".csv" for name in DEFINITIONS))
        self.assertEqual(sorted(ORDER), sorted(DEFINITIONS))
        for name, d in DEFINITIONS.items():
            with open(os.path.join(self.folder, "feeds", name + ".csv"),
                      encoding="utf-8-sig") as stream:
                self.assertEqual(next(csv.reader(stream)), [c["name"] for c in d.columns], name)

    def test_the_register_is_what_it_is_without_feeds(self):
        with tempfile.TemporaryDirectory() as plain:
            generate(plain, *OPTIONS[:4])
            self.assertEqual(sorted(os.listdir(plain)), sorted(REGISTER))
            for name in REGISTER:
                self.assertTrue(filecmp.cmp(os.path.join(plain, name),
                                            os.path.join(self.folder, name), False), name)

    def test_again_and_as_spreadsheets(self):
        with tempfile.TemporaryDirectory() as again:
            generate(again, *OPTIONS)
            for sub in ("feeds", "truth"):
                for name in os.listdir(os.path.join(self.folder, sub)):
                    self.assertTrue(filecmp.cmp(os.path.join(again, sub, name),
                                                os.path.join(self.folder, sub, name), False), name)

    def test_facts(self):
        told = {(r["household_no"], int(r["member"]), r["attribute"]): r["value"]
                for r in rows_of(self.folder, "truth", "facts.csv")}
        worked = {key: text_of(key[2], value)
                  for key, (_, value) in self.worked.in_force().items()}
        self.assertEqual({k: (told.get(k), worked.get(k)) for k in {*told, *worked}
                          if told.get(k) != worked.get(k)}, {})
        self.assertEqual({k[2] for k in told},
                         {f["name"] for d in DEFINITIONS.values() for f in d.facts})

    def test_findings(self):
        told = {(r["household_no"], r["member"], r["kind"], r["attribute"]):
                (r["declared"], r["verified"], r["feeds"]) for r in self.findings}
        worked = self.worked.findings()
        self.assertEqual(len(told), len(self.findings))
        self.assertEqual({k: (told.get(k), worked.get(k)) for k in {*told, *worked}
                          if told.get(k) != worked.get(k)}, {})

    def test_every_kind_occurs(self):
        self.assertEqual({r["kind"] for r in self.findings},
                         {"divergence", "undeclared", "dead", "moved_out", "member_missing",
                          "two_households", "name_differs", "candidate", "lead"})
        counts = [int(n) for n in re.findall(r"(?m)^ +(\d+)  ", self.log)]
        self.assertNotIn(0, counts)
        self.assertTrue(all(self.worked.rejected[name] for name in
                            ("hukou", "insured", "insurance", "disability", "medical")))
        spelt = [r["公民身份号码"] for r in rows_of(self.folder, "feeds", "hukou.csv")]
        self.assertTrue(any(re.fullmatch(r"\d{15}", n) for n in spelt))
        self.assertTrue(any(re.fullmatch(r"\d{17}x", n) for n in spelt))
        self.assertTrue(any(n.strip() != n for n in spelt))
        self.assertTrue(any("０" <= n[:1] <= "９" for n in spelt))

    def test_honest_households_have_no_findings(self):
        with tempfile.TemporaryDirectory() as honest:
            generate(honest, *OPTIONS[:5], "--hidden", "0%", "--feed-noise", "0%", "--others", "5")
            kinds = Counter(r["kind"] for r in rows_of(honest, "truth", "findings.csv"))
            self.assertEqual(set(kinds), {"undeclared"})

    def test_others(self):
        with tempfile.TemporaryDirectory() as more:
            options = list(OPTIONS)
            options[-1] = "31"
            generate(more, *options)
            for name in DEFINITIONS:
                with open(os.path.join(more, "feeds", name + ".csv"), "rb") as stream:
                    now = stream.read()
                with open(os.path.join(self.folder, "feeds", name + ".csv"), "rb") as stream:
                    before = stream.read()
                self.assertTrue(now.startswith(before), name)
                self.assertEqual(now.count(b"\n"), before.count(b"\n") + 1, name)
                number = now.splitlines()[-1].decode().split(",")[0]
                self.assertEqual(number_of(number), number)
                self.assertEqual(number[:5], "44079")
                self.assertNotIn(number, self.worked.register.by_number)

    def test_refused(self):
        for options in (("--hidden", "5%"), ("--feeds", "--hidden", "101%"),
                        ("--feeds", "--feed-noise", "2"), ("--feeds", "--others", "-1")):
            done = subprocess.run([HEYI, "generate", "--households", "5", *options, "--out",
                                   os.path.join(self.temporary.name, "x")],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, options)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
