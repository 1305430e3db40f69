/* The history: what was committed, and one's own trials. */
import { PlusOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { Link } from "react-router";
import { useMay } from "~/api/use";
import { formatDate, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type RowOf } from "~/parts/DataTable";
import { jobName, jobPlace, stateNames } from "~/parts/job";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";

type Job = RowOf<"/jobs">;

export default function Determinations() {
  const t = useT();
  const may = useMay();
  const start = may("post /determinations");
  const columns: Column<RowOf<"/determinations">>[] = [
    { key: "run", title: ["认定", "Determination"], render: (r) => t(`第 ${r.run} 次`, `Run ${r.run}`), width: 140 },
    { key: "as_of", title: ["认定日", "As of"], render: (r) => formatDate(r.as_of) },
    { key: "division", title: ["区划", "Division"], render: (r) => <PlaceName code={r.division} />, text: (r) => r.division ?? "" },
    { key: "committed", title: ["提交时间", "Committed"], render: (r) => formatInstant(r.committed_at) },
    { key: "by", title: ["提交人", "By"], render: (r) => r.by ?? "—" },
    { key: "pack", title: ["政策摘要", "Policy digest"], render: (r) => <code title={r.pack}>{r.pack.slice(0, 8)}</code>, hidden: true },
    { key: "engine", title: ["程序版本", "Program"], render: (r) => r.engine, hidden: true },
    { key: "digest", title: ["结果摘要", "Digest of the outcome"], render: (r) => <code>{r.digest ?? "—"}</code>, hidden: true },
  ];
  return (
    <>
      <PageHead
        title={t("认定", "Determinations")}
        says={t(
          "按政策对每户作出认定：先试认定，核对平衡、名单和变化，再提交生效。",
          "Every household is decided by the policy: a trial first, then a review of balance, lists and changes, then it takes effect.",
        )}
      >
        {start && (
          <LinkButton to="/determinations/new" type="primary" icon={<PlusOutlined aria-hidden />}>
            {t("开始试认定", "Start a trial")}
          </LinkButton>
        )}
      </PageHead>
      {start && <Own />}
      <Panel title={t("已提交的认定", "Committed")}>
        <DataTable
          id="determinations"
          file={t("认定", "determinations")}
          path="/determinations"
          columns={columns}
          rowKey={(r) => r.run}
          link={(r) => `/determinations/${r.run}`}
          embedded
          empty={
            start ? (
              <Link to="/determinations/new">{t("开始第一次试认定", "Start the first trial")}</Link>
            ) : (
              t("提交后的认定在这里。", "Committed determinations show up here.")
            )
          }
        />
      </Panel>
    </>
  );
}

const colors: Record<Job["state"], string> = { queued: "default", running: "processing", done: "success", failed: "error", cancelled: "default" };

/* Trials and commits that one asked for oneself; a trial is kept for thirty days. */
function Own() {
  const t = useT();
  const columns: Column<Job>[] = [
    { key: "job", title: ["作业", "Job"], render: (j) => `${t(...jobName(j.kind))} ${j.job}`, width: 180 },
    { key: "as_of", title: ["认定日", "As of"], render: (j) => formatDate(textOf(j.input?.as_of)) },
    { key: "division", title: ["区划", "Division"], render: (j) => <PlaceName code={textOf(j.input?.division)} /> },
    { key: "created", title: ["提出时间", "Asked for"], render: (j) => formatInstant(j.created_at) },
    { key: "state", title: ["状态", "State"], render: (j) => <Tag color={colors[j.state]}>{t(...stateNames[j.state])}</Tag> },
  ];
  return (
    <Panel title={t("我的试认定", "My trials")}>
      <DataTable
        id="determination-jobs"
        path="/jobs"
        query={{ kind: "determine" }}
        columns={columns}
        rowKey={(j) => j.job}
        link={jobPlace}
        embedded
        refetchInterval={10_000}
        empty={t("试认定的结果保留三十天，可以反复查看，核对无误后提交。", "Trials are kept for thirty days, to be reviewed and then committed.")}
      />
    </Panel>
  );
}

function textOf(value: unknown) {
  return typeof value === "string" ? value : null;
}
