/* What a comparison's flows look like as a matrix and as a drawing, and what a missing fact is
 * called in a list. */
import type { components } from "~/api/made/schema";
import type { Text } from "~/base/language";
import { categories } from "~/parts/outcome";

export type Comparison = components["schemas"]["Comparison"];
type Flow = Pick<Comparison["categories"][number], "before" | "after" | "households" | "people">;
export type Unit = "people" | "households";

const order: readonly string[] = [...categories, "absent"];

function sorted(codes: Iterable<string>) {
  return [...new Set(codes)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

export interface Matrix {
  rows: { code: string; cells: number[]; sum: number }[]; // before
  columns: { code: string; sum: number }[]; // after
  sum: number;
}

export function matrixOf(flows: readonly Flow[], unit: Unit): Matrix {
  const used = flows.filter((f) => f.households > 0);
  const after = sorted(used.map((f) => f.after));
  const at = (b: string, a: string) => used.filter((f) => f.before === b && f.after === a).reduce((n, f) => n + f[unit], 0);
  const rows = sorted(used.map((f) => f.before)).map((code) => {
    const cells = after.map((a) => at(code, a));
    return { code, cells, sum: cells.reduce((n, c) => n + c, 0) };
  });
  return {
    rows,
    columns: after.map((code, j) => ({ code, sum: rows.reduce((n, r) => n + (r.cells[j] ?? 0), 0) })),
    sum: rows.reduce((n, r) => n + r.sum, 0),
  };
}

/* Names of a drawing's nodes must differ on its two sides. */
export function linksOf(flows: readonly Flow[], unit: Unit) {
  const used = flows.filter((f) => f[unit] > 0);
  const side = (s: "before" | "after") => sorted(used.map((f) => f[s])).map((code) => ({ name: `${s}/${code}`, code, side: s }));
  return {
    nodes: [...side("before"), ...side("after")],
    links: used.map((f) => ({ source: `before/${f.before}`, target: `after/${f.after}`, value: f[unit] })),
    moved: used.filter((f) => f.before !== f.after).reduce((n, f) => n + f[unit], 0),
  };
}

/* What a run is called: the seventeenth, or the trial of job 17. */
export function runName(run: string): Text {
  const trial = /^trial-(\d+)$/.exec(run)?.[1];
  return trial === undefined ? [`第 ${run} 次认定`, `Determination ${run}`] : [`试认定 ${trial}`, `Trial ${trial}`];
}

/* "wage_income@M2": of the second member; without it: of the household. */
export function reasonOf(text: string): { fact: string; member?: number } {
  const found = /^([a-z0-9_]+)@M(\d+)$/.exec(text);
  return found ? { fact: found[1] ?? text, member: Number(found[2]) } : { fact: text };
}
