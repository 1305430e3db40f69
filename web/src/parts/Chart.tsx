/* A chart, and the same as a table for those who can't see it. What it draws is an ECharts option;
 * series' colours come from the design tokens.
 *
 *   <Chart title={t("各类户数", "Households by category")} option={option}
 *     table={{ head: ["类别", "户数"], rows: [["低保", 120], …] }} /> */
import { Suspense, lazy, type ReactNode } from "react";
import { useT } from "~/base/language";
import { Loading } from "./Loading";
import { Scroll } from "./Scroll";
import s from "./parts.module.css";

const Canvas = lazy(() => import("./ChartCanvas"));

export type ChartOption = Parameters<ReturnType<(typeof import("echarts/core"))["init"]>["setOption"]>[0];

interface Props {
  title: string;
  option: ChartOption;
  table: { head: readonly ReactNode[]; rows: readonly (readonly ReactNode[])[] };
  height?: number;
  beside?: boolean; // the table stands beside the picture, on paper too
  onPick?: (name: string, seriesName: string | undefined) => void; // a bar or a point was clicked
}

export function Chart({ title, option, table, height = 300, beside, onPick }: Props) {
  const t = useT();
  return (
    <figure className={`${s.chart} ${beside ? s.chartBeside : ""}`}>
      <figcaption>{title}</figcaption>
      <Suspense fallback={<div style={{ height }}><Loading /></div>}>
        <Canvas option={option} height={height} title={title} onPick={onPick} />
      </Suspense>
      {beside ? (
        <Numbers title={title} table={table} />
      ) : (
        <details className="no-print">
          <summary className="soft">{t("以表格查看", "As a table")}</summary>
          <Numbers title={title} table={table} />
        </details>
      )}
    </figure>
  );
}

function Numbers({ title, table }: Pick<Props, "title" | "table">) {
  return (
    <Scroll label={title}>
      <table>
        <caption className="for-readers">{title}</caption>
        <thead>
          <tr>
            {table.head.map((h, i) => (
              <th key={i} scope="col">{h}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.map((value, j) => (
                <td key={j}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
