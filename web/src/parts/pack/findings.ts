/* Where a finding of the check lies. Its place names the decision first, then row and column:
 * "类别 第 2 行，第 3 列", "类别 第 2 列", "类别 #2", "row 2, column 3" after the name. */
import type { Text } from "~/base/language";
import type { CheckSummary, Finding } from "./source";

export interface Spot {
  name: string; // of the decision, or whatever else
  row?: number;
  column?: number;
}

const PLACE = /^(.*?)(?: (?:#(\d+)|(?:(?:第 (\d+) 行|row (\d+))(?:，|, )?)?(?:第 (\d+) 列|column (\d+))?))?$/;

export function spotOf({ place }: Pick<Finding, "place">): Spot {
  const [, name = place, mark, zhRow, enRow, zhColumn, enColumn] = PLACE.exec(place) ?? [];
  const row = mark ?? zhRow ?? enRow;
  const column = zhColumn ?? enColumn;
  return { name, ...(row && { row: Number(row) }), ...(column && { column: Number(column) }) };
}

export function spotText({ name, row, column }: Spot): Text {
  return [
    [name, row && `第 ${row} 行`, column && `第 ${column} 列`].filter(Boolean).join(" "),
    [name, row && `row ${row}`, column && `column ${column}`].filter(Boolean).join(", "),
  ];
}

/* What was found in each row of a decision's table. */
export function marksOf(findings: readonly Finding[], decision: string, t: (zh: string, en: string) => string) {
  const marks = new Map<number, string>();
  for (const f of findings) {
    const spot = spotOf(f);
    if (spot.name !== decision || !spot.row) continue;
    const before = marks.get(spot.row);
    marks.set(spot.row, (before ? `${before}\n` : "") + t(f.message, f.message_en));
  }
  return marks;
}

/* With errors nothing is tested. */
export function faultsText({ errors, failed }: Pick<CheckSummary, "errors" | "failed">): Text {
  if (errors) return [`${errors} 处错误，还不能测试`, `${errors} errors: not tested`];
  return [`${failed} 个案例未通过`, `${failed} cases fail`];
}
