/* Figures of the policy as residents say them. */
import { formatNumber } from "~/base/format";
import type { Text } from "~/base/language";

/* 800.00 → 800, 19200.50 → 19,200.50, 1.5 → 1.5 */
export function valueOf(value: string) {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(value);
  if (!found) return value;
  const [, whole = "", part = ""] = found;
  const short = /^0*$/.test(part) ? "" : part;
  return formatNumber(Number(whole)) + (short && `.${whole === "0" ? short.replace(/0+$/, "") : short}`);
}

const units: Record<string, Text> = {
  "元/人月": ["元，每人每月", "yuan a head and month"],
  "元/年": ["元，每年", "yuan a year"],
  月: ["个月", "months"],
  倍: ["倍", "times"],
};

export function unitName(unit: string | null, unit_en: string | null): Text {
  return units[unit ?? ""] ?? [unit ?? "", unit_en ?? unit ?? ""];
}
