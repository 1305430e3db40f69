/* How a job gets on, with the way to cancel it. Keep its number in the address (or with keep in
 * storage.ts) and it survives a reload. */
import { Button, Popconfirm, Progress } from "antd";
import { useEffect, useRef } from "react";
import { useSend } from "~/api/use";
import { formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { isOver, stateNames, useJob, type Job } from "./job";
import s from "./parts.module.css";
import { ProblemNote } from "./ProblemNote";

interface Props {
  job: number;
  onEnd?: (job: Job) => void;
}

const percents = { queued: "normal", running: "active", done: "success", failed: "exception", cancelled: "normal" } as const;

export function JobProgress({ job: number, onEnd }: Props) {
  const { data: job, error } = useJob(number);
  const told = useRef(false);
  const over = isOver(job);

  useEffect(() => {
    if (!over || !job || told.current) return;
    told.current = true;
    onEnd?.(job);
  }, [over, job, onEnd]);

  return (
    <>
      <ProblemNote problem={error} />
      {job && <JobBar job={job} />}
    </>
  );
}

export function JobBar({ job }: { job: Job }) {
  const t = useT();
  const cancel = useSend("post", "/jobs/{job}/cancel");
  const share = job.state === "done" ? 1 : job.total ? job.done / job.total : 0;
  const phase = t(job.phase ?? "", job.phase_en ?? "");
  return (
    <div className={s.job}>
      <div className={s.jobLine} role="status">
        <strong>{t(...stateNames[job.state])}</strong>
        {job.state === "running" && <span className="soft">{phase}</span>}
        {job.done > 0 && (
          <span className="soft no-wrap">
            {formatNumber(job.done)}
            {job.total ? ` / ${formatNumber(job.total)}` : ""}
          </span>
        )}
        {!isOver(job) && job.own && (
          <Popconfirm
            title={t("取消这项作业？", "Cancel this job?")}
            description={t("已经做的都会撤回，什么也不留下。", "What it did so far is undone.")}
            okText={t("取消作业", "Cancel the job")}
            cancelText={t("不取消", "Keep it going")}
            onConfirm={() => cancel.mutate({ params: { path: { job: job.job } } })}
          >
            <Button size="small" disabled={job.cancel} loading={cancel.isPending}>
              {job.cancel ? t("正在取消", "cancelling") : t("取消", "Cancel")}
            </Button>
          </Popconfirm>
        )}
      </div>
      {!isOver(job) && (
        <Progress
          percent={Math.floor(share * 100)}
          status={percents[job.state]}
          showInfo={!!job.total}
          aria-label={t("进度", "Progress")}
        />
      )}
      {job.problem && (
        <p role="alert" style={{ color: "var(--zhu)", margin: 0 }}>
          {t(job.problem, job.problem_en ?? job.problem)}
        </p>
      )}
      <ProblemNote problem={cancel.error} />
    </div>
  );
}
