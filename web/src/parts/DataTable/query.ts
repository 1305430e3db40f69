/* What the address says, as the API's types. Days are Shanghai's. */
import type { Filter } from "./types";

const NUMBER = /^\d{1,15}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

function startOf(day: string, plus: number) {
  const at = new Date(`${day}T00:00:00+08:00`);
  if (!DAY.test(day) || Number.isNaN(at.getTime())) return undefined;
  at.setUTCDate(at.getUTCDate() + plus);
  return at.toISOString();
}

export function toQuery(values: Readonly<Record<string, string>>, filters: readonly Filter[]) {
  const query: Record<string, string | number | boolean> = {};
  for (const [key, text] of Object.entries(values)) {
    const value = valueOf(filters.find((f) => f.key === key)?.kind, text);
    if (value !== undefined) query[key] = value;
  }
  return query;
}

function valueOf(kind: Filter["kind"] | undefined, text: string) {
  switch (kind) {
    case "number":
      return NUMBER.test(text) ? Number(text) : undefined;
    case "flag":
      return text === "true";
    case "since":
      return startOf(text, 0);
    case "through":
      return startOf(text, 1);
    default:
      return text;
  }
}
