/* A list as a file, made in the browser: what the filters let through, the columns that are shown.
 * For lists without people; those with people are exports of the server, on record. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { readNow, type PathOf } from "~/api/use";
import { Problem } from "~/api/problem";
import { csv, saveAs } from "~/base/csv";
import { useT } from "~/base/language";
import { ProblemNote } from "../ProblemNote";
import { textOf } from "./textOf";
import type { Column, ListPath, RowOf } from "./types";

const PAGE = 200;
const MOST = 10_000; // rows

interface Props<P extends ListPath> {
  name: string;
  path: P;
  params: { path: unknown; query: object };
  columns: readonly Column<RowOf<P>>[];
}

export function ListFile<P extends ListPath>({ name, path, params, columns }: Props<P>) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const read = async () => {
    const rows: RowOf<P>[] = [];
    let cursor: string | null = null;
    do {
      const query = { ...params.query, limit: PAGE, ...(cursor && { cursor }) };
      const page = (await readNow(path as PathOf<"get">, { params: { ...params, query } } as never)) as unknown as { items: RowOf<P>[]; next: string | null };
      rows.push(...page.items);
      cursor = page.next;
    } while (cursor && rows.length < MOST);
    const cells = rows.map((row) => columns.map((c) => c.text?.(row) ?? textOf(c.render(row))));
    if (cursor) cells.push([t(`只含前 ${rows.length} 行，请收窄筛选条件`, `the first ${rows.length} rows only: narrow the filters`)]);
    saveAs(`${name}.csv`, csv([columns.map((c) => t(...c.title)), ...cells]));
  };
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={busy}
        onClick={() => {
          setBusy(true);
          setProblem(undefined);
          read()
            .catch((e: unknown) => {
              if (!(e instanceof Problem)) throw e;
              setProblem(e);
            })
            .finally(() => setBusy(false));
        }}
      >
        {t("导出", "Export")}
      </Button>
      {problem && <ProblemNote problem={problem} brief />}
    </>
  );
}
