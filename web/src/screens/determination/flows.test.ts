import { expect, test } from "vitest";
import { linksOf, matrixOf, reasonOf, runName } from "./flows";

const flow = (before: string, after: string, households: number) => ({ before, after, households, people: households * 3 });
const flows = [flow("undecided", "dibao", 6), flow("dibao", "dibao", 269), flow("dibao", "none", 4), flow("none", "failed", 0), flow("absent", "dibao", 2)];

test("the matrix has the categories in their order, and its sums", () => {
  const { rows, columns, sum } = matrixOf(flows, "households");
  expect(rows).toEqual([
    { code: "dibao", cells: [269, 4], sum: 273 },
    { code: "undecided", cells: [6, 0], sum: 6 },
    { code: "absent", cells: [2, 0], sum: 2 },
  ]);
  expect(columns).toEqual([
    { code: "dibao", sum: 277 },
    { code: "none", sum: 4 },
  ]);
  expect(sum).toBe(281);
  expect(matrixOf(flows, "people").sum).toBe(843);
  expect(matrixOf([], "people")).toEqual({ rows: [], columns: [], sum: 0 });
});

test("the drawing's two sides, and how many moved", () => {
  const { nodes, links, moved } = linksOf(flows, "households");
  expect(nodes.map((n) => n.name)).toEqual(["before/dibao", "before/undecided", "before/absent", "after/dibao", "after/none"]);
  expect(links).toContainEqual({ source: "before/undecided", target: "after/dibao", value: 6 });
  expect(moved).toBe(12);
});

test("what a run is called", () => {
  expect(runName("17")[0]).toBe("第 17 次认定");
  expect(runName("trial-17")[1]).toBe("Trial 17");
});

test("whose fact is missing", () => {
  expect(reasonOf("wage_income@M12")).toEqual({ fact: "wage_income", member: 12 });
  expect(reasonOf("dwelling_count")).toEqual({ fact: "dwelling_count" });
});
