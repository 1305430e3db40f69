import { describe, expect, test } from "vitest";
import { divide, incomeOf, thresholdsOf, upliftsOf, workingsOf } from "./paper";
import { fenOf, headOf, nameOf, parted, readable, type Facts, type Part, type Step, type Telling } from "./telling";

function step(decision: string, value: string, more: Partial<Step> = {}): Step {
  return { decision, label: decision, value, rules: [], facts: [], parameters: [], parts: [], members: [], ...more };
}

function facts(member: number, subject: string, values: Record<string, string | null>): Facts {
  return {
    member,
    subject,
    source: "declaration",
    source_label: "申报",
    valid_from: "2018-01-01",
    least: false,
    values: Object.entries(values).map(([fact, value]) => ({ fact, label: fact, known: value !== null, masked: false, value, text: value })),
  };
}

function telling(steps: Step[]): Telling {
  return {
    household_no: "440783116-0001",
    division: "440783116001",
    place: "开平市赤水镇赤水墟社区居委会",
    people: 4,
    as_of: "2018-06-30",
    lang: "zh",
    pack: "江门两线合一",
    committed: null,
    at_asked: false,
    masked: false,
    conclusion: { category: "dibao", standing: "in_force", monthly_amount_fen: 343750, grace_until: null, measures: [], sentences: [], because: [] },
    missing: [],
    also_missing: [],
    before: null,
    steps,
  };
}

const rate = (subject: string, value: string): Part => ({ ...step("uplift_rate", value), subject });

const dibao = telling([
  step("annual_income", "4830.00 元", {
    facts: [
      facts(2, "曹梓豪（子）", { wage_income: "0.00", transfer_income: "0.00", basic_pension: "0.00" }),
      facts(1, "曹建军（本人）", { transfer_income: "6270.00", basic_pension: "1440.00" }),
      facts(1, "曹建军（本人）", { wage_income: "0.00" }),
    ],
  }),
  step("monthly_income", "100.63 元/月", { parts: [step("people", "4")] }),
  step("line", "800.00 元/月"),
  step("uplift", "320.00 元/月", { members: [rate("曹建军（本人）", "0.2"), rate("曹梓豪（子）", "0.2"), rate("曹荣光（子）", "0")] }),
  step("monthly_amount", "3117.50 元/月", { parts: [step("top_up", "2797.5")] }),
  step("standing", "在保"),
  step("points", "65 分"),
]);

const workings = (of: Telling, decision: string) => {
  const found = of.steps.find((s) => s.decision === decision);
  return found ? workingsOf(of, found).map((w) => `${w.sum} = ${w.result}`) : [];
};

describe("amounts in texts", () => {
  test.each([
    ["4830.00 元", 483000],
    ["2797.5", 279750],
    ["1040", 104000],
    ["-20.05 元", -2005],
    ["还不清楚", undefined],
    ["2018-12-30", undefined],
    ["0.123", undefined],
    [null, undefined],
  ])("%s", (text, fen) => expect(fenOf(text)).toBe(fen));

  test.each([
    ["4830.00 元/月", "4,830.00 元/月"],
    ["2018-12-30", "2018-12-30"],
    ["65 分", "65 分"],
    ["是", "是"],
  ])("%s is written %s", (text, told) => expect(readable(text)).toBe(told));
});

test("rounds half up", () => {
  expect(divide(5, 10)).toBe(1);
  expect(divide(4, 10)).toBe(0);
  expect(divide(483000, 48)).toBe(10063);
});

describe("income", () => {
  test("facts of one member are one row, what nobody has is left out, the basic pension is taken off", () => {
    const income = incomeOf(dibao);
    expect(income?.kinds.map((k) => [k.fact, k.off])).toEqual([["transfer_income", false], ["basic_pension", true]]);
    expect(income?.rows.map((r) => [r.subject, r.sum])).toEqual([["曹建军（本人）", 483000], ["曹梓豪（子）", 0]]);
    expect(income?.sum).toBe(483000);
    expect(income?.without).toBe(true);
  });

  test("what isn't known makes no sum", () => {
    const unknown = telling([step("annual_income", "还不清楚", { facts: [facts(1, "潘子杰（本人）", { wage_income: null, business_income: "1910.00" })] })]);
    const income = incomeOf(unknown);
    expect(income?.rows[0]?.cells.map((c) => c.fen)).toEqual([undefined, 191000]);
    expect(income?.sum).toBeUndefined();
  });
});

describe("workings", () => {
  test("come out to the decision's values", () => {
    expect(workings(dibao, "monthly_income")).toEqual(["4,830.00 ÷ 12 ÷ 4 = 100.63"]);
    expect(workings(dibao, "line")).toEqual(["800.00 − 100.63 = 699.37"]);
    expect(workings(dibao, "uplift")).toEqual(["800.00 × 0.2 = 160.00", "800.00 × 0.2 = 160.00"]);
    expect(workings(dibao, "monthly_amount")).toEqual([
      "800.00 × 4 = 3,200.00",
      "4,830.00 ÷ 12 = 402.50",
      "3,200.00 − 402.50 = 2,797.50",
      "2,797.50 + 320.00 = 3,117.50",
    ]);
  });

  test("are left out where they would come to something else", () => {
    const other = telling(dibao.steps.map((s) => (s.decision === "monthly_income" ? { ...s, value: "100.62 元/月" } : s.decision === "uplift" ? { ...s, value: "321.00 元/月" } : s)));
    expect(workings(other, "monthly_income")).toEqual([]);
    expect(workings(other, "uplift")).toEqual([]);
    expect(upliftsOf(other)).toEqual([]);
  });

  test("destitute people get the line times a ratio", () => {
    const support = { ...step("destitute_support", "1040"), parameters: [{ parameter: "destitute_ratio", label: "特困倍数", value: "1.3", unit: "倍", source: null, sample: true, valid_from: null }] };
    const one = telling([
      step("monthly_income", "66.67 元/月", { parts: [step("people", "1")] }),
      step("line", "800.00 元/月"),
      step("monthly_amount", "1040.00 元/月", { parts: [support] }),
    ]);
    expect(workings(one, "monthly_amount")).toEqual(["800.00 × 1.3 × 1 = 1,040.00"]);
  });
});

test("thresholds", () => {
  expect(thresholdsOf(dibao)).toEqual([{ kind: "line", annual: 3_840_000, away: 3_357_000 }]);
});

test("what leads to the amount, and what else was decided", () => {
  const { amount, also } = parted(dibao.steps);
  expect(amount.at(-1)?.decision).toBe("standing");
  expect(also.map((s) => s.decision)).toEqual(["points"]);
});

test("whom the letter is to", () => {
  expect(headOf(dibao)).toBe("曹建军");
  expect(nameOf("潘子杰 (head)")).toBe("潘子杰");
});
