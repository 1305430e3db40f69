/* What the proposal would do to the live register: figures before and after. */
import { Button, DatePicker, Form } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useGet, useMay, useRefresh, useSend } from "~/api/use";
import { dayOf, formatInstant, formatNumber } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { Chart } from "~/parts/Chart";
import { WholeTable } from "~/parts/DataTable/WholeTable";
import { EmptyNote } from "~/parts/EmptyNote";
import { JobProgress } from "~/parts/JobProgress";
import s from "~/parts/pack/pack.module.css";
import { useJobNumber } from "~/parts/pack/useJobNumber";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { Scroll } from "~/parts/Scroll";
import { categoriesOf, type DivisionFigures, type Figures, type Scenario } from "./figures";
import type { Proposal } from "./proposal";

export function SimulationPanel({ p }: { p: Proposal }) {
  const t = useT();
  const may = useMay();
  const refresh = useRefresh();
  const [job, setJob] = useJobNumber(`simulate-${p.id}`);
  const [ended, setEnded] = useState<number>();
  const start = useSend("post", "/proposals/{proposal}/simulate", { refresh: ["/jobs"], done: (made) => setJob(made.job) });
  const underWay = p.state === "submitted" || p.state === "simulated";
  const running = start.isPending || job !== ended;
  return (
    <>
      {underWay && may("post /proposals/{proposal}/simulate") && (
        <Panel title={t("在登记库上试算", "Simulate on the register")}>
          <ProblemNote problem={start.error} />
          <p className="soft">{t("按选定的日期，用现行政策和这件提案各算一遍全部家庭，比较结果。什么也不会改变。", "All households are computed as of that day by the policy in force and by this proposal, and compared. Nothing changes.")}</p>
          <Form<{ day: Dayjs }>
            layout="inline"
            requiredMark={false}
            initialValues={{ day: dayjs(p.simulation?.as_of ?? dayOf()) }}
            onFinish={({ day }) => start.mutate({ params: { path: { proposal: p.id } }, body: { as_of: day.format("YYYY-MM-DD") } })}
          >
            <Form.Item name="day" label={t("认定日期", "As of")} rules={[{ required: true, message: t("请选日期", "Choose a day") }]}>
              <DatePicker allowClear={false} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={running}>{p.simulation ? t("重新试算", "Simulate again") : t("开始试算", "Simulate")}</Button>
          </Form>
          {job !== undefined && (
            <div style={{ marginTop: 12 }}>
              <JobProgress
                key={job}
                job={job}
                onEnd={({ state }) => {
                  refresh(["/proposals"]);
                  if (state === "done") setJob(undefined);
                  else setEnded(job);
                }}
              />
            </div>
          )}
        </Panel>
      )}
      {p.simulation ? (
        <Result p={p} />
      ) : (
        <Panel>
          <EmptyNote title={t("还没有试算", "Not simulated yet")}>
            {underWay
              ? t("由有政策和认定权限的人来做。", "Somebody with the rights to policies and determinations does that.")
              : t("提交以后，用登记库现在的数据试算。", "Once it is submitted it is simulated on the register as it is.")}
          </EmptyNote>
        </Panel>
      )}
    </>
  );
}

function Result({ p }: { p: Proposal }) {
  const t = useT();
  const from = useGet("/proposals/{proposal}/simulation", { params: { path: { proposal: p.id } } });
  return (
    <Read from={from}>
      {(x) => (
        <>
          <p className="soft">
            {t(`按 ${x.as_of} 试算；${x.by} 于 ${formatInstant(x.simulated_at)} 所做。`, `As of ${x.as_of}; by ${x.by}, ${formatInstant(x.simulated_at)}.`)}
          </p>
          <Shown of={x.figures as unknown as Figures} />
        </>
      )}
    </Read>
  );
}

interface Line {
  name: Text;
  of: (s: Scenario) => number | null;
  digits?: number;
  share?: boolean;
}

const lines: Line[] = [
  { name: ["保障户数", "Households covered"], of: (x) => x.covered_households },
  { name: ["保障人数", "People covered"], of: (x) => x.covered_people },
  { name: ["每月发放（元）", "Paid a month (yuan)"], of: (x) => x.monthly_bill, digits: 2 },
  { name: ["待查户数", "Households undecided"], of: (x) => x.undecided },
  { name: ["低收入发生率", "Incidence"], of: (x) => x.incidence, digits: 2, share: true },
  { name: ["城镇补差水平", "Top-up level, urban"], of: (x) => x.topup_level_urban, digits: 2, share: true },
  { name: ["农村补差水平", "Top-up level, rural"], of: (x) => x.topup_level_rural, digits: 2, share: true },
];

const changeNames: Readonly<Record<string, Text>> = {
  entered: ["新进入保障", "enter"],
  left: ["退出保障", "leave"],
  gained: ["金额增加", "get more"],
  lost: ["金额减少", "get less"],
  same: ["不变", "the same"],
  no_amount: ["保障但不发钱", "covered without an amount"],
  outside: ["前后都不在保障内", "outside before and after"],
  open: ["待查，不能比较", "open: not comparable"],
};

function signed(n: number, digits = 0) {
  return n === 0 ? "0" : `${n > 0 ? "+" : "−"}${formatNumber(Math.abs(n), digits)}`;
}

function Shown({ of }: { of: Figures }) {
  const t = useT();
  const code = useCodes();
  const [before, after] = of.scenarios;
  if (!before || !after) return null;
  const categories = categoriesOf(of);
  const names = categories.map((c) => (c.category === "undecided" ? t("待查", "undecided") : c.category === "failed" ? t("计算出错", "failed") : code("category", c.category)));
  const now = t("现行政策", "In force");
  const then = t("这件提案", "Proposal");
  return (
    <>
      <Panel title={t("总的结果", "Altogether")}>
        <Scroll>
          <table className={s.plain}>
            <thead>
              <tr>
                <th scope="col">{t("指标", "Figure")}</th>
                <th scope="col" className="number">{now}</th>
                <th scope="col" className="number">{then}</th>
                <th scope="col" className="number">{t("变化", "Change")}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ name, of: get, digits = 0, share }) => {
                const [a, b] = [get(before), get(after)];
                const shown = (n: number | null) => (n === null ? "—" : formatNumber(n, digits) + (share ? "%" : ""));
                return (
                  <tr key={name[0]}>
                    <th scope="row">{t(...name)}</th>
                    <td className="number">{shown(a)}</td>
                    <td className="number">{shown(b)}</td>
                    <td className="number"><strong>{a === null || b === null ? "—" : signed(Number((b - a).toFixed(digits)), digits)}</strong></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      </Panel>
      <Panel>
        <Chart
          title={t("各类户数：现行与提案", "Households by category: in force and proposed")}
          option={{
            tooltip: { trigger: "axis" },
            legend: { bottom: 0 },
            grid: { left: 8, right: 16, top: 16, bottom: 36, containLabel: true },
            xAxis: { type: "category", data: names },
            yAxis: { type: "value" },
            series: [
              { type: "bar", name: now, data: categories.map((c) => c.before), barMaxWidth: 44 },
              { type: "bar", name: then, data: categories.map((c) => c.after), barMaxWidth: 44 },
            ],
          }}
          table={{ head: [t("类别", "Category"), now, then], rows: categories.map((c, i) => [names[i], c.before, c.after]) }}
        />
      </Panel>
      <Panel title={t("对每户的影响", "What it means for households")}>
        <Scroll>
          <table className={s.plain}>
            <thead>
              <tr>
                <th scope="col">{t("影响", "Effect")}</th>
                <th scope="col" className="number">{t("户", "Households")}</th>
                <th scope="col" className="number">{t("人", "People")}</th>
                <th scope="col" className="number">{t("每月增减（元）", "Change a month (yuan)")}</th>
              </tr>
            </thead>
            <tbody>
              {of.changes.map((c) => (
                <tr key={c.change}>
                  <th scope="row">{t(...(changeNames[c.change] ?? [c.change, c.change]))}</th>
                  <td className="number">{formatNumber(c.households)}</td>
                  <td className="number">{formatNumber(c.people)}</td>
                  <td className="number">{signed(c.difference, 2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </Panel>
      <Panel title={t("各区划", "By division")}>
        <WholeTable<DivisionFigures>
          id="simulated-divisions"
          rows={of.divisions}
          rowKey={(d) => d.division}
          text={(d) => d.division}
          empty={t("没有区划。", "No divisions.")}
          columns={[
            { key: "division", title: ["区划", "Division"], render: (d) => <PlaceName code={d.division} /> },
            { key: "households", title: ["户", "Households"], render: (d) => formatNumber(d.households), number: true, order: (a, b) => a.households - b.households },
            { key: "entered", title: ["进入", "Enter"], render: (d) => formatNumber(d.entered), number: true },
            { key: "left", title: ["退出", "Leave"], render: (d) => formatNumber(d.left), number: true },
            { key: "gained", title: ["增加", "More"], render: (d) => formatNumber(d.gained), number: true },
            { key: "lost", title: ["减少", "Less"], render: (d) => formatNumber(d.lost), number: true },
            { key: "bill", title: ["每月发放（元）", "Paid a month"], render: (d) => formatNumber(d.monthly_bill, 2), number: true },
            { key: "change", title: ["增减（元）", "Change"], render: (d) => signed(d.change_bill, 2), number: true, order: (a, b) => a.change_bill - b.change_bill },
          ]}
        />
      </Panel>
    </>
  );
}
