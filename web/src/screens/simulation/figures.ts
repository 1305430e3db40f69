/* What is reckoned in the browser of an answer's sums: shares, differences, the curve. */
import type { Live } from "./useLive";

type Side = "before" | "after";

/* A figure of both sides: counts, fen, or shares of one. */
export interface Figure {
  id: "bill" | "households" | "people" | "incidence" | "urban" | "rural" | "poor" | "gap" | "gini" | "open";
  kind: "count" | "fen" | "share";
  before: number | null;
  after: number | null;
  target?: number | null;
  atMost?: boolean; // the target is a ceiling
}

function share(part: number, whole: number | null) {
  return whole ? part / whole : null;
}

function covered(live: Live, side: Side, unit: "households" | "people") {
  return live.standings.reduce((sum, s) => (s.covered ? sum + s[side][unit] : sum), 0);
}

function open(live: Live, side: Side) {
  return live.categories.reduce((sum, c) => (c.category === "undecided" || c.category === "failed" ? sum + c[side].households : sum), 0);
}

export function figuresOf(live: Live): Figure[] {
  const both = (of: (side: Side) => number | null) => ({ before: of("before"), after: of("after") });
  const topup = (residence: "urban" | "rural") => live.topup_level.find((x) => x.residence === residence);
  const level = (residence: "urban" | "rural", side: Side) => {
    const of = topup(residence)?.[side];
    return of ? share(of.paid_fen, of.line_fen) : null;
  };
  const incidence = (side: Side) => share(live.incidence[side].people, live.incidence[side].population);
  const measures = (side: Side) => live.poverty[side].with_benefit;
  return [
    { id: "bill", kind: "fen", before: live.amount_before_fen, after: live.amount_after_fen },
    { id: "households", kind: "count", ...both((s) => covered(live, s, "households")) },
    { id: "people", kind: "count", ...both((s) => covered(live, s, "people")) },
    { id: "incidence", kind: "share", ...both(incidence), target: live.incidence.after.target, atMost: true },
    { id: "urban", kind: "share", ...both((s) => level("urban", s)), target: topup("urban")?.after.target },
    { id: "rural", kind: "share", ...both((s) => level("rural", s)), target: topup("rural")?.after.target },
    { id: "poor", kind: "count", ...both((s) => measures(s).poor_people) },
    { id: "gap", kind: "share", ...both((s) => measures(s).fgt1) },
    { id: "gini", kind: "share", ...both((s) => measures(s).gini) },
    { id: "open", kind: "count", ...both((s) => open(live, s)) },
  ];
}

/* Whether the target is met; null: nothing to compare. */
export function met({ after, target, atMost }: Figure) {
  if (after === null || target === null || target === undefined) return null;
  return atMost ? after <= target : after >= target;
}

/* Of a hundred people, how many have at most so much: one value a bin, at its upper end. */
export function cumulated(curve: readonly number[]): number[] {
  const all = curve.reduce((sum, n) => sum + n, 0);
  let so = 0;
  return curve.map((n) => {
    so += n;
    return all ? so / all : 0;
  });
}

/* The curve's end for people: the first bin by which everybody is there in all of them. */
export function lastBin(curves: readonly (readonly number[])[]) {
  const bins = curves[0]?.length ?? 0;
  const last = Math.max(0, ...curves.map((c) => c.reduce((at, n, i) => (n > 0 ? i : at), 0)));
  return Math.min(bins - 1, last + 1);
}

export function categorySums(live: Live, unit: "households" | "people" | "amount_fen") {
  return live.categories.map((c) => ({ category: c.category, before: c.before[unit], after: c.after[unit] }));
}
