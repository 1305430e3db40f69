/* What a run decided, household by household. */
import { useSession } from "~/api/session";
import { formatDate } from "~/base/format";
import { useT } from "~/base/language";
import { factOf, useCatalogue, useChoices, useCodes } from "~/parts/catalogue";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { ExportFile } from "~/parts/ExportFile";
import { Money } from "~/parts/Money";
import { Standing } from "~/parts/Standing";
import { reasonOf } from "./flows";

const PATH = "/determinations/{run}/results";
export type Row = RowOf<typeof PATH>;

interface Props {
  run: string;
  division: string | undefined;
}

export function Results({ run, division }: Props) {
  const t = useT();
  const code = useCodes();
  const { fields } = useSession();
  const catalogue = useCatalogue();
  const categories = useChoices("category");
  const standings = useChoices("standing");
  const money = fields.includes("money");
  const yesNo = (v: boolean | null) => (v === null ? "—" : v ? t("是", "yes") : t("否", "no"));

  const columns: Column<Row>[] = [
    { key: "no", title: ["户号", "Household"], render: (r) => r.household_no, width: 160 },
    { key: "place", title: ["所在地", "Place"], render: (r) => r.place ?? "—", sort: "division" },
    { key: "people", title: ["人口", "People"], render: (r) => r.people, number: true, sort: "people" },
    { key: "category", title: ["类别", "Category"], render: (r) => (r.category ? code("category", r.category) : code("category", r.failed_because ? "failed" : "undecided")) },
    { key: "standing", title: ["去向", "Standing"], render: (r) => <Standing of={r.standing} /> },
    ...(money
      ? ([
          { key: "income", title: ["月人均收入（元）", "Income a head (yuan)"], render: (r) => <Money fen={r.monthly_income_fen} />, number: true, sort: "monthly_income" },
          { key: "amount", title: ["月发放（元）", "Monthly (yuan)"], render: (r) => <Money fen={r.monthly_amount_fen} />, number: true, sort: "monthly_amount" },
        ] satisfies Column<Row>[])
      : []),
    { key: "why", title: ["待补事实或出错原因", "Missing facts, or why it failed"], render: (r) => r.failed_because ?? <Reasons of={r.undecided_because} /> },
    { key: "grace", title: ["渐退期至", "Grace until"], render: (r) => formatDate(r.grace_until), hidden: true },
    { key: "points", title: ["评估分", "Points"], render: (r) => r.points ?? "—", number: true, hidden: true },
    { key: "target", title: ["扶贫开发对象", "Development target"], render: (r) => yesNo(r.development_target), hidden: true },
    { key: "key_target", title: ["重点帮扶对象", "Key target"], render: (r) => yesNo(r.key_target), hidden: true },
    { key: "measures", title: ["帮扶措施", "Measures"], render: (r) => r.measures.map((m) => code("measure", m)).join(t("、", ", ")) || "—", hidden: true },
  ];
  const facts = catalogue.data?.facts.filter((f) => f.group !== null) ?? [];
  const filters: Filter[] = [
    { key: "category", kind: "choice", label: ["类别", "Category"], choices: categories },
    { key: "standing", kind: "choice", label: ["去向", "Standing"], choices: standings },
    { key: "missing", kind: "choice", label: ["缺哪项事实", "Missing fact"], choices: facts.map((f) => ({ value: f.id, label: [f.label, f.label_en] })) },
  ];
  return (
    <DataTable
      id="results"
      path={PATH}
      inPath={{ run }}
      query={{ division }}
      columns={columns}
      filters={filters}
      rowKey={(r) => r.household_no}
      link={(r) => `/households/${encodeURIComponent(r.household_no)}`}
      onExport={({ division: d, category, standing, missing }) => {
        const chosen = [
          category && code("category", category),
          standing && code("standing", standing),
          missing && t(`缺${factOf(catalogue.data, missing)?.label ?? missing}`, `missing ${factOf(catalogue.data, missing)?.label_en ?? missing}`),
        ].filter(Boolean);
        return (
          <ExportFile
            kind="determination"
            filter={{ run, ...(d && { division: d }), ...(category && { category }), ...(standing && { standing }), ...(missing && { missing }) }}
            says={
              chosen.length > 0
                ? t(`逐户结果，只含：${chosen.join("、")}。`, `Results by household, only: ${chosen.join(", ")}.`)
                : t("全部逐户结果。", "All results by household.")
            }
          />
        );
      }}
      empty={t("这次认定里没有这个区划的户。", "This run has no households of this division.")}
    />
  );
}

/* Which facts a household waits for, and whose. */
export function Reasons({ of }: { of: readonly string[] }) {
  const t = useT();
  const { data } = useCatalogue();
  if (of.length === 0) return <>—</>;
  return (
    <>
      {of
        .map(reasonOf)
        .map(({ fact, member }) => {
          const about = factOf(data, fact);
          const name = about ? t(about.label, about.label_en) : fact;
          return member === undefined ? name : t(`${name}（第 ${member} 位成员）`, `${name} (member ${member})`);
        })
        .join(t("、", ", "))}
    </>
  );
}
