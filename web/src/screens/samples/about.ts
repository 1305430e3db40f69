/* What visitors may find. */
import type { components } from "~/api/made/schema";
import type { Text } from "~/base/language";

export type Sample = components["schemas"]["Sample"];
export type Result = components["schemas"]["SampleResult"];

export const results: Record<Result, Text> = {
  correct: ["认定正确", "correct"],
  wrong_in: ["错保（不该保）", "covered, but shouldn't be"],
  wrong_amount: ["金额有误", "wrong amount"],
  wrong_out: ["漏保（该保未保）", "should be covered, but isn't"],
  unreachable: ["未能走访", "not reached"],
};

/* "0.0312" → "3.12%", without arithmetic on the decimal. */
export function percentOf(decimal: string | null) {
  if (decimal === null) return "—";
  const [whole = "0", digits = ""] = decimal.split(".");
  const shifted = (whole + digits.padEnd(4, "0").slice(0, 2)).replace(/^0+(?=\d)/, "");
  return `${shifted}.${digits.padEnd(4, "0").slice(2, 4)}%`;
}
