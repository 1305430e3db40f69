import { describe, expect, test } from "vitest";
import { editable, lacksToSubmit, stepsOf } from "./proposal";

const checks = { checked_at: "2018-07-02T00:00:00Z", errors: 0, warnings: 0, passed: 60, failed: 0 };
const draft = { state: "draft", author: "city", base_version: 1, base_in_force: true, checks: null, simulation: null, pack_version: null } as const;
const simulation = { simulated_at: "2018-07-02T00:00:00Z", as_of: "2019-01-01", known_seq: 4, by: "city2" };
const done = (p: Parameters<typeof stepsOf>[0], changed = true) => stepsOf(p, changed).map((s) => s.done);

describe("the way into force", () => {
  test("nothing changed", () => expect(done(draft, false)).toEqual([false, false, false, false, false, false]));
  test("changed", () => expect(done(draft)).toEqual([true, false, false, false, false, false]));
  test("tested", () => expect(done({ ...draft, checks })).toEqual([true, true, false, false, false, false]));
  test("submitted", () => expect(done({ ...draft, checks, state: "submitted" })).toEqual([true, true, true, false, false, false]));
  test("simulated", () => expect(done({ ...draft, checks, state: "simulated", simulation })).toEqual([true, true, true, true, false, false]));
  test("approved", () =>
    expect(done({ ...draft, checks, state: "approved", simulation, pack_version: 2 }, false)).toEqual([true, true, true, true, true, true]));
  test("returned keeps its tests, and says so", () => {
    const steps = stepsOf({ ...draft, checks, state: "returned", simulation }, true);
    expect(steps.map((s) => s.done)).toEqual([true, true, false, false, false, false]);
    expect(steps[2]?.wrong).toBe(true);
  });
  test("failing tests are wrong, not done", () => {
    const step = stepsOf({ ...draft, checks: { ...checks, failed: 2 } }, true)[1];
    expect([step?.done, step?.wrong]).toEqual([false, true]);
  });
});

describe("what keeps it from being submitted", () => {
  test("nothing changed", () => expect(lacksToSubmit({ ...draft, checks }, false)?.[1]).toMatch(/Nothing is changed/));
  test("another version is in force", () => expect(lacksToSubmit({ ...draft, checks, base_in_force: false }, true)?.[1]).toMatch(/no longer in force/));
  test("not tested", () => expect(lacksToSubmit(draft, true)?.[1]).toMatch(/Not checked/));
  test("errors", () => expect(lacksToSubmit({ ...draft, checks: { ...checks, errors: 1 } }, true)?.[1]).toMatch(/1 errors: not tested/));
  test("nothing", () => expect(lacksToSubmit({ ...draft, checks }, true)).toBeUndefined());
});

test("only its author edits, and only before it is submitted", () => {
  expect(editable({ own: true, state: "draft" })).toBe(true);
  expect(editable({ own: true, state: "returned" })).toBe(true);
  expect(editable({ own: true, state: "submitted" })).toBe(false);
  expect(editable({ own: false, state: "draft" })).toBe(false);
});
