import { expect, test } from "vitest";
import { marksOf, spotOf, spotText } from "./findings";

test.each([
  ["类别 第 2 行，第 3 列", { name: "类别", row: 2, column: 3 }],
  ["类别 第 2 列", { name: "类别", column: 2 }],
  ["类别 第 4 行", { name: "类别", row: 4 }],
  ["分类施保比例 #1", { name: "分类施保比例", row: 1 }],
  ["Category row 12, column 1", { name: "Category", row: 12, column: 1 }],
  ["cases.csv", { name: "cases.csv" }],
  ["low income line", { name: "low income line" }],
  ["", { name: "" }],
])("%s", (place, spot) => {
  expect(spotOf({ place })).toEqual(spot);
});

test("a spot in words", () => {
  expect(spotText({ name: "类别", row: 2, column: 3 })).toEqual(["类别 第 2 行 第 3 列", "类别, row 2, column 3"]);
});

test("marks are those of one decision, several in a row together", () => {
  const found = (place: string, message: string) =>
    ({ place, message, message_en: message, severity: "error", code: "", file: "", line: null }) as const;
  const marks = marksOf([found("类别 #2", "甲"), found("类别 第 2 行，第 1 列", "乙"), found("类别 第 1 列", "丙"), found("去向 #2", "丁")], "类别", (zh) => zh);
  expect([...marks]).toEqual([[2, "甲\n乙"]]);
});
