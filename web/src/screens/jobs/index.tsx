import { Tag } from "antd";
import { useSession } from "~/api/session";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { isOver, jobName, jobNames, stateNames, type Job } from "~/parts/job";
import { PageHead } from "~/parts/PageHead";
import { linesOf } from "./summary";

const colors: Record<Job["state"], string> = {
  queued: "default",
  running: "processing",
  done: "success",
  failed: "error",
  cancelled: "default",
};

export default function Jobs() {
  const t = useT();
  const { rights } = useSession();
  const columns: Column<RowOf<"/jobs">>[] = [
    { key: "kind", title: ["作业", "Job"], render: (j) => t(...jobName(j.kind)) },
    { key: "job", title: ["编号", "Number"], render: (j) => j.job, number: true, width: 90 },
    { key: "state", title: ["状态", "State"], render: (j) => <Tag color={colors[j.state]}>{t(...stateNames[j.state])}</Tag> },
    { key: "progress", title: ["进度", "Progress"], render: (j) => (isOver(j) ? "" : share(j)) },
    { key: "result", title: ["结果", "Result"], render: (j) => <span style={j.problem ? { color: "var(--zhu)" } : undefined}>{brief(j, t)}</span> },
    { key: "account", title: ["账号", "Account"], render: (j) => j.account },
    { key: "created", title: ["提交", "Asked for"], render: (j) => formatInstant(j.created_at) },
    { key: "ended", title: ["结束", "Ended"], render: (j) => formatInstant(j.ended_at) },
  ];
  const filters: Filter[] = [
    {
      key: "kind",
      kind: "choice",
      label: ["作业", "Job"],
      choices: [
        { value: "import", label: ["导入：全部", "Imports: all"] },
        { value: "export", label: ["导出：全部", "Exports: all"] },
        ...Object.entries(jobNames).map(([value, label]) => ({ value, label })),
      ],
    },
    {
      key: "state",
      kind: "choice",
      label: ["状态", "State"],
      choices: Object.entries(stateNames).map(([value, label]) => ({ value, label })),
    },
    ...(rights.includes("administer") ? [{ key: "others", kind: "flag", label: ["他人的", "Others'"] } as const] : []),
  ];
  return (
    <>
      <PageHead
        title={t("作业", "Jobs")}
        says={t("导入、认定、导出等较长的工作在服务器上进行，关掉页面也不会中断。", "Imports, determinations, exports: they run on the server and go on when the page is closed.")}
      />
      <DataTable
        id="jobs"
        file={t("作业", "jobs")}
        path="/jobs"
        columns={columns}
        filters={filters}
        rowKey={(j) => j.job}
        link={(j) => `/jobs/${j.job}`}
        refetchInterval={5_000}
        empty={t("导入、认定或导出后，进度和结果在这里。", "Imports, determinations and exports show up here.")}
      />
    </>
  );
}

/* The first figures of what came of it, or what went wrong. */
function brief(j: Job, t: (zh: string, en: string) => string) {
  if (j.problem) return shortened(t(j.problem, j.problem_en ?? j.problem));
  const lines = linesOf(j.result).slice(0, 3);
  return lines.map((l) => `${t(...l.label)} ${t(...l.value)}`).join(t("，", ", ")) || "—";
}

function shortened(text: string) {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function share(job: Job) {
  return job.total ? `${Math.floor((job.done / job.total) * 100)}%` : "";
}
