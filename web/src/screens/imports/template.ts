/* The file to begin with: headers of all columns, and nothing else. */
import type { AnswerOf } from "~/api/use";
import type { Text } from "~/base/language";
import type { Catalogue } from "~/parts/catalogue";
import type { Kind } from "./choices";

type Source = AnswerOf<"get", "/sources/{name}">;

export interface ColumnAbout {
  name: string;
  required: boolean;
  how: Text; // to write it
  empty: Text; // what an empty cell means
}

const required: Record<"households" | "people", readonly string[]> = { households: ["household_no", "division"], people: ["household_no", "name", "id_no"] };

const DATE: Text = ["日期，如 2018-06-30", "date like 2018-06-30"];

const types: Record<string, Text> = {
  text: ["文字", "text"],
  code: ["文字", "text"],
  group: ["编号，同一户的各行相同", "a number that rows of one household share"],
  number: ["数字", "number"],
  division: ["统计用区划代码，县、镇或村", "division code of a county, town or village"],
  integer: ["整数", "whole number"],
  boolean: ["是、否", "yes, no (是, 否)"],
  money: ["数字，至多两位小数，不带单位", "number, at most two decimals, no unit"],
  date: DATE,
  day: DATE,
  birth: DATE,
  from: DATE,
  to: DATE,
  month: ["月份，如 2018-06", "month like 2018-06"],
  year: ["年份，如 2018", "year like 2018"],
  id_no: ["18 位公民身份号码，按文本保存", "identity number of 18 characters, kept as text"],
  name: ["姓名", "name"],
};

export function columnsOf(kind: Kind, catalogue: Catalogue | undefined, source: Source | undefined): ColumnAbout[] {
  if (kind === "feed") return (source?.columns ?? []).map(ofSource);
  const entity = kind === "households" ? "household" : "person";
  return (catalogue?.facts ?? []).filter((f) => f.entity === entity).map((f) => ofFact(f, required[kind]));
}

function ofFact(f: Catalogue["facts"][number], needed: readonly string[]): ColumnAbout {
  const codes = f.codes.map((c) => c.label).join("、");
  const several = f.type === "codes";
  const how: Text = codes
    ? [several ? `${codes}；几项用 ; 隔开` : codes, several ? `${codes}; several with ; between` : codes]
    : withUnit(types[f.type] ?? [f.type, f.type], f.unit, f.unit_en);
  return { name: f.label, required: needed.includes(f.id), how, empty: meaning(f.absent, f.codes) };
}

function withUnit([zh, en]: Text, unit: string, unitEn: string): Text {
  return [unit ? `${zh}（${unit}）` : zh, unitEn ? `${en} (${unitEn})` : en];
}

function meaning(absent: string | null, codes: Catalogue["facts"][number]["codes"]): Text {
  if (absent === null) return ["未知", "unknown"];
  const code = codes.find((c) => c.code === absent);
  if (code) return [code.label, code.label_en];
  if (absent === "false") return ["否", "no"];
  if (absent === "true") return ["是", "yes"];
  return absent === "" || absent === "none" ? ["无", "none"] : [absent, absent];
}

function ofSource(c: Source["columns"][number]): ColumnAbout {
  const how: Text = c.words.length > 0 ? [c.words.join("、"), c.words.join(", ")] : (types[c.type] ?? [c.type, c.type]);
  const aliases = c.aliases.join("、");
  return {
    name: c.name,
    required: c.required,
    how: aliases ? [`${how[0]}；列名也可写 ${aliases}`, `${how[1]}; also headed ${aliases}`] : how,
    empty: c.absent === null ? ["未知", "unknown"] : [c.absent || "无", c.absent || "none"],
  };
}

/* With a byte order mark: spreadsheet programs take it for UTF-8 then. */
export function templateOf(columns: readonly ColumnAbout[]) {
  const cells = columns.map(({ name }) => (/[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return `\ufeff${cells.join(",")}\r\n`;
}
