#!/usr/bin/env python3
"""Compares results by household_no, or (--errors) the rejected rows by file and line.

  compare.py --expected A.csv --actual B.csv
  compare.py --errors --expected A.csv --actual B.csv [B2.csv ...]
Exit 0: the same; 1: not.
"""

import argparse
import collections
import csv
import os
import sys

SHOWN = 20


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
        return reader.fieldnames or [], rows


def by_household(path, rows):
    found = {}
    for row in rows:
        if row["household_no"] in found:
            sys.exit("compare: %s has household %s twice" % (path, row["household_no"]))
        found[row["household_no"]] = row
    return found


def compare_results(expected_path, actual_path):
    columns, expected = read(expected_path)
    actual_columns, actual = read(actual_path)
    expected = by_household(expected_path, expected)
    actual = by_household(actual_path, actual)
    counts = collections.Counter()
    for column in columns:
        if column not in actual_columns:
            print("column %s is missing in %s" % (column, actual_path))
            counts[column + " (column missing)"] += 1
    columns = [c for c in columns if c in actual_columns]
    different = 0
    for number in sorted(expected.keys() | actual.keys()):
        here, there = expected.get(number), actual.get(number)
        if here is None or there is None:
            what = "not expected" if here is None else "missing"
            counts["household " + what] += 1
            differing = None
        else:
            differing = [c for c in columns if here[c] != there[c]]
            if not differing:
                continue
            counts.update(differing)
        different += 1
        if different > SHOWN:
            continue
        print("household %s" % number)
        if differing is None:
            print("  %s: %s" % (what, here or there))
            continue
        for column in columns:
            if column in differing:
                print("* %-19s expected %r, actual %r" % (column, here[column], there[column]))
            else:
                print("  %-19s %r" % (column, here[column]))
    print("%d households expected, %d actual, %d differ"
          % (len(expected), len(actual), different))
    for name, number in counts.most_common():
        print("  %6d %s" % (number, name))
    return bool(counts)


def rejected(paths):
    found = collections.defaultdict(list)
    for path in paths:
        for row in read(path)[1]:
            key = (os.path.basename(row["file"]), int(row["line"]))
            found[key].append({k: v for k, v in row.items() if k not in ("file", "line")})
    return found


def compare_errors(expected_path, actual_paths):
    expected, actual = rejected([expected_path]), rejected(actual_paths)
    counts = collections.Counter()
    for key in sorted(expected.keys() ^ actual.keys()):
        what = "not rejected" if key in expected else "rejected, but not expected"
        counts[what] += 1
        if sum(counts.values()) <= SHOWN:
            print("%s line %d: %s %s" % (*key, what, expected.get(key) or actual.get(key)))
    print("%d rows expected, %d actual, %d differ"
          % (len(expected), len(actual), sum(counts.values())))
    for name, number in counts.most_common():
        print("  %6d %s" % (number, name))
    return bool(counts)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--expected", required=True)
    parser.add_argument("--actual", required=True, nargs="+")
    options = parser.parse_args()
    if options.errors:
        return int(compare_errors(options.expected, options.actual))
    if len(options.actual) != 1:
        parser.error("results are compared one file at a time")
    return int(compare_results(options.expected, options.actual[0]))


if __name__ == "__main__":
    sys.exit(main())
