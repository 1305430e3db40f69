"""Random households, decided by the oracle (tests/oracle), as the test cases of the Jiangmen pack.

    oracle_cases.py SOURCE_ROOT RUN_PACK N SEED

Values, the facts behind unknowns and the standing must agree household by household."""

import csv
import datetime
import os
import random
import shutil
import subprocess
import sys
import tempfile

AS_OF = datetime.date(2018, 6, 30)
DIVISION = "440783116000"
MONEY = {"wage_income", "business_income", "property_income", "transfer_income", "basic_pension",
         "financial_assets", "medical_expense"}
HOUSEHOLD = ("residence", "dwelling_count", "dwelling_grade", "vehicle_count", "financial_assets",
             "business_registered", "medical_expense", "willing", "poverty_cause")
PERSON = ("birth_date", "wage_income", "business_income", "property_income", "transfer_income",
          "basic_pension", "disability_type", "disability_grade", "health", "schooling",
          "labour_capacity", "employed", "work_willing", "has_supporter", "insured",
          "single_applicant")
PREVIOUS = ("previous_standing", "previous_category", "previous_amount", "previous_grace_until",
            "previous_measures")
EXPECTED = ("annual_income", "monthly_income", "assets_ok", "category", "development_target",
            "key_target", "uplift", "monthly_amount", "points", "measures", "standing",
            "grace_until", "payable_amount", "undecided_because", "also_missing")


def yuan(fen):
    return ("-" if fen < 0 else "") + "%d.%02d" % divmod(abs(int(fen)), 100)


def cell(attribute, value):
    """As an official would write it; None = unknown."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return ";".join(sorted(value)) or "无"
    return yuan(value) if attribute in MONEY else str(value)


class Maker:
    """Households in which every branch of the policy is near."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, p):
        return self.random.random() < p

    def pick(self, *values):
        return self.random.choice(values)

    def household(self):
        upto = self.random.randrange
        return {
            "residence": self.pick("urban", "rural"),
            "dwelling_count": self.pick(0, 1, 1, 1, 1, 2),
            "dwelling_grade": self.pick("a", "a", "b", "c", "d", "none"),
            "vehicle_count": int(self.chance(0.1)),
            "financial_assets": self.pick(0, upto(3000000)),
            "business_registered": self.chance(0.07),
            "medical_expense": self.pick(0, upto(2000000)),
            "willing": self.chance(0.6),
            "poverty_cause": frozenset(self.random.sample(
                ["illness", "disaster", "skill"], self.random.randrange(3))),
        }

    def member(self, scale, vulnerable):
        upto = self.random.randrange
        transfer = self.pick(0, upto(200000))
        years = self.pick(upto(16), 59 + upto(36)) if vulnerable else upto(95)
        return {
            "birth_date": AS_OF - datetime.timedelta(days=years * 365 + upto(365)),
            "wage_income": self.pick(0, upto(scale + 1), scale),
            "business_income": self.pick(0, 0, upto(-300000, 300000)),
            "property_income": self.pick(0, 0, 1234),
            "transfer_income": transfer,
            "basic_pension": self.pick(0, transfer),
            "disability_type": self.pick("none", "none", "sight", "hearing", "limb",
                                         "intellectual", "mental", "multiple"),
            "disability_grade": upto(5),
            "health": self.pick("healthy", "healthy", "chronic", "serious"),
            "schooling": self.pick("none", "none", "preschool", "compulsory", "dropout", "high",
                                   "vocational", "college"),
            "labour_capacity": self.pick("lost", "none") if vulnerable else self.pick(
                "skilled", "ordinary", "weak", "lost", "none"),
            "employed": self.chance(0.5),
            "work_willing": self.chance(0.7),
            "has_supporter": self.chance(0.15 if vulnerable else 0.7),
            "insured": self.chance(0.8),
            "single_applicant": self.chance(0.2),
        }

    def previous(self):
        """(standing, category, fen, grace_until, measures)"""
        amount = self.random.randrange(1, 300000)
        if self.chance(0.3):
            return ("in_force", self.pick("dibao", "dibao", "destitute"), amount, None,
                    ("industry", "medical"))
        if self.chance(0.3):
            day = datetime.timedelta(days=1)
            until = self.pick(AS_OF - day, AS_OF, AS_OF + day, AS_OF + 90 * day)
            return ("grace", "low_income", amount, until, ("industry",))
        return ("none", None, 0, None, ())

    def case(self):
        withheld = self.pick(0, 0, 0.02, 0.1, 0.3)
        scale = self.pick(0, 200000, 500000, 900000, 1300000, 2500000)
        vulnerable = self.chance(0.35)
        household = self.household()
        members = [self.member(scale, vulnerable) for _ in range(self.pick(1, 1, 2, 2, 3, 3, 4, 5))]
        for facts in [household] + members:
            for attribute in facts:
                # the oracle's people all have a birth date, as those of a register
                if attribute != "birth_date" and self.chance(withheld):
                    facts[attribute] = None
        return household, members, self.previous()


class Expectation:
    def __init__(self, root):
        sys.path.insert(0, os.path.join(root, "tests", "oracle"))
        import jiangmen
        import logic
        import parameters
        import standing
        self.jiangmen, self.logic, self.standing = jiangmen, logic, standing
        self.parameters = parameters.Parameters(
            os.path.join(root, "policies", "jiangmen", "parameters.csv"))

    def show(self, value, money=False):
        if not self.logic.known(value):
            return "-"
        return yuan(value) if money else cell("", value)

    def of(self, household, members, previous):
        stated = {k: v for k, v in household.items() if v is not None}
        people = [{k: v for k, v in m.items() if v is not None} for m in members]
        residence = household["residence"]
        if residence is None:
            residence = self.logic.Unknown({"residence"})
        d = self.jiangmen.Decisions(stated, people, AS_OF,
                                    self.parameters.all(DIVISION, residence, AS_OF))
        before = self.standing.Previous(*previous)
        after = self.standing.Determination(d, before, AS_OF)
        because = self.logic.facts_of(d.category, d.amount)
        also = self.logic.facts_of(d.points, d.development_target, d.key_target,
                                   *d.measures.values()) - because
        uplift = 0
        if not self.logic.known(d.category):
            uplift = d.category
        elif d.category == "dibao":
            uplift = d.uplift()
        settled = after.standing not in ("held", "undecided")
        return {
            "annual_income": self.show(d.annual_income, True),
            "monthly_income": self.show(d.monthly_income, True),
            "assets_ok": self.show(d.assets_ok),
            "category": self.show(d.category),
            "development_target": self.show(d.development_target),
            "key_target": self.show(d.key_target),
            "uplift": self.show(uplift, True),
            "monthly_amount": self.show(d.amount, True),
            "points": self.show(d.points),
            "measures": cell("", frozenset(d.true_measures())),
            "standing": after.standing,
            "grace_until": (cell("", after.grace_until) if after.grace_until else "无")
                           if settled else "",
            "payable_amount": yuan(after.amount) if settled else "",
            "undecided_because": cell("", frozenset(because)),
            "also_missing": cell("", frozenset(also)),
        }


def write_cases(path, root, count, seed):
    maker, expectation = Maker(seed), Expectation(root)
    with open(path, "w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("case", "as_of", "division") + HOUSEHOLD + PREVIOUS + PERSON
                     + tuple("expected_" + name for name in EXPECTED))
        for n in range(count):
            household, members, previous = maker.case()
            wanted = expectation.of(household, members, previous)
            standing, category, amount, until, measures = previous
            before = ("",) * 5 if standing == "none" else (
                standing, category, yuan(amount), cell("", until) if until else "",
                ";".join(measures))
            head = (("case %d" % n, AS_OF.isoformat(), DIVISION)
                    + tuple(cell(a, household[a]) for a in HOUSEHOLD) + before)
            tail = tuple(wanted[name] for name in EXPECTED)
            for member in members:
                out.writerow(head + tuple(cell(a, member[a]) for a in PERSON) + tail)
                head, tail = ("",) * len(head), ("",) * len(tail)


def main():
    root, run_pack, count, seed = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("jiangmen.dmn", "parameters.csv"):
            shutil.copy(os.path.join(root, "policies", "jiangmen", name), folder)
        write_cases(os.path.join(folder, "cases.csv"), root, int(count), int(seed))
        done = subprocess.run([run_pack, folder], stdout=subprocess.PIPE, text=True, check=False)
        lines = done.stdout.splitlines()
        for line in [x for x in lines if not x.startswith("通过")][:60]:
            print(line)
        # every row of every table must have been reached too
        unfired = any(line.startswith("从未命中") for line in lines)
        return 1 if done.returncode != 0 or unfired else 0


sys.exit(main())
