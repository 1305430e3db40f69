"""Writes values into import files the many ways people and programs write them."""

import datetime
import os

from cells import check_digit

WITHDRAW = object()                     # `-` or 未知
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


class Raw(str):
    """A cell that goes into the file exactly as it is."""


class Layout:
    """One file: its columns in order, header style, delimiter, encoding, line ends."""

    def __init__(self, columns, headers="id", delimiter=",", encoding="utf-8", bom=False,
                 newline="\n"):
        self.columns = columns
        self.headers = headers
        self.delimiter = delimiter
        self.encoding = encoding
        self.bom = bom
        self.newline = newline


def grouped(digits, separator):
    groups = []
    while len(digits) > 3:
        groups.insert(0, digits[-3:])
        digits = digits[:-3]
    return separator.join([digits] + groups)


def write_money(fen, rng):
    sign, (yuan, rest) = "-" if fen < 0 else "", divmod(abs(fen), 100)
    style = rng.random()
    if style < 0.5:
        return "%s%d.%02d" % (sign, yuan, rest)
    whole = str(yuan)
    decimals = "" if rest == 0 else ".%02d" % rest if rest % 10 else ".%d" % (rest // 10)
    if style < 0.7:
        return sign + whole + decimals
    if style < 0.8:
        return sign + grouped(whole, ",") + decimals
    if style < 0.85:
        return sign + grouped(whole, "，") + decimals
    if style < 0.9:
        return (sign + whole + decimals).translate(FULL_WIDTH)
    if style < 0.93:
        return "%s%d.%02d0" % (sign, yuan, rest)
    return rng.choice((" %s", "%s ", "  %s", "\u3000%s")) % (sign + whole + decimals)


def write_integer(value, rng):
    style = rng.random()
    text = str(value)
    if style < 0.05:
        return text.translate(FULL_WIDTH)
    return " " + text if style < 0.1 else text


def write_boolean(value, rng):
    return rng.choice(("是", "true", "1") if value else ("否", "false", "0"))


def write_date(value, rng):
    style = rng.random()
    if style < 0.5:
        return value.isoformat()
    if style < 0.7:
        return "%d/%d/%d" % (value.year, value.month, value.day)
    if style < 0.75:
        return "%d/%02d/%02d" % (value.year, value.month, value.day)
    if style < 0.9:
        return "%04d%02d%02d" % (value.year, value.month, value.day)
    return str((value - datetime.date(1899, 12, 30)).days)


def write_id_no(value, rng):
    short = value[:6] + value[8:17]
    # 996 to 999 of the short form were kept for people over a hundred years old
    if value[6:8] == "19" and value[14:17] < "996" and rng.random() < 0.06:
        return short
    return value.lower() if value.endswith("X") and rng.random() < 0.4 else value


def write_division(value, rng):
    if value.endswith("000000") and rng.random() < 0.5:
        return value[:6]
    if value.endswith("000") and rng.random() < 0.4:
        return value[:9]
    return value


class Writer:
    def __init__(self, attributes, rng):
        self.attributes = attributes
        self.rng = rng
        self.labels = {}                # attribute -> code -> label
        for attribute in attributes.values():
            labels = self.labels[attribute.id] = {}
            for text, code in attribute.codes.items():
                if text != code or code not in labels:
                    labels[code] = text

    def cell(self, name, value):
        rng, kind = self.rng, self.attributes[name].type
        if isinstance(value, Raw):
            return str(value)
        if value is None:
            return "" if rng.random() < 0.97 else " "
        if value is WITHDRAW:
            return rng.choice(("-", "-", "未知", " - "))
        if kind == "money":
            return write_money(value, rng)
        if kind == "integer":
            return write_integer(value, rng)
        if kind == "boolean":
            return write_boolean(value, rng)
        if kind == "date":
            return write_date(value, rng)
        if kind == "code":
            return rng.choice((value, self.labels[name][value]))
        if kind == "codes":
            return ";".join(rng.choice((code, self.labels[name][code])) for code in value)
        if kind == "id_no":
            return write_id_no(value, rng)
        if kind == "division":
            return write_division(value, rng)
        return value if rng.random() < 0.98 else " " + value

    def header(self, layout, column):
        label = self.attributes[column].label
        if layout.headers == "mixed":
            return self.rng.choice((column, label))
        return label if layout.headers == "label" else column

    def line(self, layout, cells):
        quoted = []
        for cell in cells:
            plain = not any(c in cell for c in (layout.delimiter, '"', "\r", "\n"))
            if plain and (cell == "" or cell[0] == " " or self.rng.random() < 0.97):
                quoted.append(cell)
            else:
                quoted.append('"' + cell.replace('"', '""') + '"')
        return layout.delimiter.join(quoted) + layout.newline

    def write(self, path, layout, rows):
        """`rows` are dicts; a column they lack is written as an empty cell."""
        lines = [self.line(layout, [self.header(layout, c) for c in layout.columns])]
        for row in rows:
            lines.append(self.line(
                layout, [self.cell(c, row.get(c)) for c in layout.columns]))
        data = "".join(lines)
        if layout.bom:
            data = "\ufeff" + data
        with open(path, "wb") as stream:
            stream.write(data.encode(layout.encoding))
        return os.path.basename(path)


class Numbers:
    """Identity numbers that nobody can have: areas 440790 to 440799 do not exist."""

    def __init__(self, rng):
        self.rng = rng
        self.used = set()

    def make(self, birth, sex):
        while True:
            order = self.rng.randrange(1, 1000)
            if order % 2 != (sex == "male"):
                continue
            number = "44079%d%04d%02d%02d%03d" % (
                self.rng.randrange(10), birth.year, birth.month, birth.day, order)
            number += check_digit(number)
            if number not in self.used:
                self.used.add(number)
                return number
