/* One scenario beside today, or two: figures, and pictures each with its table. */
import { Segmented } from "antd";
import { memo, useState } from "react";
import { Link } from "react-router";
import { counted, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { Chart } from "~/parts/Chart";
import { Panel } from "~/parts/Panel";
import { billChart, curveChart, flowChart, incidenceChart, fareChart, type Named, type Unit } from "./charts";
import { Keys } from "./Keys";
import { Places } from "./Places";
import type { Live } from "./useLive";

interface Props {
  live: Live;
  name: string;
  other: Live | undefined;
  otherName: string;
}

/* Drawn anew for an answer, not while something is moved. */
export const Result = memo(function Result({ live, name, other, otherName }: Props) {
  const t = useT();
  const code = useCodes();
  const [unit, setUnit] = useState<Unit>("households");
  const category = (c: string) => code("category", c);
  const all: Named[] = [{ name, live }, ...(other ? [{ name: otherName, live: other }] : [])];
  const undecided = live.categories.find((c) => c.category === "undecided")?.after.households ?? 0;
  const failed = live.categories.find((c) => c.category === "failed")?.after.households ?? 0;
  const left = live.poverty.after.households_left_out;
  const units = (
    <Segmented
      className="no-print"
      size="small"
      aria-label={t("按什么计", "Counted by")}
      value={unit}
      onChange={setUnit}
      options={[
        { value: "households", label: t("户数", "Households") },
        { value: "people", label: t("人数", "People") },
      ]}
    />
  );
  return (
    <>
      <Keys all={all} />
      <Panel title={t("类别流向", "Who goes where")} extra={units}>
        {all.map((of) => (
          <Chart key={of.name} beside height={260} {...flowChart(of, unit, category, t, all.length > 1)} />
        ))}
      </Panel>
      <Panel title={t("谁得谁失", "Who gains, who loses")}>
        {all.map((of) => (
          <Chart key={of.name} beside height={250} {...fareChart(of, unit, t, all.length > 1)} />
        ))}
      </Panel>
      <Panel>
        <Chart beside height={250} {...billChart(all, category, t)} />
      </Panel>
      <Panel>
        <Chart beside height={130 + 30 * all.length} {...incidenceChart(all, t)} />
      </Panel>
      <Panel>
        <Chart beside height={300} {...curveChart(all, t)} />
        {left > 0 && (
          <p className="soft">{t(`${formatNumber(left)} 户的收入、标准或金额不明，没有算在曲线里。`, `${counted(left, "household")} whose income, line or amount isn't known aren't in the curve.`)}</p>
        )}
      </Panel>
      {all.map((of) => (
        <Places key={of.name} of={of} named={all.length > 1} />
      ))}
      <Panel title={t("未定", "Undecided")}>
        <p>
          {undecided + failed === 0
            ? t("没有等待补充事实的户。", "No household waits for a fact.")
            : t(
                `${formatNumber(undecided)} 户缺事实、${formatNumber(failed)} 户计算出错，不论参数怎么改，查清之前都不能重新认定。`,
                `${counted(undecided, "household")} lack facts and ${formatNumber(failed)} failed: whatever the parameters, nothing can be decided until they are known.`,
              )}{" "}
          {undecided > 0 && <Link className="no-print" to={`/missing-facts${live.division ? `?division=${live.division}` : ""}`}>{t("缺哪些事实", "Which facts")}</Link>}
        </p>
      </Panel>
    </>
  );
});
