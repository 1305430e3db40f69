import { describe, expect, test } from "vitest";
import { Caller, type Told } from "./caller";
import { cumulated, figuresOf, lastBin, met } from "./figures";
import { grouped, nameOf, spanOf, written, type Movable } from "./parameters";
import { readAddress, withChange, writeAddress, type Asked } from "./scenario";
import type { Live } from "./useLive";

describe("the address", () => {
  const asked: Asked = {
    as_of: "2018-06-30",
    division: "440783",
    proposal: 3,
    a: { name: "提标", set: { "line@4407": "880", "topup_level_target@4407/urban": "0.8" } },
    b: { name: "", set: { "line@4407": "900.50" } },
  };
  test("says all that is asked, and back", () => {
    expect(readAddress(new URLSearchParams(writeAddress(asked).toString()))).toEqual(asked);
  });
  test("nothing asked is nothing in it", () => {
    expect(writeAddress(readAddress(new URLSearchParams())).toString()).toBe("");
  });
  test("what isn't a number is no change", () => {
    expect(readAddress(new URLSearchParams("set=line=x&set==5&set=a=1e9&proposal=no")).a.set).toEqual({});
  });
});

test("a value as today's is no change", () => {
  expect(withChange({ "line@4407": "880" }, "line@4407", "800", "800.00")).toEqual({});
  expect(withChange({}, "line@4407", "800.5", "800.00")).toEqual({ "line@4407": "800.5" });
  expect(withChange({ "line@4407": "880" }, "line@4407", undefined, "800.00")).toEqual({});
});

describe("calls", () => {
  function scene() {
    const sent: { body: number; signal: AbortSignal; settle: (n: number) => void; fail: (e: Error) => void }[] = [];
    const told: Told<number>[] = [];
    const caller = new Caller<number, number>(
      (body, signal) => new Promise((settle, fail) => sent.push({ body, signal, settle, fail })),
      (t) => told.push(t),
      () => 0,
    );
    return { caller, sent, told, tick: () => new Promise((r) => setTimeout(r)) };
  }

  test("while dragging one waits for the other, and only the last one waits", async () => {
    const { caller, sent, told, tick } = scene();
    caller.ask(1, true);
    caller.ask(2, true);
    caller.ask(3, true);
    expect(sent.map((s) => s.body)).toEqual([1]);
    sent[0]?.settle(10);
    await tick();
    expect(sent.map((s) => s.body)).toEqual([1, 3]);
    expect(told.some((t) => t.answer === 10)).toBe(true);
  });

  test("released, what is under way for something else is given up", async () => {
    const { caller, sent, told, tick } = scene();
    caller.ask(1, true);
    caller.ask(2, false);
    expect(sent.map((s) => [s.body, s.signal.aborted])).toEqual([[1, true], [2, false]]);
    sent[0]?.settle(10); // comes too late
    sent[1]?.settle(20);
    await tick();
    expect(told.at(-1)?.answer).toBe(20);
    expect(told.some((t) => t.answer === 10)).toBe(false);
  });

  test("the same is asked once; after a failure it is asked again, and what was there stays", async () => {
    const { caller, sent, told, tick } = scene();
    caller.ask(1, true);
    caller.ask(1, false);
    sent[0]?.settle(10);
    await tick();
    caller.ask(1, false);
    expect(sent).toHaveLength(1);
    caller.ask(2, false);
    sent[1]?.fail(new Error("no"));
    await tick();
    expect(told.at(-1)).toMatchObject({ answer: 10, problem: { message: "no" } });
    caller.again(2);
    expect(sent).toHaveLength(3);
  });
});

describe("parameters", () => {
  const movable = (name: string, more: Partial<Movable> = {}): Movable => ({
    set: `${name}@4407`,
    decides: true,
    suggested: { min: 400, max: 1600, step: 10 },
    parameter: { name, label: null, division: "4407", residence: null, valid_from: "2018-01-01", valid_to: null, value: "800.00", unit: "元/人月", source: "JM18-1.2c", clause: "JM18-1.2c", sample: false },
    ...more,
  });
  test("stand under their topic, and are found by name and clause", () => {
    const grace = movable("grace_months");
    grace.parameter.label = "渐退月数";
    const items = [grace, movable("line"), movable("new_one"), movable("registered_population", { decides: false })];
    expect(grouped(items, "").map((g) => g.topic)).toEqual(["standard", "grace", "other", "targets"]);
    expect(grouped(items, "渐退").map((g) => g.items.map((m) => m.set))).toEqual([["grace_months@4407"]]);
    expect(grouped(items, "jm18").length).toBe(4);
    expect(grouped(items, "nothing of the kind")).toEqual([]);
    expect(nameOf(movable("new_one"))).toEqual(["new_one", "new one"]);
  });
  test("sliders reach what was typed", () => {
    expect(spanOf(movable("line"), "2000")).toEqual({ min: 400, max: 2000, step: 10 });
    expect(written(0.1 + 0.2, 0.002)).toBe("0.3");
    expect(written(880, 10)).toBe("880");
  });
});

test("figures are shares of sums, targets are floors or ceilings", () => {
  const tally = (households: number) => ({ households, people: households * 3, amount_fen: households * 100 });
  const measures = { poor_households: 1, poor_people: 2, fgt0: 0.1, fgt1: 0.05, fgt2: 0.01, sst: 0.1, gini: 0.3, curve: [1, 1, 2, 0] };
  const poverty = { households: 4, people: 4, households_left_out: 0, people_left_out: 0, least_line_fen: 80000, highest_line_fen: 80000, without_benefit: measures, with_benefit: measures };
  const live: Live = {
    as_of: "2018-06-30",
    seq: 1,
    division: "440783",
    households: 10,
    people: 30,
    amount_before_fen: 1000,
    amount_after_fen: 1500,
    categories: [
      { category: "dibao", before: tally(4), after: tally(5) },
      { category: "undecided", before: tally(2), after: tally(1) },
      { category: "failed", before: tally(0), after: tally(1) },
    ],
    flows: [],
    changes: [],
    standings: [
      { standing: "in_force", covered: true, before: tally(4), after: tally(5) },
      { standing: "out", covered: false, before: tally(3), after: tally(2) },
    ],
    incidence: { before: { people: 90, population: 4500, target: 0.02 }, after: { people: 93, population: 4500, target: 0.02 } },
    topup_level: [{ residence: "urban", before: { paid_fen: 50, line_fen: 100, target: 0.75 }, after: { paid_fen: 80, line_fen: 100, target: 0.75 } }],
    poverty: { curve_width_fen: 5000, before: poverty, after: poverty },
    divisions: [],
  };
  const of = Object.fromEntries(figuresOf(live).map((f) => [f.id, f]));
  expect([of.households?.before, of.households?.after]).toEqual([4, 5]);
  expect([of.open?.before, of.open?.after]).toEqual([2, 2]);
  expect(of.incidence?.before).toBeCloseTo(0.02);
  expect(of.incidence && met(of.incidence)).toBe(false);
  expect(of.urban && met(of.urban)).toBe(true);
  expect(of.rural?.after).toBeNull();
  expect(of.rural && met(of.rural)).toBeNull();
  expect(cumulated(measures.curve)).toEqual([0.25, 0.5, 1, 1]);
  expect(lastBin([measures.curve])).toBe(3);
});
