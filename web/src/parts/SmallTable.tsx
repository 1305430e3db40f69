/* A list that comes whole: antd's table without pages. On a narrow window it scrolls, by keys too. */
import { Table, type TableProps } from "antd";
import { useEffect, useRef, type ReactNode } from "react";

type Props<Row> = Omit<TableProps<Row>, "size" | "pagination" | "locale" | "scroll"> & { empty?: ReactNode };

export function SmallTable<Row extends object>({ empty, ...rest }: Props<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => letKeysScroll(frame.current));
  return (
    <div ref={frame}>
      <Table<Row>
        {...rest}
        size="small"
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <span className="soft">{empty}</span> }}
      />
    </div>
  );
}

export function letKeysScroll(frame: HTMLElement | null) {
  for (const part of frame?.querySelectorAll<HTMLElement>(".ant-table-content, .ant-table-body") ?? []) part.tabIndex = 0;
}
