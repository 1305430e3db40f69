/* A list on a phone: a card for each row, with the names of what it says. */
import type { Key, ReactNode } from "react";
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
}

export function Cards<Row>({ rows, columns, rowKey, cell, loading, nothing }: Props<Row>) {
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
        </li>
      ))}
    </ul>
  );
}
