/* The same figures of earlier runs. */
import { useGet, type AnswerOf } from "~/api/use";
import { formatFen, formatFenShort, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { categories, categoryColor } from "~/parts/outcome";
import { useCodes } from "~/parts/catalogue";
import { Chart, type ChartOption } from "~/parts/Chart";
import { EmptyNote } from "~/parts/EmptyNote";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { inTime } from "./figures";
import s from "./overview.module.css";

type Items = AnswerOf<"get", "/overview/trend">["items"];

export function Trend({ division }: { division: string | undefined }) {
  const t = useT();
  const trend = useGet("/overview/trend", { params: { query: { division, limit: 12 } } });
  return (
    <Panel title={t("历次认定", "Runs over time")}>
      <Read from={trend}>
        {({ items }) =>
          items.length > 1 ? (
            <Charts items={items} />
          ) : (
            <EmptyNote title={t("还没有可比的认定", "Nothing to compare yet")}>
              {t("同一个地方提交过两次认定后，这里显示变化。", "After two committed runs of the same place the change is shown here.")}
            </EmptyNote>
          )
        }
      </Read>
    </Panel>
  );
}

const GRID = { left: 8, right: 12, top: 36, bottom: 4, containLabel: true };

function Charts({ items }: { items: Items }) {
  const t = useT();
  const code = useCodes();
  const { rows, labels } = inTime(items);
  const used = categories.filter((c) => rows.some((r) => r.categories[c].people > 0));
  const money = rows.every((r) => r.monthly_bill_fen !== undefined);

  const people: ChartOption = {
    grid: GRID,
    legend: { type: "scroll", top: 0, left: 0, itemWidth: 12, itemHeight: 12 },
    tooltip: { trigger: "axis", confine: true },
    xAxis: { type: "category", data: labels },
    yAxis: { type: "value", minInterval: 1 },
    series: used.map((c) => ({
      type: "bar",
      stack: "all",
      name: code("category", c),
      data: rows.map((r) => r.categories[c].people),
      color: categoryColor[c],
      barMaxWidth: 44,
    })),
  };
  const bill: ChartOption = {
    grid: { ...GRID, top: 16 },
    tooltip: { trigger: "axis", confine: true, valueFormatter: (v: unknown) => t(`${formatFen(Number(v))} 元`, `${formatFen(Number(v))} yuan`) },
    xAxis: { type: "category", data: labels },
    yAxis: { type: "value", axisLabel: { formatter: formatFenShort }, splitNumber: 4 },
    series: [{ type: "line", data: rows.map((r) => r.monthly_bill_fen ?? null), symbolSize: 8 }],
  };
  return (
    <div className={s.charts}>
      <Chart
        title={t("各类人口", "People by category")}
        option={people}
        height={220}
        beside
        table={{
          head: [t("认定日", "As of"), ...used.map((c) => code("category", c))],
          rows: rows.map((r, i) => [labels[i], ...used.map((c) => formatNumber(r.categories[c].people))]),
        }}
      />
      {money && (
        <Chart
          title={t("月发放（元）", "Paid a month (yuan)")}
          option={bill}
          height={220}
          beside
          table={{
            head: [t("认定日", "As of"), t("月发放（元）", "Yuan a month"), t("发生率", "Incidence")],
            rows: rows.map((r, i) => [labels[i], formatFen(r.monthly_bill_fen), r.incidence.percent === null ? "—" : `${r.incidence.percent}%`]),
          }}
        />
      )}
    </div>
  );
}
