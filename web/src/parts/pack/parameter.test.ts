import { describe, expect, test } from "vitest";
import { changedFrom, corrected, endAfter, lastDay, removed, rowOf, valueFault, valueText } from "./parameter";
import type { Parameter } from "./source";

const line: Parameter = {
  name: "line",
  label: "低保标准",
  division: "4407",
  residence: null,
  valid_from: "2018-01-01",
  valid_to: null,
  value: "800.00",
  unit: "元/人月",
  source: "JM18-1.2c",
  clause: "JM18-1.2c",
  sample: false,
};

test("the last day and the first day no longer", () => {
  expect(lastDay("2019-01-01")).toBe("2018-12-31");
  expect(endAfter("2018-12-31")).toBe("2019-01-01");
  expect(lastDay(null)).toBeNull();
  expect(endAfter(null)).toBeNull();
});

test("values as people read them", () => {
  expect(valueText({ value: "3980000" })).toBe("3,980,000");
  expect(valueText({ value: "1234.50" })).toBe("1,234.50");
  expect(valueText({ value: "0.02" })).toBe("0.02");
});

test.each([
  ["880.00", "元/人月", true],
  ["880.005", "元/人月", false],
  ["0.0125", "比", true],
  ["6", "月", true],
  ["6.5", "月", false],
  ["-1", "倍", false],
  ["", "倍", false],
  ["八百", "元/人月", false],
])("%s %s", (value, unit, right) => {
  expect(valueFault(value, unit) === undefined).toBe(right);
});

describe("a row becomes another", () => {
  const next = { ...rowOf(line), value: "880.00", source: "sample" };

  test("from a day on: the old row ends as the new one begins", () => {
    expect(changedFrom(line, { ...next, valid_from: "2019-01-01" })).toEqual({
      put: [
        { ...rowOf(line), valid_to: "2019-01-01" },
        { ...next, valid_from: "2019-01-01", valid_to: null },
      ],
      remove: undefined,
    });
  });

  test("the new one ends where the old one would have", () => {
    const ends = { ...line, valid_to: "2020-01-01" };
    expect(changedFrom(ends, { ...next, valid_from: "2019-01-01" }).put.at(-1)?.valid_to).toBe("2020-01-01");
  });

  test("corrected in place: it is put alone", () => {
    expect(corrected(line, next)).toEqual({ put: [next], remove: undefined });
  });

  test("corrected to another first day: the old one goes", () => {
    expect(corrected(line, { ...next, valid_from: "2017-01-01" }).remove).toEqual([
      { name: "line", division: "4407", residence: "", valid_from: "2018-01-01" },
    ]);
  });

  test("removed: named by what makes it one", () => {
    expect(removed(line).remove).toHaveLength(1);
  });
});
