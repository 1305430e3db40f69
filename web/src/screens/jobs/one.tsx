/* One job: how it gets on, what it was asked for, what came of it. */
import { Descriptions } from "antd";
import { useParams } from "react-router";
import { useGet } from "~/api/use";
import { formatDuration, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { isOver, jobName, useJob, type Job } from "~/parts/job";
import { JobFiles } from "~/parts/JobFiles";
import { JobBar } from "~/parts/JobProgress";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { Read } from "~/parts/Read";
import { linesOf, placeOf, type Line } from "./summary";

export default function OneJob() {
  const number = Number(useParams().job);
  const job = useJob(Number.isSafeInteger(number) && number > 0 ? number : 0);
  return <Read from={job}>{(j) => <Page job={j} />}</Read>;
}

function took(j: Job) {
  return j.started_at && j.ended_at ? formatDuration((Date.parse(j.ended_at) - Date.parse(j.started_at)) / 1000) : "—";
}

function Page({ job: j }: { job: Job }) {
  const t = useT();
  const place = placeOf(j);
  return (
    <>
      <PageHead title={t(...jobName(j.kind))} says={t(`作业 ${j.job}`, `Job ${j.job}`)}>
        {j.own && place && (
          <LinkButton type="primary" to={place.to}>
            {t(...place.label)}
          </LinkButton>
        )}
      </PageHead>
      <Panel>
        <JobBar job={j} />
      </Panel>
      <Panel>
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            { key: "who", label: t("谁要求的", "Asked by"), children: j.account },
            { key: "where", label: t("管辖区划", "Area"), children: <PlaceName code={j.division} /> },
            { key: "asked", label: t("提交", "Asked for"), children: formatInstant(j.created_at) },
            { key: "begun", label: t("开始", "Begun"), children: formatInstant(j.started_at) },
            { key: "ended", label: t("结束", "Ended"), children: formatInstant(j.ended_at) },
            { key: "took", label: t("用时", "Took"), children: took(j) },
          ]}
        />
      </Panel>
      {!j.own && (
        <p className="soft">{t("这是别人的作业：内容和结果只有本人能看。", "Somebody else's: what it is about is for its owner only.")}</p>
      )}
      <Lines title={t("要求", "Asked for")} of={linesOf(j.input)} />
      <Lines title={t("结果", "Result")} of={linesOf(j.result)} />
      {j.own && isOver(j) && <Files job={j.job} />}
    </>
  );
}

function Files({ job }: { job: number }) {
  const t = useT();
  const { data } = useGet("/jobs/{job}/files", { params: { path: { job } } });
  if (data?.items.length === 0) return null;
  return (
    <Panel title={t("文件", "Files")}>
      <JobFiles job={job} />
    </Panel>
  );
}

function Lines({ title, of }: { title: string; of: Line[] }) {
  const t = useT();
  if (of.length === 0) return null;
  return (
    <Panel title={title}>
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={of.map((l) => ({ key: l.key, label: t(...l.label), children: t(...l.value) }))} />
    </Panel>
  );
}
