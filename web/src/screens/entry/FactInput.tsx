/* The input for one fact, as its type in the catalogue asks for: a text in, a text out. */
import { DatePicker, Input, Radio, Select } from "antd";
import dayjs from "dayjs";
import { useT } from "~/base/language";
import type { CatalogueFact } from "~/parts/catalogue";
import { DivisionPicker } from "~/parts/DivisionPicker";
import s from "./entry.module.css";

interface Props {
  about: CatalogueFact;
  id?: string;
  value?: string;
  onChange?: (text: string | undefined) => void;
  onBlur?: () => void;
  placeholder?: string;
}

const FORMATS = ["YYYY-MM-DD", "YYYYMMDD", "YYYY/M/D", "YYYY.M.D", "YYYY年M月D日"];

export function DayInput({ id, value, onChange, latest }: { id?: string; value?: string; onChange?: (day: string | undefined) => void; latest?: string }) {
  return (
    <DatePicker
      id={id}
      className={s.day}
      format={FORMATS}
      value={value ? dayjs(value) : null}
      maxDate={latest ? dayjs(latest) : undefined}
      onChange={(day) => onChange?.(day?.format("YYYY-MM-DD"))}
    />
  );
}

export function FactInput({ about, id, value, onChange, onBlur, placeholder }: Props) {
  const t = useT();
  const plainInput = (mode: "decimal" | "numeric" | "text", max: number) => (
    <Input
      id={id}
      value={value ?? ""}
      inputMode={mode}
      maxLength={max}
      placeholder={placeholder}
      suffix={<span className="soft">{t(about.unit, about.unit_en)}</span>}
      onChange={(e) => onChange?.(e.target.value)}
      onBlur={(e) => {
        if (mode !== "text") onChange?.(e.target.value.normalize("NFKC").trim());
        onBlur?.();
      }}
    />
  );
  switch (about.type) {
    case "boolean":
      return (
        <span className={s.boolean}>
          <Radio.Group id={id} value={value ?? ""} onChange={(e) => onChange?.(String(e.target.value))} optionType="button">
            <Radio value="true">{t("是", "Yes")}</Radio>
            <Radio value="false">{t("否", "No")}</Radio>
            <Radio value="">{t("未知", "Unknown")}</Radio>
          </Radio.Group>
        </span>
      );
    case "code":
      return (
        <Select
          id={id}
          value={value || undefined}
          allowClear
          placeholder={placeholder ?? t("未知", "Unknown")}
          options={about.codes.map((c) => ({ value: c.code, label: t(c.label, c.label_en) }))}
          onChange={onChange}
        />
      );
    case "codes":
      return (
        <Select
          id={id}
          mode="multiple"
          value={value ? value.split(";") : []}
          allowClear
          placeholder={placeholder ?? t("未知", "Unknown")}
          options={about.codes.map((c) => ({ value: c.code, label: t(c.label, c.label_en) }))}
          onChange={(codes: string[]) => onChange?.(codes.join(";"))}
        />
      );
    case "date":
      return <DayInput id={id} value={value} onChange={onChange} />;
    case "division":
      return <DivisionPicker id={id} value={value} onChange={onChange} placeholder={placeholder} />;
    case "money":
      return plainInput("decimal", 20);
    case "integer":
      return plainInput("numeric", 20);
    case "id_no":
      return plainInput("text", 30);
    default:
      return plainInput("text", 300);
  }
}
