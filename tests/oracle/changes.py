"""What happens to households between the imports, and rows that must be rejected."""

import datetime

from cells import check_digit
from messy import WITHDRAW, Raw
from synth import INCOMES, LINE, boundary


class Change:
    """Edits one household and remembers which cells the next files must state."""

    def __init__(self, world, household, people, day):
        self.world = world
        self.rng = world.rng
        self.h = household
        self.people = people
        self.day = day
        self.touched_household = set()
        self.touched_people = {}        # index -> attributes

    def set(self, name, value):
        self.h[name] = value
        self.touched_household.add(name)

    def set_person(self, index, **values):
        self.people[index].update(values)
        self.touched_people.setdefault(index, set()).update(values)

    def anyone(self):
        return self.rng.randrange(len(self.people))

    def incomes(self, year):
        self.world.spread(self.people, year)
        for index in range(len(self.people)):
            self.touched_people.setdefault(index, set()).update(INCOMES + ("basic_pension",))

    # what may happen

    def to_boundary(self):
        self.incomes(boundary(self.rng, len(self.people)))

    def above_line(self):
        self.incomes(self.rng.randrange(LINE, LINE * 3 // 2 + 1) * 12 * len(self.people))

    def far_above(self):
        self.incomes(self.rng.randrange(LINE * 3 // 2 + 1, LINE * 5) * 12 * len(self.people))

    def below_line(self):
        self.incomes(self.rng.randrange(0, LINE) * 12 * len(self.people))

    def car_bought(self):
        self.set("vehicle_count", 1)
        if self.rng.random() < 0.5:
            self.far_above()

    def assets_fine(self):
        for name, value in (("vehicle_count", 0), ("business_registered", False),
                            ("dwelling_count", 1), ("financial_assets", 100000)):
            if self.rng.random() < 0.8:
                self.set(name, value)

    def business_opened(self):
        self.set("business_registered", True)

    def wage_withdrawn(self):
        self.set_person(self.anyone(), wage_income=WITHDRAW)

    def assets_withdrawn(self):
        self.set(self.rng.choice(("financial_assets", "vehicle_count", "dwelling_count",
                                  "business_registered")), WITHDRAW)
        if self.rng.random() < 0.6:
            self.far_above()

    def made_known(self):
        """Everything withheld is found out."""
        for name, value in (("vehicle_count", 0), ("business_registered", False),
                            ("dwelling_count", 1), ("financial_assets", 0),
                            ("medical_expense", 0), ("dwelling_grade", "b"),
                            ("willing", True), ("residence", "rural")):
            if self.h[name] is None or self.h[name] is WITHDRAW:
                self.set(name, value)
        for index, person in enumerate(self.people):
            for name in INCOMES + ("basic_pension",):
                if person[name] is None or person[name] is WITHDRAW:
                    self.set_person(index, **{name: 0})
            for name, value in (("health", "healthy"), ("labour_capacity", "weak"),
                                ("has_supporter", True), ("insured", True), ("employed", False),
                                ("work_willing", True)):
                if person[name] is None or person[name] is WITHDRAW:
                    self.set_person(index, **{name: value})
            if person["basic_pension"] and person["basic_pension"] is not WITHDRAW:
                if person["transfer_income"] in (0, None):
                    self.set_person(index, basic_pension=0, transfer_income=0)

    def health(self):
        self.set_person(self.anyone(), health=self.rng.choice(
            ("serious", "serious", "chronic", "healthy", WITHDRAW)))

    def labour(self):
        self.set_person(self.anyone(), labour_capacity=self.rng.choice(
            ("skilled", "ordinary", "weak", "lost", "none", WITHDRAW)),
            employed=self.rng.random() < 0.5)

    def will(self):
        self.set("willing", self.rng.choice((True, False, WITHDRAW)))

    def house(self):
        self.set("dwelling_grade", self.rng.choice(("a", "c", "d", "none", WITHDRAW)))
        self.set("medical_expense", self.rng.choice((0, 600000, 4000000, WITHDRAW)))

    def disabled(self):
        self.set_person(self.anyone(), disability_type=self.rng.choice(("limb", "mental", "sight")),
                        disability_grade=self.rng.choice((1, 2, 3)))

    def moved(self):
        self.set("division", self.rng.choice(self.world.divisions))

    def support_lost(self):
        for index, person in enumerate(self.people):
            if person["labour_capacity"] in ("lost", "none"):
                self.set_person(index, has_supporter=False)

    def nothing(self):
        self.touched_people.setdefault(self.anyone(), set())

    EVENTS = ((to_boundary, 16), (above_line, 16), (far_above, 10), (below_line, 10),
              (car_bought, 8), (assets_fine, 5), (business_opened, 2), (wage_withdrawn, 9),
              (assets_withdrawn, 7), (made_known, 14), (health, 6), (labour, 5), (will, 3),
              (house, 4), (disabled, 2), (moved, 2), (support_lost, 2), (nothing, 3))

    def happen(self):
        event = self.rng.choices([e[0] for e in self.EVENTS], [e[1] for e in self.EVENTS])[0]
        event(self)

    # the rows that tell of it

    def _row(self, subject, touched, absent, keys):
        row = {}
        for name, value in subject.items():
            if name in keys or name in touched:
                row[name] = value
            elif name in absent:
                # an empty cell would state the absent value: mostly it is repeated
                if self.rng.random() < 0.12:
                    subject[name] = absent[name]
                else:
                    row[name] = value
            elif self.rng.random() < 0.5:
                row[name] = value
        return row

    def household_rows(self):
        if not self.touched_household and self.rng.random() < 0.7:
            return []
        return [self._row(self.h, self.touched_household, {"poverty_cause": ()},
                          ("household_no", "division"))]

    def people_rows(self):
        absent = {"basic_pension": 0, "disability_type": "none", "disability_grade": 0,
                  "schooling": "none", "single_applicant": False}
        return [self._row(self.people[index], touched, absent,
                          ("household_no", "name", "id_no"))
                for index, touched in sorted(self.touched_people.items())]


def born(world, household_no, first, last):
    """A child who comes into the household between two days."""
    days = (last - first).days
    birth = first + datetime.timedelta(days=world.rng.randrange(0, days + 1))
    child = world.person(household_no, world.rng.choice(("son", "daughter", "grandchild")), birth)
    child.update(employed=False, work_willing=False, labour_capacity="none")
    return child


# rows that must be rejected, one for each reason of the contract

def corrupt(subject, **cells):
    row = dict(subject)
    row.update(cells)
    return row


def bad_household(world, household):
    """A copy of an acceptable row with one cell that makes it unacceptable."""
    rng = world.rng
    return corrupt(household, **rng.choice((
        {"household_no": None}, {"household_no": Raw("-")},
        {"division": None}, {"division": Raw("440783999000")}, {"division": Raw("440799")},
        {"division": Raw("4407")}, {"division": Raw("赤水镇")},
        {"residence": Raw("城市")}, {"dwelling_grade": Raw("E级")}, {"residence": Raw("suburban")},
        {"poverty_cause": Raw("illness;laziness")}, {"prior_category": Raw("五保")},
        {"dwelling_count": Raw("两套")}, {"vehicle_count": Raw("1.5")},
        {"vehicle_count": Raw("-1")}, {"financial_assets": Raw("-0.01")},
        {"financial_assets": Raw("约3000")}, {"medical_expense": Raw("1200.005")},
        {"medical_expense": Raw("3000元")}, {"education_expense": Raw("1.2.3")},
        {"business_registered": Raw("也许")}, {"willing": Raw("2")},
        {"prior_grace_until": Raw("2018-02-30")}, {"exit_confirmed": Raw("2018/13/01")},
        {"prior_grace_until": Raw("明年")}, {"prior_amount": Raw("abc")})))


def wrong_digit(id_no):
    return id_no[:17] + ("0" if id_no[17] != "0" else "1")


def number_with(id_no, birth):
    seventeen = id_no[:6] + birth + id_no[14:17]
    return seventeen + check_digit(seventeen)


def bad_person(world, person):
    rng = world.rng
    number, birth = person["id_no"], person["birth_date"]
    return corrupt(person, **rng.choice((
        {"id_no": Raw(wrong_digit(number))}, {"id_no": Raw(wrong_digit(number))},
        {"id_no": Raw(number[:17])}, {"id_no": Raw(number + "1")}, {"id_no": None},
        {"id_no": Raw(number[:8] + "A" + number[9:])}, {"id_no": Raw("440790990230123")},
        {"id_no": Raw(number_with(number, "19810230"))},
        {"sex": "female" if person["sex"] == "male" else "male"},
        {"birth_date": birth + datetime.timedelta(days=1)},
        {"birth_date": Raw("1980-02-30")}, {"birth_date": Raw("八〇年")},
        {"household_no": Raw("KP999999")}, {"household_no": None},
        {"basic_pension": 120001, "transfer_income": 120000},
        {"wage_income": Raw("-1")}, {"wage_income": Raw("1000.001")},
        {"wage_income": Raw("三千")}, {"business_income": Raw("--5")},
        {"transfer_income": Raw("1e3")}, {"property_income": Raw("-0.50")},
        {"disability_type": Raw("视觉")}, {"disability_grade": Raw("一级")},
        {"disability_grade": Raw("-2")}, {"health": Raw("well")}, {"schooling": Raw("大学")},
        {"labour_capacity": Raw("普通")}, {"relation": Raw("户主本人")},
        {"employed": Raw("yes")}, {"has_supporter": Raw("有")}, {"insured": Raw("3")})))


