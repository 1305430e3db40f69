/* What departments have sent. */
import { Tag } from "antd";
import { useGet, useMay } from "~/api/use";
import { formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { PlaceName } from "~/parts/PlaceName";

export default function Deliveries() {
  const t = useT();
  const may = useMay();
  const sources = useGet("/sources", {}, { staleTime: Infinity });
  const columns: Column<RowOf<"/deliveries">>[] = [
    { key: "source", title: ["来源", "Source"], render: (d) => d.label },
    { key: "delivery", title: ["第几批", "Delivery"], render: (d) => d.delivery, number: true },
    { key: "state", title: ["状态", "State"], render: (d) => (d.withdrawn ? <Tag>{t("已撤回", "withdrawn")}</Tag> : <Tag color="success">{t("有效", "in force")}</Tag>) },
    { key: "received", title: ["收到", "Received"], render: (d) => d.received },
    { key: "reference", title: ["数据截至", "Data as of"], render: (d) => d.reference },
    { key: "place", title: ["覆盖", "Covers"], render: (d) => <PlaceName code={d.division} />, text: (d) => d.division },
    { key: "rows", title: ["行", "Rows"], render: (d) => formatNumber(d.rows), number: true },
    { key: "matched", title: ["库中人员的行", "Rows of people here"], render: (d) => formatNumber(d.matched), number: true },
    { key: "candidates", title: ["待认定", "Undecided"], render: (d) => formatNumber(d.candidates), number: true },
    { key: "rejected", title: ["拒绝", "Rejected"], render: (d) => formatNumber(d.rejected), number: true },
    { key: "files", title: ["文件", "Files"], render: (d) => d.files, hidden: true },
    { key: "by", title: ["由谁", "By"], render: (d) => d.imported_by, hidden: true },
    { key: "at", title: ["导入时间", "Imported"], render: (d) => formatInstant(d.imported_at), hidden: true },
  ];
  const filters: Filter[] = [
    { key: "source", kind: "choice", label: ["来源", "Source"], choices: (sources.data?.items ?? []).map((x) => ({ value: x.name, label: [x.label, x.label] as const })) },
    { key: "division", kind: "division", label: ["区划", "Division"] },
    { key: "in_force", kind: "flag", label: ["不列已撤回的", "Without those withdrawn"] },
  ];
  return (
    <>
      <PageHead
        title={t("部门数据", "Department data")}
        says={t("各部门历次送来的数据。超出您管辖范围的批次不显示合计。", "What departments have sent. Of deliveries that reach beyond your area totals aren't told.")}
      >
        <LinkButton to="/candidates">{t("待认定的行", "Undecided rows")}</LinkButton>
        {may("post /imports") && <LinkButton type="primary" to="/imports/new">{t("导入部门数据", "Import department data")}</LinkButton>}
      </PageHead>
      <DataTable
        id="deliveries"
        file={t("部门数据", "deliveries")}
        path="/deliveries"
        columns={columns}
        filters={filters}
        rowKey={(d) => d.delivery}
        link={(d) => `/deliveries/${d.delivery}`}
        empty={t("还没有部门数据：从“导入部门数据”开始。", "No department data yet: import some.")}
      />
    </>
  );
}
