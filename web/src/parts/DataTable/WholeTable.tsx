/* A list that the API gives as a whole: searched, sorted and turned in the browser; else as DataTable.
 *
 *   <WholeTable id="parameters" rows={items} columns={columns} rowKey={(p) => p.name}
 *     text={(p) => p.name + p.label} empty={t("…", "…")} /> */
import { Grid, Input, Table } from "antd";
import { useDeferredValue, useEffect, useRef, useState, type Key, type ReactNode } from "react";
import { formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { EmptyNote } from "../EmptyNote";
import { letKeysScroll } from "../SmallTable";
import { Cards } from "./Cards";
import { ColumnChoice, useColumnChoice } from "./ColumnChoice";
import s from "./table.module.css";
import type { Column } from "./types";

export interface WholeColumn<Row> extends Omit<Column<Row>, "sort"> {
  order?: (a: Row, b: Row) => number;
}

interface Props<Row> {
  id: string; // of the choice of columns
  rows: readonly Row[];
  columns: readonly WholeColumn<Row>[];
  rowKey: (row: Row) => Key;
  text: (row: Row) => string; // what is searched
  empty: ReactNode;
  tools?: ReactNode;
  filters?: ReactNode; // beside the search
}

const PAGE = 50;

export function WholeTable<Row extends object>({ id, rows, columns, rowKey, text, empty, tools, filters }: Props<Row>) {
  const t = useT();
  const phone = !Grid.useBreakpoint().md;
  const choice = useColumnChoice(id, columns);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => letKeysScroll(frame.current));
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim().toLowerCase());
  const found = q ? rows.filter((row) => text(row).toLowerCase().includes(q)) : rows;
  const shown = columns.filter((c) => choice.shows(c.key));
  const nothing = (
    <EmptyNote title={q ? t("没有符合条件的记录", "Nothing fits these filters") : t("没有记录", "There is nothing")}>
      {q ? t("换个词再找。", "Try another word.") : empty}
    </EmptyNote>
  );
  return (
    <div className={s.list} ref={frame}>
      <div className={`${s.bar} no-print`}>
        <span className={s.tools}>
          <Input.Search
            allowClear
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
            placeholder={t("查找", "Search")}
            aria-label={t("在表中查找", "Search in the list")}
            style={{ width: 200 }}
          />
          {filters}
        </span>
        <span className={s.tools}>
          <span className="soft" role="status" style={{ alignSelf: "center" }}>
            {t(`共 ${formatNumber(found.length)} 条`, `${formatNumber(found.length)} in all`)}
          </span>
          {tools}
          {!phone && <ColumnChoice columns={columns} choice={choice} />}
        </span>
      </div>
      {phone ? (
        <Cards rows={found} columns={shown} rowKey={rowKey} cell={(c, row) => c.render(row)} loading={false} nothing={nothing} />
      ) : (
        <Table<Row>
          size="middle"
          rowKey={rowKey}
          dataSource={[...found]}
          pagination={found.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: nothing }}
          columns={shown.map((c) => ({
            key: c.key,
            title: t(...c.title),
            render: (_: unknown, row: Row) => c.render(row),
            width: c.width,
            align: c.number ? ("right" as const) : undefined,
            sorter: c.order,
          }))}
        />
      )}
    </div>
  );
}
