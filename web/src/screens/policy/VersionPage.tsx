import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Descriptions, Tabs, Tag } from "antd";
import { Link, useSearchParams } from "react-router";
import { address } from "~/api/client";
import { useGet, useMay, type AnswerOf } from "~/api/use";
import { formatBytes, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";
import { CheckPanel } from "~/parts/pack/CheckPanel";
import { ParameterTable } from "~/parts/pack/ParameterTable";
import { fileAddress } from "~/parts/pack/source";
import { WordsPanel } from "~/parts/pack/WordsPanel";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { Decisions } from "./Decisions";

type Version = AnswerOf<"get", "/policies/{version}">;

export function VersionPage({ version }: { version: number }) {
  const from = useGet("/policies/{version}", { params: { path: { version } } });
  return <Read from={from}>{(v) => <Content of={v} />}</Read>;
}

function Content({ of: v }: { of: Version }) {
  const t = useT();
  const may = useMay();
  const [query, setQuery] = useSearchParams();
  const proposals = useGet("/proposals", { params: { query: { limit: 1 } } });
  const whole = proposals.data?.whole;
  const pack = { version: v.version };
  return (
    <>
      <PageHead
        title={
          <>
            {v.name} <span className="no-wrap">{t(`第 ${v.version} 版`, `version ${v.version}`)}</span>{" "}
            {v.in_force ? <Tag color="success">{t("现行", "in force")}</Tag> : <Tag>{t("已不再有效", "no longer in force")}</Tag>}
          </>
        }
        says={t("怎么认定、按什么标准、依据哪一条。", "How it is decided, by which values, by which clauses.")}
      >
        <LinkButton to="/policies/versions">{t("各个版本", "Versions")}</LinkButton>
        {whole && v.in_force && may("post /proposals") && (
          <LinkButton type="primary" to="/proposals/new">{t("提出修改", "Propose a change")}</LinkButton>
        )}
      </PageHead>
      {!v.in_force && (
        <Alert
          showIcon
          type="info"
          style={{ marginBottom: 16 }}
          title={t("这是以前的版本。", "This is an earlier version.")}
          action={<Link to="/policies">{t("看现行版本", "See the one in force")}</Link>}
        />
      )}
      <Facts of={v} linked={!!whole} />
      <Tabs
        activeKey={query.get("tab") ?? "decisions"}
        onChange={(tab) => setQuery({ tab }, { replace: true })}
        items={[
          { key: "decisions", label: t("决策表", "Decisions"), children: <Decisions of={v} /> },
          { key: "parameters", label: t("参数", "Parameters"), children: <Panel><ParameterTable pack={pack} /></Panel> },
          { key: "words", label: t("通俗说明", "In words"), children: <WordsPanel pack={pack} /> },
          { key: "checks", label: t("检查和测试", "Check and tests"), children: <CheckPanel pack={pack} summary={v.checks} mayCheck /> },
          {
            key: "files",
            label: t("文件", "Files"),
            children: (
              <Panel title={t("文件", "Files")}>
                {v.files.map((f) => (
                  <p key={f.name}>
                    <Button icon={<DownloadOutlined aria-hidden />} href={address(fileAddress(pack, f.name))} download>{f.name}</Button>{" "}
                    <span className="soft">{formatBytes(f.bytes)}</span>
                  </p>
                ))}
              </Panel>
            ),
          },
        ]}
      />
    </>
  );
}

function Facts({ of: v, linked }: { of: Version; linked: boolean }) {
  const t = useT();
  return (
    <Panel>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2, xl: 4 }}
        items={[
          { key: "since", label: t("生效", "In force since"), children: formatInstant(v.since) },
          { key: "by", label: t("办理人", "By"), children: v.by || "—" },
          {
            key: "proposal",
            label: t("由来", "Where from"),
            children:
              v.proposal === null ? (
                t("系统管理员装入", "put in by the administrator")
              ) : linked ? (
                <Link to={`/proposals/${v.proposal}`}>{t(`第 ${v.proposal} 号提案`, `Proposal ${v.proposal}`)}</Link>
              ) : (
                t(`第 ${v.proposal} 号提案`, `Proposal ${v.proposal}`)
              ),
          },
          { key: "hash", label: t("散列值", "Hash"), children: <code title={v.hash}>{v.hash.slice(0, 16)}</code> },
          ...(v.why ? [{ key: "why", label: t("理由", "Why"), children: v.why, span: "filled" as const }] : []),
        ]}
      />
    </Panel>
  );
}
