/* Rows of which it isn't certain whose they are, beside those they may be about. */
import { useGet, useMay } from "~/api/use";
import { useT } from "~/base/language";
import { DataTable, type Column, type Filter } from "~/parts/DataTable";
import { PageHead } from "~/parts/PageHead";
import s from "./candidates.module.css";
import { Persons, type CandidateRow } from "./Persons";

export default function Candidates() {
  const t = useT();
  const may = useMay()("post /candidates/{delivery}/{row}/decision");
  const sources = useGet("/sources", {}, { staleTime: Infinity });
  const columns: Column<CandidateRow>[] = [
    {
      key: "row",
      title: ["部门的记录", "The department's row"],
      render: (r) => (
        <div className={s.row}>
          <strong>{r.stated_name ?? t("没有姓名", "no name")}</strong>
          <span className="soft">{t(`${r.label}，第 ${r.delivery} 批第 ${r.row} 行`, `${r.label}, delivery ${r.delivery}, row ${r.row}`)}</span>
          <span className={s.text}>{r.text.state === "withheld" ? t("无权查看", "not for your role") : r.text.state === "masked" ? (r.text.value ?? "＊＊＊") : (r.text.value ?? "—")}</span>
        </div>
      ),
    },
    { key: "persons", title: ["可能是谁", "Who it may be"], render: (r) => <Persons of={r} may={may} /> },
  ];
  const filters: Filter[] = [
    { key: "source", kind: "choice", label: ["来源", "Source"], choices: (sources.data?.items ?? []).map((x) => ({ value: x.name, label: [x.label, x.label] as const })) },
    { key: "division", kind: "division", label: ["区划", "Division"] },
    { key: "delivery", kind: "number", label: ["第几批", "Delivery"], min: 1 },
    { key: "household_no", kind: "text", label: ["户号", "Household no."], placeholder: ["完整的户号", "The whole number"] },
    { key: "decided", kind: "flag", label: ["也列已认定的", "Also those decided"] },
  ];
  return (
    <>
      <PageHead
        title={t("待认定的行", "Undecided rows")}
        says={t(
          "部门记录的号码有误或没有号码，但与库中的人相像。认定之前不作为任何人的事实。",
          "A department's row whose number is wrong or lacking, but which is like somebody here. It counts for nobody until it is decided.",
        )}
      />
      <DataTable
        id="candidates"
        path="/candidates"
        columns={columns}
        filters={filters}
        rowKey={(r) => `${r.delivery} ${r.row}`}
        empty={t("部门数据中没有需要认定的行。", "No row of departments' data needs deciding.")}
      />
    </>
  );
}
