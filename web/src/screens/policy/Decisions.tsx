/* What is decided and from what: as a drawing, and as a list. */
import { Grid, Tag } from "antd";
import { Link, useNavigate } from "react-router";
import type { AnswerOf } from "~/api/use";
import { useT } from "~/base/language";
import { WholeTable, type WholeColumn } from "~/parts/DataTable/WholeTable";
import { Clauses } from "~/parts/pack/Clauses";
import { Dmn } from "~/parts/pack/Dmn";
import { modelOf, usePackFile, usePackPart } from "~/parts/pack/source";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";

type Version = AnswerOf<"get", "/policies/{version}">;
type Decision = Version["decisions"][number];

export function Decisions({ of: v }: { of: Version }) {
  const t = useT();
  const go = useNavigate();
  const phone = !Grid.useBreakpoint().md;
  const xml = usePackFile({ version: v.version }, phone ? undefined : modelOf(v.files));
  const tables = usePackPart({ version: v.version }, "tables");
  const rules = new Map(tables.data?.items.map((x) => [x.decision, x.rules]));
  const at = (id: string) => `/policies/${v.version}/decisions/${encodeURIComponent(id)}`;
  const columns: WholeColumn<Decision>[] = [
    { key: "name", title: ["决定", "Decision"], render: (d) => <Link to={at(d.id)}>{d.name}</Link>, order: (a, b) => a.name.localeCompare(b.name, "zh") },
    {
      key: "kind",
      title: ["形式", "Kind"],
      render: (d) =>
        rules.has(d.id) ? (
          <Tag color="processing">{t(`决策表，${rules.get(d.id)} 条规则`, `table, ${rules.get(d.id)} rules`)}</Tag>
        ) : (
          <Tag>{t("算式", "expression")}</Tag>
        ),
    },
    { key: "words", title: ["说明", "In words"], render: (d) => <div style={{ maxWidth: 440 }}>{t(d.words ?? "", d.words_en ?? d.words ?? "")}</div> },
    { key: "clauses", title: ["依据", "Clauses"], render: (d) => <Clauses of={d.clauses} /> },
    { key: "id", title: ["代号", "Id"], render: (d) => <code>{d.id}</code>, hidden: true },
  ];
  return (
    <>
      {!phone && (
        <Panel title={t("总图", "Overview")} extra={<span className="soft">{t("箭头从先算的指向后算的；点一下看它的规则", "Arrows go from what is computed first; click to see the rules")}</span>}>
          <Read from={xml}>
            {(text) => (
              <Dmn
                xml={text}
                show={null}
                label={t("决定之间的关系图；下面的列表内容相同", "How decisions hang together; the list below says the same")}
                onPick={(id) => v.decisions.some((d) => d.id === id) && void go(at(id))}
              />
            )}
          </Read>
        </Panel>
      )}
      <Panel title={t("全部决定", "All decisions")}>
        <WholeTable
          id="decisions"
          rows={v.decisions}
          columns={columns}
          rowKey={(d) => d.id}
          text={(d) => `${d.id} ${d.name} ${d.words ?? ""} ${d.words_en ?? ""} ${d.clauses.join(" ")}`}
          empty={t("这个模型没有决定。", "This model has no decisions.")}
        />
      </Panel>
    </>
  );
}
