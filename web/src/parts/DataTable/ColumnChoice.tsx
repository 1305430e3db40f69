import { SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover } from "antd";
import { useState } from "react";
import { useT, type Text } from "~/base/language";
import { keep, kept } from "~/base/storage";
import s from "./table.module.css";

interface Named {
  key: string;
  title: Text;
  hidden?: boolean;
}

/* Which columns of a list are shown: this browser remembers. The first one always is. */
export function useColumnChoice(id: string, columns: readonly Named[]) {
  const place = `columns.${id}`;
  const [chosen, setChosen] = useState<readonly string[]>(() => {
    const before = kept(place);
    return Array.isArray(before) ? (before as string[]) : columns.filter((c) => !c.hidden).map((c) => c.key);
  });
  return {
    shows: (key: string) => key === columns[0]?.key || chosen.includes(key),
    choose: (next: readonly string[]) => {
      setChosen(next);
      keep(place, next);
    },
    chosen,
  };
}

interface Props {
  columns: readonly Named[];
  choice: ReturnType<typeof useColumnChoice>;
}

export function ColumnChoice({ columns, choice }: Props) {
  const t = useT();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <Checkbox.Group
          className={s.columnList}
          value={[...choice.chosen]}
          onChange={(keys) => choice.choose(keys)}
          options={columns.slice(1).map((c) => ({ value: c.key, label: t(...c.title) }))}
        />
      }
    >
      <Button icon={<SettingOutlined aria-hidden />}>{t("选列", "Columns")}</Button>
    </Popover>
  );
}
