import { Checkbox, Input } from "antd";
import { useT } from "~/base/language";
import s from "./check.module.css";

interface Props {
  text: string; // 1950-3-7, parts may be lacking
  unclear: boolean;
  bad: boolean;
  label: string;
  onChange: (text: string) => void;
  onUnclear: (yes: boolean) => void;
}

/* Year, month and day as three numbers: a calendar is a long way from 1948. */
export function DayField({ text, unclear, bad, label, onChange, onUnclear }: Props) {
  const t = useT();
  const [year = "", month = "", day = ""] = text.split("-");
  const part = (name: string, value: string, length: number, put: (digits: string) => string) => (
    <Input
      aria-label={`${label} ${name}`}
      inputMode="numeric"
      autoComplete="off"
      maxLength={length}
      value={value}
      status={bad ? "error" : undefined}
      suffix={name}
      style={{ width: 64 + length * 16 }}
      onChange={(e) => onChange(put(e.target.value.replace(/\D/g, "")))}
    />
  );
  return (
    <div className={s.amount}>
      {part(t("年", "year"), year, 4, (y) => `${y}-${month}-${day}`)}
      {part(t("月", "month"), month, 2, (m) => `${year}-${m}-${day}`)}
      {part(t("日", "day"), day, 2, (d) => `${year}-${month}-${d}`)}
      <Checkbox checked={unclear} onChange={(e) => onUnclear(e.target.checked)}>
        {t("不清楚", "Not sure")}
      </Checkbox>
    </div>
  );
}
