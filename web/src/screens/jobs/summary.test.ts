import { expect, test } from "vitest";
import { linesOf, placeOf } from "./summary";

const zh = (told: Record<string, unknown>) => linesOf(told).map((l) => [l.label[0], l.value[0]]);

test("counts, money, yes and no by their names", () => {
  expect(zh({ dry_run: true, complete: false, balanced: false, rows: 1234, monthly_bill_fen: 123_456, errors_file: "errors.csv", digest: "ab12", report_file: null })).toEqual([
    ["只检查、不写入", "是"],
    ["对账平", "否"],
    ["行数", "1,234"],
    ["每月金额（元）", "1,234.56"],
  ]);
});

test("parts stand behind what they are parts of; large tables don't stand here", () => {
  expect(zh({ pairs: { both: 3, only: { left: 1 } }, columns: [{ different: 1 }], files: ["a.csv", "b.csv"] })).toEqual([
    ["比对 · 两边都有", "3"],
    ["文件", "a.csv、b.csv"],
  ]);
});

test("what has no name keeps its own; nothing gives nothing", () => {
  expect(zh({ something: 1 })).toEqual([["something", "1"]]);
  expect(linesOf(null)).toEqual([]);
});

test("where the result is shown", () => {
  const job = { job: 7, state: "done" as const, result: { run: 3 } };
  expect(placeOf({ ...job, kind: "determine" })?.to).toBe("/determinations/3");
  expect(placeOf({ ...job, kind: "import.people", state: "failed" })?.to).toBe("/imports/7");
  expect(placeOf({ ...job, kind: "determine", state: "running" })).toBeUndefined();
  expect(placeOf({ ...job, kind: "export.households" })).toBeUndefined();
});
