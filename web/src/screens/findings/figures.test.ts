import { expect, test } from "vitest";
import { byKind, totals } from "./figures";

const counts = [
  { kind: "name_differs", state: "open", items: 2, amount_fen: 0 },
  { kind: "divergence", state: "open", items: 27, amount_fen: 1000 },
  { kind: "divergence", state: "dismissed", items: 3, amount_fen: 500 },
] as const;

test("a row for each kind, most open first", () => {
  const rows = byKind(counts);
  expect(rows.map((r) => [r.kind, r.items.open, r.all, r.amount_fen])).toEqual([
    ["divergence", 27, 30, 1000],
    ["name_differs", 2, 2, 0],
  ]);
  expect(totals(rows)).toEqual({ items: { open: 29, explained: 0, confirmed: 0, dismissed: 3 }, all: 32, amount_fen: 1000 });
});

test("nothing found", () => {
  expect(totals(byKind([]))).toEqual({ items: { open: 0, explained: 0, confirmed: 0, dismissed: 0 }, all: 0, amount_fen: 0 });
});
