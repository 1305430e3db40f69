/* The balance and the figures of a run, as the command line prints them. */
import { Alert } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { components } from "~/api/made/schema";
import { formatFen, formatNumber } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { EmptyNote } from "~/parts/EmptyNote";
import { runChanges, type RunChange } from "~/parts/outcome";
import { Panel } from "~/parts/Panel";
import { Scroll } from "~/parts/Scroll";
import s from "./determination.module.css";

export type Run = components["schemas"]["RunFigures"];
export type FiguresOf = NonNullable<Run["figures"]>;

type Cell = number | boolean | null | undefined;

export const countOf = (cell: Cell) => (typeof cell === "number" ? cell : 0);
const fenOf = (yuan: Cell) => Math.round(countOf(yuan) * 100); // the API's figures are in yuan

const indicators: Record<string, { name: Text; goal: "≤" | "≥" }> = {
  incidence: { name: ["低收入人口发生率", "Low-income incidence"], goal: "≤" },
  topup_level_urban: { name: ["城镇补差水平", "Top-up level, urban"], goal: "≥" },
  topup_level_rural: { name: ["农村补差水平", "Top-up level, rural"], goal: "≥" },
  targets_above_share: { name: ["开发对象收入达标户", "Targets above the income share"], goal: "≥" },
};

export function Figures({ run, division }: { run: Run; division: string | undefined }) {
  const t = useT();
  const { figures } = run;
  if (!figures)
    return (
      <Panel>
        <EmptyNote title={t("这次认定没有统计", "This run kept no figures")}>
          {t("较早版本的程序没有保留统计；逐户结果仍可查看。", "It was made by an earlier version; its results by household are there.")}
        </EmptyNote>
      </Panel>
    );
  const below = division ? `&division=${division}` : "";
  const list = (filter: string) => `/determinations/${run.run}?tab=results&${filter}${below}`;
  return (
    <>
      <Balance figures={figures} list={list} />
      <div className={s.pair}>
        <Categories figures={figures} list={list} />
        <Standings figures={figures} list={list} />
        <Indicators figures={figures} />
        <ChangesOf figures={figures} />
      </div>
      <p className="no-print">
        <Link to={`/?run=${run.run}${below}`}>{t("各地各类人口见总览", "People by place: see the overview")}</Link>
      </p>
    </>
  );
}

function Balance({ figures, list }: { figures: FiguresOf; list: (filter: string) => string }) {
  const t = useT();
  const [b] = figures.balance;
  if (!b) return null;
  const parts = [
    { name: t("已定", "decided"), n: countOf(b.decided), to: undefined },
    { name: t("未定", "undecided"), n: countOf(b.undecided), to: list("category=undecided") },
    { name: t("出错", "failed"), n: countOf(b.failed), to: list("category=failed") },
  ];
  return (
    <Panel title={t("平衡", "Balance")}>
      {b.balanced !== true && (
        <Alert
          className={s.note}
          type="error"
          showIcon
          title={t("不平衡：各项之和不等于户数，不能提交", "Out of balance: the parts don't add up to the households; it can't be committed")}
          description={t("请把本次认定的编号告诉系统管理员。", "Tell the administrator the number of this run.")}
        />
      )}
      <div className={s.balance}>
        <Term name={t("应认定", "to decide")} n={countOf(b.households)} />
        {parts.map((p, i) => (
          <span key={p.name} className={s.term}>
            <span className={s.sign}>{i === 0 ? "=" : "+"}</span>
            <Term name={p.name} n={p.n} to={p.n > 0 ? p.to : undefined} />
          </span>
        ))}
        {b.balanced === true && <span className={s.good}>✓ {t("平衡", "balanced")}</span>}
        <span className={s.bill}>
          {t("月发放合计", "Paid a month")} <strong>{formatFen(fenOf(b.monthly_bill))}</strong> {t("元", "yuan")}
        </span>
      </div>
    </Panel>
  );
}

function Term({ name, n, to }: { name: string; n: number; to?: string }) {
  const t = useT();
  return (
    <span className={s.figure}>
      <strong>{to ? <Link to={to}>{formatNumber(n)}</Link> : formatNumber(n)}</strong>
      <small>
        {name}
        {t("（户）", "")}
      </small>
    </span>
  );
}

function Rows({ title, head, rows }: { title: string; head: ReactNode[]; rows: ReactNode[][] }) {
  return (
    <Panel title={title}>
      <Scroll>
        <table className={s.table}>
          <thead>
            <tr>
              {head.map((h, i) => (
                <th key={i} scope="col">{h}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (j === 0 ? <th key={j} scope="row">{cell}</th> : <td key={j}>{cell}</td>))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

interface ListProps {
  figures: FiguresOf;
  list: (filter: string) => string;
}

function Categories({ figures, list }: ListProps) {
  const t = useT();
  const code = useCodes();
  const people = (households: Cell, n: Cell) => `${formatNumber(countOf(households))} / ${formatNumber(countOf(n))}`;
  const unknown = figures.categories.some((c) => countOf(c.unknown_households) > 0);
  return (
    <Rows
      title={t("类别", "Categories")}
      head={[
        t("类别", "Category"),
        t("户", "Households"),
        t("人", "People"),
        t("城镇 户/人", "Urban hh./people"),
        t("农村 户/人", "Rural hh./people"),
        ...(unknown ? [t("户口不明 户/人", "Unknown hh./people")] : []),
        t("月发放（元）", "Yuan a month"),
      ]}
      rows={figures.categories.map((c) => [
        code("category", c.category),
        countOf(c.households) > 0 ? <Link to={list(`category=${c.category}`)}>{formatNumber(countOf(c.households))}</Link> : "0",
        formatNumber(countOf(c.people)),
        people(c.urban_households, c.urban_people),
        people(c.rural_households, c.rural_people),
        ...(unknown ? [people(c.unknown_households, c.unknown_people)] : []),
        formatFen(fenOf(c.monthly_amount)),
      ])}
    />
  );
}

function Standings({ figures, list }: ListProps) {
  const t = useT();
  const code = useCodes();
  return (
    <Rows
      title={t("保障去向", "Standing")}
      head={[t("去向", "Standing"), t("户", "Households"), t("人", "People"), t("月发放（元）", "Yuan a month")]}
      rows={figures.standings.map((x) => [
        code("standing", x.standing),
        countOf(x.households) > 0 ? <Link to={list(`standing=${x.standing}`)}>{formatNumber(countOf(x.households))}</Link> : "0",
        formatNumber(countOf(x.people)),
        formatFen(fenOf(x.monthly_amount)),
      ])}
    />
  );
}

function Indicators({ figures }: { figures: FiguresOf }) {
  const t = useT();
  const percent = (v: Cell) => (typeof v === "number" ? `${v}%` : "—");
  return (
    <Rows
      title={t("指标", "Indicators")}
      head={[t("指标", "Indicator"), t("数值", "Value"), t("目标", "Target"), t("达标", "Met"), t("依据", "Source")]}
      rows={figures.indicators.map((i) => {
        const about = indicators[i.indicator ?? ""];
        return [
          about ? t(...about.name) : i.indicator,
          typeof i.value === "number" ? percent(i.value) : <span className="soft">{t("缺基数", "no base")}</span>,
          typeof i.target === "number" ? `${about?.goal ?? ""}${i.target}%` : "—",
          i.met === true ? t("达到", "met") : i.met === false ? <strong className={s.bad}>{t("未达到", "not met")}</strong> : "—",
          <span key="source" className="soft">
            {(i.source ?? "")
              .split(";")
              .map((x) => (x === "sample" ? t("样例值", "sample value") : x))
              .join(t("；", "; "))}
          </span>,
        ];
      })}
    />
  );
}

function ChangesOf({ figures }: { figures: FiguresOf }) {
  const t = useT();
  const nameOf = (change: string) => {
    const known = runChanges[(change === "grace" ? "into_grace" : change) as RunChange] as Text | undefined;
    return known ? t(...known) : change;
  };
  return (
    <Rows
      title={t("与上次相比", "Against what stood before")}
      head={[t("变动", "Change"), t("户", "Households")]}
      rows={figures.changes.map((c) => [nameOf(c.change ?? ""), formatNumber(countOf(c.households))])}
    />
  );
}
