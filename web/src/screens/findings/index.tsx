/* What verifications found and nobody has settled yet, or how it was settled. */
import { useGet, useMay } from "~/api/use";
import { useT } from "~/base/language";
import { useCatalogue, useChoices, useCodes } from "~/parts/catalogue";
import { DataTable, type Column, type Filter } from "~/parts/DataTable";
import { ExportFile } from "~/parts/ExportFile";
import { FactValue } from "~/parts/FactValue";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { PlaceName } from "~/parts/PlaceName";
import { SavedViews } from "~/parts/SavedViews";
import { pathOf, StateTag, useFactName, useSourceLabel, Who, type Finding } from "./about";
import { Effect } from "./Effect";
import { Figures } from "./Figures";

export default function Findings() {
  const t = useT();
  const may = useMay();
  const code = useCodes();
  const nameOf = useFactName();
  const sourceOf = useSourceLabel();
  const { data: catalogue } = useCatalogue();
  const sources = useGet("/sources", {}, { staleTime: Infinity });
  const verifications = useGet("/verifications", { params: { query: { limit: 1 } } });
  const last = verifications.data?.items[0];
  const value = (f: Finding, of: "declared" | "verified") => (f.attribute ? <FactValue attribute={f.attribute} fact={f[of]} /> : "—");

  const columns: Column<Finding>[] = [
    { key: "kind", title: ["事项", "Finding"], render: (f) => code("item_kind", f.kind) },
    { key: "state", title: ["状态", "State"], render: (f) => <StateTag of={f.state} /> },
    { key: "household", title: ["户号", "Household"], render: (f) => <span className="no-wrap">{f.household_no}</span>, sort: "household", oneWay: true },
    { key: "who", title: ["成员", "Member"], render: (f) => <Who of={f} /> },
    { key: "fact", title: ["事实", "Fact"], render: (f) => nameOf(f.attribute) },
    { key: "declared", title: ["申报", "Declared"], render: (f) => value(f, "declared") },
    { key: "verified", title: ["核对", "Verified"], render: (f) => value(f, "verified") },
    { key: "effect", title: ["对认定的影响", "Effect on the decision"], render: (f) => <Effect of={f.effect} /> },
    { key: "source", title: ["来源", "Source"], render: (f) => sourceOf(f.source) },
    { key: "detail", title: ["说明", "Detail"], render: (f) => f.detail || "—", hidden: true },
    { key: "place", title: ["所在地", "Place"], render: (f) => <PlaceName code={f.division} />, hidden: true },
    { key: "as_of", title: ["核对日期", "Verified as of"], render: (f) => f.as_of, hidden: true },
    { key: "settled", title: ["处理人", "Settled by"], render: (f) => f.settled_by ?? "—", hidden: true },
  ];
  const attributes = new Set(sources.data?.items.flatMap((x) => x.attributes));
  const filters: Filter[] = [
    { key: "state", kind: "choice", label: ["状态", "State"], choices: useChoices("item_state") },
    { key: "kind", kind: "choice", label: ["事项", "Finding"], choices: useChoices("item_kind") },
    { key: "division", kind: "division", label: ["区划", "Division"] },
    { key: "source", kind: "choice", label: ["来源", "Source"], choices: (sources.data?.items ?? []).map((x) => ({ value: x.name, label: [x.label, x.label] as const })) },
    {
      key: "attribute",
      kind: "choice",
      label: ["事实", "Fact"],
      choices: (catalogue?.facts ?? []).filter((f) => attributes.has(f.id)).map((f) => ({ value: f.id, label: [f.label, f.label_en] as const })),
    },
    { key: "household_no", kind: "text", label: ["户号", "Household no."], placeholder: ["完整的户号", "The whole number"] },
    { key: "verification", kind: "number", label: ["第几次核对后", "After verification no."], min: 1 },
  ];
  return (
    <>
      <PageHead
        title={t("核对事项", "Findings")}
        says={
          last
            ? t(`部门数据与申报不一致、需要人看的事。最近一次核对：${last.as_of}，${last.households} 户。`, `Where departments' data and what was declared differ. Last verification: ${last.as_of}, ${last.households} households.`)
            : t("部门数据与申报不一致、需要人看的事。", "Where departments' data and what was declared differ.")
        }
      >
        <LinkButton to="/verifications">{may("post /verifications") ? t("核对…", "Verify…") : t("历次核对", "Verifications")}</LinkButton>
      </PageHead>
      <Figures />
      <DataTable
        id="findings"
        path="/findings"
        columns={columns}
        filters={filters}
        rowKey={(f) => `${f.household_no} ${f.finding}`}
        link={pathOf}
        tools={<SavedViews screen="findings" />}
        onExport={({ division, kind, state, verification }) => (
          <ExportFile
            kind="findings"
            filter={{ ...(division && { division }), ...(kind && { finding_kind: kind }), ...(state && { finding_state: state }), ...(verification && { verification }) }}
            says={t("按状态、事项、区划和核对筛选；来源、事实、户号的筛选不用于文件。", "By state, kind, division and verification; the filters by source, fact and household aren't used for the file.")}
          />
        )}
        empty={t("导入部门数据后进行核对，不一致的事项列在这里。", "Import department data and verify: what differs is listed here.")}
      />
    </>
  );
}
