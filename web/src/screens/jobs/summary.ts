/* What a job was asked for and what came of it, in lines that people read; and where it is shown in
 * full. */
import { formatFen, formatNumber } from "~/base/format";
import type { Text } from "~/base/language";
import type { Job } from "~/parts/job";

export interface Line {
  key: string;
  label: Text;
  value: Text;
}

/* Codes and digests say nothing to people; files stand in a list of their own. */
const silent = new Set(["digest", "hash", "register_id", "uploads", "file", "errors_file", "report_file", "of", "seed"]);

const names: Record<string, Text> = {
  kind: ["种类", "Kind"],
  as_of: ["认定日期", "As of"],
  valid_from: ["自何日有效", "Valid from"],
  received: ["收到日期", "Received"],
  division: ["区划", "Division"],
  reason: ["理由", "Reason"],
  format: ["格式", "Format"],
  list: ["内容", "Content"],
  dry_run: ["只检查、不写入", "Checked only"],
  complete: ["名单完整", "Complete list"],
  changed: ["有变动", "Changed"],
  commit: ["正式", "For good"],
  supersede: ["取代当日已有的", "In place of that day's"],
  source: ["来源", "Source"],
  files: ["文件", "Files"],
  run: ["认定", "Determination"],
  delivery: ["数据批次", "Delivery"],
  verification: ["核对编号", "Verification no."],
  sample: ["样本编号", "Sample no."],
  size: ["样本数", "Size"],
  proposal: ["提案", "Proposal"],
  rows: ["行数", "Rows"],
  added: ["新增", "Added"],
  unchanged: ["没有变化", "Unchanged"],
  rejected: ["有错未导入", "Rejected"],
  warnings: ["提醒", "Warnings"],
  ended: ["已结束", "Ended"],
  matched: ["对上的", "Matched"],
  people: ["人数", "People"],
  candidates: ["疑似同一人", "Candidates"],
  outside: ["管辖外的", "Outside of the area"],
  others: ["不在册的", "Not registered"],
  notes: ["说明", "Notes"],
  households: ["户数", "Households"],
  decided: ["已决定", "Decided"],
  undecided: ["未决定", "Undecided"],
  failed: ["出错", "Failed"],
  balanced: ["对账平", "Balanced"],
  monthly_bill_fen: ["每月金额（元）", "Monthly bill (yuan)"],
  decided_again: ["重新决定的户", "Decided again"],
  with_items: ["有核对事项的户", "With findings"],
  items: ["核对事项", "Findings"],
  opened: ["新发现", "New"],
  kept: ["仍在", "Still there"],
  gone: ["已消除", "Gone"],
  category_changes: ["类别可能变化", "Category would change"],
  amount_changes: ["金额可能变化", "Amount would change"],
  amount_sum_fen: ["金额变化合计（元）", "Sum of changes (yuan)"],
  arrears_fen: ["应补发（元）", "Arrears (yuan)"],
  recovery_fen: ["多发（元）", "Overpaid (yuan)"],
  errors: ["错误", "Errors"],
  passed: ["测试通过", "Tests passed"],
  covered: ["在保", "Covered"],
  eligible: ["符合条件", "Eligible"],
  missing: ["应保未保", "Eligible, not covered"],
  leave: ["不应保而保", "Covered, not eligible"],
  missing_amount_fen: ["应保未保金额（元）", "Amount missing (yuan)"],
  leave_amount_fen: ["不应保而保金额（元）", "Amount to end (yuan)"],
  all: ["合计", "In all"],
  looked_at: ["看过", "Looked at"],
  same: ["相同", "The same"],
  differ: ["不同", "Different"],
  open: ["未定", "Open"],
  pairs: ["比对", "Pairs"],
  both: ["两边都有", "On both"],
  left: ["左边名单", "Left list"],
  right: ["右边名单", "Right list"],
  label: ["名称", "Name"],
  paired: ["对上的", "Paired"],
  only: ["只此一边", "Only here"],
  possible: ["可能对上", "Possibly"],
  doubled: ["重复", "Doubled"],
  unreadable: ["读不出", "Unreadable"],
  entered: ["已录入", "Entered"],
  not_found: ["没有找到", "Not found"],
  filter: ["筛选", "Filter"],
  scenarios: ["方案", "Scenarios"],
};

const YES: Text = ["是", "yes"];
const NO: Text = ["否", "no"];
const checks = new Set(["balanced"]); // "no" says something, as it doesn't of what wasn't asked for

function valueOf(key: string, value: string | number | boolean): Text {
  if (typeof value === "boolean") return value ? YES : NO;
  const text = typeof value === "number" ? (key.endsWith("_fen") ? formatFen(value) : formatNumber(value)) : value;
  return [text, text];
}

function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/* Values and lists of values; objects by their parts, one level down. Larger tables are for screens
 * of their own. */
export function linesOf(told: Readonly<Record<string, unknown>> | null, above?: { key: string; label: Text }): Line[] {
  return Object.entries(told ?? {}).flatMap(([name, value]): Line[] => {
    if (silent.has(name) || value === "" || value === null || (value === false && !checks.has(name))) return [];
    const own = names[name] ?? [name, name];
    const key = above ? `${above.key}.${name}` : name;
    const label: Text = above ? [`${above.label[0]} · ${own[0]}`, `${above.label[1]} · ${own[1]}`] : own;
    if (isPlain(value)) return [{ key, label, value: valueOf(name, value) }];
    if (Array.isArray(value)) {
      const plain = value.filter(isPlain).map(String);
      return plain.length > 0 && plain.length === value.length ? [{ key, label, value: [plain.join("、"), plain.join(", ")] }] : [];
    }
    return above ? [] : linesOf(value as Record<string, unknown>, { key, label });
  });
}

/* The screen that shows what a job made. */
export function placeOf({ kind, job, state, result }: Pick<Job, "kind" | "job" | "state" | "result">): { to: string; label: Text } | undefined {
  if (kind.startsWith("import.")) return { to: `/imports/${job}`, label: ["看这次导入", "See the import"] };
  if (state !== "done") return undefined;
  if (kind.startsWith("determine") && isPlain(result?.run)) return { to: `/determinations/${result.run}`, label: ["看这次认定", "See the determination"] };
  if (kind.startsWith("policy.") && isPlain(result?.proposal)) return { to: `/proposals/${result.proposal}`, label: ["看这件提案", "See the proposal"] };
  return undefined;
}
