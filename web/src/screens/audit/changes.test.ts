import { expect, test } from "vitest";
import { changesOf } from "./changes";

test("what differs comes first, what stayed behind it", () => {
  expect(changesOf({ label: "", role: "town", disabled: false }, { label: "换岗", role: "town", disabled: true })).toEqual([
    { path: "label", before: "", after: "换岗", same: false },
    { path: "disabled", before: "false", after: "true", same: false },
    { path: "role", before: "town", after: "town", same: true },
  ]);
});

test("lists and objects are told by their parts; a new thing had nothing before", () => {
  expect(changesOf(null, { filter: { actor: "town" }, fields: ["health", "minor"], none: null })).toEqual([
    { path: "filter.actor", before: undefined, after: "town", same: false },
    { path: "fields.0", before: undefined, after: "health", same: false },
    { path: "fields.1", before: undefined, after: "minor", same: false },
  ]);
});

test("a text that isn't JSON is told as it is", () => {
  expect(changesOf("cut: 70000 bytes", null)).toEqual([{ path: "", before: "cut: 70000 bytes", after: undefined, same: false }]);
});
