"""Hand-made households against the figures of the policy; three-valued logic; parameters."""

import datetime
import os
import tempfile
import unittest
from fractions import Fraction

from cells import HERE, UNKNOWN
from jiangmen import Decisions, completed_years, round_half_up
from logic import Unknown, all_of, any_of, count, every, facts_of, first_hit, lift, some, total
from oracle import Oracle
from parameters import ParameterError, Parameters
from standing import add_months, determine, imported

PARAMETERS = Parameters(os.path.join(HERE, "parameters.csv"))
DAY = datetime.date(2018, 1, 1)
TOWN = "440783116000"


def day(text):
    return datetime.date.fromisoformat(text)


def member(**facts):
    state = {"birth_date": day("1980-05-05"), "sex": "male", "wage_income": 0,
             "business_income": 0, "property_income": 0, "transfer_income": 0,
             "basic_pension": 0, "disability_type": "none", "disability_grade": 0,
             "health": "healthy", "schooling": "none", "labour_capacity": "ordinary",
             "employed": True, "work_willing": False, "has_supporter": True, "insured": True,
             "single_applicant": False}
    state.update(facts)
    return state


def household(**facts):
    state = {"division": TOWN, "residence": "rural", "dwelling_count": 1, "dwelling_grade": "a",
             "vehicle_count": 0, "financial_assets": 0, "business_registered": False,
             "medical_expense": 0, "willing": True, "poverty_cause": (),
             "prior_category": "none", "prior_amount": 0, "prior_grace_until": None}
    state.update(facts)
    return state


def row(members, as_of=DAY, previous=None, parameters=PARAMETERS, **facts):
    h = household(**facts)
    residence = h["residence"]
    if residence is UNKNOWN:
        residence = Unknown({"residence"})
    return determine("H1", h, members, as_of, parameters.all(h["division"], residence, as_of),
                     previous or imported(h))[0]


class Chain:
    """Determinations one after another of one household."""

    def __init__(self):
        self.previous = None

    def run(self, as_of, members, **facts):
        h = household(**facts)
        out, self.previous = determine(
            "H1", h, members, day(as_of), PARAMETERS.all(TOWN, h["residence"], day(as_of)),
            self.previous or imported(h))
        return out


class Logic(unittest.TestCase):
    a, b = Unknown({"a"}), Unknown({"b"})

    def test_and_or(self):
        self.assertIs(all_of(self.a, False), False)
        self.assertIs(any_of(self.a, True), True)
        self.assertEqual(facts_of(all_of(self.a, True, self.b)), {"a", "b"})
        self.assertEqual(facts_of(any_of(self.a, False)), {"a"})
        self.assertIs(every([]), True)
        self.assertIs(some([]), False)

    def test_sums_counts_comparisons(self):
        self.assertEqual(facts_of(total([1, self.a, 2, self.b])), {"a", "b"})
        self.assertEqual(facts_of(count([True, self.a])), {"a"})
        self.assertEqual(count([True, False, True]), 2)
        self.assertEqual(facts_of(lift(lambda x, y: x < y, self.a, self.b)), {"a", "b"})
        with self.assertRaises(TypeError):
            bool(self.a)

    def test_first_hit_names_its_first_unknown_row_only(self):
        result = first_hit((False, 1), (self.a, 2), (self.b, 3), otherwise=4)
        self.assertEqual(facts_of(result), {"a"})
        self.assertEqual(first_hit((False, 1), (True, 2), (self.b, 3), otherwise=4), 2)
        self.assertEqual(first_hit((False, 1), otherwise=4), 4)

    def test_rounding_and_calendar(self):
        self.assertEqual([round_half_up(Fraction(n, 2)) for n in (1, 3, -1, 4)], [1, 2, -1, 2])
        self.assertEqual(add_months(day("2017-08-31"), 6), day("2018-02-28"))
        self.assertEqual(add_months(day("2018-06-30"), 6), day("2018-12-30"))
        self.assertEqual(completed_years(day("2000-02-29"), day("2018-02-28")), 17)
        self.assertEqual(completed_years(day("2000-02-29"), day("2018-03-01")), 18)


class WorkedFigures(unittest.TestCase):
    def test_three_people_get_900(self):
        out = row([member(wage_income=1800000), member(), member()])
        self.assertEqual((out["monthly_income"], out["category"], out["standing"],
                          out["monthly_amount"]), ("500.00", "dibao", "in_force", "900.00"))

    def test_sum_before_division(self):
        # three people, 632 x 3 - 1894 is 2
        p = PARAMETERS.all(TOWN, "rural", DAY) | {"line": Fraction(632)}
        people = [member(wage_income=189400 * 12), member(), member()]
        self.assertEqual(Decisions(household(), people, DAY, p).amount, 200)

    def test_unknown_wage_is_named(self):
        out = row([member(), member(wage_income=UNKNOWN), member()])
        self.assertEqual((out["category"], out["standing"], out["monthly_amount"],
                          out["undecided_because"]), ("", "undecided", "", "wage_income@M2"))

    def test_far_above_the_line_all_else_unknown(self):
        names = ("disability_type", "health", "schooling", "labour_capacity", "has_supporter")
        people = [member(wage_income=1440001, **dict.fromkeys(names, UNKNOWN))]
        out = row(people, financial_assets=UNKNOWN, vehicle_count=UNKNOWN, willing=UNKNOWN,
                  dwelling_count=UNKNOWN, business_registered=UNKNOWN)
        # 1,200.00 a month after rounding is not above: still open
        self.assertEqual(out["standing"], "undecided")
        people[0]["wage_income"] = 1440012
        out = row(people, financial_assets=UNKNOWN, vehicle_count=UNKNOWN, willing=UNKNOWN,
                  dwelling_count=UNKNOWN, business_registered=UNKNOWN)
        self.assertEqual((out["category"], out["standing"], out["monthly_amount"],
                          out["development_target"], out["undecided_because"]),
                         ("none", "out", "0.00", "false", ""))
        self.assertEqual(out["also_missing"], "health@M1;labour_capacity@M1;schooling@M1")

    def test_rate_of_someone_75(self):
        out = row([member(birth_date=day("1942-06-01"), health=UNKNOWN)])
        self.assertEqual((out["monthly_amount"], out["undecided_because"]), ("960.00", ""))
        out = row([member(health=UNKNOWN)])
        self.assertEqual((out["category"], out["standing"], out["undecided_because"]),
                         ("dibao", "undecided", "health@M1"))

    def test_rate_unknown_only_where_it_could_rise(self):
        p = PARAMETERS.all(TOWN, "rural", DAY) | {"uplift_illness": Fraction(3, 10)}
        people = [member(birth_date=day("1942-06-01"), health=UNKNOWN, disability_grade=UNKNOWN)]
        amount = Decisions(household(), people, DAY, p).amount
        self.assertEqual(facts_of(amount), {"health@M1"})

    def test_grace(self):
        chain = Chain()
        first = chain.run("2018-01-01", [member(wage_income=600000, health="serious")])
        self.assertEqual((first["standing"], first["monthly_amount"]), ("in_force", "460.00"))
        out = chain.run("2018-06-30", [member(wage_income=1000000, health="chronic")])
        self.assertEqual((out["category"], out["standing"], out["monthly_amount"],
                          out["grace_until"], out["measures"]),
                         ("low_income", "grace", "460.00", "2018-12-30", first["measures"]))
        out = chain.run("2018-12-29", [member(wage_income=9000000)])
        self.assertEqual((out["category"], out["standing"], out["grace_until"]),
                         ("none", "grace", "2018-12-30"))
        out = chain.run("2018-12-30", [member(wage_income=9000000)])
        self.assertEqual((out["standing"], out["monthly_amount"], out["grace_until"],
                          out["measures"]), ("out", "0.00", "", ""))

    def test_grace_ends_on_new_need(self):
        chain = Chain()
        chain.run("2018-01-01", [member()])
        chain.run("2018-06-30", [member(wage_income=1000000)])
        out = chain.run("2018-08-01", [member()])
        self.assertEqual((out["standing"], out["monthly_amount"], out["grace_until"]),
                         ("in_force", "800.00", ""))

    def test_a_car_ends_it_at_once(self):
        chain = Chain()
        chain.run("2018-01-01", [member()])
        out = chain.run("2018-06-30", [member()], vehicle_count=1)
        self.assertEqual((out["category"], out["standing"], out["monthly_amount"]),
                         ("none", "out", "0.00"))

    def test_held(self):
        chain = Chain()
        chain.run("2018-01-01", [member(wage_income=600000)])
        out = chain.run("2018-06-30", [member(wage_income=UNKNOWN, schooling=UNKNOWN)])
        self.assertEqual((out["category"], out["standing"], out["monthly_amount"],
                          out["undecided_because"], out["also_missing"]),
                         ("", "held", "300.00", "wage_income@M1", "schooling@M1"))
        out = chain.run("2018-12-30", [member(wage_income=1000000)])
        self.assertEqual((out["standing"], out["monthly_amount"], out["grace_until"]),
                         ("grace", "300.00", "2019-06-30"))

    def test_held_for_assets(self):
        chain = Chain()
        chain.run("2018-01-01", [member(wage_income=600000)])
        out = chain.run("2018-06-30", [member(wage_income=9000000)], vehicle_count=UNKNOWN,
                        financial_assets=UNKNOWN)
        self.assertEqual((out["category"], out["standing"], out["monthly_amount"],
                          out["undecided_because"]),
                         ("none", "held", "300.00", "financial_assets;vehicle_count"))
        # failed assets elsewhere decide, whatever else is missing
        out = chain.run("2018-07-01", [member(wage_income=9000000)], vehicle_count=UNKNOWN,
                        dwelling_count=2)
        self.assertEqual(out["standing"], "out")

    def test_prior(self):
        out = row([member(wage_income=1000000)], prior_category="dibao", prior_amount=55500)
        self.assertEqual((out["standing"], out["monthly_amount"], out["grace_until"],
                          out["measures"]), ("grace", "555.00", "2018-07-01", ""))
        out = row([member(wage_income=1000000)], prior_category="destitute", prior_amount=55500)
        self.assertEqual((out["standing"], out["monthly_amount"]), ("out", "0.00"))
        for until, standing in (("2018-01-02", "grace"), ("2018-01-01", "out")):
            out = row([member(wage_income=1000000)], prior_category="dibao", prior_amount=7,
                      prior_grace_until=day(until))
            self.assertEqual(out["standing"], standing)
        out = row([member(wage_income=UNKNOWN)], prior_category="dibao", prior_amount=7)
        self.assertEqual((out["standing"], out["monthly_amount"]), ("held", "0.07"))

    def test_destitute(self):
        old = member(birth_date=day("1958-01-01"), labour_capacity="none", has_supporter=False)
        out = row([old, old])
        self.assertEqual((out["category"], out["monthly_amount"], out["measures"]),
                         ("destitute", "2080.00", "safety_net"))
        younger = dict(old, birth_date=day("1958-01-02"))
        self.assertEqual(row([younger])["category"], "dibao")
        for kind, grade, category in (("limb", 2, "destitute"), ("limb", 3, "dibao"),
                                      ("sight", 1, "destitute"), ("sight", 2, "dibao"),
                                      ("mental", 3, "destitute"), ("intellectual", 4, "dibao"),
                                      ("hearing", 1, "dibao")):
            out = row([dict(younger, disability_type=kind, disability_grade=grade)])
            self.assertEqual(out["category"], category, (kind, grade))
        out = row([old, dict(old, has_supporter=UNKNOWN)])
        self.assertEqual(out["undecided_because"], "has_supporter@M2")

    def test_lines(self):
        for month, category in ((79999, "dibao"), (80000, "low_income"), (120000, "low_income"),
                                (120001, "none")):
            self.assertEqual(row([member(wage_income=month * 12)])["category"], category)
        self.assertEqual(row([member(wage_income=960000 - 6)])["category"], "low_income")
        self.assertEqual(row([member(wage_income=960000 - 7)])["category"], "dibao")
        self.assertEqual(row([member()], financial_assets=1920000)["category"], "dibao")
        self.assertEqual(row([member()], financial_assets=1920001)["category"], "none")

    def test_figures_of_the_line(self):
        p = PARAMETERS.all(TOWN, "rural", DAY)
        self.assertEqual([p["line"] * 12, p["line"] * p["low_income_ratio"],
                          p["line"] * p["destitute_ratio"], p["line"] * p["asset_months"]],
                         [9600, 1200, 1040, 19200])

    def test_in_grace_assets_play_no_part(self):
        chain = Chain()
        chain.run("2018-01-01", [member()])
        chain.run("2018-06-30", [member(wage_income=1000000)])
        out = chain.run("2018-07-01", [member(wage_income=1000000)], vehicle_count=1)
        self.assertEqual((out["category"], out["standing"]), ("none", "grace"))

    def test_losses_and_pensions(self):
        people = [member(business_income=-1000000), member(wage_income=2200000),
                  member(transfer_income=300000, basic_pension=177600)]
        self.assertEqual(row(people)["monthly_income"], "367.33")
        out = row([member(business_income=-5), member()])
        self.assertEqual((out["monthly_income"], out["monthly_amount"]), ("0.00", "1600.00"))

    def test_failed(self):
        out = row([])
        self.assertEqual((out["people"], out["standing"], out["category"], out["points"],
                          out["undecided_because"]), ("0", "failed", "", "", ""))


class PointsAndMeasures(unittest.TestCase):
    def test_points(self):
        self.assertEqual(row([member(labour_capacity="lost", schooling="high")],
                             medical_expense=1, dwelling_grade="none")["points"], "100")
        for month, points in ((39999, 40), (40000, 30), (79999, 30), (80000, 15), (119999, 15),
                              (120000, 0)):
            out = row([member(wage_income=month * 12)])
            self.assertEqual(out["points"], str(points))
        rich = member(wage_income=50000000)
        idle = member(labour_capacity="none")
        self.assertEqual(row([rich, idle, idle])["points"], "10")
        self.assertEqual(row([rich, idle])["points"], "0")
        self.assertEqual(row([rich], medical_expense=25000000)["points"], "0")
        self.assertEqual(row([rich], medical_expense=25000001)["points"], "15")
        self.assertEqual(row([rich], dwelling_grade="c")["points"], "8")

    def test_points_stand_for_themselves(self):
        out = row([member()], vehicle_count=UNKNOWN)
        self.assertEqual((out["category"], out["points"], out["undecided_because"],
                          out["also_missing"]), ("", "40", "vehicle_count", ""))
        out = row([member(labour_capacity="lost")], vehicle_count=UNKNOWN, willing=UNKNOWN)
        self.assertEqual((out["development_target"], out["key_target"], out["points"]),
                         ("false", "false", "60"))
        out = row([member()], vehicle_count=UNKNOWN, willing=UNKNOWN)
        self.assertEqual(out["also_missing"], "willing")

    def test_measures(self):
        seeker = dict(employed=False, work_willing=True)
        out = row([member(**seeker)], willing=False)
        self.assertEqual(out["measures"], "employment;insurance;safety_net")
        out = row([member(), member(birth_date=day("2001-01-01"), schooling="college")],
                  poverty_cause=("disaster", "illness"), dwelling_grade="d")
        self.assertEqual(out["measures"],
                         "disaster;employment;housing;industry;insurance;schooling")
        single = member(single_applicant=True, disability_grade=2, employed=False,
                        labour_capacity="lost", insured=False)
        out = row([single, member(wage_income=2000000, health="serious")])
        self.assertEqual((out["category"], out["measures"]),
                         ("low_income", "medical;single_case"))
        for birth, found in (("2002-01-01", True), ("2002-01-02", False),
                             ("1958-01-02", True), ("1958-01-01", False)):
            out = row([member(wage_income=2000000, birth_date=day("1970-01-01")),
                       member(birth_date=day(birth), **seeker)])
            self.assertEqual("employment" in out["measures"], found, birth)

    def test_unknown_measures_are_missing_elsewhere(self):
        out = row([member(insured=UNKNOWN)], dwelling_grade=UNKNOWN)
        self.assertEqual((out["standing"], out["undecided_because"], out["also_missing"]),
                         ("in_force", "", "dwelling_grade"))


class ParameterRows(unittest.TestCase):
    def parameters(self, *extra):
        rows = ["name,division,residence,valid_from,valid_to,value,unit,source"] + list(extra)
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "parameters.csv")
            with open(path, "w", encoding="utf-8") as stream:
                stream.write("\n".join(rows) + "\n")
            return Parameters(path)

    def test_longest_prefix_then_residence(self):
        p = self.parameters("line,4407,,2018-01-01,2019-01-01,800,,",
                            "line,4407,,2019-01-01,,880,,",
                            "line,4407,urban,2018-01-01,,900,,", "line,440783,,2018-01-01,,810,,",
                            "line,440703,urban,2018-01-01,,850,,")
        value = p.value
        self.assertEqual(value("line", "440705000000", "rural", DAY), 800)
        self.assertEqual(value("line", "440705000000", "rural", day("2019-01-01")), 880)
        self.assertEqual(value("line", "440705000000", "urban", DAY), 900)
        self.assertEqual(value("line", TOWN, "urban", DAY), 810)
        self.assertEqual(value("line", TOWN, Unknown({"residence"}), DAY), 810)
        self.assertEqual(facts_of(value("line", "440703000000", Unknown({"residence"}), DAY)),
                         {"residence"})
        with self.assertRaisesRegex(ParameterError, "line.*4407.*2017-12-31"):
            value("line", TOWN, "rural", day("2017-12-31"))

    def test_gap_and_overlap(self):
        for end in ("2018-12-31", "2019-01-02", ""):
            with self.assertRaises(ParameterError):
                self.parameters("line,4407,,2018-01-01,%s,800,," % end,
                                "line,4407,,2019-01-01,,880,,")

    def test_unknown_line(self):
        with open(os.path.join(HERE, "parameters.csv"), encoding="utf-8") as stream:
            p = self.parameters(*stream.read().split("\n")[1:-1],
                                "line,4407,urban,2018-01-01,,900,,")
        out = row([member()], parameters=p, residence=UNKNOWN)
        self.assertEqual((out["standing"], out["undecided_because"]), ("undecided", "residence"))

    def test_no_row_for_another_place(self):
        oracle = Oracle(PARAMETERS)
        with self.assertRaises(ParameterError):
            oracle.parameters.all("450000000000", "rural", DAY)


if __name__ == "__main__":
    unittest.main()
