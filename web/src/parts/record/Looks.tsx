/* Who looked at a household or a person, when, and why; for those who read the trail. */
import { formatInstant } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { DataTable, type Column, type RowOf } from "../DataTable";
import type { Target } from "../Masked";

type Look = RowOf<"/households/{household_no}/looks">;

const actions: Record<string, Text> = {
  "household.look": ["查看户", "looked at the household"],
  "household.open": ["查看被遮盖的内容", "opened what is covered"],
  "household.history": ["查看变动记录", "read the history"],
  "household.determinations": ["查看历次认定", "read the decisions"],
  "household.explain": ["查看认定说明", "read the explanation"],
  "household.letter": ["打印认定说明", "took the letter"],
  "household.looks": ["查看谁看过", "asked who looked"],
  "household.add": ["新登记", "registered it"],
  "household.enter": ["申报或更正", "entered facts"],
  "household.join": ["加入成员", "added a member"],
  "household.leave": ["成员离户", "a member left"],
  "household.move": ["成员转户", "a member moved"],
  "household.split": ["分户", "split it"],
  "household.end": ["销户", "ended it"],
  "finding.get": ["查看核对事项", "read a finding"],
  "finding.open": ["查看核对事项被遮盖的内容", "opened a finding"],
  "finding.settle": ["处理核对事项", "settled a finding"],
  "person.look": ["查看人员", "looked at the person"],
  "person.open": ["查看被遮盖的内容", "opened what is covered"],
  "person.history": ["查看变动记录", "read the history"],
  "person.enter": ["申报或更正", "entered facts"],
  "person.looks": ["查看谁看过", "asked who looked"],
};

function Outcome({ of }: { of: number }) {
  const t = useT();
  if (of < 300) return <>{t("完成", "done")}</>;
  return <span style={{ color: "var(--zhu)" }}>{of === 403 ? t("无权，已拒绝", "refused: no right") : t(`未完成（${of}）`, `not done (${of})`)}</span>;
}

export function Looks({ of }: { of: Target }) {
  const t = useT();
  const columns: Column<Look>[] = [
    { key: "at", title: ["时间", "When"], render: (l) => formatInstant(l.at), width: 160 },
    { key: "actor", title: ["账号", "Account"], render: (l) => l.actor ?? "—" },
    { key: "action", title: ["做了什么", "What"], render: (l) => (l.action ? t(...(actions[l.action] ?? [l.action, l.action])) : "—") },
    { key: "why", title: ["理由", "Reason"], render: (l) => l.why ?? "—" },
    { key: "outcome", title: ["结果", "Outcome"], render: (l) => <Outcome of={l.outcome} /> },
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
