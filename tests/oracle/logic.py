"""Three-valued logic: a value, or an Unknown that carries the facts it comes from."""


class Unknown:
    """Not known; `facts` is a frozenset of `attribute` or `attribute@M2`."""

    __slots__ = ("facts",)

    def __init__(self, facts):
        self.facts = frozenset(facts)

    def __repr__(self):
        return "Unknown(%s)" % ";".join(sorted(self.facts))

    def __bool__(self):
        raise TypeError("an unknown is neither true nor false")

    def __eq__(self, other):
        raise TypeError("compare an unknown with lift()")

    __hash__ = None


NOTHING = frozenset()


def known(value):
    return not isinstance(value, Unknown)


def facts_of(*values):
    """The facts behind every unknown among the values."""
    found = NOTHING
    for value in values:
        if isinstance(value, Unknown):
            found = found | value.facts
    return found


def lift(function, *operands):
    """Arithmetic and comparison: unknown as soon as one operand is."""
    for operand in operands:
        if isinstance(operand, Unknown):
            return Unknown(facts_of(*operands))
    return function(*operands)


def equal(value, wanted):
    return value if isinstance(value, Unknown) else value == wanted


def differs(value, unwanted):
    return value if isinstance(value, Unknown) else value != unwanted


def among(value, choices):
    return value if isinstance(value, Unknown) else value in choices


def every(conditions):
    """`and`, `every`: one false is enough, whatever is unknown beside it."""
    conditions = list(conditions)
    if any(c is False for c in conditions):
        return False
    unknown = [c for c in conditions if isinstance(c, Unknown)]
    return Unknown(facts_of(*unknown)) if unknown else True


def some(conditions):
    """`or`, `some`: one true is enough, whatever is unknown beside it."""
    conditions = list(conditions)
    if any(c is True for c in conditions):
        return True
    unknown = [c for c in conditions if isinstance(c, Unknown)]
    return Unknown(facts_of(*unknown)) if unknown else False


def all_of(*conditions):
    return every(conditions)


def any_of(*conditions):
    return some(conditions)


def count(conditions):
    """The number of true conditions; unknown if any condition is."""
    conditions = list(conditions)
    unknown = [c for c in conditions if isinstance(c, Unknown)]
    if unknown:
        return Unknown(facts_of(*unknown))
    return sum(1 for c in conditions if c)


def total(items):
    """The sum; unknown if any item is, and then for all of the unknown ones."""
    items = list(items)
    unknown = [i for i in items if isinstance(i, Unknown)]
    return Unknown(facts_of(*unknown)) if unknown else sum(items)


def first_hit(*rows, otherwise):
    """Rows of (condition, result): false is passed over, true decides, unknown ends it."""
    for condition, result in rows:
        if isinstance(condition, Unknown):
            return Unknown(condition.facts)
        if condition:
            return result
    return otherwise
