import { describe, expect, test } from "vitest";
import type { CatalogueFact } from "~/parts/catalogue";
import { differences, type Seen } from "./differences";
import { readNumber } from "./number";
import { changed, entered, faultOf, fieldOf, numberFault, stated, toFen } from "./values";

const TODAY = "2018-07-02";
const NUMBER = "440799198001020010";

function about(part: Partial<CatalogueFact>): CatalogueFact {
  return { entity: "household", id: "x", label: "", label_en: "", group: "g", type: "text", unit: "", unit_en: "", absent: null, min: null, max: null, codes: [], fields: [], note: "", ...part };
}

const money = about({ id: "assets", type: "money", min: "0.00", max: "999999999999.00" });
const grade = about({ id: "grade", type: "integer", min: "0", max: "4" });

describe("identity numbers", () => {
  test("a good one says birth date and sex", () =>
    expect(readNumber(` ４４０７９９ ${NUMBER.slice(6)}`, TODAY)).toEqual({ number: NUMBER, birth: "1980-01-02", sex: "male" }));
  test.each([
    ["44079919800102001", /17/],
    ["440799198001020011", /校验码/],
    ["440799198013020010", /出生日期/],
    ["440799203001020010", /出生日期/],
    ["44079919800102001A", /数字/],
  ])("%s isn't one", (text, why) => {
    const read = readNumber(text, TODAY);
    expect("fault" in read && read.fault[0]).toMatch(why);
  });
});

describe("amounts", () => {
  test.each([
    ["1,200.50", 120050n],
    ["１２", 1200n],
    ["-3.1", -310n],
    ["3.10000", 310n],
    ["1,20", undefined],
    ["3.123", undefined],
    ["一千", undefined],
  ])("%s", (text, fen) => expect(toFen(text)).toBe(fen));

  test.each([
    [money, "-1", /负/],
    [money, "1.234", /两位小数/],
    [money, "1234567890123", /位数/],
    [grade, "5", /不能大于 4/],
    [grade, "1.5", /整数/],
  ])("faults", (fact, text, why) => expect(faultOf(fact, text, TODAY)?.[0]).toMatch(why));

  test("good ones, and empty ones, have none", () => {
    expect(faultOf(money, "1,200.50", TODAY)).toBeUndefined();
    expect(faultOf(money, "", TODAY)).toBeUndefined();
  });
});

test("a birth date that the number contradicts is told", () => {
  expect(numberFault("birth_date", "1980-01-03", NUMBER, TODAY)?.[0]).toMatch(/1980-01-02/);
  expect(numberFault("birth_date", "1980-01-02", NUMBER, TODAY)).toBeUndefined();
  expect(numberFault("sex", "female", NUMBER, TODAY)).toBeDefined();
  expect(numberFault("sex", "female", "4407", TODAY)).toBeUndefined();
});

describe("what is sent", () => {
  const facts = [money, grade, about({ id: "name" })];
  test("only what differs from what is known", () => {
    const now = { assets: "1,200.0", grade: "2", name: " 甲 " };
    expect(changed(facts, { assets: "1200.00", grade: "1", name: "甲" }, now)).toEqual({ grade: "2" });
  });
  test("what was emptied is taken back", () =>
    expect(entered(changed(facts, { assets: "1200.00" }, {}))).toEqual([{ attribute: "assets", withdraw: true }]));
  test("of somebody new, empty is nothing stated", () =>
    expect(stated({ name: "甲", assets: "", grade: undefined })).toEqual([{ attribute: "name", value: "甲" }]));
});

test.each([
  [{ place: "/values/1", attribute: "grade" }, ["values", "grade"]],
  [{ place: "", attribute: "division" }, ["values", "division"]],
  [{ place: "/members/1/values/0", attribute: "name" }, ["members", 1, "values", "name"]],
  [{ place: "/members/1", attribute: "name" }, ["members", 1, "values", "name"]],
  [{ place: "/household_no", attribute: "household_no" }, ["household_no"]],
  [{ place: "/reference" }, ["reference"]],
  [{ place: "" }, undefined],
])("what the server finds is shown at its field: %o", (fault, field) => expect(fieldOf({ ...fault, text: ["", ""] })).toEqual(field));

test("what somebody else changed", () => {
  const known = (value: string) => ({ state: "known" as const, value });
  const before: Seen = { facts: { assets: known("1") }, members: [{ person_no: "1-1", facts: { name: known("甲") } }, { person_no: "1-2", facts: {} }] };
  const after: Seen = { facts: { assets: known("2") }, members: [{ person_no: "1-1", facts: { name: known("甲") } }, { person_no: "1-3", facts: {} }] };
  expect(differences(before, after)).toEqual([
    { attribute: "assets", before: known("1"), after: known("2") },
    { person: "1-3", came: true },
    { person: "1-2", came: false },
  ]);
  expect(differences(before, before)).toEqual([]);
});
