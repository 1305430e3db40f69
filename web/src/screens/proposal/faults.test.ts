import { expect, test } from "vitest";
import { placesOf } from "./faults";

test("a member of the body", () => {
  const faults = [{ place: "/put/1/valid_from", text: ["应为日期", "should be a date"] as const }];
  expect(placesOf({ faults, detail: ["请求体不合要求", "the body is not valid"] })).toEqual([["from", ["应为日期", "should be a date"]]]);
});

test("a column of the file", () => {
  const detail = ["parameters.csv 第 3 行，value 列：“880.005” 不是整分的金额", 'parameters.csv line 3, column value: "880.005" is no amount in whole fen'] as const;
  expect(placesOf({ faults: [], detail })).toEqual([["value", ["“880.005” 不是整分的金额", '"880.005" is no amount in whole fen']]]);
});

test("something else is nobody's", () => {
  expect(placesOf({ faults: [], detail: ["有人刚改过", "somebody just changed it"] })).toEqual([]);
});
