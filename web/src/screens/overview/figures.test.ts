import { describe, expect, test } from "vitest";
import { inTime, longest, scaleFor, segmentsOf, sortPlaces, type Place } from "./figures";

const tally = (people: number) => ({ households: Math.ceil(people / 3), people });

function place(name: string, dibao: number, undecided = 0, percent: number | null = null) {
  const people = dibao + undecided;
  return {
    name,
    people,
    households: Math.ceil(people / 3),
    categories: { destitute: tally(0), dibao: tally(dibao), low_income: tally(0), none: tally(0), undecided: tally(undecided), failed: tally(0) },
    incidence: { percent },
    monthly_bill_fen: dibao * 100,
  } as Place;
}

const places = [place("苍城镇", 30, 0, 1), place("赤水镇", 900, 15, 1.86), place("沙塘镇", 0), place("百合镇", 30, 6)];

describe("places", () => {
  test("the largest first, those of one size by name, the empty ones apart", () => {
    const { shown, empty } = sortPlaces(places, "people", "total");
    expect(shown.map((p) => p.name)).toEqual(["赤水镇", "百合镇", "苍城镇"]);
    expect(empty.map((p) => p.name)).toEqual(["沙塘镇"]);
  });
  test("by what can't be computed: last", () =>
    expect(sortPlaces(places, "people", "incidence").shown.map((p) => p.name)).toEqual(["赤水镇", "苍城镇", "百合镇"]));
  test("by category, and by name as pinyin goes", () => {
    expect(sortPlaces(places, "people", "undecided").shown[1]?.name).toBe("百合镇");
    expect(sortPlaces(places, "people", "name").shown.map((p) => p.name)).toEqual(["百合镇", "苍城镇", "赤水镇"]);
  });
});

test("a bar's parts add up to its length", () => {
  const whole = longest(places, "people");
  expect(whole).toBe(915);
  const parts = segmentsOf(places[3] as Place, "people", whole);
  expect(parts.map((p) => [p.category, p.n])).toEqual([["dibao", 30], ["undecided", 6]]);
  expect(parts.reduce((sum, p) => sum + p.share, 0)).toBeCloseTo(36 / 915);
  expect(longest([], "people")).toBe(1);
});

test.each([
  [[0.13, 1.86, null], 2, 3],
  [[4.2], 2, 5],
  [[61.5], 75, 120],
  [[null], null, 1],
  [[812], 2, 812],
])("the scale for %j against %s ends at %s", (values, target, end) => expect(scaleFor(values, target)).toBe(end));

test("runs from left to right, two of one day told apart", () => {
  const run = (run: string, as_of: string) => ({ run: { run, as_of } });
  expect(inTime([run("3", "2018-06-30"), run("2", "2018-06-30"), run("1", "2018-01-01")]).labels).toEqual([
    "2018-01-01",
    "2018-06-30 #2",
    "2018-06-30 #3",
  ]);
});
