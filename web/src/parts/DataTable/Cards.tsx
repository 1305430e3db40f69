/* A list on a phone: a card for each row, with the names of what it says. */
import { Button } from "antd";
import { useState, type Key, type ReactNode } from "react";
import { useT } from "~/base/language";
import { Loading } from "../Loading";
import s from "./table.module.css";
import type { Column } from "./types";

interface Props<Row> {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => Key;
  cell: (column: Column<Row>, row: Row) => ReactNode;
  loading: boolean;
  nothing: ReactNode;
  expand?: (row: Row) => ReactNode;
}

export function Cards<Row>({ rows, columns, rowKey, cell, loading, nothing, expand }: Props<Row>) {
  const t = useT();
  if (loading) return <Loading />;
  if (rows.length === 0) return <>{nothing}</>;
  const [first, ...rest] = columns;
  return (
    <ul className={s.cards}>
      {rows.map((row) => (
        <li key={rowKey(row)}>
          <div className={s.cardHead}>{first && cell(first, row)}</div>
          <dl>
            {rest.map((c) => (
              <div key={c.key}>
                <dt>{t(...c.title)}</dt>
                <dd>{cell(c, row)}</dd>
              </div>
            ))}
          </dl>
          {expand && <More>{() => expand(row)}</More>}
        </li>
      ))}
    </ul>
  );
}

function More({ children }: { children: () => ReactNode }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" className={s.more} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t("收起", "Less") : t("详情", "More")}
      </Button>
      {open && children()}
    </>
  );
}
