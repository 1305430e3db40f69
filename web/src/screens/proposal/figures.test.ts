import { expect, test } from "vitest";
import { categoriesOf } from "./figures";

test("households of each category before and after", () => {
  const matrix_households = [
    { category_before: "dibao", dibao: 269, none: 0, failed: 0, total: 269 },
    { category_before: "none", dibao: 2, none: 23, failed: 0, total: 25 },
    { category_before: "failed", dibao: 0, none: 0, failed: 0, total: 0 },
    { category_before: "total", dibao: 271, none: 23, failed: 0, total: 294 },
  ];
  expect(categoriesOf({ matrix_households })).toEqual([
    { category: "dibao", before: 269, after: 271 },
    { category: "none", before: 25, after: 23 },
  ]);
});
