/* What somebody chose to import and how, as it is typed, as the API takes it, and as a job tells it. */
import type { InitOf } from "~/api/use";
import type { Text } from "~/base/language";
import { isOver, type Job } from "~/parts/job";

export type Kind = "households" | "people" | "feed";
export type Body = NonNullable<InitOf<"post", "/imports">>["body"];

export interface Choices {
  kind: Kind;
  valid_from?: string; // of households and people
  complete?: boolean; // of people
  sheet?: string;
  feed?: string; // the others: of a department's feed
  received?: string;
  division?: string;
  rows?: number;
  nobody?: boolean;
}

export const kinds: Record<Kind, { name: Text; says: Text }> = {
  households: { name: ["户", "Households"], says: ["一户一行：区划、住房、财产、支出、致贫原因等", "A row for each household: division, dwelling, assets, expenses, causes of poverty"] },
  people: { name: ["人员", "People"], says: ["一人一行：身份、收入、残疾、健康、就学、劳动能力等；所在的户要先导入", "A row for each person: identity, income, disability, health, schooling, work; import the households first"] },
  feed: { name: ["部门数据", "Department data"], says: ["税务、社保、车辆、户籍等部门送来的数据，用于核对", "What tax, social insurance, vehicle registration, police … have sent, for verification"] },
};

/* Only what belongs to its kind: what was typed for another one stays in the form. */
export function bodyOf(c: Choices, uploads: readonly number[]): Body {
  const body: Body = { kind: c.kind, uploads: [...uploads], dry_run: true, complete: false, nobody: false, errors_as: "csv" };
  const sheet = c.sheet?.trim();
  if (sheet) body.sheet = sheet;
  if (c.kind !== "feed") {
    if (c.valid_from) body.valid_from = c.valid_from;
    if (c.kind === "people" && c.complete) body.complete = true;
    return body;
  }
  body.feed = c.feed;
  if (c.received) body.received = c.received;
  if (c.division) body.division = c.division;
  if (c.rows) body.rows = c.rows;
  if (c.nobody) body.nobody = true;
  return body;
}

interface Input extends Choices {
  uploads: number[];
  dry_run: boolean;
  of?: number; // the dry run that it makes good
}

/* Of an import that is one's own. */
export function inputOf(job: Job): Input | undefined {
  const input = job.input as Partial<Input> | null;
  if (!input || !job.kind.startsWith("import.") || !input.kind) return undefined;
  return { ...input, kind: input.kind, uploads: input.uploads ?? [], dry_run: input.dry_run ?? false };
}

const counted = ["rows", "added", "changed", "unchanged", "rejected", "warnings", "ended", "matched", "people", "candidates", "outside", "others", "notes"] as const;
export type Count = (typeof counted)[number];

export interface Result {
  counts: Partial<Record<Count, number>>;
  files: string[];
  errorsFile: string | undefined;
  reportFile: string | undefined;
  delivery: number | undefined;
  reference: string | undefined; // data as of
}

export function resultOf(job: Job): Result | undefined {
  const r = job.result;
  if (!isOver(job) || !r) return undefined;
  const text = (name: string) => (typeof r[name] === "string" ? r[name] : undefined);
  const number = (name: string) => (typeof r[name] === "number" ? r[name] : undefined);
  const counts: Result["counts"] = {};
  for (const name of counted) {
    const n = number(name);
    if (n !== undefined) counts[name] = n;
  }
  return {
    counts,
    files: Array.isArray(r["files"]) ? r["files"].map(String) : [],
    errorsFile: text("errors_file"),
    reportFile: text("report_file"),
    delivery: number("delivery"),
    reference: text("reference"),
  };
}

/* Whether anything would come in: rows may all be rejected. */
export function brings(result: Result) {
  const { rows = 0, rejected = 0 } = result.counts;
  return rows > rejected;
}
