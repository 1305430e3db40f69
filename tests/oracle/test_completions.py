"""A property of three-valued logic, on generated households."""

import datetime
import os
import random
import unittest

from cells import HERE, UNKNOWN
from jiangmen import Decisions
from logic import facts_of, known
from messy import WITHDRAW
from parameters import Parameters
from synth import World

DAY = datetime.date(2018, 1, 1)
TOWN = "440783116000"


class Completions(unittest.TestCase):
    """What is decided stays so whatever the missing facts turn out to be."""

    HOUSEHOLD = {"residence": ("urban", "rural"), "dwelling_count": (0, 1, 2),
                 "dwelling_grade": ("a", "c", "d", "none"), "vehicle_count": (0, 1),
                 "financial_assets": (0, 10 ** 9), "business_registered": (True, False),
                 "medical_expense": (0, 10 ** 7), "willing": (True, False),
                 "poverty_cause": ((), ("disaster",))}
    PERSON = {"health": ("healthy", "chronic", "serious"), "employed": (True, False),
              "labour_capacity": ("skilled", "weak", "lost"), "work_willing": (True, False),
              "has_supporter": (True, False), "insured": (True, False),
              "disability_type": ("none", "limb", "mental"), "disability_grade": (0, 1, 3),
              "schooling": ("none", "compulsory", "college"), "basic_pension": (0, 5000),
              "single_applicant": (True, False), "wage_income": (0, 400000, 3000000),
              "business_income": (-300000, 0, 900000), "property_income": (0, 700000),
              "transfer_income": (5000, 800000)}
    OUTPUTS = ("annual_income", "monthly_income", "assets_ok", "category", "amount", "points",
               "development_target", "key_target")

    def complete(self, rng, state, suffix, choices, unless=()):
        return {name: rng.choice(choices[name]) if value is UNKNOWN and name in choices
                and name + suffix not in unless else value for name, value in state.items()}

    def test_completions(self):
        rng = random.Random(11)
        world = World(rng, ())
        p = Parameters(os.path.join(HERE, "parameters.csv")).all(TOWN, "rural", DAY)
        partly = 0
        for _ in range(1500):
            h, people = world.household()
            world.gaps(h, people)
            h, *people = [{k: UNKNOWN if v is WITHDRAW or v is None else v
                           for k, v in state.items()} for state in [h] + people]
            d = Decisions(h, people, DAY, p)
            open_facts = {n for n, v in h.items() if v is UNKNOWN} | {
                "%s@M%d" % (n, i) for i, m in enumerate(people, 1)
                for n, v in m.items() if v is UNKNOWN}
            if not open_facts:
                continue
            partly += 1
            for unless in (facts_of(d.category), ()):
                full = Decisions(
                    self.complete(rng, h, "", self.HOUSEHOLD, unless),
                    [self.complete(rng, m, "@M%d" % i, self.PERSON, unless)
                     for i, m in enumerate(people, 1)], DAY, p)
                if unless:
                    # the other facts alone don't decide it
                    self.assertFalse(known(full.category))
                    continue
                for name in self.OUTPUTS:
                    value = getattr(d, name)
                    if known(value):
                        self.assertEqual(value, getattr(full, name), name)
                    else:
                        self.assertLessEqual(value.facts, open_facts)
                        self.assertTrue(value.facts)
                        self.assertTrue(known(getattr(full, name)), name)
                for name, value in d.measures.items():
                    if known(value):
                        self.assertIs(value, full.measures[name], name)
        self.assertGreater(partly, 200)


if __name__ == "__main__":
    unittest.main()
