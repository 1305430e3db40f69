/* A proposal: where it stands, what it changes, how it is edited, tested, simulated and decided. */
import { Alert, Button, Descriptions, Steps, Tabs, Tag, Timeline } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import { useMay, useSend } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { CheckPanel } from "~/parts/pack/CheckPanel";
import { Differences } from "~/parts/pack/Differences";
import { usePackPart } from "~/parts/pack/source";
import { WordsPanel } from "~/parts/pack/WordsPanel";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { useGet } from "~/api/use";
import { Decide } from "./Decide";
import { FilesPanel } from "./FilesPanel";
import { ParametersPanel } from "./ParametersPanel";
import { actions, editable, stateColors, states, stepsOf, useProposal, type Proposal } from "./proposal";
import { SimulationPanel } from "./SimulationPanel";
import { TablesPanel } from "./TablesPanel";

export default function OneProposal() {
  const from = useProposal(Number(useParams().proposal));
  return <Read from={from}>{({ data, tag }) => <Content p={data} tag={tag} busy={from.isFetching} />}</Read>;
}

/* What its panels are given; busy: it is being read anew, and the tag may be an old one. */
export interface PanelProps {
  p: Proposal;
  tag: string;
  busy: boolean;
}

function Content({ p, tag, busy }: PanelProps) {
  const t = useT();
  const may = useMay();
  const [query, setQuery] = useSearchParams();
  const pack = { proposal: p.id };
  const differences = usePackPart(pack, "differences", undefined, p.state !== "approved");
  const changed = (differences.data?.files.length ?? 0) > 0;
  const edits = editable(p) && may("patch /proposals/{proposal}");
  const steps = stepsOf(p, changed);
  const next = steps.findIndex((s) => !s.done);
  return (
    <>
      <PageHead title={<>{p.title} <Tag color={stateColors[p.state]}>{t(...states[p.state])}</Tag></>} says={p.reason}>
        <Decide p={p} tag={tag} busy={busy} changed={changed} />
      </PageHead>
      <Panel title={t("到生效还差什么", "What it still lacks")}>
        <Steps
          size="small"
          current={next < 0 ? steps.length : next}
          responsive
          items={steps.map((s, i) => ({
            title: t(...s.title),
            content: t(...s.says),
            status: s.done ? ("finish" as const) : s.wrong ? ("error" as const) : i === next ? ("process" as const) : ("wait" as const),
          }))}
        />
      </Panel>
      {!p.base_in_force && p.state !== "approved" && <NewBase p={p} tag={tag} busy={busy} mine={edits} />}
      <Tabs
        activeKey={query.get("tab") ?? "differences"}
        onChange={(tab) => setQuery({ tab }, { replace: true })}
        destroyOnHidden
        items={[
          {
            key: "differences",
            label: t("改了什么", "What changes"),
            children:
              p.state === "approved" ? (
                <Panel>
                  <Link to={`/policies/${p.pack_version}/differences?with=${p.base_version}`}>
                    {t(`已成为第 ${p.pack_version} 版；看它与第 ${p.base_version} 版的差异`, `It has become version ${p.pack_version}; see what differs from version ${p.base_version}`)}
                  </Link>
                </Panel>
              ) : (
                <Read from={differences}>{(d) => <Differences of={d} />}</Read>
              ),
          },
          { key: "parameters", label: t("参数", "Parameters"), children: <ParametersPanel p={p} tag={tag} busy={busy} edits={edits} /> },
          { key: "tables", label: t("决策表", "Tables"), children: <TablesPanel p={p} edits={edits} /> },
          { key: "checks", label: t("检查和测试", "Check and tests"), children: <CheckPanel pack={pack} summary={p.checks} mayCheck={p.state !== "approved"} /> },
          { key: "simulation", label: t("试算", "Simulation"), children: <SimulationPanel p={p} /> },
          { key: "words", label: t("通俗说明", "In words"), children: <WordsPanel pack={pack} /> },
          { key: "files", label: t("文件", "Files"), children: <FilesPanel p={p} tag={tag} busy={busy} edits={edits} /> },
          { key: "history", label: t("经过", "History"), children: <History of={p} /> },
        ]}
      />
    </>
  );
}

/* The pack in force has changed since: it is looked at, then taken as the base. */
function NewBase({ p, tag, busy, mine }: PanelProps & { mine: boolean }) {
  const t = useT();
  const now = useGet("/policies", { params: { query: { limit: 1 } } }).data?.items[0]?.version;
  const edit = useSend("patch", "/proposals/{proposal}");
  return (
    <>
      <ProblemNote problem={edit.error} />
      <Alert
        type="warning"
        showIcon
        style={{ marginBottom: 16 }}
        title={t(`这件提案以第 ${p.base_version} 版为基础，现行的已是第 ${now ?? "…"} 版`, `This was made from version ${p.base_version}; version ${now ?? "…"} is in force now`)}
        description={t("下面的差异是与现行版比较的：现行版新改的内容，如果这里没有，批准后会被改回去。核对、补上，再以现行版为基础。", "The differences below are those from the version in force: what it changed and this lacks would be undone. Look, add it, then take the version in force as the base.")}
        action={
          mine &&
          now !== undefined && (
            <Button
              loading={edit.isPending || busy}
              onClick={() => edit.mutate({ params: { path: { proposal: p.id }, header: { "If-Match": tag } }, body: { base_version: now } })}
            >
              {t(`已核对，以第 ${now} 版为基础`, `Looked at: take version ${now}`)}
            </Button>
          )
        }
      />
    </>
  );
}

function History({ of: p }: { of: Proposal }) {
  const t = useT();
  return (
    <Panel title={t("谁在何时做了什么", "Who did what, and when")}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 3 }}
        style={{ marginBottom: 12 }}
        items={[
          { key: "id", label: t("编号", "Number"), children: p.id },
          { key: "author", label: t("提出人", "Author"), children: p.author },
          { key: "base", label: t("基础", "Made from"), children: <Link to={`/policies/${p.base_version}`}>{t(`第 ${p.base_version} 版`, `version ${p.base_version}`)}</Link> },
        ]}
      />
      <Timeline
        items={p.steps.map((step) => ({
          key: step.seq,
          color: step.action === "return" || step.action === "base_changed" ? "red" : step.action === "approve" ? "green" : "blue",
          content: (
            <>
              <strong>{t(...(actions[step.action] ?? [step.action, step.action]))}</strong> {step.by}{" "}
              <span className="soft">{formatInstant(step.at)} · <code title={step.hash}>{step.hash.slice(0, 8)}</code></span>
              {step.why && <div>{step.why}</div>}
            </>
          ),
        }))}
      />
    </Panel>
  );
}
