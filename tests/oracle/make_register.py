#!/usr/bin/env python3
"""Writes a synthetic register as messy import files, with the plan of imports and runs.

  make_register.py --households N --seed S --out DIR [--villages CODE,CODE]
"""

import argparse
import datetime
import json
import os
import random
import sys

from cells import read_catalogue
from changes import Change, bad_household, bad_person, born
from messy import Layout, Writer
from synth import RUNS, World

IMPORTS = (datetime.date(2018, 1, 1), datetime.date(2018, 6, 15), datetime.date(2018, 12, 15))
BAD = 0.02                              # rejected rows per good row, and as many doubled ones / 4
SHARE_CHANGED = 0.45
LEFT_OUT = {                            # the third pair of files has fewer columns
    "household": ("address", "water_safe", "food_secure", "clothing_secure", "poverty_cause",
                  "prior_category", "prior_amount", "prior_grace_until", "exit_confirmed",
                  "education_expense", "housing_expense"),
    "person": ("relation", "sex", "birth_date", "disability_type", "disability_grade",
               "schooling", "single_applicant", "family_supported"),
}


class Maker:
    def __init__(self, households, seed, villages):
        self.rng = random.Random(seed)
        self.world = World(self.rng, villages)
        self.catalogue = read_catalogue()
        self.writers = {entity: Writer(self.catalogue[entity], self.rng)
                        for entity in ("household", "person")}
        self.size = households
        self.families = []              # (household, people) whose rows are accepted
        self.rows = {"household": [], "person": []}

    # files

    def scatter(self, good, bad):
        """`bad` are (low, high, row): the row goes between these positions of `good`."""
        keyed = [(float(i), row) for i, row in enumerate(good)]
        for low, high, row in bad:
            keyed.append((self.rng.uniform(low + 0.001, high), row))
        keyed.sort(key=lambda pair: pair[0])
        return [row for _, row in keyed]

    def shown(self, row):
        """Sex and birth date may be left to the number."""
        row = dict(row)
        for name in ("sex", "birth_date"):
            if name in row and self.rng.random() < 0.25:
                row[name] = None
        return row

    def layout(self, entity, out_of=(), **options):
        columns = [c for c in self.catalogue[entity] if c not in out_of]
        self.rng.shuffle(columns)
        return Layout(columns, **options)

    def write(self, directory, step, households, people, bad_households, bad_people):
        left = LEFT_OUT if step == 3 else {"household": (), "person": ()}
        layouts = {
            1: ({"encoding": "utf-8", "bom": True, "headers": "mixed"},
                {"encoding": "gb18030", "headers": "label", "newline": "\r\n"}),
            2: ({"encoding": "gb18030", "delimiter": "\t", "headers": "label"},
                {"encoding": "utf-8", "delimiter": "\t", "headers": "id", "newline": "\r\n"}),
            3: ({"encoding": "utf-8", "bom": True, "delimiter": "\t", "newline": "\r\n"},
                {"encoding": "utf-8", "headers": "mixed"}),
        }[step]
        for entity, name, rows, bad, options in (
                ("household", "households-%d.csv", households, bad_households, layouts[0]),
                ("person", "people-%d.csv", people, bad_people, layouts[1])):
            rows = self.scatter([self.shown(row) for row in rows], bad)
            self.writers[entity].write(os.path.join(directory, name % step),
                                       self.layout(entity, left[entity], **options), rows)

    # rows that are rejected

    def bad_new(self, households, people, count):
        """New households and members with one bad cell each, and what hangs on them."""
        bad_h, bad_p = [], []
        end_h, end_p = len(households), len(people)
        for _ in range(count):
            household, members = self.world.household()
            bad_h.append((0, end_h, bad_household(self.world, household)))
            bad_p += [(0, end_p, member) for member in members[:2]]
        for _ in range(2 * count):
            number = self.rng.choice(self.families)[0]["household_no"]
            person = self.world.person(number, "other", datetime.date(
                self.rng.randrange(1930, 2010), self.rng.randrange(1, 13),
                self.rng.randrange(1, 29)))
            bad_p.append((0, end_p, bad_person(self.world, person)))
        return bad_h, bad_p

    def doubled(self, rows, count, spoil):
        """Rows that come twice: the later is rejected, unless the first was bad itself."""
        extra = []
        for _ in range(count):
            if not rows:
                break
            place = self.rng.randrange(len(rows))
            copy = dict(rows[place])
            if self.rng.random() < 0.6:
                if "wage_income" in copy:
                    copy["wage_income"] = 4321
                if "vehicle_count" in copy:
                    copy["vehicle_count"] = 3
                extra.append((place, len(rows), copy))
            else:
                copy.update(spoil)
                extra.append((-1, place - 0.001, copy))
        return extra

    def bad_changed(self, rows):
        """An existing person's row that is rejected: nothing of it may be stated."""
        return [(0, len(rows), bad_person(self.world, self.rng.choice(people)[0]))
                for people in ([f[1] for f in self.families if f[1]],)
                for _ in range(len(rows) // 100 + 1)]

    # the three imports

    def first(self, directory):
        households, people = [], []
        for _ in range(self.size):
            self.add_family(households, people)
        count = max(3, int(self.size * BAD))
        bad_h, bad_p = self.bad_new(households, people, count)
        bad_h += self.doubled(households, count // 4 + 2, {"vehicle_count": -1})
        bad_p += self.doubled(people, count // 4 + 2, {"wage_income": -1})
        self.write(directory, 1, households, people, bad_h, bad_p)

    def add_family(self, households, people):
        household, members = self.world.household()
        style = self.rng.random()
        if style < 0.004:               # nobody lives there, or not yet
            members = []
            household.update(prior_category="none", prior_amount=0, prior_grace_until=None)
        elif style < 0.01:
            members.append(born(self.world, household["household_no"],
                                RUNS[0], datetime.date(2018, 12, 31)))
        self.world.gaps(household, members)
        households.append(household)
        people += members
        self.families.append((dict(household), [dict(m) for m in members]))
        return household, members

    def following(self, directory, step):
        households, people = [], []
        first, last = IMPORTS[step - 2], IMPORTS[step - 1]
        for household, members in self.families:
            if self.rng.random() > SHARE_CHANGED:
                continue
            if not members:
                if step == 2 and self.rng.random() < 0.5:
                    members.append(self.world.person(
                        household["household_no"], "head", datetime.date(1961, 5, 4)))
                    people.append(dict(members[0]))
                continue
            change = Change(self.world, household, members, last)
            change.happen()
            if self.rng.random() < 0.15:
                change.happen()
            households += change.household_rows()
            people += change.people_rows()
            if step == 2 and self.rng.random() < 0.03:
                child = born(self.world, household["household_no"], first, last)
                members.append(child)
                people.append(dict(child))
        if step == 2:
            for _ in range(self.size // 50 + 1):
                self.add_family(households, people)
        # a missing column says nothing, so these rows can't be spoilt in one
        bad_p = self.bad_changed(people) if step == 2 else []
        bad_h = self.doubled(households, len(households) // 100 + 1, {"vehicle_count": -1})
        bad_p += self.doubled(people, len(people) // 100 + 1, {"wage_income": -1})
        if step == 2:
            more_h, more_p = self.bad_new(households, people, self.size // 200 + 1)
            bad_h += more_h
            bad_p += more_p
        self.write(directory, step, households, people, bad_h, bad_p)


def plan():
    steps = []
    for index, (begin, run) in enumerate(zip(IMPORTS, RUNS), 1):
        steps.append({"households": ["households-%d.csv" % index],
                      "people": ["people-%d.csv" % index], "valid_from": begin.isoformat()})
        steps.append({"as_of": run.isoformat(), "out": "expected-%d.csv" % index})
    return {"steps": steps}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--villages", default="440783116248,440783116249",
                        help="village codes in use; empty: towns and the county only")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    maker = Maker(options.households, options.seed,
                  tuple(filter(None, options.villages.split(","))))
    maker.first(options.out)
    for step in (2, 3):
        maker.following(options.out, step)
    with open(os.path.join(options.out, "plan.json"), "w", encoding="utf-8") as stream:
        json.dump(plan(), stream, indent=2)
        stream.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
