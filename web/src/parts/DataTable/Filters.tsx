/* The row above a list: one labelled field for each filter, in effect at once (texts with Enter or
 * when the field is left). */
import { Button, Checkbox, DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useId, type ReactNode } from "react";
import { useT } from "~/base/language";
import { DivisionPicker } from "../DivisionPicker";
import s from "./table.module.css";
import type { Filter } from "./types";
import type { TableState } from "./useTableState";

interface Props {
  filters: readonly Filter[];
  state: TableState;
  fold: boolean; // on a phone: out of the way until they are wanted
}

export function Filters({ filters, state, fold }: Props) {
  const t = useT();
  const { values, change } = state;
  const set = (key: string, value: string | undefined) => {
    if ((values[key] ?? "") === (value ?? "")) return;
    const next = { ...values };
    if (value) next[key] = value;
    else delete next[key];
    change(next);
  };
  const inUse = filters.filter((f) => values[f.key]).length;
  if (filters.length === 0) return null;
  const row = (
    <div className={`${s.filters} no-print`} role="group" aria-label={t("筛选", "Filters")}>
      {filters.map((f) => (
        <Field key={f.key} filter={f} value={values[f.key]} set={(value) => set(f.key, value)} />
      ))}
      {inUse > 0 && (
        <Button type="link" onClick={() => change(values.sort ? { sort: values.sort } : {})}>
          {t("清除筛选", "Clear filters")}
        </Button>
      )}
    </div>
  );
  if (!fold) return row;
  return (
    <details className={`${s.fold} no-print`} open={inUse > 0}>
      <summary>{inUse > 0 ? t(`筛选（${inUse}）`, `Filters (${inUse})`) : t("筛选", "Filters")}</summary>
      {row}
    </details>
  );
}

interface FieldProps {
  filter: Filter;
  value: string | undefined;
  set: (value: string | undefined) => void;
}

function Field({ filter, value, set }: FieldProps) {
  const t = useT();
  const id = useId();
  const label = t(...filter.label);
  const put = (control: ReactNode) => (
    <div className={s.filter}>
      <label htmlFor={id}>{label}</label>
      {control}
    </div>
  );

  switch (filter.kind) {
    case "text":
      return put(
        <Input
          key={value} // the address has changed: begin anew
          id={id}
          defaultValue={value}
          allowClear
          placeholder={filter.placeholder && t(...filter.placeholder)}
          onPressEnter={(e) => set(e.currentTarget.value.trim())}
          onBlur={(e) => set(e.currentTarget.value.trim())}
          onClear={() => set(undefined)}
        />,
      );
    case "choice":
      return put(
        <Select
          id={id}
          value={value}
          allowClear
          placeholder={t("全部", "All")}
          popupMatchSelectWidth={false}
          options={filter.choices.map((c) => ({ value: c.value, label: t(...c.label) }))}
          onChange={set}
        />,
      );
    case "number":
      return put(
        <InputNumber
          id={id}
          key={value}
          defaultValue={value}
          min={String(filter.min ?? 0)}
          max={filter.max === undefined ? undefined : String(filter.max)}
          precision={0}
          onPressEnter={(e) => set(e.currentTarget.value)}
          onBlur={(e) => set(e.currentTarget.value)}
        />,
      );
    case "date":
    case "since":
    case "through":
      return put(<DatePicker id={id} value={value ? dayjs(value) : null} onChange={(day) => set(day?.format("YYYY-MM-DD"))} />);
    case "division":
      return put(<DivisionPicker id={id} value={value} onChange={set} placeholder={t("全部", "All")} />);
    case "flag":
      return (
        <Checkbox className={s.flag} checked={value === "true"} onChange={(e) => set(e.target.checked ? "true" : undefined)}>
          {label}
        </Checkbox>
      );
  }
}
