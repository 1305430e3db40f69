#!/usr/bin/env python3
"""Re-computes imports and committed determinations of the Jiangmen pack, step by step.

  oracle.py --parameters F [--errors F] --plan DIR/plan.json [--out-dir DIR]
  oracle.py --parameters F [--errors F]
            {[--households F]... [--people F]... --valid-from D | --as-of D --out F}...
"""

import argparse
import csv
import json
import os
import sys

from cells import read_catalogue
from logic import Unknown
from parameters import ParameterError, Parameters
from register import FileRefused, Register, read_day, read_divisions
from standing import COLUMNS, determine, imported


class Oracle:
    def __init__(self, parameters, register=None):
        self.parameters = parameters
        self.register = register or Register()
        self.previous = {}
        self.last_as_of = None

    def import_files(self, households, people, valid_from):
        for path in households:
            self.register.import_file("household", path, valid_from)
        for path in people:
            self.register.import_file("person", path, valid_from)

    def determine(self, as_of):
        """The rows of one committed run, in the order of household_no."""
        if self.last_as_of is not None and as_of <= self.last_as_of:
            raise ValueError("%s is not later than the last committed %s"
                             % (as_of, self.last_as_of))
        self.last_as_of = as_of
        rows, after = [], {}
        for number, household, members in self.register.at(as_of):
            residence = household.get("residence")
            if residence not in ("urban", "rural"):
                residence = Unknown({"residence"})
            parameters = self.parameters.all(household["division"], residence, as_of)
            previous = self.previous.get(number)
            if previous is None:
                previous = imported(household)
            row, following = determine(number, household, members, as_of, parameters, previous)
            rows.append(row)
            if row["standing"] != "failed":
                after[number] = following
        self.previous.update(after)
        rows.sort(key=lambda row: row["household_no"])
        return rows


def write_rows(path, columns, rows):
    with open(path, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(rows)


class InOrder(argparse.Action):
    def __call__(self, parser, namespace, value, option=None):
        namespace.steps = (namespace.steps or []) + [(self.dest, value)]


def steps_of_options(parser, options):
    """The ordered options as steps of a plan."""
    steps, households, people, as_of = [], [], [], None
    for name, value in options:
        if as_of is not None and name != "out":
            parser.error("--as-of must be followed by --out")
        if name == "households":
            households.append(value)
        elif name == "people":
            people.append(value)
        elif name == "valid_from":
            if not households and not people:
                parser.error("--valid-from needs files before it")
            steps.append({"households": households, "people": people, "valid_from": value})
            households, people = [], []
        elif name == "as_of":
            as_of = value
        else:
            if as_of is None:
                parser.error("--out needs --as-of before it")
            steps.append({"as_of": as_of, "out": value})
            as_of = None
    if households or people or as_of is not None:
        parser.error("the last step is not complete")
    return steps


def run(oracle, steps, source, target):
    for step in steps:
        if "valid_from" in step:
            files = [[os.path.join(source, f) for f in step.get(kind, ())]
                     for kind in ("households", "people")]
            oracle.import_files(*files, read_day(step["valid_from"]))
        else:
            rows = oracle.determine(read_day(step["as_of"]))
            write_rows(os.path.join(target, step["out"]), COLUMNS,
                       ([row[c] for c in COLUMNS] for row in rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parameters", required=True)
    parser.add_argument("--catalogue", help="another catalogue.csv than the one beside this")
    parser.add_argument("--divisions", help="another divisions.csv than the one beside this")
    parser.add_argument("--errors", help="where to write the rejected rows")
    parser.add_argument("--plan", help="a plan.json; its files lie beside it")
    parser.add_argument("--out-dir", help="where the plan's results go; default: beside it")
    for name in ("households", "people", "valid-from", "as-of", "out"):
        parser.add_argument("--" + name, action=InOrder, default=argparse.SUPPRESS)
    parser.set_defaults(steps=None)
    options = parser.parse_args()
    if bool(options.plan) == bool(options.steps):
        parser.error("give either --plan or steps")
    try:
        register = Register(
            read_catalogue(options.catalogue) if options.catalogue else None,
            read_divisions(options.divisions) if options.divisions else None)
        oracle = Oracle(Parameters(options.parameters), register)
        if options.plan:
            with open(options.plan, encoding="utf-8") as stream:
                steps = json.load(stream)["steps"]
            source = os.path.dirname(options.plan)
            run(oracle, steps, source, options.out_dir or source)
        else:
            run(oracle, steps_of_options(parser, options.steps), "", "")
    except (FileRefused, ParameterError, ValueError, OSError) as error:
        sys.exit("oracle: %s" % error)
    if options.errors:
        write_rows(options.errors, ("file", "line", "column", "why"), register.rejected)
    return 0


if __name__ == "__main__":
    sys.exit(main())
