/* Who looked at a household or a person, when, and why; for those who read the trail. */
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type RowOf } from "../DataTable";
import type { Target } from "../Masked";
import { actionName } from "../trail";
import { TrailOutcome } from "../TrailOutcome";

type Look = RowOf<"/households/{household_no}/looks">;

export function Looks({ of }: { of: Target }) {
  const t = useT();
  const columns: Column<Look>[] = [
    { key: "at", title: ["时间", "When"], render: (l) => formatInstant(l.at), width: 160 },
    { key: "actor", title: ["账号", "Account"], render: (l) => l.actor ?? "—" },
    { key: "action", title: ["做了什么", "What"], render: (l) => t(...actionName(l.action)) },
    { key: "why", title: ["理由", "Reason"], render: (l) => l.why ?? "—" },
    { key: "outcome", title: ["结果", "Outcome"], render: (l) => <TrailOutcome of={l.outcome} /> },
  ];
  const shared = {
    id: "looks",
    columns,
    rowKey: (l: Look) => `${l.at}-${l.actor}-${l.action}`,
    embedded: true,
    empty: t("还没有人看过。", "Nobody has looked yet."),
  };
  return of.household === undefined ? (
    <DataTable {...shared} path="/people/{person_no}/looks" inPath={{ person_no: of.person }} />
  ) : (
    <DataTable {...shared} path="/households/{household_no}/looks" inPath={{ household_no: of.household }} />
  );
}
