"""Jiangmen 两线合一: one household's facts to its decisions. Money is counted in fen."""

from fractions import Fraction

from cells import UNKNOWN
from logic import (Unknown, all_of, among, any_of, count, differs, equal, every, facts_of,
                   first_hit, known, lift, some, total)

ABLE = ("skilled", "ordinary", "weak")


def round_half_up(value):
    """To a whole number, halves away from zero, as FEEL's `round half up` does."""
    if value < 0:
        return -round_half_up(-value)
    return int((2 * value + 1) // 2)


def completed_years(birth, date):
    return date.year - birth.year - ((date.month, date.day) < (birth.month, birth.day))


class Facts:
    """A state's attributes; what is withheld or was never stated is an Unknown."""

    def __init__(self, state, suffix=""):
        self.state = state
        self.suffix = suffix

    def __getitem__(self, attribute):
        value = self.state.get(attribute, UNKNOWN)
        return Unknown({attribute + self.suffix}) if value is UNKNOWN else value


class Decisions:
    """The decisions which look at no earlier determination: 1 to 10 and 12."""

    def __init__(self, household, members, as_of, parameters):
        self.household = Facts(household)
        self.members = [Facts(state, "@M%d" % (i + 1)) for i, state in enumerate(members)]
        self.ages = [completed_years(state["birth_date"], as_of) for state in members]
        self.n = len(members)
        self.p = parameters
        self.line = lift(lambda yuan: yuan * 100, parameters["line"])
        self.annual_income = self._annual_income()
        self.monthly_income = lift(
            lambda fen: round_half_up(Fraction(fen, 12 * self.n)), self.annual_income)
        self.assets_ok = self._assets_ok()
        self.category = self._category()
        self.able = [among(m["labour_capacity"], ABLE) for m in self.members]
        self.development_target = all_of(equal(self.category, "dibao"), some(self.able))
        self.key_target = all_of(self.development_target,
                                 equal(self.household["willing"], True))
        self.amount = self._amount()
        self.points = total(self._points())
        self.measures = self._measures()

    # 1, 4

    def _annual_income(self):
        items = []
        for member in self.members:
            items += [member["wage_income"], member["business_income"],
                      member["property_income"], member["transfer_income"],
                      lift(lambda pension: -pension, member["basic_pension"])]
        return lift(lambda income: max(0, income), total(items))

    def _assets_ok(self):
        h, p = self.household, self.p
        limit = lift(lambda months, line: months * line * self.n, p["asset_months"], self.line)
        return all_of(
            lift(lambda assets, most: assets <= most, h["financial_assets"], limit),
            lift(lambda dwellings, most: dwellings <= most,
                 h["dwelling_count"], p["max_dwellings"]),
            lift(lambda vehicles, most: vehicles <= most, h["vehicle_count"], p["max_vehicles"]),
            equal(h["business_registered"], False))

    # 5, 6

    def _destitute_member(self, member, age):
        kind, grade = member["disability_type"], member["disability_grade"]
        return all_of(
            among(member["labour_capacity"], ("lost", "none")),
            equal(member["has_supporter"], False),
            any_of(age >= 60, age < 16,
                   all_of(equal(kind, "limb"), among(grade, (1, 2))),
                   all_of(equal(kind, "sight"), equal(grade, 1)),
                   all_of(among(kind, ("intellectual", "mental")), among(grade, (1, 2, 3)))))

    def _category(self):
        below_line = lift(lambda income, line: income < line, self.monthly_income, self.line)
        within_ratio = lift(lambda income, ratio, line: income <= ratio * line,
                            self.monthly_income, self.p["low_income_ratio"], self.line)
        all_destitute = every(self._destitute_member(m, age)
                              for m, age in zip(self.members, self.ages))
        return first_hit(
            (all_of(all_destitute, below_line, self.assets_ok), "destitute"),
            (all_of(below_line, self.assets_ok), "dibao"),
            (all_of(within_ratio, self.assets_ok), "low_income"),
            otherwise="none")

    # 8, 9

    def _uplift_rate(self, member, age):
        conditions = (
            (among(member["disability_grade"], (1, 2)), self.p["uplift_disability"]),
            (equal(member["health"], "serious"), self.p["uplift_illness"]),
            (age < 18, self.p["uplift_child"]),
            (age >= 70, self.p["uplift_elderly"]))
        highest, missing = Fraction(0), set()
        for condition, rate in conditions:
            if condition is True and known(rate):
                highest = max(highest, rate)
        for condition, rate in conditions:
            if condition is False:
                continue
            if not known(rate):
                missing |= facts_of(condition, rate)
            elif not known(condition) and rate > highest:
                missing |= condition.facts
        return Unknown(missing) if missing else highest

    def uplift(self):
        return total(lift(lambda line, rate: round_half_up(line * rate), self.line,
                          self._uplift_rate(m, age))
                     for m, age in zip(self.members, self.ages))

    def _amount(self):
        if not known(self.category):
            return Unknown(self.category.facts)
        if self.category == "dibao":
            top_up = max(0, round_half_up(self.line * self.n - Fraction(self.annual_income, 12)))
            return lift(lambda uplift: top_up + uplift, self.uplift())
        if self.category == "destitute":
            return lift(lambda line, ratio: round_half_up(line * ratio) * self.n,
                        self.line, self.p["destitute_ratio"])
        return 0

    # 10

    def _points(self):
        h, p = self.household, self.p

        def income_below(ratio):
            return lift(lambda income, share, line: income < share * line,
                        self.monthly_income, p[ratio], self.line)

        able = count(self.able)
        schooling = [m["schooling"] for m in self.members]
        health = [m["health"] for m in self.members]
        return (
            first_hit((income_below("points_low_ratio"), 40),
                      (income_below("points_line_ratio"), 30),
                      (income_below("points_high_ratio"), 15), otherwise=0),
            first_hit((equal(able, 0), 20),
                      (all_of(equal(able, 1), self.n >= 3), 10), otherwise=0),
            first_hit((some(among(s, ("high", "vocational", "college")) for s in schooling), 10),
                      (some(among(s, ("compulsory", "dropout")) for s in schooling), 5),
                      otherwise=0),
            first_hit((lift(lambda expense, share, income: expense > share * income,
                            h["medical_expense"], p["points_medical_ratio"],
                            self.annual_income), 15),
                      (some(equal(x, "serious") for x in health), 10),
                      (some(equal(x, "chronic") for x in health), 5), otherwise=0),
            first_hit((among(h["dwelling_grade"], ("d", "none")), 15),
                      (equal(h["dwelling_grade"], "c"), 8), otherwise=0))

    # 12

    def _measures(self):
        h, category = self.household, self.category
        helped = differs(category, "none")

        def job_seeker(member, age, able):
            return all_of(16 <= age <= 59, able, equal(member["employed"], False),
                          equal(member["work_willing"], True))

        def single_case(member, age):
            return all_of(equal(member["single_applicant"], True), age >= 18,
                          among(member["disability_grade"], (1, 2)),
                          equal(member["employed"], False))

        return {
            "industry": self.key_target,
            "employment": any_of(self.key_target, all_of(helped, some(
                job_seeker(*each) for each in zip(self.members, self.ages, self.able)))),
            "schooling": all_of(helped, some(
                lift(lambda s: s not in ("none", "preschool"), m["schooling"])
                for m in self.members)),
            "insurance": any_of(self.development_target, all_of(
                among(category, ("dibao", "destitute")),
                some(equal(m["insured"], False) for m in self.members))),
            "medical": all_of(helped, some(equal(m["health"], "serious") for m in self.members)),
            "housing": all_of(helped, among(h["dwelling_grade"], ("c", "d", "none"))),
            "disaster": all_of(helped, lift(lambda causes: "disaster" in causes,
                                            h["poverty_cause"])),
            "safety_net": any_of(equal(category, "destitute"), all_of(
                equal(category, "dibao"), equal(self.key_target, False))),
            "single_case": all_of(equal(category, "low_income"), self.n >= 2, some(
                single_case(*each) for each in zip(self.members, self.ages))),
        }

    def true_measures(self):
        return tuple(sorted(name for name, met in self.measures.items() if met is True))
