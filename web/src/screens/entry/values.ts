/* What is typed into a form, in the writing of the catalogue: checked, and compared with what is
 * known. An empty text is nothing stated. */
import type { components } from "~/api/made/schema";
import type { Fault } from "~/api/problem";
import type { Text } from "~/base/language";
import type { CatalogueFact } from "~/parts/catalogue";
import { plain, readNumber } from "./number";

export type Values = Record<string, string | undefined>;
export type Entered = components["schemas"]["EnteredValue"];
type Fact = components["schemas"]["Fact"];
export type Facts = Record<string, Fact>;

const NUMBER = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;
const WHOLE_DIGITS = 12;
const TEXT_BYTES = 1000;

/* Fen of "1,200.5"; undefined: it isn't an amount. */
export function toFen(text: string): bigint | undefined {
  const found = NUMBER.exec(plain(text));
  const [, sign = "", whole = "", decimals = ""] = found ?? [];
  if (!found || decimals.replace(/0+$/, "").length > 2) return undefined;
  const fen = BigInt(whole.replaceAll(",", "")) * 100n + BigInt(decimals.padEnd(2, "0").slice(0, 2));
  return sign ? -fen : fen;
}

function amountFault(about: CatalogueFact, text: string): Text | undefined {
  const found = NUMBER.exec(plain(text));
  if (!found) return ["不是数字，只填数字，例如 1200.50", "no number; write it like 1200.50"];
  if ((found[2] ?? "").replaceAll(",", "").replace(/^0+/, "").length > WHOLE_DIGITS) return ["数值过大，请核对位数", "too large; count the digits"];
  const fen = toFen(text);
  if (fen === undefined) return ["金额精确到分，至多两位小数", "amounts have at most two decimals"];
  if (about.type === "integer" && fen % 100n !== 0n) return ["请填整数", "needs a whole number"];
  const [least, most] = [about.min, about.max].map((limit) => (limit === null ? undefined : toFen(limit)));
  if (least !== undefined && fen < least) return least === 0n ? ["不能为负数", "can't be negative"] : [`不能小于 ${about.min}`, `at least ${about.min}`];
  if (most !== undefined && fen > most) return [`不能大于 ${about.max}`, `at most ${about.max}`];
  return undefined;
}

/* What is wrong with a text, as far as it can be told here; the server has the last word. */
export function faultOf(about: CatalogueFact, text: string | undefined, today: string): Text | undefined {
  if (!text?.trim()) return undefined;
  switch (about.type) {
    case "money":
    case "integer":
      return amountFault(about, text);
    case "id_no": {
      const read = readNumber(text, today);
      return "fault" in read ? read.fault : undefined;
    }
    case "date":
      if (about.id === "birth_date" && text > today) return ["出生日期不能在今天之后", "nobody is born after today"];
      return undefined;
    case "text":
      return new TextEncoder().encode(text).length > TEXT_BYTES ? ["文字过长，请写短些", "too long"] : undefined;
    default:
      return undefined;
  }
}

/* Against the identity number that stands in the same form. */
export function numberFault(attribute: string, text: string | undefined, number: string | undefined, today: string): Text | undefined {
  const read = readNumber(number ?? "", today);
  if (!text || "fault" in read) return undefined;
  if (attribute === "birth_date" && text !== read.birth)
    return [`与公民身份号码不符（号码为 ${read.birth}）`, `the identity number says ${read.birth}`];
  if (attribute === "sex" && text !== read.sex) return ["与公民身份号码不符", "the identity number says otherwise"];
  return undefined;
}

/* One fact as a form has it: covered or unknown ones are empty. */
export function textOf(fact: Pick<Fact, "state" | "value"> | undefined): string | undefined {
  return fact?.state === "known" ? (fact.value ?? undefined) : undefined;
}

export function textsOf(facts: Facts | undefined): Values {
  return Object.fromEntries(Object.entries(facts ?? {}).map(([attribute, fact]) => [attribute, textOf(fact)]));
}

function same(about: CatalogueFact | undefined, a: string | undefined, b: string | undefined) {
  const [left, right] = [a?.trim() ?? "", b?.trim() ?? ""];
  if (left === right) return true;
  if (about?.type !== "money" && about?.type !== "integer") return false;
  const [fen, other] = [toFen(left), toFen(right)];
  return fen !== undefined && fen === other;
}

/* Of a form that began with what is known: the texts that are other ones now. */
export function changed(catalogue: readonly CatalogueFact[], known: Values, now: Values): Values {
  const all = catalogue.filter((about) => !same(about, known[about.id], now[about.id]));
  return Object.fromEntries(all.map((about) => [about.id, now[about.id]?.trim() ?? ""]));
}

/* As the API takes it: what was emptied is taken back. */
export function entered(values: Values): Entered[] {
  return Object.entries(values).flatMap(([attribute, text]): Entered[] =>
    text === undefined ? [] : text.trim() === "" ? [{ attribute, withdraw: true }] : [{ attribute, value: text.trim() }],
  );
}

/* The same where nothing was known before: empty is nothing stated. */
export function stated(values: Values | undefined): Entered[] {
  return entered(Object.fromEntries(Object.entries(values ?? {}).filter(([, text]) => text?.trim())));
}

export type Place = (string | number)[];

/* Where a form has what the server found: its values lie under "values" by attribute, those of
 * members under "members". undefined: it has no such field. */
export function fieldOf({ place, attribute }: Fault): Place | undefined {
  const parts = place.split("/").slice(1);
  const [first, at] = parts;
  const member = first === "members" ? ["members", Number(at)] : [];
  const within = first === "members" ? parts[2] : first;
  if (attribute && (!within || within === "values")) return [...member, "values", attribute];
  return first && parts.length === 1 ? [first] : undefined;
}
