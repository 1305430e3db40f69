/* Every figure of today and the scenarios, with its difference and its target. */
import { formatFen, formatNumber, formatPercent } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { Panel } from "~/parts/Panel";
import { Scroll } from "~/parts/Scroll";
import { signed, type Named } from "./charts";
import { figuresOf, met, type Figure } from "./figures";
import s from "./simulation.module.css";

export const figureNames: Record<Figure["id"], Text> = {
  bill: ["月支出（元）", "Bill a month (yuan)"],
  households: ["保障户数", "Households supported"],
  people: ["保障人数", "People supported"],
  incidence: ["低收入人口发生率", "Incidence of low income"],
  urban: ["城镇补差水平", "Urban top-up level"],
  rural: ["农村补差水平", "Rural top-up level"],
  poor: ["保障后仍低于标准的人", "People below the line after benefit"],
  gap: ["保障后的贫困缺口", "Poverty gap after benefit"],
  gini: ["保障后的基尼系数", "Gini after benefit"],
  open: ["未定、出错的户", "Households undecided or failed"],
};

export function told(f: Figure, value: number | null) {
  if (value === null) return "—";
  if (f.kind === "fen") return formatFen(value);
  if (f.id === "gini") return value.toFixed(4);
  return f.kind === "share" ? formatPercent(value) : formatNumber(value);
}

export function difference(f: Figure) {
  if (f.before === null || f.after === null) return "—";
  const d = f.after - f.before;
  if (f.id === "gini") return signed(d, (n) => n.toFixed(4));
  if (f.kind === "share") return signed(d * 100, (n) => `${n.toFixed(2)}`);
  return signed(d, f.kind === "fen" ? formatFen : (n) => formatNumber(n));
}

export function Keys({ all }: { all: readonly Named[] }) {
  const t = useT();
  const sides = all.map(({ live }) => figuresOf(live));
  const rows = sides[0] ?? [];
  const bill = rows.find((f) => f.id === "bill");
  return (
    <Panel title={t("主要数字", "Figures")}>
      <Scroll>
        <table className={s.keys}>
          <thead>
            <tr>
              <th scope="col">{t("每月", "A month")}</th>
              <th scope="col">{t("现行", "Today")}</th>
              {all.map(({ name }) => [
                <th key={name} scope="col">{name}</th>,
                <th key={`${name}-`} scope="col">{t("变化", "Change")}</th>,
              ])}
              <th scope="col">{t("目标", "Target")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((f, i) => (
              <tr key={f.id} data-figure={f.id}>
                <th scope="row">{t(...figureNames[f.id])}</th>
                <td>{told(f, f.before)}</td>
                {sides.map((side, k) => {
                  const of = side[i] ?? f;
                  return [
                    <td key={k} data-met={met(of) ?? undefined} data-side={k}>{told(of, of.after)}{met(of) === false && <span className="for-readers">{t("（未达到目标）", " (target not met)")}</span>}</td>,
                    <td key={`${k}-`} className={s.change}>{difference(of)}{f.kind === "share" && f.id !== "gini" && of.before !== null && <small> {t("个百分点", "pp")}</small>}</td>,
                  ];
                })}
                <td>{f.target === null || f.target === undefined ? "" : `${f.atMost ? "≤" : "≥"} ${formatPercent(f.target, 0)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {bill && bill.before !== null && bill.after !== null && bill.before > 0 && (
        <p className="soft">
          {t(`月支出变化 ${signed((bill.after - bill.before) / bill.before, (n) => formatPercent(n, 1))}；一年约 ${signed((bill.after - bill.before) * 12, formatFen)} 元。`, `The bill changes by ${signed((bill.after - bill.before) / bill.before, (n) => formatPercent(n, 1))}; about ${signed((bill.after - bill.before) * 12, formatFen)} yuan a year.`)}
        </p>
      )}
    </Panel>
  );
}
