import { DownloadOutlined } from "@ant-design/icons";
import { Button, Descriptions } from "antd";
import { useParams } from "react-router";
import { address } from "~/api/client";
import { useGet } from "~/api/use";
import { formatBytes, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { isOver, jobName, useJob } from "~/parts/job";
import { JobBar } from "~/parts/JobProgress";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";

export default function OneJob() {
  const t = useT();
  const number = Number(useParams().job);
  const job = useJob(number);
  const files = useGet("/jobs/{job}/files", { params: { path: { job: number } } }, { enabled: isOver(job.data) && job.data?.own });
  return (
    <Read from={job}>
      {(j) => (
        <>
          <PageHead title={t(...jobName(j.kind))} says={t(`作业 ${j.job} · ${j.account} · ${formatInstant(j.created_at)}`, `Job ${j.job} · ${j.account} · ${formatInstant(j.created_at)}`)} />
          <Panel>
            <JobBar job={j} />
          </Panel>
          {files.data && files.data.items.length > 0 && (
            <Panel title={t("文件", "Files")}>
              <ul>
                {files.data.items.map((f) => (
                  <li key={f.name}>
                    <Button type="link" icon={<DownloadOutlined aria-hidden />} href={address(`/jobs/${j.job}/files/${f.name}`)} download>
                      {f.name}
                    </Button>{" "}
                    <span className="soft">{formatBytes(f.bytes)}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {j.result && (
            <Panel title={t("结果", "Result")}>
              <Descriptions
                size="small"
                column={1}
                items={Object.entries(j.result)
                  .filter(([, value]) => typeof value !== "object")
                  .map(([key, value]) => ({ key, label: key, children: String(value) }))}
              />
            </Panel>
          )}
        </>
      )}
    </Read>
  );
}
