"""What one cell of an import file says: readers for every type of the catalogue."""

import csv
import datetime
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))


class Withheld:
    """The marker for `known to be unknown`: an empty cell of that kind, `-` or 未知."""

    def __repr__(self):
        return "UNKNOWN"


UNKNOWN = Withheld()
WITHDRAWN = ("-", "未知")


class Bad(Exception):
    """A cell (or a pair of cells) for which the whole row is rejected."""

    def __init__(self, column, why):
        super().__init__("%s: %s" % (column, why))
        self.column = column
        self.why = why


class Attribute:
    def __init__(self, record):
        self.id = record["id"]
        self.label = record["label"]
        self.entity = record["entity"]
        self.type = record["type"]
        self.codes = {}
        for pair in filter(None, record["codes"].split(";")):
            code, _, label = pair.partition("=")
            self.codes[code] = code
            self.codes[label] = code
        self.absent_unknown = record["absent"] == "unknown"
        self.absent = None
        if self.type == "codes":
            self.absent = ()            # `none` there is the empty list
        elif record["absent"] and not self.absent_unknown:
            self.absent = read(self, record["absent"])


def read_catalogue(path=os.path.join(HERE, "catalogue.csv")):
    """entity -> {attribute id: Attribute}, in the catalogue's order."""
    entities = {}
    with open(path, encoding="utf-8-sig", newline="") as stream:
        for record in csv.DictReader(stream):
            attribute = Attribute(record)
            entities.setdefault(attribute.entity, {})[attribute.id] = attribute
    return entities


# U+FF01 to U+FF5E are the full-width forms of ASCII
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
NUMBER = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


def read_number(attribute, text, places):
    """An integer in units of 10**-places."""
    plain = re.sub(r"\s", "", text.translate(NARROW))
    match = NUMBER.fullmatch(plain)
    if not match:
        raise Bad(attribute.id, "not a number")
    sign, whole, decimals = match.groups()
    decimals = (decimals or "").rstrip("0")
    if len(decimals) > places:
        raise Bad(attribute.id, "too many decimals")
    value = int(whole.replace(",", "") + decimals.ljust(places, "0"))
    if sign:
        value = -value
    if value < 0 and attribute.id != "business_income":
        raise Bad(attribute.id, "negative")
    return value


def read_money(attribute, text):
    return read_number(attribute, text, 2)


def read_integer(attribute, text):
    value = read_number(attribute, text, 0)
    if attribute.id == "disability_grade" and value > 4:
        raise Bad(attribute.id, "grades are 0 to 4")
    return value


def read_boolean(attribute, text):
    value = {"是": True, "true": True, "1": True,
             "否": False, "false": False, "0": False}.get(text.translate(NARROW).lower())
    if value is None:
        raise Bad(attribute.id, "neither yes nor no")
    return value


def read_date(attribute, text):
    plain = text.translate(NARROW)
    try:
        match = re.fullmatch(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})", plain)
        if match:
            return datetime.date(int(match[1]), int(match[3]), int(match[4]))
        if re.fullmatch(r"[0-9]{8}", plain):
            return datetime.date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        if re.fullmatch(r"[0-9]{1,7}", plain):
            serial = int(plain)
            if serial > 60:             # spreadsheets believe in 1900-02-29
                return datetime.date(1899, 12, 30) + datetime.timedelta(days=serial)
            if 1 <= serial < 60:
                return datetime.date(1899, 12, 31) + datetime.timedelta(days=serial)
    except (ValueError, OverflowError):
        pass
    raise Bad(attribute.id, "not a date")


def read_code(attribute, text):
    if text not in attribute.codes:
        raise Bad(attribute.id, "unknown code")
    return attribute.codes[text]


def read_codes(attribute, text):
    return tuple(sorted({read_code(attribute, part.strip()) for part in text.split(";")}))


def read_text(attribute, text):
    return text


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(seventeen):
    return "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, seventeen)) % 11]


def read_id_no(attribute, text):
    """GB 11643, 18 digits; 15 digits are upgraded."""
    plain = text.translate(NARROW).upper()
    if re.fullmatch(r"[0-9]{15}", plain):
        plain = plain[:6] + "19" + plain[6:]
        plain += check_digit(plain)
    elif not re.fullmatch(r"[0-9]{17}[0-9X]", plain):
        raise Bad(attribute.id, "not an identity number")
    elif check_digit(plain[:17]) != plain[17]:
        raise Bad(attribute.id, "checksum")
    try:
        birth_of(plain)
    except ValueError:
        raise Bad(attribute.id, "no such birth date") from None
    return plain


def birth_of(id_no):
    return datetime.date(int(id_no[6:10]), int(id_no[10:12]), int(id_no[12:14]))


def sex_of(id_no):
    return "male" if int(id_no[16]) % 2 else "female"


def read_division(attribute, text):
    if not re.fullmatch(r"[0-9]{6,12}", text):
        raise Bad(attribute.id, "unknown division")
    return text.ljust(12, "0")


READERS = {
    "money": read_money, "integer": read_integer, "boolean": read_boolean,
    "date": read_date, "code": read_code, "codes": read_codes, "text": read_text,
    "id_no": read_id_no, "division": read_division,
}


def read(attribute, text):
    """The value of a cell that is not empty."""
    return READERS[attribute.type](attribute, text)
