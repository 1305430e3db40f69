/* What was rejected: first what it comes from, then every place, to be mended in the file. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { address } from "~/api/client";
import { useGet, type AnswerOf } from "~/api/use";
import { formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type RowOf } from "~/parts/DataTable";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import s from "./imports.module.css";
import { inPageWords } from "./words";

type Cause = AnswerOf<"get", "/imports/{job}/causes">["items"][number];

export function Errors({ job, file, several }: { job: number; file: string; several: boolean }) {
  const t = useT();
  const [cause, setCause] = useState<Cause>();
  const causes = useGet("/imports/{job}/causes", { params: { path: { job } } }, { staleTime: Infinity });
  const all = causes.data?.errors ?? 0;
  const columns: Column<RowOf<"/imports/{job}/errors">>[] = [
    { key: "line", title: ["行", "Line"], render: (e) => (e.line ? t(`第 ${e.line} 行`, `line ${e.line}`) : "—"), width: 100 },
    { key: "file", title: ["文件", "File"], render: (e) => e.file, hidden: !several },
    { key: "column", title: ["列", "Column"], render: (e) => e.column || "—" },
    { key: "value", title: ["内容（号码已遮盖）", "What it says (numbers covered)"], render: (e) => (e.value ? <span className={s.value}>{e.value}</span> : <span className="soft">{t("空", "empty")}</span>) },
    {
      key: "problem",
      title: ["问题和改法", "What is wrong, how to mend it"],
      render: (e) => (
        <span className={s.fault}>
          <span>{inPageWords(t(e.problem, e.problem_en))}</span>
          <span className="soft">{inPageWords(t(e.remedy, ""))}</span>
        </span>
      ),
    },
  ];
  return (
    <Panel
      title={t("被拒绝的行", "Rejected rows")}
      extra={
        <Button icon={<DownloadOutlined aria-hidden />} href={address(`/jobs/${job}/files/${file}`)} download>
          {t("下载错误清单", "Download the errors")}
        </Button>
      }
    >
      <ProblemNote problem={causes.error} again={() => void causes.refetch()} />
      {causes.data && causes.data.items.length > 0 && (
        <ul className={s.causes} aria-label={t("按原因", "By cause")}>
          <li>
            <button type="button" aria-pressed={!cause} onClick={() => setCause(undefined)}>
              <strong>{t("全部", "All")}</strong>
              <span className="soft">{t("一行可有几处问题", "a row may have several faults")}</span>
              <strong className="number">{t(`${formatNumber(all)} 处`, formatNumber(all))}</strong>
            </button>
          </li>
          {causes.data.items.map((c) => (
            <li key={`${c.column} ${c.cause}`}>
              <button type="button" aria-pressed={c === cause} onClick={() => setCause(c)}>
                <span>{c.column || "—"}</span>
                <span>{inPageWords(t(c.cause, c.cause_en))}</span>
                <span className="number">{t(`${formatNumber(c.errors)} 处`, formatNumber(c.errors))}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <DataTable
        key={cause ? `${cause.column} ${cause.cause}` : ""}
        id="import-errors"
        path="/imports/{job}/errors"
        inPath={{ job }}
        query={cause ? { cause: cause.cause, ...(cause.column && { column: cause.column }) } : {}}
        embedded
        columns={columns}
        rowKey={(e) => `${e.file} ${e.line} ${e.column} ${e.problem}`}
      />
    </Panel>
  );
}
