/* The households drawn; results are typed in the list and sent together. They stay in this tab until
 * they are sent. */
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useMay, useSend } from "~/api/use";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { Money } from "~/parts/Money";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import { Standing } from "~/parts/Standing";
import { useSaved } from "~/parts/useSaved";
import { results, type Result } from "./about";
import s from "./samples.module.css";

type Visit = RowOf<"/samples/{sample}/visits">;
type Typed = Record<string, { result?: Result; note?: string }>;

const AT_ONCE = 500;

export function Visits({ sample, everyone }: { sample: number; everyone: boolean }) {
  const t = useT();
  const code = useCodes();
  const may = useMay()("post /samples/{sample}/results");
  const draft = useSaved<Typed>(`sample-${sample}`);
  const [typed, setTyped] = useState<Typed>(draft.value ?? {});
  const put = (next: Typed) => {
    setTyped(next);
    draft.save(next);
  };
  const change = (no: string, news: Typed[string]) => put({ ...typed, [no]: { ...typed[no], ...news } });
  const send = useSend("post", "/samples/{sample}/results", { done: () => put({}) });
  const ready = Object.entries(typed).flatMap(([household_no, { result, note }]) => (result ? [{ household_no, result, ...(note?.trim() && { note: note.trim() }) }] : []));
  const choices = (Object.keys(results) as Result[]).filter((r) => everyone || r !== "wrong_out");

  const columns: Column<Visit>[] = [
    { key: "household", title: ["户号", "Household"], render: (v) => <Link to={`/households/${encodeURIComponent(v.household_no)}`}>{v.household_no}</Link> },
    { key: "position", title: ["序号", "No."], render: (v) => v.position, number: true },
    { key: "head", title: ["户主", "Head"], render: (v) => v.head },
    { key: "place", title: ["所在地", "Place"], render: (v) => <PlaceName code={v.division} /> },
    { key: "people", title: ["人口", "People"], render: (v) => v.people, number: true, hidden: true },
    { key: "category", title: ["类别", "Category"], render: (v) => code("category", v.category) },
    { key: "standing", title: ["去向", "Standing"], render: (v) => <Standing of={v.standing} />, hidden: true },
    { key: "amount", title: ["月发放（元）", "Monthly (yuan)"], render: (v) => <Money fen={v.amount_fen} />, number: true },
    {
      key: "result",
      title: ["走访结果", "Found"],
      render: (v) =>
        may ? (
          <Select
            className={s.result}
            aria-label={t(`${v.household_no} 的走访结果`, `What was found at ${v.household_no}`)}
            placeholder={t("未录入", "not entered")}
            value={typed[v.household_no]?.result ?? v.result ?? undefined}
            options={choices.map((r) => ({ value: r, label: t(...results[r]) }))}
            onChange={(result: Result) => change(v.household_no, { result, note: typed[v.household_no]?.note ?? v.note ?? undefined })}
          />
        ) : v.result ? (
          t(...results[v.result])
        ) : (
          "—"
        ),
    },
    {
      key: "note",
      title: ["备注", "Note"],
      render: (v) =>
        may ? (
          <Input
            className={s.note}
            aria-label={t(`${v.household_no} 的备注`, `Note on ${v.household_no}`)}
            maxLength={300}
            value={typed[v.household_no]?.note ?? v.note ?? ""}
            onChange={(e) => change(v.household_no, { result: typed[v.household_no]?.result ?? v.result ?? undefined, note: e.target.value })}
          />
        ) : (
          (v.note ?? "—")
        ),
    },
  ];
  const filters: Filter[] = [
    {
      key: "result",
      kind: "choice",
      label: ["走访结果", "Found"],
      choices: [...choices.map((r) => ({ value: r, label: results[r] })), { value: "none", label: ["未录入", "not entered"] }],
    },
  ];
  return (
    <Panel title={t("走访名单", "Households to visit")}>
      {may && (
        <div className={`${s.send} no-print`} role="status">
          <Button type="primary" disabled={ready.length === 0} loading={send.isPending} onClick={() => send.mutate({ params: { path: { sample } }, body: { results: ready.slice(0, AT_ONCE) } })}>
            {ready.length > 0 ? t(`保存 ${ready.length} 户的结果`, `Save ${ready.length} results`) : t("保存结果", "Save results")}
          </Button>
          <span className="soft">{t("在表中选结果、写备注，再一起保存；也可以下载名单，填好后上传。", "Choose results and write notes in the list, then save them together; or fill the file and send it.")}</span>
        </div>
      )}
      <ProblemNote problem={send.error} />
      <DataTable id="visits" path="/samples/{sample}/visits" inPath={{ sample }} columns={columns} filters={filters} rowKey={(v) => v.household_no} />
    </Panel>
  );
}
