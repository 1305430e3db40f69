/* One import: on its way, tried and reviewed, committed. What it needs is on the server, so it can be
 * left and come back to. */
import { Alert, Button, Modal } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useGet, useSend } from "~/api/use";
import { formatDate, formatInstant, formatNumber } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { isOver, useJob, type Job } from "~/parts/job";
import { JobBar } from "~/parts/JobProgress";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { brings, inputOf, kinds, resultOf, type Count, type Result } from "./choices";
import { Errors } from "./Errors";
import s from "./imports.module.css";
import { ReportLines } from "./ReportLines";
import { Way } from "./Way";
import { inPageWords } from "./words";

export default function OneImport() {
  const job = useJob(Number(useParams().job));
  return <Read from={job}>{(j) => <Import key={j.job} job={j} />}</Read>;
}

function Import({ job }: { job: Job }) {
  const t = useT();
  const input = inputOf(job);
  const result = resultOf(job);
  if (!input)
    return (
      <>
        <PageHead title={t("导入", "Import")} />
        <EmptyNote title={t("这不是您的导入", "This is no import of yours")}>
          <Link to="/imports">{t("我的导入", "My imports")}</Link>
        </EmptyNote>
      </>
    );
  const done = job.state === "done";
  const words = { ...job, problem: job.problem && inPageWords(job.problem), problem_en: job.problem_en && inPageWords(job.problem_en) };
  const again = `/imports/new?of=${job.job}`;
  const what = kinds[input.kind].name;
  return (
    <>
      <PageHead
        title={input.dry_run ? t(`试导入 ${job.job}：${what[0]}`, `Trial ${job.job}: ${what[1]}`) : t(`导入 ${job.job}：${what[0]}`, `Import ${job.job}: ${what[1]}`)}
        says={t(`${job.account}，${formatInstant(job.created_at)}`, `${job.account}, ${formatInstant(job.created_at)}`)}
      >
        <LinkButton to="/imports">{t("全部导入", "All imports")}</LinkButton>
      </PageHead>
      <Way at={input.dry_run ? (done ? 2 : 1) : 3} status={isOver(job) && !done ? "error" : done && !input.dry_run ? "finish" : "process"} />
      <Panel>
        <Asked job={job} files={result?.files} />
        {!done && <JobBar job={words} />}
        {isOver(job) && !done && (
          <>
            <p className="soft">{t("什么也没有写入。", "Nothing was written.")} {input.dry_run && job.state === "failed" && t("上传的文件还在：可以改选项，或换成改好的文件。", "The files are still there: change the choices, or send mended ones.")}</p>
            <LinkButton type="primary" to={again}>{t("改好后重新试导入", "Mend it and try again")}</LinkButton>
          </>
        )}
        {done && result && <Counts result={result} />}
        {done && result && (input.dry_run ? <Review job={job} result={result} again={again} /> : <After input={input.kind} result={result} />)}
      </Panel>
      {done && result?.reportFile && <ReportLines job={job.job} file={result.reportFile} trial={input.dry_run} />}
      {done && result?.errorsFile && <Errors job={job.job} file={result.errorsFile} several={result.files.length > 1} />}
    </>
  );
}

function Asked({ job, files }: { job: Job; files: readonly string[] | undefined }) {
  const t = useT();
  const input = inputOf(job);
  const uploads = useGet("/uploads", {}, { enabled: !files });
  const names = files ?? uploads.data?.items.filter((u) => input?.uploads.includes(u.upload)).map((u) => u.name) ?? [];
  const sources = useGet("/sources", {}, { enabled: input?.kind === "feed" });
  if (!input) return null;
  const told: [Text, React.ReactNode][] = [];
  if (names.length > 0) told.push([["文件", "Files"], names.join(t("、", ", "))]);
  if (input.sheet) told.push([["工作表", "Sheet"], input.sheet]);
  if (input.valid_from) told.push([["自何日起", "From"], formatDate(input.valid_from)]);
  if (input.complete) told.push([["名单", "List"], t("完整", "complete")]);
  if (input.feed) told.push([["来源", "Source"], sources.data?.items.find((x) => x.name === input.feed)?.label ?? input.feed]);
  if (input.received) told.push([["收到", "Received"], formatDate(input.received)]);
  if (input.division) told.push([["覆盖", "Covers"], <PlaceName key="division" code={input.division} />]);
  return (
    <dl className={s.asked}>
      {told.map(([name, value]) => (
        <div key={name[0]}>
          <dt>{t(...name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const names: Record<Count, Text> = {
  rows: ["读入行", "rows read"],
  added: ["新增", "added"],
  changed: ["变更", "changed"],
  unchanged: ["无变化", "unchanged"],
  matched: ["库中人员的行", "rows of people here"],
  people: ["库中人员", "people here"],
  candidates: ["待认定的行", "rows undecided"],
  outside: ["范围外的行", "rows out of scope"],
  others: ["其他人的行", "rows of others"],
  rejected: ["拒绝", "rejected"],
  warnings: ["提示", "notes"],
  notes: ["提示", "notes"],
  ended: ["离户", "leaving"],
};
const order: Count[] = ["rows", "added", "changed", "unchanged", "matched", "people", "candidates", "outside", "others", "ended", "warnings", "notes", "rejected"];
const looks: Partial<Record<Count, string>> = { rejected: s.bad, ended: s.doubt, warnings: s.doubt, notes: s.doubt, candidates: s.doubt };

function Counts({ result }: { result: Result }) {
  const t = useT();
  return (
    <dl className={s.counts}>
      {order.map((name) => {
        const n = result.counts[name];
        if (n === undefined || (n === 0 && ["ended", "warnings", "notes"].includes(name))) return null;
        return (
          <div key={name} className={n > 0 ? looks[name] : undefined}>
            <dt>{t(...names[name])}</dt>
            <dd>{formatNumber(n)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/* After the trial: mend and try again, or let it in. */
function Review({ job, result, again }: { job: Job; result: Result; again: string }) {
  const t = useT();
  const go = useNavigate();
  const [open, setOpen] = useState(false);
  const input = inputOf(job);
  const uploads = useGet("/uploads", {}, { staleTime: 0 });
  const here = new Set(uploads.data?.items.filter((u) => u.job === null).map((u) => u.upload));
  const gone = uploads.data && input && !input.uploads.every((u) => here.has(u));
  const commit = useSend("post", "/imports/{job}/commit", {
    refresh: ["/jobs", "/uploads"],
    done: (made) => void go(`/imports/${made.job}`),
  });
  const { rejected = 0, added = 0, changed = 0, ended = 0, rows = 0, matched } = result.counts;
  const good = brings(result);
  return (
    <>
      {gone ? (
        <Alert
          className={s.after}
          type="info"
          showIcon
          title={t("这批文件已经导入，或已过保留期。要再导入请重新上传。", "These files were imported already, or are no longer kept. Send them again to import them.")}
          action={<LinkButton size="small" to={again}>{t("重新上传", "Send again")}</LinkButton>}
        />
      ) : (
        <div className={`${s.after} no-print`}>
          {rejected > 0 && <LinkButton type="primary" to={again}>{t("改好后重新上传", "Mend and send again")}</LinkButton>}
          {good && (
            <Button type={rejected > 0 ? "default" : "primary"} disabled={!uploads.data} onClick={() => setOpen(true)}>
              {rejected > 0 ? t(`导入其余 ${formatNumber(rows - rejected)} 行…`, `Import the other ${formatNumber(rows - rejected)} rows…`) : t("正式导入…", "Import…")}
            </Button>
          )}
          <span className="soft">
            {!good
              ? t("没有一行可以导入。", "No row can be imported.")
              : rejected > 0
                ? t("还没有写入。最好改好再传；也可以先导入没有问题的行。", "Nothing is written yet. Better mend it first; the sound rows can be imported as they are, too.")
                : t("还没有写入。核对无误后正式导入。", "Nothing is written yet. Import it once you have reviewed it.")}
          </span>
        </div>
      )}
      <Modal
        open={open}
        title={t("正式导入", "Import")}
        okText={t("导入", "Import")}
        confirmLoading={commit.isPending}
        onOk={() => commit.mutate({ params: { path: { job: job.job } } })}
        onCancel={() => setOpen(false)}
      >
        <ProblemNote problem={commit.error} />
        <ul>
          {matched === undefined ? (
            <li>{t(`新增 ${formatNumber(added)}，变更 ${formatNumber(changed)}。`, `${formatNumber(added)} added, ${formatNumber(changed)} changed.`)}</li>
          ) : (
            <li>{t(`库中人员的 ${formatNumber(matched)} 行成为证据，事实随之更新。`, `${formatNumber(matched)} rows of people here become evidence; facts follow.`)}</li>
          )}
          {ended > 0 && (
            <li>
              <strong>{t(`${formatNumber(ended)} 人离户或转户。`, `${formatNumber(ended)} people leave their household or move.`)}</strong>
            </li>
          )}
          {rejected > 0 && <li>{t(`有问题的 ${formatNumber(rejected)} 行不导入，改好后可以再传。`, `${formatNumber(rejected)} faulty rows stay out; mend them and send them later.`)}</li>}
          <li>{t("先前的记录保留；谁在何时导入会留下记录。", "What was known before stays on record, and so does who imported this and when.")}</li>
        </ul>
      </Modal>
    </>
  );
}

function After({ input, result }: { input: "households" | "people" | "feed"; result: Result }) {
  const t = useT();
  return (
    <div className={`${s.after} no-print`}>
      <strong>{t("已写入登记库。", "It is in the register.")}</strong>
      {input === "feed" && result.delivery !== undefined ? (
        <>
          <LinkButton to={`/deliveries/${result.delivery}`}>{t(`查看第 ${result.delivery} 批`, `Delivery ${result.delivery}`)}</LinkButton>
          {(result.counts.candidates ?? 0) > 0 && <LinkButton to={`/candidates?delivery=${result.delivery}`}>{t("认定待认定的行", "Decide the undecided rows")}</LinkButton>}
        </>
      ) : (
        <LinkButton to="/households">{t("查看户册", "The register")}</LinkButton>
      )}
      <LinkButton to="/imports/new">{t("再导入", "Import more")}</LinkButton>
    </div>
  );
}
