"""From decisions to a determination: standing, grace, what is carried, the output row."""

import calendar
import datetime

from cells import UNKNOWN
from jiangmen import Decisions
from logic import Unknown, facts_of, known

COLUMNS = ("household_no", "division", "people", "monthly_income", "category", "standing",
           "monthly_amount", "points", "development_target", "key_target", "measures",
           "grace_until", "undecided_because", "also_missing")


def add_months(date, months):
    """Clamped to the month's end: 08-31 and 6 months are 02-28."""
    month = date.year * 12 + date.month - 1 + months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, last))


class Previous:
    """What a household's last committed determination leaves to the next one.

    `standing` is in_force, grace or none; a held household keeps the one it had."""

    __slots__ = ("standing", "category", "amount", "grace_until", "measures")

    def __init__(self, standing="none", category=None, amount=0, grace_until=None, measures=()):
        self.standing = standing
        self.category = category
        self.amount = amount
        self.grace_until = grace_until
        self.measures = measures


def imported(household):
    """The previous of a household that was never determined here, from prior_*."""
    category = household.get("prior_category", UNKNOWN)
    until = household.get("prior_grace_until", UNKNOWN)
    amount = household.get("prior_amount", UNKNOWN)
    amount = Unknown({"prior_amount"}) if amount is UNKNOWN else amount
    if until is not UNKNOWN and until is not None:
        return Previous("grace", category, amount, until)
    if category in ("dibao", "destitute"):
        return Previous("in_force", category, amount)
    return Previous()


class Determination:
    def __init__(self, decisions, previous, as_of):
        self.decisions = decisions
        self.previous = previous
        self.because = frozenset()
        self.grace_until = None
        self.amount = decisions.amount
        self.measures = decisions.true_measures()
        self.measures_carried = False
        self._stand(as_of)
        self.also_missing = self._also_missing()

    def _stand(self, as_of):
        d, previous = self.decisions, self.previous
        self.because = facts_of(d.category, d.amount)
        if self.because:
            self._undecided()
        elif d.category in ("dibao", "destitute"):
            self.standing = "in_force"
        elif previous.standing == "grace":
            if as_of < previous.grace_until:
                self._grace(previous.grace_until)
            else:
                self.standing = "out"
        elif previous.standing == "in_force" and previous.category == "dibao":
            if not known(d.assets_ok):
                self.because = facts_of(d.assets_ok)
                self._undecided()
            elif d.assets_ok:
                months = d.p["grace_months"]
                if known(months):
                    self._grace(add_months(as_of, int(months)))
                else:
                    self.because = facts_of(months)
                    self._undecided()
            else:
                self.standing = "out"
        else:
            self.standing = "out"

    def _undecided(self):
        previous = self.previous
        if previous.standing == "none":
            self.standing, self.amount = "undecided", None
        else:
            self.standing, self.amount = "held", previous.amount
            self.grace_until = previous.grace_until

    def _grace(self, until):
        if not known(self.previous.amount):
            self.because = facts_of(self.previous.amount)
            self._undecided()
            return
        self.standing, self.grace_until = "grace", until
        self.amount = self.previous.amount
        self.measures = self.previous.measures
        self.measures_carried = True

    def _also_missing(self):
        d = self.decisions
        missing = facts_of(d.points, d.development_target, d.key_target)
        if not self.measures_carried:
            missing |= facts_of(*d.measures.values())
        return missing - self.because

    def next(self):
        """What the following determination will find as its previous one."""
        if self.standing == "held":
            # standing, category, amount and term stay; the row's measures were computed
            p = self.previous
            return Previous(p.standing, p.category, p.amount, p.grace_until, self.measures)
        if self.standing in ("in_force", "grace"):
            return Previous(self.standing, self.decisions.category, self.amount,
                            self.grace_until, self.measures)
        return Previous()


def show_money(fen):
    return "" if fen is None or not known(fen) else "%d.%02d" % divmod(fen, 100)


def show(value):
    if value is None or not known(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def determine(number, household, members, as_of, parameters, previous):
    """(output row as a dict of strings, the next Previous)."""
    row = dict.fromkeys(COLUMNS, "")
    row.update(household_no=number, division=household["division"], people=str(len(members)))
    if not members:
        row["standing"] = "failed"      # an income per head of nobody
        return row, previous
    d = Decisions(household, members, as_of, parameters)
    result = Determination(d, previous, as_of)
    row.update(
        monthly_income=show_money(d.monthly_income),
        category=show(d.category),
        standing=result.standing,
        monthly_amount=show_money(result.amount),
        points=show(d.points),
        development_target=show(d.development_target),
        key_target=show(d.key_target),
        measures=";".join(sorted(result.measures)),
        grace_until=show(result.grace_until),
        undecided_because=";".join(sorted(result.because)),
        also_missing=";".join(sorted(result.also_missing)))
    return row, result.next()
