/* Where a clause stands, as people write it: JM18-1.3a → 江府〔2018〕6号 一（三）. The letter tells
 * sentences of one section apart and isn't in the documents. */
import type { Text } from "~/base/language";

export const documents: Record<string, Text> = {
  JM18: ["江府〔2018〕6号", "Jiangfu [2018] No. 6"],
  JM23: ["江府办〔2017〕23号", "Jiangfuban [2017] No. 23"],
  CS51: ["赤委〔2016〕51号", "Chiwei [2016] No. 51"],
};

const NUMERALS = "零一二三四五六七八九";
const CLAUSE = /^([A-Z]+\d+)-(\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?[a-z]?$/;

/* 1 to 99. */
function numeral(n: number) {
  const tens = Math.floor(n / 10);
  const ones = n % 10 ? NUMERALS.charAt(n % 10) : "";
  if (tens === 0) return ones;
  return `${tens > 1 ? NUMERALS.charAt(tens) : ""}十${ones}`;
}

export function documentOf(clause: string) {
  return clause.split("-")[0] ?? "";
}

export function clauseName(clause: string): Text {
  const found = CLAUSE.exec(clause);
  const document = documents[documentOf(clause)];
  if (!found || !document) return [clause, clause];
  const [, , part = "", section, item] = found;
  const zh = numeral(Number(part)) + (section ? `（${numeral(Number(section))}）` : "") + (item ? `${item}.` : "");
  const en = [part, section, item].filter(Boolean).join(".");
  return [`${document[0]} ${zh}`, `${document[1]}, ${en}`];
}
