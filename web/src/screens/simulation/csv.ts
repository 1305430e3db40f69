/* The result as a table for spreadsheets: sums only, nobody is in it. */
import { csv, type Cell } from "~/base/csv";
import type { T } from "./charts";
import { figuresOf } from "./figures";
import { figureNames } from "./Keys";
import type { Live } from "./useLive";

function yuan(fen: number) {
  return (fen / 100).toFixed(2);
}

export function csvOf(live: Live, name: string, other: Live | undefined, otherName: string, t: T): string {
  const sides = [live, ...(other ? [other] : [])];
  const figures = sides.map(figuresOf);
  const value = (kind: string, n: number | null | undefined) => (n === null || n === undefined ? null : kind === "fen" ? yuan(n) : n);
  const rows: Cell[][] = [
    [t("部分", "part"), t("项目", "item"), t("现行", "today"), name, ...(other ? [otherName] : [])],
    ...(figures[0] ?? []).map((f, i) => [t("数字", "figures"), t(...figureNames[f.id]), value(f.kind, f.before), ...figures.map((side) => value(f.kind, side[i]?.after))]),
    ...live.categories.flatMap((c, i) => [
      [t("类别：户", "category: households"), c.category, c.before.households, ...sides.map((x) => x.categories[i]?.after.households ?? null)],
      [t("类别：元/月", "category: yuan"), c.category, yuan(c.before.amount_fen), ...sides.map((x) => yuan(x.categories[i]?.after.amount_fen ?? 0))],
    ]),
    ...live.changes.map((c, i) => [t("待遇变化：户", "change: households"), c.change, null, ...sides.map((x) => x.changes[i]?.households ?? null)]),
    ...live.flows.map((f) => [t("流向：户", "flow: households"), `${f.from} → ${f.to}`, null, ...sides.map((x) => x.flows.find((y) => y.from === f.from && y.to === f.to)?.households ?? 0)]),
    ...live.divisions.map((d, i) => [t("分地：元/月", "place: yuan"), `${d.code} ${d.name ?? ""}`, yuan(d.before.amount_fen), ...sides.map((x) => yuan(x.divisions[i]?.after.amount_fen ?? 0))]),
    [t("依据", "basis"), t("认定日", "as of"), live.as_of, t(`截至变更 ${live.seq}`, `up to change ${live.seq}`)],
  ];
  return csv(rows);
}
