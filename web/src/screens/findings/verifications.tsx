/* Verifications: start one and watch it; those that were. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, DatePicker, Form } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useNavigate, useSearchParams } from "react-router";
import type { components } from "~/api/made/schema";
import { keyOf, useMay, useSend } from "~/api/use";
import { dayOf, formatFenShort, formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { DataTable, type Column, type RowOf } from "~/parts/DataTable";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { useJob } from "~/parts/job";
import { JobProgress } from "~/parts/JobProgress";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import s from "./findings.module.css";

type Result = components["schemas"]["VerificationResult"];

interface Fields {
  as_of: Dayjs;
  division?: string;
  dry_run?: boolean;
}

export default function Verifications() {
  const t = useT();
  const may = useMay();
  const go = useNavigate();
  const [address] = useSearchParams();
  const job = Number(address.get("job")) || undefined;
  const run = useSend("post", "/verifications", { refresh: ["/jobs"], done: (made) => void go(`?job=${made.job}`) });
  const columns: Column<RowOf<"/verifications">>[] = [
    { key: "as_of", title: ["核对日期", "As of"], render: (v) => v.as_of },
    { key: "place", title: ["区划", "Division"], render: (v) => <PlaceName code={v.division} />, text: (v) => v.division },
    { key: "households", title: ["户", "Households"], render: (v) => formatNumber(v.households), number: true },
    { key: "items", title: ["事项", "Findings"], render: (v) => formatNumber(v.items), number: true },
    { key: "by", title: ["由谁", "By"], render: (v) => v.by },
    { key: "at", title: ["时间", "When"], render: (v) => formatInstant(v.at) },
    { key: "no", title: ["编号", "Number"], render: (v) => v.verification, number: true, hidden: true },
  ];
  return (
    <>
      <PageHead
        title={t("核对", "Verifications")}
        says={t("把申报的事实与部门数据逐户对照，列出不一致、未申报、已死亡等事项，供人处理。", "What was declared is held against departments' data, household by household; what differs is listed for people to settle.")}
      >
        <LinkButton to="/findings">{t("核对事项", "Findings")}</LinkButton>
      </PageHead>
      {may("post /verifications") && (
        <Panel title={t("开始核对", "Start one")}>
          <ProblemNote problem={run.error} />
          <Form<Fields>
            layout="vertical"
            requiredMark={false}
            className={s.start}
            initialValues={{ as_of: dayjs(dayOf()) }}
            onFinish={({ as_of, division, dry_run }) => run.mutate({ body: { as_of: as_of.format("YYYY-MM-DD"), ...(division && { division }), ...(dry_run && { dry_run }) } })}
          >
            <Form.Item name="as_of" label={t("核对日期", "As of")} rules={[{ required: true, message: t("请选择日期", "Please choose the day") }]}>
              <DatePicker />
            </Form.Item>
            <Form.Item name="division" label={t("区划", "Division")} className={s.place}>
              <DivisionPicker placeholder={t("管辖范围内的全部", "All of your area")} />
            </Form.Item>
            <Form.Item name="dry_run" valuePropName="checked">
              <Checkbox>{t("只看结果，不登记事项", "Look only, keep nothing")}</Checkbox>
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={run.isPending}>{t("开始核对", "Verify")}</Button>
          </Form>
          {job !== undefined && <Watch key={job} number={job} />}
        </Panel>
      )}
      <DataTable
        id="verifications"
        file={t("核对", "verifications")}
        path="/verifications"
        columns={columns}
        rowKey={(v) => v.verification}
        link={(v) => `/findings?verification=${v.verification}`}
        empty={t("导入部门数据后开始第一次核对。", "Import department data, then start the first one.")}
      />
    </>
  );
}

function Watch({ number }: { number: number }) {
  const t = useT();
  const code = useCodes();
  const cache = useQueryClient();
  const job = useJob(number);
  const r = job.data?.result as Result | null | undefined;
  return (
    <>
      <JobProgress job={number} onEnd={() => void cache.invalidateQueries({ queryKey: keyOf("/verifications") })} />
      {r && (
        <p>
          {t(
            `${formatNumber(r.households)} 户中 ${formatNumber(r.with_items)} 户有事项：新发现 ${formatNumber(r.opened)}，仍在 ${formatNumber(r.kept)}，消除 ${formatNumber(r.gone)}；若都属实，${formatNumber(r.category_changes)} 户类别会变，${formatNumber(r.amount_changes)} 户金额会变，每月合计 ${formatFenShort(r.amount_sum_fen)}。`,
            `${formatNumber(r.with_items)} of ${formatNumber(r.households)} households have findings: ${formatNumber(r.opened)} new, ${formatNumber(r.kept)} still there, ${formatNumber(r.gone)} gone. If all are so, ${formatNumber(r.category_changes)} households change category and ${formatNumber(r.amount_changes)} amount, ${formatFenShort(r.amount_sum_fen)} a month in all.`,
          )}{" "}
          {Object.entries(r.items).filter(([, n]) => n > 0).map(([kind, n]) => `${code("item_kind", kind)} ${formatNumber(n)}`).join(t("、", ", "))}
        </p>
      )}
      {r?.verification === null && <p className="soft">{t("没有登记事项。", "Nothing was kept.")}</p>}
    </>
  );
}
