"""The rows of a pack's parameters.csv and which of them is in force where and when."""

import csv
import datetime
from fractions import Fraction

from logic import Unknown

NAMES = (
    "line", "asset_months", "max_dwellings", "max_vehicles", "low_income_ratio",
    "uplift_disability", "uplift_illness", "uplift_child", "uplift_elderly",
    "destitute_ratio", "grace_months", "points_low_ratio", "points_line_ratio",
    "points_high_ratio", "points_medical_ratio",
)
RESIDENCES = ("urban", "rural")


class ParameterError(Exception):
    pass


def shorten(division):
    """440700000000 and 4407 name the same division."""
    if len(division) == 12 and division.endswith("000"):
        division = division[:9]
    if len(division) == 9 and division.endswith("000"):
        division = division[:6]
    while len(division) in (4, 6) and division.endswith("00"):
        division = division[:-2]
    return division


class Row:
    def __init__(self, record):
        self.name = record["name"].strip()
        self.division = shorten(record["division"].strip())
        self.residence = record["residence"].strip()
        if self.residence not in ("",) + RESIDENCES:
            raise ParameterError("parameter %s: residence %r" % (self.name, self.residence))
        self.valid_from = datetime.date.fromisoformat(record["valid_from"].strip())
        end = record["valid_to"].strip()
        self.valid_to = datetime.date.fromisoformat(end) if end else None
        # a parameter of another use (area figures) need not be a number we can read
        self.value = Fraction(record["value"].strip()) if self.name in NAMES else None

    def in_force(self, date):
        return self.valid_from <= date and (self.valid_to is None or date < self.valid_to)


class Parameters:
    def __init__(self, path):
        with open(path, encoding="utf-8-sig", newline="") as stream:
            self.rows = [Row(record) for record in csv.DictReader(stream)]
        self._check_periods()
        self._cache = {}

    def _check_periods(self):
        periods = {}
        for row in self.rows:
            periods.setdefault((row.name, row.division, row.residence), []).append(row)
        for key, rows in periods.items():
            rows.sort(key=lambda row: row.valid_from)
            for one, next_one in zip(rows, rows[1:]):
                if one.valid_to != next_one.valid_from:
                    raise ParameterError("parameter %s: gap or overlap at %s"
                                         % ("/".join(key), next_one.valid_from))

    def _one(self, name, division, residence, date):
        rows = [row for row in self.rows
                if row.name == name and row.in_force(date)
                and division.startswith(row.division) and row.residence in ("", residence)]
        return max(rows, key=lambda row: (len(row.division), row.residence != ""), default=None)

    def value(self, name, division, residence, date):
        """A Fraction, or Unknown({residence}) where the answer hangs on it."""
        if isinstance(residence, Unknown):
            rows = [self._one(name, division, r, date) for r in RESIDENCES]
            values = [None if row is None else row.value for row in rows]
            if values[0] != values[1]:
                return Unknown(residence.facts)
            value = values[0]
        else:
            row = self._one(name, division, residence, date)
            value = None if row is None else row.value
        if value is None:
            raise ParameterError("no row of parameter %s in force for division %s on %s"
                                 % (name, division, date))
        return value

    def all(self, division, residence, date):
        """Every parameter of the pack for one place, as a dict."""
        key = (division, None if isinstance(residence, Unknown) else residence, date)
        if key not in self._cache:
            self._cache[key] = {name: self.value(name, division, residence, date)
                                for name in NAMES}
        return self._cache[key]
