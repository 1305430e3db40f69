"""The register: what the accepted rows of the import files state, and from when."""

import csv
import datetime
import io
import os

from cells import (HERE, UNKNOWN, WITHDRAWN, Bad, birth_of, read, read_catalogue, sex_of)

REQUIRED = {"household": ("household_no", "division"),
            "person": ("household_no", "name", "id_no")}


class FileRefused(Exception):
    """The file as a whole cannot be read: a needed column is missing, or one is strange."""


def decode(data):
    """UTF-8 with or without BOM, else GB18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def read_table(path, attributes, required):
    """Yields (line, {attribute id: stripped cell}) or (line, Bad); lines count from 1."""
    with open(path, "rb") as stream:
        text = decode(stream.read())
    first_line = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""),
                        delimiter="\t" if "\t" in first_line else ",")
    names = {a.label: a.id for a in attributes.values()}
    names.update((a.id, a.id) for a in attributes.values())
    columns = []
    for cell in next(reader, []):
        header = cell.strip()
        if header not in names or names[header] in columns:
            raise FileRefused("%s: unknown or doubled column %r" % (path, header))
        columns.append(names[header])
    for needed in required:
        if needed not in columns:
            raise FileRefused("%s: column %s is missing" % (path, needed))
    line = reader.line_num + 1
    for cells in reader:
        if cells:
            if any(cell.strip() for cell in cells[len(columns):]):
                yield line, Bad("", "more cells than columns")
            else:
                row = {column: cell.strip() for column, cell in zip(columns, cells)}
                for column in columns[len(cells):]:
                    row[column] = ""
                yield line, row
        line = reader.line_num + 1


class Subject:
    """A household or a person: statements as (from, seq, {attribute: value or UNKNOWN})."""

    __slots__ = ("key", "order", "statements", "joined")

    def __init__(self, key, order):
        self.key = key
        self.order = order
        self.statements = []
        self.joined = {}                # person: household -> position of the joining row

    def at(self, date):
        """What holds on the date, the later statement before the earlier; None: not there."""
        holding = [s for s in self.statements if s[0] <= date]
        if not holding:
            return None
        holding.sort(key=lambda s: s[:2])
        state = {}
        for _, _, stated in holding:
            state.update(stated)
        return state


class Register:
    def __init__(self, catalogue=None, divisions=None):
        self.catalogue = catalogue or read_catalogue()
        self.divisions = divisions or read_divisions()
        self.households = {}
        self.people = {}
        self.rejected = []              # (file, line, column, why)
        self.sequence = 0

    def import_file(self, entity, path, valid_from):
        attributes = self.catalogue[entity]
        subjects = self.households if entity == "household" else self.people
        key_column = "household_no" if entity == "household" else "id_no"
        seen = set()
        for line, row in read_table(path, attributes, REQUIRED[entity]):
            self.sequence += 1
            try:
                if isinstance(row, Bad):
                    raise row
                key = self._key(attributes[key_column], row[key_column])
                stated = self._stated(attributes, row, key_column, key in subjects)
                self._check(entity, key, stated)
                if key in seen:
                    raise Bad(key_column, "doubled key")
            except Bad as bad:
                self.rejected.append((os.path.basename(path), line, bad.column, bad.why))
                continue
            seen.add(key)
            self._enter(entity, subjects, key, stated, valid_from)

    @staticmethod
    def _key(attribute, text):
        if text == "" or text in WITHDRAWN:
            raise Bad(attribute.id, "no key")
        return read(attribute, text)

    @staticmethod
    def _stated(attributes, row, key_column, already_there):
        stated = {}
        for column, text in row.items():
            attribute = attributes[column]
            if column == key_column:
                continue
            if text in WITHDRAWN:
                stated[column] = UNKNOWN
            elif text:
                stated[column] = read(attribute, text)
            elif not attribute.absent_unknown:
                stated[column] = attribute.absent
            elif not already_there:
                stated[column] = UNKNOWN
        return stated

    def _check(self, entity, key, stated):
        if entity == "household":
            division = stated["division"]
            if division is UNKNOWN or division is None or not self._division(division):
                raise Bad("division", "unknown division")
            return
        household = stated["household_no"]
        if household is UNKNOWN or household not in self.households:
            raise Bad("household_no", "person without a household")
        for column, derived in (("sex", sex_of(key)), ("birth_date", birth_of(key))):
            if stated.get(column, UNKNOWN) not in (UNKNOWN, derived):
                raise Bad(column, "contradicts the identity number")
            stated[column] = derived
        pension = stated.get("basic_pension", UNKNOWN)
        transfer = stated.get("transfer_income", UNKNOWN)
        if pension is not UNKNOWN and transfer is not UNKNOWN and pension > transfer:
            raise Bad("basic_pension", "above transfer_income")

    def _division(self, code):
        """A county, town or village of the list."""
        return code in self.divisions

    def _enter(self, entity, subjects, key, stated, valid_from):
        subject = subjects.get(key)
        if subject is None:
            subject = subjects[key] = Subject(key, self.sequence)
        begins = valid_from
        if entity == "person":
            begins = max(valid_from, birth_of(key))
            subject.joined.setdefault(stated["household_no"], self.sequence)
        subject.statements.append((begins, self.sequence, stated))

    def at(self, date):
        """[(household_no, household state, [member states in file order])] in force."""
        members = {}
        for person in self.people.values():
            state = person.at(date)
            if state is not None:
                household = state["household_no"]
                members.setdefault(household, []).append((person.joined[household], state))
        result = []
        for number, household in self.households.items():
            state = household.at(date)
            if state is not None:
                ordered = sorted(members.get(number, ()), key=lambda pair: pair[0])
                result.append((number, state, [member for _, member in ordered]))
        return result


def read_divisions(path=os.path.join(HERE, "divisions.csv")):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return {record["code"] for record in csv.DictReader(stream)}


def read_day(text):
    return datetime.date.fromisoformat(text)
