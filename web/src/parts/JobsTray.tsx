/* In the header: what of one's own is under way; tells when something ends. */
import { ScheduleOutlined } from "@ant-design/icons";
import { App, Badge, Button, Popover } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useGet } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { isOver, jobName, jobPlace, stateNames, type Job } from "./job";
import { JobProgress } from "./JobProgress";
import s from "./parts.module.css";

const SHOWN = 8;
const BUSY_MS = 4_000;

export default function JobsTray() {
  const t = useT();
  const { notification } = App.useApp();
  const [open, setOpen] = useState(false);
  const { data } = useGet("/jobs", { params: { query: { limit: SHOWN } } }, {
    refetchInterval: ({ state }) => (state.data?.items.some((j) => !isOver(j)) ? BUSY_MS : false),
  });
  const jobs = data?.items ?? [];
  const busy = jobs.filter((j) => !isOver(j)).length;

  useEnds(jobs, (job) => {
    const title = `${t(...jobName(job.kind))}：${t(...stateNames[job.state])}`;
    notification[job.state === "failed" ? "error" : "success"]({
      title,
      description: <Link to={jobPlace(job)}>{t("查看结果", "See the result")}</Link>,
      placement: "bottomRight",
    });
  });

  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t("我的作业", "My jobs")}
      content={
        <>
          <ul className={s.tray}>
            {jobs.map((job) => (
              <li key={job.job}>
                <Link to={jobPlace(job)} onClick={() => setOpen(false)}>
                  {t(...jobName(job.kind))}
                </Link>{" "}
                <span className="soft">{formatInstant(job.created_at)}</span>
                {isOver(job) ? <div className="soft">{t(...stateNames[job.state])}</div> : <JobProgress job={job.job} />}
              </li>
            ))}
            {jobs.length === 0 && <li className="soft">{t("没有作业。导入、认定、导出都会在这里显示进度。", "None. Imports, determinations and exports show up here.")}</li>}
          </ul>
          <Link to="/jobs" onClick={() => setOpen(false)}>{t("全部作业", "All jobs")}</Link>
        </>
      }
    >
      <Badge count={busy} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<ScheduleOutlined />}
          aria-label={busy ? t(`作业，${busy} 项进行中`, `Jobs, ${busy} under way`) : t("作业", "Jobs")}
        />
      </Badge>
    </Popover>
  );
}

/* Calls back for each job that was under way when it was last seen and isn't any more. */
function useEnds(jobs: readonly Job[], tell: (job: Job) => void) {
  const before = useRef(new Set<number>());
  useEffect(() => {
    for (const job of jobs) if (isOver(job) && before.current.delete(job.job) && job.own) tell(job);
    for (const job of jobs) if (!isOver(job)) before.current.add(job.job);
  });
}
