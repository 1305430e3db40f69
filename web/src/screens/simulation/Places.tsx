/* By place, one level further down; a place's name leads into it. */
import { Link, useLocation } from "react-router";
import { formatFen, formatNumber, formatPercent } from "~/base/format";
import { useT } from "~/base/language";
import { Panel } from "~/parts/Panel";
import { SmallTable } from "~/parts/SmallTable";
import { signed, type Named } from "./charts";
import type { Live } from "./useLive";

type Row = Live["divisions"][number];

interface Props {
  of: Named;
  named: boolean;
}

const VILLAGE = 12; // digits of a village's code; nothing is below it

export function Places({ of: { name, live }, named }: Props) {
  const t = useT();
  const rows = live.divisions.filter((d) => d.households > 0);
  const change = (d: Row) => d.after.amount_fen - d.before.amount_fen;
  const incidence = ({ people, population }: Row["after"]["incidence"]) => (population ? formatPercent(people / population) : "—");
  const deeper = (d: Row) => !d.itself && !(d.code.length === VILLAGE && !d.code.endsWith("000"));
  const by = (of: (d: Row) => number) => (x: Row, y: Row) => of(x) - of(y);
  const number = { align: "right" as const };
  return (
    <Panel title={named ? t(`分地：${name}`, `By place: ${name}`) : t("分地", "By place")}>
      <SmallTable<Row>
        rowKey={(d) => `${d.code} ${d.itself}`}
        dataSource={rows}
        empty={t("这里没有登记的户。", "No household is registered here.")}
        columns={[
          {
            key: "name",
            title: t("地方", "Place"),
            sorter: (x, y) => x.code.localeCompare(y.code),
            render: (_, d) =>
              d.itself ? t("直属本级", "directly under it") : deeper(d) ? <Into code={d.code}>{d.name ?? d.code}</Into> : (d.name ?? d.code),
          },
          { key: "households", title: t("登记户", "Households"), ...number, sorter: by((d) => d.households), render: (_, d) => formatNumber(d.households) },
          { key: "before", title: t("现行（元/月）", "Today (yuan)"), ...number, sorter: by((d) => d.before.amount_fen), render: (_, d) => formatFen(d.before.amount_fen) },
          { key: "after", title: t(`${name}（元/月）`, `${name} (yuan)`), ...number, sorter: by((d) => d.after.amount_fen), render: (_, d) => formatFen(d.after.amount_fen) },
          { key: "change", title: t("变化", "Change"), ...number, sorter: by(change), render: (_, d) => signed(change(d), formatFen) },
          { key: "entered", title: t("新进", "Enter"), ...number, sorter: by((d) => d.changes.entered.households), render: (_, d) => formatNumber(d.changes.entered.households) },
          { key: "left", title: t("退出", "Leave"), ...number, sorter: by((d) => d.changes.left.households), render: (_, d) => formatNumber(d.changes.left.households) },
          { key: "gained", title: t("增加", "Gain"), ...number, sorter: by((d) => d.changes.gained.households), render: (_, d) => formatNumber(d.changes.gained.households) },
          { key: "lost", title: t("减少", "Lose"), ...number, sorter: by((d) => d.changes.lost.households), render: (_, d) => formatNumber(d.changes.lost.households) },
          { key: "incidence", title: t("发生率", "Incidence"), ...number, render: (_, d) => incidence(d.after.incidence) },
          { key: "poor", title: t("保障后低于标准（人）", "Below the line (people)"), ...number, sorter: by((d) => d.after.poor_people), render: (_, d) => formatNumber(d.after.poor_people) },
          { key: "open", title: t("未定、出错", "Open"), ...number, sorter: by((d) => d.changes.open.households), render: (_, d) => formatNumber(d.changes.open.households) },
        ]}
      />
    </Panel>
  );
}

/* The same question one level further down. */
function Into({ code, children }: { code: string; children: string }) {
  const address = new URLSearchParams(useLocation().search);
  address.set("division", code);
  return <Link to={{ search: address.toString() }}>{children}</Link>;
}
