/* What was recorded of a household or a person, sorted for reading. Each row is true for a while
 * (valid_from … valid_to) and was known for a while (recorded_at … superseded_at). */
import type { AnswerOf } from "~/api/use";

export type Row = AnswerOf<"get", "/households/{household_no}/history">["items"][number];
type FactNow = { source?: string | null; valid_from?: string | null };

export interface Change {
  key: string;
  recorded_at: string | null;
  actor: string | null;
  what: string | null;
  why: string | null;
  rows: Row[];
}

/* Rows that came with one change, in the order of the answer. */
export function changesOf(rows: readonly Row[]): Change[] {
  const changes: Change[] = [];
  for (const row of rows) {
    const last = changes.at(-1);
    const [actor, what, why] = [row.actor ?? null, row.what ?? null, row.why ?? null];
    if (last && last.recorded_at === row.recorded_at && last.actor === actor && last.why === why) last.rows.push(row);
    else changes.push({ key: `${row.recorded_at}-${changes.length}`, recorded_at: row.recorded_at, actor, what, why, rows: [row] });
  }
  return changes;
}

export type Verdict = "won" | "outranked" | "withdrawn" | "not_then" | "superseded";

/* What became of a row's statement of a fact on a day, next to the value that holds. */
export function verdictOf(row: Row, attribute: string, now: FactNow | undefined, on: string): Verdict {
  if (row.superseded_at) return "superseded";
  if (row.facts[attribute]?.withdrawn) return "withdrawn";
  if (row.valid_from > on || (row.valid_to !== null && row.valid_to <= on)) return "not_then";
  return now?.source === row.source && now?.valid_from === row.valid_from ? "won" : "outranked";
}
