/* A run against another: who moved from where to where, who gains and loses, household by household. */
import { Segmented, Select } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useGet } from "~/api/use";
import { counted, formatFen, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { Chart, type ChartOption } from "~/parts/Chart";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { EmptyNote } from "~/parts/EmptyNote";
import { Money } from "~/parts/Money";
import { categoryColor, fares, type Category, type Fare } from "~/parts/outcome";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { Scroll } from "~/parts/Scroll";
import { Standing } from "~/parts/Standing";
import s from "./determination.module.css";
import { linksOf, matrixOf, runName, type Comparison, type Unit } from "./flows";

interface Props {
  run: string;
  division: string | undefined;
}

export function Changes({ run, division }: Props) {
  const t = useT();
  const [parameters] = useSearchParams();
  const before = parameters.get("before") ?? undefined;
  const query = { division, before };
  const comparison = useGet("/determinations/{run}/comparison", { params: { path: { run }, query } });
  // the first run of all has nothing before it
  if (comparison.error?.status === 404 && !before)
    return (
      <Panel>
        <EmptyNote title={t("没有更早的认定可比", "There is no earlier run to compare with")}>
          {t("这是第一次认定；下一次可以与它比较。", "This is the first; the next one can be compared with it.")}
        </EmptyNote>
      </Panel>
    );
  return (
    <Read from={comparison}>
      {(c) => (
        <>
          <Panel
            title={`${t(...runName(c.before.run))} (${c.before.as_of}) → ${t(...runName(c.after.run))} (${c.after.as_of})`}
            extra={<Before run={run} now={c.before.run} />}
          >
            <p>
              {t(
                `共 ${formatNumber(c.all.households)} 户，${formatNumber(c.differ)} 户有变化；月发放 ${formatFen(c.all.amount_before_fen)} → ${formatFen(c.all.amount_after_fen)} 元，${signed(c.all.difference_fen)} 元。`,
                `${counted(c.all.households, "household")}, of which ${formatNumber(c.differ)} differ; ${formatFen(c.all.amount_before_fen)} → ${formatFen(c.all.amount_after_fen)} yuan a month, ${signed(c.all.difference_fen)}.`,
              )}
            </p>
            <Fares comparison={c} />
          </Panel>
          <Flows comparison={c} />
          <Differing run={run} division={division} before={before} />
        </>
      )}
    </Read>
  );
}

function signed(fen: number) {
  return fen > 0 ? `+${formatFen(fen)}` : formatFen(fen);
}

/* Which run it is compared with. */
function Before({ run, now }: { run: string; now: string }) {
  const t = useT();
  const go = useNavigate();
  const [parameters] = useSearchParams();
  const runs = useGet("/determinations", { params: { query: { limit: 50 } } });
  const options = (runs.data?.items ?? [])
    .filter((r) => r.run !== run)
    .map((r) => ({ value: r.run, label: t(`第 ${r.run} 次（${r.as_of}）`, `Run ${r.run} (${r.as_of})`) }));
  if (options.length < 2) return null;
  return (
    <label className="no-print">
      {t("与哪一次比：", "Compared with: ")}
      <Select
        value={now}
        options={options}
        popupMatchSelectWidth={false}
        onChange={(next) => {
          const query = new URLSearchParams(parameters);
          query.set("before", next);
          void go({ search: query.toString() }, { preventScrollReset: true });
        }}
      />
    </label>
  );
}

function Fares({ comparison }: { comparison: Comparison }) {
  const t = useT();
  const used = comparison.changes.filter((c) => c.households > 0);
  return (
    <Scroll label={t("变化汇总", "Changes in sum")}>
      <table className={s.table}>
        <thead>
          <tr>
            <th scope="col">{t("变化", "Change")}</th>
            <th scope="col">{t("户", "Households")}</th>
            <th scope="col">{t("人", "People")}</th>
            <th scope="col">{t("此前（元/月）", "Before (yuan)")}</th>
            <th scope="col">{t("此次（元/月）", "After (yuan)")}</th>
            <th scope="col">{t("相差（元/月）", "Difference")}</th>
          </tr>
        </thead>
        <tbody>
          {used.map((c) => (
            <tr key={c.change}>
              <th scope="row">{t(...fares[c.change as Fare])}</th>
              <td>{formatNumber(c.households)}</td>
              <td>{formatNumber(c.people)}</td>
              <td>{formatFen(c.amount_before_fen)}</td>
              <td>{formatFen(c.amount_after_fen)}</td>
              <td>{signed(c.difference_fen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Flows({ comparison }: { comparison: Comparison }) {
  const t = useT();
  const code = useCodes();
  const [unit, setUnit] = useState<Unit>("households");
  const named = (c: string) => (c === "absent" ? t("不在册", "not there") : code("category", c));
  const colorOf = (c: string) => c === "absent" ? "#e2dfd7" : categoryColor[c as Category];
  const matrix = matrixOf(comparison.categories, unit);
  const { nodes, links, moved } = linksOf(comparison.categories, unit);
  const option: ChartOption = {
    animation: false, // it would uncover the drawing from the left, and be cut off by a change of size
    tooltip: { confine: true },
    series: [
      {
        type: "sankey",
        left: 84,
        right: 84,
        top: 8,
        bottom: 8,
        nodeGap: 14,
        layoutIterations: 0,
        draggable: false,
        emphasis: { focus: "adjacency" },
        lineStyle: { color: "source", opacity: 0.35 },
        data: nodes.map((n) => ({ name: n.name, itemStyle: { color: colorOf(n.code) }, label: { formatter: named(n.code), position: n.side === "before" ? "left" : "right" } })),
        links,
        tooltip: {
          formatter: (p: unknown) => {
            const { name, value } = p as { name: string; value: number };
            const words = name.split(" > ").map((n) => named(n.replace(/^\w+\//, "")));
            return `${words.join(" → ")} ${formatNumber(value)}`;
          },
        },
      },
    ],
  };
  return (
    <Panel
      title={t("类别流向", "From category to category")}
      extra={
        <Segmented<Unit>
          className="no-print"
          aria-label={t("按人口或户数", "Count people or households")}
          value={unit}
          onChange={setUnit}
          options={[
            { value: "households", label: t("户数", "Households") },
            { value: "people", label: t("人口", "People") },
          ]}
        />
      }
    >
      <p className="soft">
        {unit === "households"
          ? t(`${formatNumber(moved)} 户换了类别。行是此前的类别，列是此次的。`, `${counted(moved, "household")} changed category. Rows: before; columns: after.`)
          : t(`${formatNumber(moved)} 人换了类别。行是此前的类别，列是此次的。`, `${counted(moved, "person", "people")} changed category. Rows: before; columns: after.`)}
      </p>
      <Chart
        title={t("此前 → 此次", "Before → after")}
        option={option}
        height={320}
        beside
        table={{
          head: [t("此前＼此次", "before \\ after"), ...matrix.columns.map((c) => named(c.code)), t("合计", "Sum")],
          rows: [
            ...matrix.rows.map((r) => [
              named(r.code),
              ...r.cells.map((n, j) => (
                <span key={j} className={n === 0 ? "soft" : matrix.columns[j]?.code === r.code ? s.same : s.moved}>
                  {n === 0 ? "·" : formatNumber(n)}
                </span>
              )),
              formatNumber(r.sum),
            ]),
            [t("合计", "Sum"), ...matrix.columns.map((c) => formatNumber(c.sum)), formatNumber(matrix.sum)],
          ],
        }}
      />
    </Panel>
  );
}

const PATH = "/determinations/{run}/changes";
type Change = RowOf<typeof PATH>;

function Differing({ run, division, before }: Props & { before: string | undefined }) {
  const t = useT();
  const code = useCodes();
  const side = (r: Change["before"]) => (r ? code("category", r.category) : t("不在册", "not there"));
  const columns: Column<Change>[] = [
    { key: "no", title: ["户号", "Household"], render: (r) => r.household_no, width: 160 },
    { key: "place", title: ["所在地", "Place"], render: (r) => r.place ?? "—" },
    { key: "people", title: ["人口", "People"], render: (r) => r.people, number: true, hidden: true },
    { key: "change", title: ["变化", "Change"], render: (r) => t(...fares[r.change as Fare]) },
    {
      key: "category",
      title: ["类别", "Category"],
      render: (r) => (r.before?.category === r.after?.category ? side(r.after) : `${side(r.before)} → ${side(r.after)}`),
    },
    {
      key: "standing",
      title: ["去向", "Standing"],
      render: (r) => (
        <span className={s.fromTo}>
          {r.before?.standing !== r.after?.standing && (
            <>
              <Standing of={r.before?.standing} />→
            </>
          )}
          <Standing of={r.after?.standing} />
        </span>
      ),
    },
    { key: "amount_before", title: ["此前（元）", "Before"], render: (r) => <Money fen={r.before?.monthly_amount_fen} />, number: true },
    { key: "amount_after", title: ["此次（元）", "After"], render: (r) => <Money fen={r.after?.monthly_amount_fen} />, number: true },
    { key: "difference", title: ["相差", "Difference"], render: (r) => differenceOf(r), number: true },
  ];
  const filters: Filter[] = [
    {
      key: "change",
      kind: "choice",
      label: ["变化", "Change"],
      choices: (["entered", "left", "gained", "lost", "same", "no_amount", "outside", "open"] as const).map((value) => ({ value, label: fares[value] })),
    },
  ];
  return (
    <Panel title={t("有变化的户", "Households that differ")}>
      <DataTable
        id="run-changes"
        path={PATH}
        inPath={{ run }}
        query={{ division, before }}
        columns={columns}
        filters={filters}
        rowKey={(r) => r.household_no}
        link={(r) => `/households/${encodeURIComponent(r.household_no)}`}
        empty={t("两次认定的结果完全相同。", "Both runs decided the same.")}
      />
    </Panel>
  );
}

function differenceOf({ before, after }: Change) {
  const [a, b] = [before?.monthly_amount_fen, after?.monthly_amount_fen];
  return typeof a === "number" && typeof b === "number" ? signed(b - a) : "—";
}
