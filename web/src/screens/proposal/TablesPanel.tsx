/* The proposal's tables: to read here, to edit in dmn-js's modeler on a page of their own. */
import { Grid } from "antd";
import { useState } from "react";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { LinkButton } from "~/parts/LinkButton";
import { Dmn } from "~/parts/pack/Dmn";
import { RuleList } from "~/parts/pack/RuleList";
import { modelOf, usePackFile, usePackPart, usePackTable } from "~/parts/pack/source";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { TableChoice } from "./TableChoice";
import type { Proposal } from "./proposal";

export function TablesPanel({ p, edits }: { p: Proposal; edits: boolean }) {
  const t = useT();
  const wide = Grid.useBreakpoint().md;
  const pack = { proposal: p.id };
  const tables = usePackPart(pack, "tables");
  const [picked, setPicked] = useState<string>();
  const items = tables.data?.items ?? [];
  const chosen = items.find((x) => x.decision === picked) ?? items[0];
  const xml = usePackFile(pack, wide ? modelOf(p.files) : undefined);
  const table = usePackTable(pack, chosen?.id ?? "", !!chosen);
  if (tables.error)
    return (
      <Panel title={t("决策表", "Tables")}>
        <ProblemNote problem={tables.error} brief />
        <p>{t("模型读不出来。在“检查和测试”中看错在哪里，在“文件”中换上能读的模型。", "The model can't be read. See what is wrong under “Check and tests”, and put a readable model in its place under “Files”.")}</p>
      </Panel>
    );
  return (
    <Panel
      title={t("决策表", "Tables")}
      extra={
        edits &&
        chosen &&
        (wide ? (
          <LinkButton type="primary" to={`/proposals/${p.id}/model?decision=${encodeURIComponent(chosen.decision)}`}>{t("编辑决策表", "Edit the tables")}</LinkButton>
        ) : (
          <span className="soft">{t("编辑决策表请用更宽的屏幕", "Editing tables wants a wider screen")}</span>
        ))
      }
    >
      {tables.data && items.length === 0 && <EmptyNote title={t("这个模型没有决策表", "This model has no tables")} />}
      {chosen && (
        <>
          <TableChoice items={items} value={chosen.decision} onChange={setPicked} />
          {wide && <Read from={xml}>{(text) => <Dmn xml={text} show={chosen.decision} label={chosen.name} />}</Read>}
          <h3 style={{ margin: "16px 0 8px" }}>{t("逐条规则", "Rule by rule")}</h3>
          <Read from={table}>{(x) => <RuleList table={x} />}</Read>
        </>
      )}
    </Panel>
  );
}
