/* What the columns of a file may be, and an empty file with all of them. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Collapse, Tag } from "antd";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { useCatalogue } from "~/parts/catalogue";
import { ProblemNote } from "~/parts/ProblemNote";
import { SmallTable } from "~/parts/SmallTable";
import { kinds, type Kind } from "./choices";
import s from "./imports.module.css";
import { columnsOf, templateOf, type ColumnAbout } from "./template";

export function Columns({ kind, feed }: { kind: Kind; feed: string | undefined }) {
  const t = useT();
  const catalogue = useCatalogue();
  const source = useGet("/sources/{name}", { params: { path: { name: feed ?? "" } } }, { enabled: kind === "feed" && !!feed });
  const columns = columnsOf(kind, catalogue.data, source.data);
  const problem = catalogue.error ?? source.error;
  if (problem) return <ProblemNote problem={problem} />;
  if (columns.length === 0)
    return kind === "feed" && !feed ? <p className="soft">{t("选了来源，这里就列出它的各列，并可下载模板。", "Choose the source: its columns and a template are here then.")}</p> : null;
  const file = `${source.data && kind === "feed" ? source.data.label : kinds[kind].name[0]}.csv`;
  return (
    <>
      <p className={s.template}>
        <Button icon={<DownloadOutlined aria-hidden />} onClick={() => save(file, templateOf(columns))}>{t("下载模板", "Download a template")}</Button>
        <span className="soft">{t("含全部列名；不用的列可以删去，顺序随意，表头上面可以有标题。", "All headers; drop those you don't need, in any order; a title may stand above.")}</span>
      </p>
      <Collapse
        size="small"
        items={[
          {
            key: "columns",
            label: t(`可用的列（${columns.length}）`, `Columns that can be used (${columns.length})`),
            children: (
              <SmallTable<ColumnAbout>
                rowKey="name"
                dataSource={columns}
                columns={[
                  { title: t("列", "Column"), render: (_, c) => <>{c.name} {c.required && <Tag color="error">{t("必填", "required")}</Tag>}</> },
                  { title: t("怎样填", "What to write"), render: (_, c) => <span className={s.how}>{t(...c.how)}</span> },
                  { title: t("空格表示", "Empty means"), render: (_, c) => (c.required ? "—" : t(...c.empty)) },
                ]}
              />
            ),
          },
        ]}
      />
    </>
  );
}

function save(name: string, text: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
