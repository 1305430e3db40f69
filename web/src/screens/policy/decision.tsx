/* One decision of a version: its table or expression, in words, by which clauses, from what. */
import { Grid } from "antd";
import { Link, useParams } from "react-router";
import { useGet, type AnswerOf } from "~/api/use";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { LinkButton } from "~/parts/LinkButton";
import { Clauses } from "~/parts/pack/Clauses";
import { Dmn } from "~/parts/pack/Dmn";
import { RuleList } from "~/parts/pack/RuleList";
import { modelOf, usePackFile, usePackPart, usePackTable } from "~/parts/pack/source";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";

type Version = AnswerOf<"get", "/policies/{version}">;

export default function Decision() {
  const { version, decision = "" } = useParams();
  const from = useGet("/policies/{version}", { params: { path: { version: Number(version) } } });
  return <Read from={from}>{(v) => <Content of={v} id={decision} />}</Read>;
}

function Content({ of: v, id }: { of: Version; id: string }) {
  const t = useT();
  const wide = Grid.useBreakpoint().md;
  const pack = { version: v.version };
  const xml = usePackFile(pack, wide ? modelOf(v.files) : undefined);
  const tables = usePackPart(pack, "tables");
  const d = v.decisions.find((x) => x.id === id);
  const mine = tables.data?.items.filter((x) => x.decision === id) ?? [];
  if (!d) return <EmptyNote title={t("没有这一项决定", "There is no such decision")}><Link to={`/policies/${v.version}`}>{t("看全部决定", "All decisions")}</Link></EmptyNote>;
  const links = (ids: readonly string[]) =>
    ids.map((other) => {
      const found = v.decisions.find((x) => x.id === other);
      return found ? <Link key={other} to={`/policies/${v.version}/decisions/${encodeURIComponent(other)}`} style={{ marginRight: 12 }}>{found.name}</Link> : null;
    });
  const before = links(d.requires);
  const after = links(v.decisions.filter((x) => x.requires.includes(id)).map((x) => x.id));
  return (
    <>
      <PageHead title={d.name} says={t(d.words ?? "", d.words_en ?? d.words ?? "")}>
        <LinkButton to={v.in_force ? "/policies" : `/policies/${v.version}`}>{t("全部决定", "All decisions")}</LinkButton>
      </PageHead>
      <Panel>
        <p><span className="soft">{t("依据：", "Clauses: ")}</span><Clauses of={d.clauses} /></p>
        {before.some(Boolean) && <p><span className="soft">{t("先要算出：", "Computed first: ")}</span>{before}</p>}
        {after.some(Boolean) && <p style={{ margin: 0 }}><span className="soft">{t("用在：", "Used by: ")}</span>{after}</p>}
      </Panel>
      {wide && (
        <Panel title={mine.length > 0 ? t("决策表", "Decision table") : t("算式", "Expression")}>
          <Read from={xml}>{(text) => <Dmn xml={text} show={id} label={d.name} />}</Read>
        </Panel>
      )}
      {!wide && mine.length === 0 && d.expression && (
        <Panel title={t("算式", "Expression")}><code style={{ whiteSpace: "pre-wrap" }}>{d.expression}</code></Panel>
      )}
      {mine.map((x) => <Rules key={x.id} version={v.version} table={x.id} />)}
    </>
  );
}

function Rules({ version, table }: { version: number; table: string }) {
  const t = useT();
  const from = usePackTable({ version }, table);
  return (
    <Panel title={t("逐条规则", "Rule by rule")}>
      <Read from={from}>{(x) => <RuleList table={x} />}</Read>
    </Panel>
  );
}
