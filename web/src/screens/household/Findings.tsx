/* What verifications found of the household. */
import { Tag } from "antd";
import { useT } from "~/base/language";
import { factOf, useCatalogue } from "~/parts/catalogue";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { FactValue } from "~/parts/FactValue";
import type { Text } from "~/base/language";

type Finding = RowOf<"/findings">;

const kinds: Record<Finding["kind"], Text> = {
  divergence: ["申报与核对不一致", "declared and verified differ"],
  undeclared: ["未申报", "not declared"],
  dead: ["已死亡", "dead"],
  moved_out: ["已迁出", "moved out"],
  member_missing: ["家庭成员不全", "a member is missing"],
  two_households: ["在两户登记", "in two households"],
  name_differs: ["姓名不一致", "the name differs"],
  candidate: ["不能确定是谁", "not certain who it is"],
  lead: ["线索", "a lead"],
  implausible: ["可疑", "implausible"],
};

const states: Record<Finding["state"], { name: Text; color?: string }> = {
  open: { name: ["待处理", "open"], color: "warning" },
  explained: { name: ["已说明", "explained"], color: "success" },
  confirmed: { name: ["属实", "confirmed"], color: "error" },
  dismissed: { name: ["不属实", "dismissed"] },
};

export function Findings({ no }: { no: string }) {
  const t = useT();
  const { data } = useCatalogue();
  const nameOf = (attribute: string | null) => {
    const about = attribute ? factOf(data, attribute) : undefined;
    return about ? t(about.label, about.label_en) : (attribute ?? "—");
  };
  const value = (f: Finding, of: "declared" | "verified") =>
    f.attribute ? <FactValue attribute={f.attribute} fact={f[of]} /> : "—";
  const columns: Column<Finding>[] = [
    { key: "kind", title: ["事项", "Finding"], render: (f) => t(...kinds[f.kind]) },
    { key: "who", title: ["成员", "Member"], render: (f) => f.name ?? (f.member ? t(`第 ${f.member} 位`, `no. ${f.member}`) : t("全户", "household")) },
    { key: "what", title: ["事实", "Fact"], render: (f) => nameOf(f.attribute) },
    { key: "declared", title: ["申报", "Declared"], render: (f) => value(f, "declared") },
    { key: "verified", title: ["核对", "Verified"], render: (f) => value(f, "verified") },
    { key: "source", title: ["来源", "Source"], render: (f) => f.source || "—" },
    { key: "detail", title: ["说明", "Detail"], render: (f) => f.detail || "—" },
    { key: "state", title: ["状态", "State"], render: (f) => <Tag color={states[f.state].color}>{t(...states[f.state].name)}</Tag> },
    { key: "as_of", title: ["核对日期", "Verified as of"], render: (f) => f.as_of, hidden: true },
  ];
  const filters: Filter[] = [
    { key: "state", kind: "choice", label: ["状态", "State"], choices: Object.entries(states).map(([v, { name }]) => ({ value: v, label: name })) },
  ];
  return (
    <DataTable
      id="household-findings"
      path="/findings"
      query={{ household_no: no }}
      columns={columns}
      filters={filters}
      rowKey={(f) => f.finding}
      link={(f) => `/households/${encodeURIComponent(no)}/findings/${f.finding}`}
      embedded
      empty={t("最近一次核对没有发现问题。", "The last verification found nothing.")}
    />
  );
}
