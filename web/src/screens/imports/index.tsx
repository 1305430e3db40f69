/* Imports: begin one, go on with one, see what was imported. */
import { Tag } from "antd";
import { formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { useGet, useMay } from "~/api/use";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { stateNames } from "~/parts/job";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { inputOf, kinds, resultOf, type Count, type Kind } from "./choices";

const colors = { queued: "default", running: "processing", done: "success", failed: "error", cancelled: "default" } as const;

export default function Imports() {
  const t = useT();
  const may = useMay();
  const uploads = useGet("/uploads", {}, { staleTime: 0 });
  const waiting = uploads.data?.items.filter((u) => u.job === null).length ?? 0;
  const count = (name: Count) => (j: RowOf<"/jobs">) => formatNumber(resultOf(j)?.counts[name]);
  const columns: Column<RowOf<"/jobs">>[] = [
    {
      key: "what",
      title: ["导入", "Import"],
      render: (j) => {
        const input = inputOf(j);
        const name = input ? t(...kinds[input.kind].name) : j.kind;
        return input?.dry_run ? t(`试导入：${name}`, `Trial: ${name}`) : name;
      },
    },
    { key: "files", title: ["文件", "Files"], render: (j) => resultOf(j)?.files.join(t("、", ", ")) || "—" },
    { key: "state", title: ["状态", "State"], render: (j) => <Tag color={colors[j.state]}>{t(...stateNames[j.state])}</Tag> },
    { key: "rows", title: ["行", "Rows"], render: count("rows"), number: true },
    { key: "added", title: ["新增", "Added"], render: count("added"), number: true },
    { key: "changed", title: ["变更", "Changed"], render: count("changed"), number: true },
    { key: "rejected", title: ["拒绝", "Rejected"], render: count("rejected"), number: true },
    { key: "from", title: ["自何日起／收到", "From / received"], render: (j) => inputOf(j)?.valid_from ?? inputOf(j)?.received ?? "—" },
    { key: "at", title: ["提交", "Asked for"], render: (j) => formatInstant(j.created_at) },
    { key: "ended", title: ["结束", "Ended"], render: (j) => formatInstant(j.ended_at), hidden: true },
    { key: "job", title: ["作业编号", "Job"], render: (j) => j.job, number: true, hidden: true },
  ];
  const filters: Filter[] = [
    { key: "kind", kind: "choice", label: ["内容", "What"], choices: (Object.keys(kinds) as Kind[]).map((k) => ({ value: `import.${k}`, label: kinds[k].name })) },
    { key: "state", kind: "choice", label: ["状态", "State"], choices: Object.entries(stateNames).map(([value, label]) => ({ value, label })) },
  ];
  return (
    <>
      <PageHead
        title={t("导入", "Imports")}
        says={t(
          "户、人员的名单和部门送来的数据。试导入不写入登记库，核对之后再正式导入；关掉页面不会中断。",
          "Lists of households and people, and what departments send. A trial writes nothing; import it after the review. Closing the page interrupts nothing.",
        )}
      >
        {may("post /imports") && (
          <LinkButton type="primary" to="/imports/new">
            {waiting > 0 ? t(`开始导入（${waiting} 个文件已上传）`, `Start an import (${waiting} files sent)`) : t("开始导入", "Start an import")}
          </LinkButton>
        )}
      </PageHead>
      <DataTable
        id="imports"
        file={t("导入", "imports")}
        path="/jobs"
        query={{ kind: "import" }}
        columns={columns}
        filters={filters}
        rowKey={(j) => j.job}
        link={(j) => `/imports/${j.job}`}
        refetchInterval={5_000}
        empty={t("从“开始导入”上传第一份名单。", "Send the first list with “Start an import”.")}
      />
    </>
  );
}
