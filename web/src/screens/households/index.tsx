/* The register as a list. */
import { PlusOutlined } from "@ant-design/icons";
import { useMay } from "~/api/use";
import { formatDate } from "~/base/format";
import { useT } from "~/base/language";
import { useChoices, useCodes } from "~/parts/catalogue";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { ExportFile } from "~/parts/ExportFile";
import { LinkButton } from "~/parts/LinkButton";
import { Money } from "~/parts/Money";
import { PageHead } from "~/parts/PageHead";
import { SavedViews } from "~/parts/SavedViews";
import { Standing } from "~/parts/Standing";

type Household = RowOf<"/households">;

export default function Households() {
  const t = useT();
  const may = useMay();
  const code = useCodes();
  const categories = useChoices("category");
  const standings = useChoices("standing");

  const columns: Column<Household>[] = [
    { key: "no", title: ["户号", "Household"], render: (h) => h.household_no, width: 160 },
    { key: "head", title: ["户主", "Head"], render: (h) => h.head?.name ?? "—" },
    { key: "place", title: ["所在地", "Place"], render: (h) => h.place ?? "—", sort: "division" },
    { key: "people", title: ["人口", "People"], render: (h) => h.people, number: true },
    { key: "category", title: ["类别", "Category"], render: (h) => code("category", h.last_decision?.category) },
    { key: "standing", title: ["去向", "Standing"], render: (h) => <Standing of={h.last_decision?.standing} /> },
    { key: "amount", title: ["月发放（元）", "Monthly (yuan)"], render: (h) => <Money fen={h.last_decision?.monthly_amount_fen} />, number: true },
    { key: "as_of", title: ["认定日期", "Decided as of"], render: (h) => formatDate(h.last_decision?.as_of), hidden: true },
    { key: "division", title: ["区划代码", "Division code"], render: (h) => h.division ?? "—", hidden: true },
  ];
  const filters: Filter[] = [
    { key: "q", kind: "text", label: ["户号", "Household no."], placeholder: ["开头几位", "How it begins"] },
    { key: "division", kind: "division", label: ["区划", "Division"] },
    { key: "category", kind: "choice", label: ["类别", "Category"], choices: categories },
    { key: "standing", kind: "choice", label: ["去向", "Standing"], choices: standings },
    { key: "people_min", kind: "number", label: ["至少几人", "People, at least"], max: 200 },
    { key: "people_max", kind: "number", label: ["至多几人", "People, at most"], max: 200 },
  ];

  return (
    <>
      <PageHead
        title={t("户册", "Households")}
        says={t("管辖范围内的全部家庭，及最近一次认定的结果。按姓名找人请用“查找”。", "All households in your area, with their last decision. People are found by name in Search.")}
      >
        {may("post /households") && (
          <LinkButton type="primary" icon={<PlusOutlined aria-hidden />} to="/entry">{t("新登记一户", "New household")}</LinkButton>
        )}
      </PageHead>
      <DataTable
        id="households"
        path="/households"
        query={{ count: true }}
        columns={columns}
        filters={filters}
        rowKey={(h) => h.household_no}
        link={(h) => `/households/${encodeURIComponent(h.household_no)}`}
        tools={<SavedViews screen="households" />}
        onExport={({ division }) => (
          <ExportFile
            kind="households"
            filter={division ? { division } : {}}
            says={division ? t("所选区划的全部家庭（其他筛选条件不起作用）。", "All households of the chosen division; other filters don't apply.") : t("管辖范围内的全部家庭（其他筛选条件不起作用）。", "All households in your area; filters don't apply.")}
          />
        )}
        empty={t("先导入户和人员的名单，或新登记一户。", "Import lists of households and people first, or enter one.")}
      />
    </>
  );
}
