/* Samples for visits by a third party: draw one, see those drawn. */
import { Button, Checkbox, DatePicker, Form, InputNumber } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useGet, useMay, useSend } from "~/api/use";
import { dayOf, formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { JobProgress } from "~/parts/JobProgress";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { SmallTable } from "~/parts/SmallTable";
import type { Sample } from "./about";
import s from "./samples.module.css";

interface Fields {
  size: number;
  as_of: Dayjs;
  division?: string;
  everyone?: boolean;
}

const SEEDS = 1_000_000_000;

/* Another one each time; who is drawn follows from it, so it is kept with the sample. */
function newSeed() {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % SEEDS;
}

export default function Samples() {
  const t = useT();
  const may = useMay();
  const go = useNavigate();
  const [address] = useSearchParams();
  const job = Number(address.get("job")) || undefined;
  const samples = useGet("/samples");
  const draw = useSend("post", "/samples", { refresh: ["/jobs"], done: (made) => void go(`?job=${made.job}`) });
  return (
    <>
      <PageHead
        title={t("抽查样本", "Samples")}
        says={t("随机抽取一批户，由第三方入户核查，据此估计差错率。", "Households drawn at random for a third party to visit: from them the error rate is estimated.")}
      />
      {may("post /samples") && (
        <Panel title={t("抽样", "Draw one")}>
          <ProblemNote problem={draw.error} />
          <Form<Fields>
            layout="vertical"
            requiredMark={false}
            className={s.start}
            initialValues={{ size: 50, as_of: dayjs(dayOf()) }}
            onFinish={({ size, as_of, division, everyone }) =>
              draw.mutate({ body: { size, seed: newSeed(), as_of: as_of.format("YYYY-MM-DD"), ...(division && { division }), ...(everyone && { everyone }) } })
            }
          >
            <Form.Item name="size" label={t("户数", "Households")} rules={[{ required: true, message: t("请填户数", "Please give a number") }]}>
              <InputNumber min={1} max={100_000} precision={0} />
            </Form.Item>
            <Form.Item name="as_of" label={t("按哪天的认定", "Decisions as of")} rules={[{ required: true, message: t("请选择日期", "Please choose the day") }]}>
              <DatePicker />
            </Form.Item>
            <Form.Item name="division" label={t("区划", "Division")} className={s.place}>
              <DivisionPicker placeholder={t("管辖范围内的全部", "All of your area")} />
            </Form.Item>
            <Form.Item name="everyone" valuePropName="checked">
              <Checkbox>{t("也抽不在保的户（查漏保）", "Also households that aren't covered")}</Checkbox>
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={draw.isPending}>{t("抽样", "Draw")}</Button>
          </Form>
          {job !== undefined && (
            <JobProgress
              key={job}
              job={job}
              onEnd={({ result }) => {
                const sample = result?.["sample"];
                void samples.refetch();
                if (typeof sample === "number") void go(`/samples/${sample}`, { replace: true });
              }}
            />
          )}
        </Panel>
      )}
      <Read from={samples}>
        {({ items }) => (
          <SmallTable<Sample>
            rowKey="sample"
            dataSource={items}
            empty={t("还没有抽过样。", "None was drawn yet.")}
            columns={[
              { title: t("样本", "Sample"), render: (_, x) => <Link to={`/samples/${x.sample}`}>{t(`第 ${x.sample} 次抽样`, `Sample ${x.sample}`)}</Link> },
              { title: t("认定日", "As of"), dataIndex: "as_of" },
              { title: t("区划", "Division"), render: (_, x) => <PlaceName code={x.division} /> },
              { title: t("范围", "Of"), render: (_, x) => (x.everyone ? t("全部户", "all households") : t("在保的户", "those covered")) },
              { title: t("总体", "Population"), align: "right", render: (_, x) => formatNumber(x.population) },
              { title: t("抽中", "Drawn"), align: "right", render: (_, x) => formatNumber(x.drawn) },
              { title: t("已录入", "Entered"), align: "right", render: (_, x) => formatNumber(x.entered) },
              { title: t("由谁", "By"), render: (_, x) => `${x.by}，${formatInstant(x.at)}` },
            ]}
          />
        )}
      </Read>
    </>
  );
}
