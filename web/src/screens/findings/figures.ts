/* Counts of findings as a table: a row for each kind, a column for each state. */
import type { components } from "~/api/made/schema";
import { states, type State } from "./about";

type Count = components["schemas"]["FindingCount"];

export interface KindRow {
  kind: Count["kind"];
  items: Partial<Record<State, number>>;
  all: number;
  amount_fen: number; // of those that are open
}

/* What is open most, first. */
export function byKind(counts: readonly Count[]): KindRow[] {
  const rows = new Map<Count["kind"], KindRow>();
  for (const c of counts) {
    const row = rows.get(c.kind) ?? { kind: c.kind, items: {}, all: 0, amount_fen: 0 };
    row.items[c.state] = (row.items[c.state] ?? 0) + c.items;
    row.all += c.items;
    if (c.state === "open") row.amount_fen += c.amount_fen;
    rows.set(c.kind, row);
  }
  return [...rows.values()].sort((a, b) => (b.items.open ?? 0) - (a.items.open ?? 0) || b.all - a.all);
}

export function totals(rows: readonly KindRow[]) {
  const items: Partial<Record<State, number>> = {};
  for (const s of states) items[s] = rows.reduce((n, r) => n + (r.items[s] ?? 0), 0);
  return { items, all: rows.reduce((n, r) => n + r.all, 0), amount_fen: rows.reduce((n, r) => n + r.amount_fen, 0) };
}
