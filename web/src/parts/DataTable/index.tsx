/* A list of the API: filters, order, pages, columns, export, keyboard; on a phone one card a row.
 *
 *   <DataTable id="households" path="/households" columns={columns} filters={filters}
 *     rowKey={(h) => h.household_no} link={(h) => `/households/${h.household_no}`}
 *     empty={t("放宽筛选条件，或导入名单。", "Loosen the filters, or import lists.")} />
 *
 * Arrow keys go from row to row, Enter opens, PageUp and PageDown turn pages. */
import { keepPreviousData } from "@tanstack/react-query";
import { Grid, Table, type TableProps } from "antd";
import { useEffect, useRef, useState, type Key, type KeyboardEvent, type ReactNode } from "react";
import { Link, useNavigate } from "react-router";
import { useGet, type PathOf } from "~/api/use";
import { formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { keep, kept } from "~/base/storage";
import { EmptyNote } from "../EmptyNote";
import { ProblemNote } from "../ProblemNote";
import { letKeysScroll } from "../SmallTable";
import { Cards } from "./Cards";
import { ColumnChoice, useColumnChoice } from "./ColumnChoice";
import { Filters } from "./Filters";
import { ListFile } from "./ListFile";
import { Pages } from "./Pages";
import { toQuery } from "./query";
import s from "./table.module.css";
import type { Column, Filter, InPath, ListPath, QueryOf, RowOf } from "./types";
import { useTableState } from "./useTableState";

export type { Column, Filter, RowOf, QueryOf } from "./types";

interface Props<P extends ListPath> {
  id: string; // of the choice of columns
  path: P;
  columns: readonly Column<RowOf<P>>[];
  rowKey: (row: RowOf<P>) => Key;
  filters?: readonly Filter[];
  inPath?: InPath<P>; // the path's own parameters
  query?: Partial<QueryOf<P>>; // what the page itself asks for
  link?: (row: RowOf<P>) => string; // where a row leads
  empty?: ReactNode; // what to do when there is nothing
  embedded?: boolean; // a part of a page: the address isn't this list's
  tools?: ReactNode; // buttons beside the choice of columns
  file?: string; // the list can be had as a file of this name; for lists without people
  onExport?: (query: Partial<QueryOf<P>>) => ReactNode; // draws the button, with what is asked for now
  expand?: (row: RowOf<P>) => ReactNode;
  selection?: TableProps<RowOf<P> & object>["rowSelection"];
  refetchInterval?: number | false;
}

interface Page<Row> {
  items: Row[];
  next: string | null;
  total?: number | null;
  total_exact?: boolean;
}

export function DataTable<P extends ListPath>(props: Props<P>) {
  const { id, path, columns, rowKey, filters = [], inPath, query, link, empty, embedded = false } = props;
  const t = useT();
  const go = useNavigate();
  const phone = !Grid.useBreakpoint().md;
  const choice = useColumnChoice(id, columns);
  const state = useTableState([...filters.map((f) => f.key), "sort"], embedded);
  const [size, setSize] = useState(() => Number(kept("page-size")) || 50);

  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => letKeysScroll(frame.current));

  const asked = { ...query, ...toQuery(state.values, filters) } as Partial<QueryOf<P>>;
  const cursor = state.cursors.at(-1);
  const init = { params: { path: inPath, query: { ...asked, limit: size, ...(cursor ? { cursor } : {}) } } };
  const list = useGet(path as PathOf<"get">, init as never, {
    placeholderData: keepPreviousData,
    refetchInterval: props.refetchInterval ?? false,
  });
  const data = list.data as Page<RowOf<P>> | undefined;
  const rows = data?.items ?? [];
  const next = data?.next;
  const shown = columns.filter((c) => choice.shows(c.key));
  const filtered = filters.some((f) => state.values[f.key]);

  const previousPage = state.cursors.length > 0 ? () => state.turn(state.cursors.slice(0, -1)) : undefined;
  const nextPage = next ? () => state.turn([...state.cursors, next]) : undefined;

  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const links = [...e.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
    const at = links.findIndex((l) => l === document.activeElement);
    if (at < 0) return;
    if (step) links[at + step]?.focus();
    else if (e.key === "PageDown" && nextPage) nextPage();
    else if (e.key === "PageUp" && previousPage) previousPage();
    else return;
    e.preventDefault();
  };

  const cell = (c: Column<RowOf<P>>, row: RowOf<P>) =>
    link && c === columns[0] ? (
      <Link to={link(row)} data-row className={s.rowLink}>
        {c.render(row)}
      </Link>
    ) : (
      c.render(row)
    );

  const nothing = (
    <EmptyNote title={filtered ? t("没有符合条件的记录", "Nothing fits these filters") : t("还没有记录", "There is nothing yet")}>
      {filtered ? t("放宽或清除筛选条件再看。", "Loosen or clear the filters.") : empty}
    </EmptyNote>
  );

  return (
    <div ref={frame} className={s.list} onKeyDown={onKeyDown} role="presentation" aria-busy={list.isFetching}>
      <Filters filters={filters} state={state} fold={phone} />
      <ProblemNote problem={list.error} again={() => void list.refetch()} />
      <div className={s.bar}>
        <span className="soft" role="status">
          {data?.total !== undefined && data.total !== null &&
            (data.total_exact === false
              ? t(`至少 ${formatNumber(data.total)} 条`, `at least ${formatNumber(data.total)}`)
              : t(`共 ${formatNumber(data.total)} 条`, `${formatNumber(data.total)} in all`))}
        </span>
        <span className={`${s.tools} no-print`}>
          {props.tools}
          {props.onExport?.(asked)}
          {props.file !== undefined && rows.length > 0 && (
            <ListFile name={props.file} path={path} params={{ path: inPath, query: asked }} columns={shown} />
          )}
          {!phone && <ColumnChoice columns={columns} choice={choice} />}
        </span>
      </div>
      {phone ? (
        <Cards rows={rows} columns={shown} rowKey={rowKey} cell={cell} loading={list.isPending} nothing={nothing} expand={props.expand} />
      ) : (
        <Table<RowOf<P> & object>
          size="middle"
          className={list.isPlaceholderData ? s.waiting : undefined}
          rowKey={(row) => rowKey(row)}
          dataSource={rows as (RowOf<P> & object)[]}
          loading={list.isPending}
          pagination={false}
          scroll={{ x: "max-content" }}
          sticky={!embedded && { offsetHeader: 56 }}
          locale={{ emptyText: list.isPending || list.error ? <span /> : nothing }}
          columns={shown.map((c) => ({
            key: c.key,
            title: t(...c.title),
            render: (_: unknown, row: RowOf<P>) => cell(c, row),
            width: c.width,
            align: c.number ? ("right" as const) : undefined,
            ...(c.sort && {
              sorter: true,
              sortDirections: c.oneWay ? ["ascend" as const] : undefined,
              sortOrder: state.values.sort === c.sort ? ("ascend" as const) : state.values.sort === `-${c.sort}` ? ("descend" as const) : null,
            }),
          }))}
          onChange={(_pages, _filters, sorter, { action }) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            const sort = columns.find((c) => c.key === one?.columnKey)?.sort;
            if (action !== "sort") return;
            const { sort: _old, ...rest } = state.values;
            state.change(sort && one?.order ? { ...rest, sort: one.order === "descend" ? `-${sort}` : sort } : rest);
          }}
          onRow={(row) =>
            link
              ? {
                  className: s.leads,
                  onClick: (e) => {
                    const inside = e.target instanceof Element && e.target.closest("a, button, input, label");
                    if (!inside && !getSelection()?.toString()) void go(link(row));
                  },
                }
              : {}
          }
          rowSelection={props.selection}
          expandable={props.expand && { expandedRowRender: props.expand }}
        />
      )}
      {(previousPage || nextPage || rows.length > 20) && (
        <Pages
          page={state.cursors.length + 1}
          size={size}
          setSize={(n) => {
            keep("page-size", n);
            setSize(n);
            state.turn([]);
          }}
          previous={previousPage}
          next={nextPage}
        />
      )}
    </div>
  );
}
