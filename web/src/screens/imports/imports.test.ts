import { describe, expect, test } from "vitest";
import type { Job } from "~/parts/job";
import { bodyOf, brings, inputOf, resultOf } from "./choices";
import { columnsOf, templateOf } from "./template";
import { inPageWords, sortReport } from "./words";

const job = (more: Partial<Job>) => ({ kind: "import.people", state: "done", input: null, result: null, ...more }) as Job;

describe("what is asked for", () => {
  test("only what belongs to the kind is sent", () => {
    const plain = { dry_run: true, complete: false, nobody: false, errors_as: "csv" };
    const all = { valid_from: "2018-07-01", complete: true, sheet: " ", feed: "tax", received: "2018-07-02", rows: 3, nobody: true };
    expect(bodyOf({ kind: "households", ...all }, [1])).toEqual({ ...plain, kind: "households", uploads: [1], valid_from: "2018-07-01" });
    expect(bodyOf({ kind: "people", ...all }, [1])).toMatchObject({ complete: true });
    expect(bodyOf({ kind: "feed", ...all }, [2, 1])).toEqual({ ...plain, kind: "feed", uploads: [2, 1], feed: "tax", received: "2018-07-02", rows: 3, nobody: true });
  });

  test("a job tells it again; others' jobs and other jobs don't", () => {
    expect(inputOf(job({ input: { kind: "people", uploads: [7], dry_run: true, complete: true } }))).toMatchObject({ kind: "people", uploads: [7], complete: true });
    expect(inputOf(job({ input: null }))).toBeUndefined();
    expect(inputOf(job({ kind: "determine", input: { kind: "people" } }))).toBeUndefined();
  });

  test("results", () => {
    const r = resultOf(job({ result: { rows: 11, rejected: 11, files: ["a.csv"], errors_file: "errors.csv", report_file: null } }));
    expect(r).toMatchObject({ counts: { rows: 11, rejected: 11 }, files: ["a.csv"], errorsFile: "errors.csv", reportFile: undefined });
    expect(r && brings(r)).toBe(false);
    expect(resultOf(job({ state: "running", result: { rows: 1 } }))).toBeUndefined();
  });
});

test("the template has the columns of the kind", () => {
  const fact = { label_en: "", group: null, unit: "", unit_en: "", min: null, max: null, codes: [], fields: [], note: "", absent: null } as const;
  const catalogue = {
    facts: [
      { ...fact, entity: "household", id: "household_no", label: "户号", type: "text" },
      { ...fact, entity: "person", id: "wage_income", label: '工资,"性"', type: "money", unit: "元/年" },
      { ...fact, entity: "person", id: "single_applicant", label: "单人户申请", type: "boolean", absent: "false" },
    ],
    codes: {},
  } as unknown as Parameters<typeof columnsOf>[1];
  const people = columnsOf("people", catalogue, undefined);
  expect(templateOf(people)).toBe('\ufeff"工资,""性""",单人户申请\r\n');
  expect(people.map((c) => c.empty[0])).toEqual(["未知", "否"]);
  expect(columnsOf("households", catalogue, undefined).map((c) => c.required)).toEqual([true]);
});

test("options of the command line are told in the page's words", () => {
  expect(inPageWords("请填目录列出的代码或名称（heyi catalogue 可查）")).toBe("请填目录列出的代码或名称（见“可用的列”）");
  expect(inPageWords("如确实无人命中，请加 --nobody")).not.toContain("--");
  expect(inPageWords("请核对日期，或核对 --received")).toBe("请核对日期，或核对收到日期");
});

test("who leaves comes first", () => {
  const report = sortReport("可疑：户 B2：一户有两个户主\n完整名单：户 B1 的 甲* 转到户 B2，自 2018-04-01 起\n\n");
  expect(report).toEqual({ leaving: ["户 B1 的 甲* 转到户 B2，自 2018-04-01 起"], others: ["可疑：户 B2：一户有两个户主"] });
});
