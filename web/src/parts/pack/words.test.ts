import { expect, test } from "vitest";
import { sectionsOf } from "./words";

const words = `江门两线合一  530111adab492630

■ 周岁（age）  [sample]
  按决定日计算的周岁，生日
  当天满岁。
    years and months duration(出生日期, 决定日).years
      + 0

■ 类别（category）  [JM18-1.3a JM23-2.2a]
  次序认定。
  命中策略：首行（FIRST）
┌───┬──────────┬──────────────────┐
│ # │ → 类别   │ 依据             │
│   │ （代码） │                  │
├───┼──────────┼──────────────────┤
│ 1 │ 特困     │ JM18-1.3a        │
│   │          │ JM23-2.2a sample │
│ 2 │ 低保     │ JM18-1.3a        │
└───┴──────────┴──────────────────┘

■ 参数（parameters.csv；有效期不含最后一天）
┌──────┐
│ 参数 │
└──────┘
`;

test("sections, their clauses, text, expressions, tables", () => {
  expect(sectionsOf(words)).toEqual([
    {
      title: "周岁（age）",
      clauses: ["sample"],
      pieces: [
        { kind: "text", text: "按决定日计算的周岁，生日当天满岁。" },
        { kind: "code", text: "years and months duration(出生日期, 决定日).years\n  + 0" },
      ],
    },
    {
      title: "类别（category）",
      clauses: ["JM18-1.3a", "JM23-2.2a"],
      pieces: [
        { kind: "text", text: "次序认定。" },
        { kind: "text", text: "命中策略：首行（FIRST）" },
        {
          kind: "table",
          head: ["#", "→ 类别（代码）", "依据"],
          rows: [
            ["1", "特困", "JM18-1.3a JM23-2.2a sample"],
            ["2", "低保", "JM18-1.3a"],
          ],
        },
      ],
    },
  ]);
});
