import { describe, expect, test } from "vitest";
import { asked, bodyOf, dayOf, faultOf, nothing, roundsFor, valueOf, yearly, type Question, type Questions, type Told } from "./answers";

const question = (id: string, type: Question["type"], more: Partial<Question> = {}): Question => ({
  entity: "person",
  id,
  label: id,
  label_en: id,
  group: null,
  type,
  unit: "",
  unit_en: "",
  absent: null,
  min: null,
  max: null,
  codes: [],
  fields: [],
  note: "",
  needed: true,
  fields: [],
  ...more,
});

const wage = question("wage_income", "money");
const born = question("birth_date", "date");
const kind = question("disability_type", "code");
const grade = question("disability_grade", "integer");
const dwellings = question("dwelling_count", "integer", { entity: "household" });
const questions: Questions = { pack: "", members_max: 20, household: [dwellings], members: [born, wage, kind, grade] };

test.each([
  ["500", "6000.00"],
  ["500.5", "6006.00"],
  ["0.01", "0.12"],
  ["999999999.99", "11999999999.88"],
])("%s a month is %s a year", (month, year) => expect(yearly(month)).toBe(year));

test.each([
  ["1950-3-7", "1950-03-07"],
  ["2016-2-29", "2016-02-29"],
  ["2017-2-29", undefined],
  ["1950-13-1", undefined],
  ["1950--", undefined],
  ["1850-1-1", undefined],
])("the day %s", (text, day) => expect(dayOf(text)).toBe(day));

describe("an answer", () => {
  test("that isn't given, isn't known, or isn't finished is none", () => {
    expect(valueOf(wage, undefined)).toBeUndefined();
    expect(valueOf(wage, { choice: "" })).toBeUndefined();
    expect(valueOf(wage, { choice: "some", text: "" })).toBeUndefined();
    expect(valueOf(born, { choice: "some", text: "1950--" })).toBeUndefined();
  });

  test("may be nothing, by the month, or a loss", () => {
    expect(valueOf(wage, { choice: "0" })).toBe("0");
    expect(valueOf(wage, { choice: "some", text: "500", monthly: true })).toBe("6000.00");
    expect(valueOf(wage, { choice: "less", text: "12.5" })).toBe("-12.5");
    expect(valueOf(dwellings, { choice: "some", text: "4" })).toBe("4");
  });

  test("that can't be is a fault; an empty field is none", () => {
    expect(faultOf(wage, { choice: "some", text: "many" })).toBeDefined();
    expect(faultOf(born, { choice: "some", text: "2017-2-30" })).toBeDefined();
    expect(faultOf(born, { choice: "some", text: "--" })).toBeUndefined();
    expect(faultOf(wage, { choice: "some", text: "" })).toBeUndefined();
  });
});

test("the grade is asked of the disabled only, and is none of the others", () => {
  const ids = (choice: string) => asked([kind, grade], { disability_type: { choice } }).map((q) => q.id);
  expect(ids("limb")).toContain("disability_grade");
  expect(ids("none")).toEqual(["disability_type"]);
  expect(ids("")).toEqual(["disability_type"]);
});

test("only what is known is sent, and never who it is", () => {
  const told = {
    ...nothing,
    places: [{ code: "440783000000", name: "开平市" }, { code: "440783116000", name: "赤水镇" }],
    people: [{ key: 0, who: "spouse", answers: { wage_income: { choice: "0" }, disability_type: { choice: "none" }, birth_date: { choice: "" } } }],
  };
  expect(bodyOf(told, questions, "en")).toEqual({
    division: "440783116000",
    lang: "en",
    household: [],
    members: [{ facts: [{ fact: "wage_income", value: "0" }, { fact: "disability_type", value: "none" }, { fact: "disability_grade", value: "0" }] }],
  });
});

test("what is lacking is asked by person, and once", () => {
  const told: Told = { ...nothing, people: [{ key: 0, who: "self", answers: { health: { choice: "" } } }, { key: 1, who: "child", answers: {} }] };
  expect(
    roundsFor(
      [
        { fact: "willing", member: null },
        { fact: "health", member: 1 },
        { fact: "health", member: 2 },
        { fact: "health", member: 2 },
      ],
      told,
    ),
  ).toEqual([{ at: -1, ids: ["willing"] }, { at: 1, ids: ["health"] }]);
});

test("before a grade the kind is asked, unless it was", () => {
  const lacks = [{ fact: "disability_grade", member: 1 }];
  expect(roundsFor(lacks, nothing)).toEqual([{ at: 0, ids: ["disability_type", "disability_grade"] }]);
  const told: Told = { ...nothing, people: [{ key: 0, who: "self", answers: { disability_type: { choice: "limb" } } }] };
  expect(roundsFor(lacks, told)).toEqual([{ at: 0, ids: ["disability_grade"] }]);
});
