/* Checks and tests of a pack: made by a job, kept, told case by case. */
import { Alert, Button, Checkbox, Tag } from "antd";
import { useState } from "react";
import { useMay, useRefresh, useSend } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { WholeTable, type WholeColumn } from "../DataTable/WholeTable";
import { EmptyNote } from "../EmptyNote";
import { JobProgress } from "../JobProgress";
import { Panel } from "../Panel";
import { ProblemNote } from "../ProblemNote";
import { Read } from "../Read";
import { faultsText, spotOf, spotText } from "./findings";
import { usePackPart, type Case, type CheckSummary, type Finding, type Pack } from "./source";
import { useJobNumber } from "./useJobNumber";

/* Starts them, and follows. */
export function useChecking(pack: Pack) {
  const own = pack.version === undefined ? `proposal-${pack.proposal}` : `policy-${pack.version}`;
  const [job, setJob] = useJobNumber(`check-${own}`);
  const [ended, setEnded] = useState<number>(); // and not done: it is told until the next begins
  const refresh = useRefresh();
  const done = (made: { job: number }) => setJob(made.job);
  const version = useSend("post", "/policies/{version}/checks", { done, refresh: ["/jobs"] });
  const proposal = useSend("post", "/proposals/{proposal}/checks", { done, refresh: ["/jobs"] });
  const sending = pack.version !== undefined ? version : proposal;
  return {
    job,
    busy: sending.isPending || job !== ended,
    problem: sending.error,
    start: () => {
      if (pack.version !== undefined) version.mutate({ params: { path: { version: pack.version } } });
      else proposal.mutate({ params: { path: { proposal: pack.proposal } } });
    },
    end: (state: string) => {
      refresh(["/policies", "/proposals"]);
      if (state === "done") setJob(undefined);
      else setEnded(job);
    },
  };
}

export type Checking = ReturnType<typeof useChecking>;

export function CheckingNote({ of }: { of: Checking }) {
  return (
    <>
      <ProblemNote problem={of.problem} />
      {of.job !== undefined && <JobProgress key={of.job} job={of.job} onEnd={({ state }) => of.end(state)} />}
    </>
  );
}

interface Props {
  pack: Pack;
  summary: CheckSummary | null;
  mayCheck: boolean;
}

export function CheckPanel({ pack, summary, mayCheck }: Props) {
  const t = useT();
  const may = useMay();
  const checking = useChecking(pack);
  const offered = mayCheck && may("post /policies/{version}/checks");
  return (
    <>
      <Panel
        title={t("检查和测试", "Check and tests")}
        extra={
          offered && (
            <Button type="primary" loading={checking.busy} onClick={checking.start}>
              {summary ? t("重新检查和测试", "Check and test again") : t("检查和测试", "Check and test")}
            </Button>
          )
        }
      >
        <CheckingNote of={checking} />
        {summary ? (
          <Verdict of={summary} />
        ) : (
          <EmptyNote title={t("这些文件还没有检查和测试", "These files haven't been checked and tested")}>
            {offered
              ? t("检查找出模型和参数中的错误；测试把案例算一遍，与期望的结果比较。", "The check finds errors of model and parameters; the tests compute the cases and compare.")
              : t("由有政策权限的人来做。", "Somebody with the right to policies does that.")}
          </EmptyNote>
        )}
      </Panel>
      {summary && <Results pack={pack} />}
    </>
  );
}

/* In a line: good, or how much is wrong. */
export function Verdict({ of }: { of: CheckSummary }) {
  const t = useT();
  const good = of.errors === 0 && of.failed === 0;
  const when = t(`检查于 ${formatInstant(of.checked_at)}`, `Checked ${formatInstant(of.checked_at)}`);
  return (
    <Alert
      showIcon
      type={good ? (of.warnings ? "warning" : "success") : "error"}
      title={
        good
          ? t(`没有错误，${of.passed} 个案例全部通过`, `No errors; all ${of.passed} cases pass`)
          : t(...faultsText(of))
      }
      description={`${of.warnings ? t(`${of.warnings} 处提醒。`, `${of.warnings} warnings. `) : ""}${when}`}
    />
  );
}

function Results({ pack }: { pack: Pack }) {
  const t = useT();
  const checks = usePackPart(pack, "checks");
  const tests = usePackPart(pack, "tests");
  const [failed, setFailed] = useState(false);
  return (
    <>
      <Read from={checks}>
        {({ findings }) =>
          findings.length > 0 && (
            <Panel title={t("检查发现", "What the check found")}>
              <FindingList of={findings} />
            </Panel>
          )
        }
      </Read>
      <Read from={tests}>
        {(x) => (
          <Panel title={t(`测试案例：通过 ${x.passed}，未通过 ${x.failed}`, `Cases: ${x.passed} pass, ${x.failed} fail`)}>
            <WholeTable
              id="cases"
              rows={failed ? x.cases.filter((c) => !c.passed) : x.cases}
              columns={caseColumns(t)}
              rowKey={(c) => c.line}
              text={(c) => c.case}
              filters={
                <Checkbox checked={failed} onChange={(e) => setFailed(e.target.checked)} style={{ alignSelf: "center" }}>
                  {t("只看未通过的", "Only those that fail")}
                </Checkbox>
              }
              empty={
                checks.data?.errors
                  ? t("有错误时不做测试：先改正检查发现的错误。", "With errors there are no tests: mend what the check found first.")
                  : t("没有这样的案例。案例写在 cases.csv 里。", "No such case. Cases stand in cases.csv.")
              }
            />
          </Panel>
        )}
      </Read>
    </>
  );
}

type T = (zh: string, en: string) => string;

export function FindingList({ of }: { of: readonly Finding[] }) {
  const t = useT();
  const columns: WholeColumn<Finding>[] = [
    { key: "severity", title: ["程度", "Severity"], render: (f) => (f.severity === "error" ? <Tag color="error">{t("错误", "error")}</Tag> : <Tag color="warning">{t("提醒", "warning")}</Tag>) },
    { key: "place", title: ["位置", "Place"], render: (f) => t(...spotText(spotOf(f))) },
    { key: "message", title: ["问题", "What is wrong"], render: (f) => <div style={{ maxWidth: 480 }}>{t(f.message, f.message_en)}</div> },
    { key: "file", title: ["文件", "File"], render: (f) => `${f.file}${f.line ? `:${f.line}` : ""}` },
    { key: "code", title: ["代号", "Code"], render: (f) => <code>{f.code}</code>, hidden: true },
  ];
  return (
    <WholeTable
      id="findings"
      rows={of}
      columns={columns}
      rowKey={(f) => `${f.file} ${f.line ?? ""} ${f.place} ${f.code} ${f.message}`}
      text={(f) => `${f.place} ${f.message} ${f.message_en}`}
      empty={t("没有发现。", "Nothing was found.")}
    />
  );
}

function caseColumns(t: T): WholeColumn<Case>[] {
  return [
    { key: "case", title: ["案例", "Case"], render: (c) => c.case, order: (a, b) => a.line - b.line },
    { key: "passed", title: ["结果", "Result"], render: (c) => (c.passed ? <Tag color="success">{t("通过", "passes")}</Tag> : <Tag color="error">{t("未通过", "fails")}</Tag>), order: (a, b) => Number(a.passed) - Number(b.passed) },
    {
      key: "missed",
      title: ["不符之处", "What differs"],
      render: (c) => (
        <div style={{ maxWidth: 560 }}>
          {c.failure && t(c.failure.message, c.failure.message_en)}
          {c.missed.map((m) => t(`${m.column}：期望 ${m.expected || "—"}，算出 ${m.got || "—"}`, `${m.column}: expected ${m.expected || "—"}, got ${m.got || "—"}`)).join(t("；", "; "))}
        </div>
      ),
    },
    { key: "line", title: ["cases.csv 行", "Line of cases.csv"], render: (c) => c.line, number: true },
  ];
}
