/* What is told of a decision, and what screen and letter ask of it. */
import type { components } from "~/api/made/schema";
import { formatFen } from "~/base/format";

export type Telling = components["schemas"]["Explanation"];
export type Step = components["schemas"]["ToldStep"];
export type Part = components["schemas"]["ToldPart"];
export type Rule = components["schemas"]["ToldRule"];
export type Missing = Telling["missing"][number];
export type Facts = Step["facts"][number];

/* Decisions that lead to the amount, as packs name them; what comes after is told apart. */
const TO_THE_AMOUNT = ["annual_income", "monthly_income", "line", "assets_ok", "category", "uplift", "monthly_amount", "standing", "grace_until", "payable_amount"];

/* The steps up to the amount, and what else was decided. */
export function parted(steps: readonly Step[]): { amount: Step[]; also: Step[] } {
  const last = steps.reduce((at, step, i) => (TO_THE_AMOUNT.includes(step.decision) ? i : at), -1);
  return { amount: steps.slice(0, last + 1), also: steps.slice(last + 1) };
}

/* "4830.00 元" → 483000; whatever doesn't begin with an amount → undefined. */
export function fenOf(text: string | null | undefined): number | undefined {
  const found = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?(?= |$)/.exec(text ?? "");
  if (!found) return undefined;
  const fen = Number(found[2]) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
  return found[1] ? -fen : fen;
}

/* "4830.00 元/月" → "4,830.00 元/月"; numbers without fen stay as they are. */
export function readable(text: string) {
  const found = /^-?\d+\.\d\d(?=\D|$)/.exec(text);
  return found ? formatFen(fenOf(found[0])) + text.slice(found[0].length) : text;
}

/* Who it is about without what they are to the household: 曹建军（本人） → 曹建军. */
export function nameOf(subject: string) {
  return subject.replace(/（[^）]*）$| \([^)]*\)$/, "");
}

/* The household's head, as far as somebody's facts were needed. */
export function headOf(telling: Telling): string | undefined {
  const every = (part: Step | Part): Facts[] => [...part.facts, ...(part.parts as Part[]).flatMap(every)];
  const told = telling.steps.flatMap(every).find((f) => /（本人）$| \(head\)$/.test(f.subject));
  const missing = telling.missing.find((m) => /（本人）$| \(head\)$/.test(m.subject));
  const subject = told?.subject ?? missing?.subject;
  return subject === undefined ? undefined : nameOf(subject);
}
