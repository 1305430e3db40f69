/* Who did or looked at what, when, from where and why. */
import { Link } from "react-router";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { ExportFile } from "~/parts/ExportFile";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { PlaceName } from "~/parts/PlaceName";
import { actionName, actions, objectName } from "~/parts/trail";
import { TrailOutcome } from "~/parts/TrailOutcome";

type Entry = RowOf<"/audit">;

const kinds = [
  { value: "session.*", label: ["登录、退出", "Signing in and out"] },
  { value: "account.*", label: ["账号", "Accounts"] },
  { value: "household.open", label: ["查看户被遮盖的内容", "Opening what is covered: households"] },
  { value: "person.open", label: ["查看人员被遮盖的内容", "Opening what is covered: people"] },
  { value: "household.*", label: ["户：全部", "Households: everything"] },
  { value: "person.*", label: ["人员：全部", "People: everything"] },
  { value: "import.*", label: ["导入", "Imports"] },
  { value: "determination.*", label: ["认定", "Determinations"] },
  { value: "export.*", label: ["导出", "Exports"] },
  { value: "policy.*", label: ["政策", "Policy"] },
  { value: "finding.*", label: ["核对事项", "Findings"] },
  { value: "audit.*", label: ["审计记录", "The trail itself"] },
] as const;

const filters: Filter[] = [
  { key: "actor", kind: "text", label: ["谁（用户名）", "Who (account name)"], placeholder: ["开头加 *，如 li*", "begins with: li*"] },
  {
    key: "action",
    kind: "choice",
    label: ["做了什么", "What"],
    choices: [...kinds, ...Object.entries(actions).filter(([a]) => a !== "household.open" && a !== "person.open").map(([value, label]) => ({ value, label }))],
  },
  { key: "object", kind: "text", label: ["对象", "Object"], placeholder: ["如 household 440783116-0078", "household 440783116-0078"] },
  { key: "division", kind: "division", label: ["区划", "Division"] },
  { key: "from", kind: "since", label: ["自", "From"] },
  { key: "until", kind: "through", label: ["至（含）", "Through"] },
  {
    key: "outcome",
    kind: "choice",
    label: ["结果", "Outcome"],
    choices: [
      { value: "done", label: ["已办", "done"] },
      { value: "refused", label: ["被拒（无权、未登录）", "refused"] },
      { value: "failed", label: ["未办成", "failed"] },
    ],
  },
];

export default function Audit() {
  const t = useT();
  const columns: Column<Entry>[] = [
    { key: "at", title: ["时间", "When"], render: (e) => formatInstant(e.at), width: 150 },
    { key: "actor", title: ["谁", "Who"], render: (e) => e.actor ?? t("未登录", "nobody") },
    { key: "action", title: ["做了什么", "What"], render: (e) => t(...actionName(e.action)) },
    { key: "object", title: ["对象", "Object"], render: (e) => <ObjectOf entry={e} /> },
    { key: "division", title: ["区划", "Division"], render: (e) => (e.division ? <PlaceName code={e.division} /> : "—") },
    { key: "why", title: ["理由", "Reason"], render: (e) => e.why ?? "—" },
    { key: "outcome", title: ["结果", "Outcome"], render: (e) => <TrailOutcome of={e.outcome} /> },
    { key: "address", title: ["地址", "Address"], render: (e) => e.address ?? "—", hidden: true },
    { key: "session", title: ["会话", "Session"], render: (e) => e.session ?? "—", hidden: true },
    { key: "number", title: ["编号", "Number"], render: (e) => `${e.register_id}-${e.seq}`, hidden: true },
  ];
  return (
    <>
      <PageHead
        title={t("审计记录", "Audit trail")}
        says={t("谁在何时、从哪里、因何查看或修改了什么。只增不改；在这里查看也会留下记录。", "Who looked at or changed what, when, from where and why. It only grows; looking here is on record, too.")}
      >
        <LinkButton to="/audit/heads">{t("校验值", "Heads of the chains")}</LinkButton>
      </PageHead>
      <DataTable
        id="audit"
        path="/audit"
        columns={columns}
        filters={filters}
        rowKey={(e) => `${e.register_id}-${e.seq}`}
        link={(e) => `/audit/${e.register_id}/${e.seq}`}
        onExport={({ actor, action, object, division, outcome, from, until }) => (
          <ExportFile
            kind="audit"
            filter={{ actor, action, object, division, outcome, from, until }}
            says={t("按现在的筛选条件导出。", "What the filters show now is exported.")}
          />
        )}
      />
    </>
  );
}

/* Short: what was searched for may be long. A household leads to its page. */
export function ObjectOf({ entry: e }: { entry: Pick<Entry, "object" | "action"> }) {
  const t = useT();
  const household = /^household ([\w-]+)$/.exec(e.object ?? "")?.[1];
  const text = e.object ? t(...objectName(e.object)) : "—";
  if (household) return <Link to={`/households/${household}`}>{text}</Link>;
  return <span title={text}>{text.length > 60 ? `${text.slice(0, 60)}…` : text}</span>;
}
