/* At a glance: where, how many, what was decided last. */
import { Descriptions, Grid } from "antd";
import type { components } from "~/api/made/schema";
import { formatDate } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { FactValue } from "~/parts/FactValue";
import { Money } from "~/parts/Money";
import { Panel } from "~/parts/Panel";
import { Standing } from "~/parts/Standing";

export type Household = components["schemas"]["Household"];

export function Head({ of: h }: { of: Household }) {
  const t = useT();
  const code = useCodes();
  const wide = Grid.useBreakpoint().md;
  const last = h.last_decision;
  const head = h.members?.find((m) => m.facts.relation?.value === "head");
  return (
    <Panel>
      <Descriptions
        size="small"
        layout={wide ? "horizontal" : "vertical"}
        column={{ xs: 2, lg: 4 }}
        items={[
          { key: "head", label: t("户主", "Head"), children: head ? <FactValue attribute="name" fact={head.facts.name} /> : "—" },
          { key: "people", label: t("人口", "People"), children: t(`${h.members?.length ?? 0} 人`, String(h.members?.length ?? 0)) },
          { key: "residence", label: t("户口性质", "Residence"), children: <FactValue attribute="residence" fact={h.facts?.residence} /> },
          { key: "division", label: t("区划", "Division"), children: h.division ?? "—" },
          { key: "category", label: t("最近认定", "Last decision"), children: <strong>{!last ? t("尚未认定", "none yet") : last.category ? code("category", last.category) : t("缺少事实，未能认定", "undecided: facts are missing")}</strong> },
          { key: "standing", label: t("去向", "Standing"), children: <Standing of={last?.standing} /> },
          { key: "amount", label: t("月发放", "Monthly"), children: last ? <strong><Money fen={last.monthly_amount_fen} unit /></strong> : "—" },
          { key: "as_of", label: t("认定日期", "Decided as of"), children: formatDate(last?.as_of) },
        ]}
      />
    </Panel>
  );
}
