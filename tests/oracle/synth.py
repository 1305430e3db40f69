"""Synthetic households and people whose figures crowd around every boundary of the policy."""

import datetime

from messy import WITHDRAW, Numbers

RUNS = (datetime.date(2018, 1, 1), datetime.date(2018, 6, 30), datetime.date(2018, 12, 30))
LINE = 80000                            # fen a month, as in the sample parameters
TOWNS = tuple("440783%s000" % town for town in
              "001 002 103 104 105 106 107 108 109 110 111 112 115 116 117 400".split())
SURNAMES = "陈李张黄何欧阳谭周梁邓方余司徒关吴㐂𠮷"
GIVEN = "秀英志强桂芳伟明丽华建国玉兰海燕文杰小红家辉美玲永昌"
KINDS = (("dibao", 30), ("destitute", 9), ("low", 13), ("above", 12), ("assets", 8),
         ("boundary", 24), ("extreme", 4))
ABLE = ("skilled", "ordinary", "weak")
HOUSEHOLD_UNKNOWN = ("residence", "dwelling_count", "dwelling_grade", "water_safe",
                     "vehicle_count", "financial_assets", "business_registered",
                     "medical_expense", "education_expense", "housing_expense", "willing",
                     "food_secure", "clothing_secure")
PERSON_UNKNOWN = ("relation", "health", "labour_capacity", "employed", "work_willing",
                  "has_supporter", "insured", "family_supported")
INCOMES = ("wage_income", "business_income", "property_income", "transfer_income")


def weighted(rng, pairs):
    return rng.choices([p[0] for p in pairs], [p[1] for p in pairs])[0]


def years_before(date, years):
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return date.replace(year=date.year - years, day=28)


def random_birth(rng, youngest, oldest):
    """Someone of that age on the first day; one in eight comes of an age near a run."""
    if rng.random() < 0.12:
        ages = [a for a in (16, 18, 60, 70) if youngest <= a <= oldest + 1]
        if ages:
            birthday = rng.choice(RUNS) + datetime.timedelta(days=rng.choice((-1, 0, 1)))
            return years_before(birthday, rng.choice(ages))
    years = rng.randrange(youngest, oldest + 1)
    birth = years_before(RUNS[0], years) - datetime.timedelta(days=rng.randrange(1, 365))
    if rng.random() < 0.003 and birth.year % 4 == 0 and birth.year != 1900:
        birth = datetime.date(birth.year, 2, 29)
    return birth


def boundary(rng, n):
    """A yearly income in fen at, or a hair beside, a boundary of the monthly one."""
    month = rng.choice((LINE // 2, LINE, LINE, LINE, LINE * 3 // 2, LINE * 3 // 2))
    year = month * 12 * n
    return year + rng.choice((0, 0, 12 * n, -12 * n, 6 * n, 6 * n - 1, -6 * n, -6 * n - 1, 1, -1))


class World:
    def __init__(self, seed_rng, villages):
        self.rng = seed_rng
        self.numbers = Numbers(seed_rng)
        self.divisions = TOWNS + ("440783000000",) + villages * 8
        self.made = 0

    def household_no(self):
        self.made += 1
        return "KP%06d" % self.made

    def name(self):
        rng = self.rng
        return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))

    # people

    def person(self, number, relation, birth):
        rng = self.rng
        sex = {"son": "male", "daughter": "female"}.get(relation) or rng.choice(("male", "female"))
        age = RUNS[0].year - birth.year
        p = {"household_no": number, "name": self.name(), "relation": relation, "sex": sex,
             "birth_date": birth, "id_no": self.numbers.make(birth, sex),
             "disability_type": "none", "disability_grade": 0, "single_applicant": False,
             "basic_pension": 0}
        p.update(dict.fromkeys(INCOMES, 0))
        if rng.random() < 0.2:
            p["disability_type"] = rng.choice(("sight", "hearing", "speech", "limb",
                                               "intellectual", "mental", "multiple"))
            p["disability_grade"] = rng.choice((1, 2, 2, 3, 3, 4, 4))
        p["health"] = weighted(rng, (("healthy", 62), ("chronic", 23), ("serious", 15)))
        p["schooling"] = self.schooling(age)
        working = 16 <= age < 60
        p["labour_capacity"] = weighted(rng, (
            ("skilled", 15), ("ordinary", 35), ("weak", 20), ("lost", 15), ("none", 15))
            if working else (("weak", 12), ("lost", 28), ("none", 60)))
        p["employed"] = working and rng.random() < 0.4
        p["work_willing"] = rng.random() < (0.6 if working else 0.1)
        p["has_supporter"] = rng.random() < 0.6
        p["insured"] = rng.random() < 0.9
        p["single_applicant"] = rng.random() < 0.06
        p["family_supported"] = rng.random() < 0.2
        return p

    def schooling(self, age):
        if 3 <= age < 6:
            return "preschool"
        if 6 <= age < 15:
            return self.rng.choice(("compulsory", "compulsory", "compulsory", "dropout"))
        if 15 <= age < 24:
            return self.rng.choice(("none", "high", "vocational", "college"))
        return "none"

    def family(self, number, n, kind):
        rng = self.rng
        if kind == "destitute":
            plan = [("head", 58, 95)] + [rng.choice((("sibling", 55, 90), ("grandchild", 0, 16)))
                                         for _ in range(n - 1)]
        else:
            plan = [("head", 22, 80)]
            others = [("spouse", 22, 78), ("son", 0, 25), ("daughter", 0, 25),
                      ("parent", 50, 95), ("grandchild", 0, 20), ("grandparent", 70, 105),
                      ("sibling", 15, 75), ("other", 0, 90)]
            plan += rng.choices(others, (8, 6, 6, 4, 2, 1, 1, 1), k=n - 1)
        people = [self.person(number, relation, random_birth(rng, low, high))
                  for relation, low, high in plan]
        if kind == "destitute":
            for p in people:
                self.make_destitute(p)
        return people

    def make_destitute(self, p):
        rng = self.rng
        p["labour_capacity"] = rng.choice(("lost", "none"))
        p["has_supporter"] = False
        if rng.random() < 0.3:
            p["disability_type"], p["disability_grade"] = rng.choice((
                ("limb", 1), ("limb", 2), ("limb", 3), ("sight", 1), ("sight", 2),
                ("intellectual", 3), ("mental", 3), ("mental", 4), ("multiple", 1)))

    def spread(self, people, year):
        """Gives the people incomes of `year` fen in all, pensions beside."""
        rng = self.rng
        shares = [0] * len(people)
        earners = [i for i, p in enumerate(people)
                   if RUNS[0].year - p["birth_date"].year >= 16] or [0]
        for i in earners[1:]:
            if year > 0 and rng.random() < 0.6:
                shares[i] = rng.randrange(0, year // len(earners) + 1)
        shares[earners[0]] = year - sum(shares)
        for p, share in zip(people, shares):
            p.update(dict.fromkeys(INCOMES, 0))
            p["basic_pension"] = 0
            if share < 0:
                p["business_income"] = share
                continue
            parts = [rng.randrange(0, share + 1) if share and rng.random() < 0.3 else 0
                     for _ in range(2)]
            if sum(parts) <= share:
                p["property_income"], p["transfer_income"] = parts
            rest = share - p["property_income"] - p["transfer_income"]
            if rng.random() < 0.1:
                loss = rng.randrange(1, 2000000)
                p["business_income"], p["wage_income"] = -loss, rest + loss
            else:
                p["wage_income" if rng.random() < 0.8 else "business_income"] = rest
            if RUNS[0].year - p["birth_date"].year >= 60 and rng.random() < 0.7:
                p["basic_pension"] = 12 * rng.choice((12000, 14800, 17000, 18033))
                p["transfer_income"] += p["basic_pension"]

    # households

    def year_income(self, kind, n):
        rng = self.rng
        low, high = {"dibao": (0, 79999), "destitute": (0, 70000), "low": (80000, 120000),
                     "above": (120001, 500000), "assets": (0, 118000)}.get(kind, (0, 90000))
        if kind == "boundary":
            return boundary(rng, n)
        year = rng.randrange(low, high + 1) * 12 * n
        return year + (rng.randrange(0, 6) if kind in ("dibao", "above") else 0)

    def household(self, kind=None):
        """(household, people), everything known."""
        rng = self.rng
        kind = kind or weighted(rng, KINDS)
        n = rng.choices(range(1, 7), (20, 25, 25, 17, 9, 4))[0]
        if kind == "destitute":
            n = rng.choice((1, 1, 1, 1, 2, 3))
        if kind == "extreme" and rng.random() < 0.2:
            n = rng.randrange(9, 21)
        h = {"household_no": self.household_no(), "division": rng.choice(self.divisions),
             "residence": weighted(rng, (("rural", 80), ("urban", 20))),
             "address": rng.choice(("和安村3号", "步栏村二队", 'A"座"101', "上环路8号, 后座"))}
        people = self.family(h["household_no"], n, kind)
        year = self.year_income(kind, n)
        self.spread(people, year)
        self.assets(h, n, kind)
        self.spending(h, year)
        h["poverty_cause"] = tuple(rng.sample(
            ("illness", "disability", "schooling", "disaster", "accident", "labour", "skill",
             "capital", "unemployment", "other"), rng.choice((0, 1, 1, 1, 2, 3))))
        for flag, share in (("water_safe", 0.95), ("willing", 0.6), ("food_secure", 0.97),
                            ("clothing_secure", 0.97)):
            h[flag] = rng.random() < share
        self.prior(h)
        if kind == "extreme":
            self.extreme(h, people)
        return h, people

    def assets(self, h, n, kind):
        rng = self.rng
        limit = 24 * LINE * n
        h["dwelling_count"] = rng.choice((1, 1, 1, 1, 1, 1, 0))
        h["dwelling_grade"] = weighted(rng, (("a", 30), ("b", 35), ("c", 15), ("d", 10),
                                             ("none", 2 if h["dwelling_count"] else 60)))
        h["vehicle_count"], h["business_registered"] = 0, False
        h["financial_assets"] = (limit + rng.choice((-1, 0, 0)) if rng.random() < 0.1
                                 else rng.randrange(0, limit * 6 // 10))
        if kind == "assets":
            name, value = rng.choice((("vehicle_count", 1), ("vehicle_count", 2),
                                      ("dwelling_count", 2), ("business_registered", True),
                                      ("financial_assets", limit + 1),
                                      ("financial_assets", limit * 3)))
            h[name] = value

    def spending(self, h, year):
        rng = self.rng
        style = rng.random()
        h["medical_expense"] = (0 if style < 0.3 else rng.randrange(0, 3000000) if style < 0.8
                                else max(0, year // 2 + rng.choice((-1, 0, 0, 1))))
        h["education_expense"] = rng.choice((0, rng.randrange(0, 1500000)))
        h["housing_expense"] = rng.choice((0, 0, rng.randrange(0, 6000000)))

    def prior(self, h):
        rng = self.rng
        style = rng.random()
        h.update(prior_category="none", prior_amount=0, prior_grace_until=None,
                 exit_confirmed=None)
        if style < 0.35:
            h["prior_category"] = rng.choice(("dibao", "dibao", "dibao", "destitute"))
            h["prior_amount"] = rng.randrange(0, 400000)
            if rng.random() < 0.2:
                h["prior_grace_until"] = rng.choice((
                    RUNS[0], RUNS[0] - datetime.timedelta(days=1), datetime.date(2017, 9, 30),
                    RUNS[0] + datetime.timedelta(days=1), datetime.date(2018, 3, 31), RUNS[1],
                    datetime.date(2018, 7, 1)))
                h["exit_confirmed"] = years_before(h["prior_grace_until"], 1)
        elif style < 0.42:
            h["prior_category"] = "low_income"

    def extreme(self, h, people):
        rng = self.rng
        style = rng.randrange(7)
        head = people[0]
        if style == 0:
            self.spread(people, 0)
        elif style == 1:
            self.spread(people, -rng.randrange(1, 900000000))
        elif style == 2:
            head["wage_income"] = 9999999999999
        elif style == 3:
            h["financial_assets"], h["dwelling_count"] = 9999999999999, 99
        elif style == 4:
            h["medical_expense"] = 9999999999999
        elif style == 5:
            h["prior_category"], h["prior_amount"] = "dibao", 999999999
        else:
            head["business_income"] -= 5000000

    def gaps(self, h, people):
        """Empty cells: in a third of the households, more of them where one looks less."""
        rng = self.rng
        if rng.random() > 0.35:
            return
        rate = rng.choice((0.02, 0.05, 0.15))
        for name in HOUSEHOLD_UNKNOWN:
            if rng.random() < rate:
                h[name] = rng.choice((None, None, None, WITHDRAW))
        if rng.random() < 0.02:
            h["poverty_cause"] = WITHDRAW
        for p in people:
            for name in PERSON_UNKNOWN:
                if rng.random() < rate:
                    p[name] = rng.choice((None, None, None, WITHDRAW))
            for name in INCOMES:
                if rng.random() < rate / 3:
                    p[name] = None
            for name in ("disability_type", "disability_grade", "schooling", "basic_pension",
                         "single_applicant"):
                if rng.random() < rate / 10:
                    p[name] = WITHDRAW
