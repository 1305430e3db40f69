/* The calculation as people do it on paper. The program's decision stands; what is written here
 * beside it is shown only where it comes out to the same fen. */
import type { Text } from "~/base/language";
import { formatFen } from "~/base/format";
import { fenOf, type Step, type Telling } from "./telling";

const PENSION = "basic_pension"; // counted among transfers by whoever states it, and taken off again

export interface IncomeCell {
  fen: number | undefined;
  masked: boolean;
}

export interface IncomeRow {
  member: number;
  subject: string;
  cells: IncomeCell[]; // in the order of kinds
  sum: number | undefined;
}

export interface Income {
  kinds: { fact: string; label: string; off: boolean }[]; // off: is taken off
  rows: IncomeRow[];
  sum: number | undefined; // of all members; the decision has nothing below zero
  without: boolean; // kinds of which everybody has nothing are left out
}

function stepOf(telling: Telling, decision: string) {
  return telling.steps.find((s) => s.decision === decision);
}

function partOf(step: Step | undefined, decision: string) {
  return step?.parts.find((p) => p.decision === decision);
}

/* Half up, as the policy rounds; of whole numbers that aren't negative. */
export function divide(dividend: number, divisor: number) {
  return Math.floor((2 * dividend + divisor) / (2 * divisor));
}

/* Ratios as whole ten thousandths. */
const TEN_THOUSAND = 10_000;
function ratioOf(text: string | undefined) {
  const found = /^(\d{1,4})(?:\.(\d{1,4}))?$/.exec(text ?? "");
  return found ? Number(found[1]) * TEN_THOUSAND + Number((found[2] ?? "").padEnd(4, "0")) : undefined;
}

function add(values: readonly (number | undefined)[]) {
  return values.reduce<number | undefined>((sum, v) => (sum === undefined || v === undefined ? undefined : sum + v), 0);
}

/* Who has what, of the facts that the yearly income was decided by. */
export function incomeOf(telling: Telling): Income | undefined {
  const step = stepOf(telling, "annual_income");
  if (!step || step.facts.length === 0) return undefined;
  const kinds = new Map<string, string>();
  const members = new Map<number, { subject: string; cells: Map<string, IncomeCell> }>();
  for (const group of step.facts) {
    const at = group.member ?? 0;
    const member = members.get(at) ?? { subject: group.subject, cells: new Map<string, IncomeCell>() };
    members.set(at, member);
    for (const v of group.values) {
      kinds.set(v.fact, v.label);
      member.cells.set(v.fact, { fen: v.known && !v.masked ? fenOf(v.value) : undefined, masked: v.masked });
    }
  }
  const all = [...kinds].map(([fact, label]) => ({ fact, label, off: fact === PENSION }));
  const rows = [...members].sort(([a], [b]) => a - b).map(([member, { subject, cells }]) => ({
    member,
    subject,
    cells: all.map(({ fact }) => cells.get(fact) ?? { fen: undefined, masked: false }),
  }));
  const shown = all.map((_, i) => rows.some((r) => r.cells[i]?.fen !== 0));
  const told = rows.map((r) => ({
    ...r,
    sum: add(r.cells.map((c, i) => (c.fen === undefined ? undefined : all[i]?.off ? -c.fen : c.fen))),
    cells: r.cells.filter((_, i) => shown[i]),
  }));
  return { kinds: all.filter((_, i) => shown[i]), rows: told, sum: add(told.map((r) => r.sum)), without: shown.includes(false) };
}

export interface Figures {
  people: number | undefined;
  annual: number | undefined; // fen a year
  monthly: number | undefined; // fen a month and head
  line: number | undefined;
  topUp: number | undefined;
  uplift: number | undefined;
  destitute: number | undefined;
  amount: number | undefined; // of the policy; what is paid may be another
}

export function figuresOf(telling: Telling): Figures {
  const monthly = stepOf(telling, "monthly_income");
  const amount = stepOf(telling, "monthly_amount");
  const people = Number(partOf(monthly, "people")?.value);
  return {
    people: Number.isInteger(people) && people > 0 ? people : undefined,
    annual: fenOf(stepOf(telling, "annual_income")?.value),
    monthly: fenOf(monthly?.value),
    line: fenOf(stepOf(telling, "line")?.value),
    topUp: fenOf(partOf(amount, "top_up")?.value),
    uplift: fenOf(stepOf(telling, "uplift")?.value),
    destitute: fenOf(partOf(amount, "destitute_support")?.value),
    amount: fenOf(amount?.value),
  };
}

/* A line of the calculation: 3,200.00 − 402.50 = 2,797.50, after its label. */
export interface Working {
  label: Text;
  sum: string;
  result: string;
}

const y = (fen: number) => formatFen(fen);

function averaged({ annual, people, monthly }: Figures): Working[] {
  if (annual === undefined || people === undefined || divide(annual, 12 * people) !== monthly) return [];
  return [{ label: ["每月每人", "A month and head"], sum: `${y(annual)} ÷ 12 ÷ ${people}`, result: y(monthly) }];
}

function compared({ line, monthly }: Figures): Working[] {
  if (line === undefined || monthly === undefined) return [];
  if (monthly < line) return [{ label: ["比低保标准少", "Below the line by"], sum: `${y(line)} − ${y(monthly)}`, result: y(line - monthly) }];
  return [{ label: ["比低保标准多", "Above the line by"], sum: `${y(monthly)} − ${y(line)}`, result: y(monthly - line) }];
}

function toppedUp({ line, people, annual, topUp }: Figures): Working[] {
  if (line === undefined || people === undefined || annual === undefined || topUp === undefined) return [];
  const whole = line * people;
  if (divide(whole * 12 - annual, 12) !== topUp) return [];
  const income = divide(annual, 12);
  const exact = whole - income === topUp;
  return [
    { label: ["全家的标准", "The line for all"], sum: `${y(line)} × ${people}`, result: y(whole) },
    ...(exact ? [{ label: ["全家每月收入", "Income of all a month"] as const, sum: `${y(annual)} ÷ 12`, result: y(income) }] : []),
    { label: ["补差", "Top-up"], sum: exact ? `${y(whole)} − ${y(income)}` : `${y(whole)} − ${y(annual)} ÷ 12`, result: y(topUp) },
  ];
}

function supported(telling: Telling, { line, people, destitute }: Figures): Working[] {
  const part = partOf(stepOf(telling, "monthly_amount"), "destitute_support");
  const ratio = part?.parameters.find((p) => p.parameter === "destitute_ratio")?.value;
  const times = ratioOf(ratio);
  if (line === undefined || people === undefined || destitute === undefined || times === undefined) return [];
  if (divide(line * times, TEN_THOUSAND) * people !== destitute) return [];
  return [{ label: ["供养金", "Support"], sum: `${y(line)} × ${ratio} × ${people}`, result: y(destitute) }];
}

/* Of each member that something is added for. */
export function upliftsOf(telling: Telling): { subject: string; rate: string; fen: number; words: string }[] {
  const { line, uplift } = figuresOf(telling);
  const step = stepOf(telling, "uplift");
  if (!step || line === undefined || uplift === undefined) return [];
  const rows = step.members.flatMap((m) => {
    const rate = ratioOf(m.value);
    return rate ? [{ subject: m.subject ?? "", rate: m.value, fen: divide(line * rate, TEN_THOUSAND), words: m.rules[0]?.words ?? "" }] : [];
  });
  return rows.reduce((sum, r) => sum + r.fen, 0) === uplift ? rows : [];
}

function total({ topUp, uplift, amount }: Figures): Working[] {
  if (topUp === undefined || !uplift || amount === undefined || topUp + uplift !== amount) return [];
  return [{ label: ["合计", "Together"], sum: `${y(topUp)} + ${y(uplift)}`, result: y(amount) }];
}

/* How a step's value comes about, line by line; none where it isn't arithmetic. */
export function workingsOf(telling: Telling, step: Step): Working[] {
  const f = figuresOf(telling);
  switch (step.decision) {
    case "monthly_income":
      return averaged(f);
    case "line":
      return compared(f);
    case "uplift":
      return upliftsOf(telling).map((u) => ({ label: [u.subject, u.subject], sum: `${y(f.line ?? 0)} × ${u.rate}`, result: y(u.fen) }));
    case "monthly_amount":
      return [...toppedUp(f), ...supported(telling, f), ...total(f)];
    default:
      return [];
  }
}

/* What another outcome hangs on, by the figures of this decision. */
export interface Threshold {
  kind: "line" | "low_income";
  annual: number; // fen: from here on the household is above
  away: number; // positive: there is room; negative: it is above by so much
}

export function thresholdsOf(telling: Telling): Threshold[] {
  const { line, people, annual } = figuresOf(telling);
  if (line === undefined || people === undefined || annual === undefined) return [];
  const year = line * people * 12;
  const ratio = ratioOf(stepOf(telling, "category")?.parameters.find((p) => p.parameter === "low_income_ratio")?.value);
  const low = ratio === undefined ? undefined : divide(line * ratio, TEN_THOUSAND) * people * 12;
  return [
    { kind: "line", annual: year, away: year - annual },
    ...(low !== undefined && annual >= year ? [{ kind: "low_income" as const, annual: low, away: low - annual }] : []),
  ];
}
