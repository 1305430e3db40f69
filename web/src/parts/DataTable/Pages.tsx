import { Button, Select } from "antd";
import { useT } from "~/base/language";
import s from "./table.module.css";

interface Props {
  page: number; // from 1
  size: number;
  setSize: (size: number) => void;
  previous?: () => void;
  next?: () => void;
}

export function Pages({ page, size, setSize, previous, next }: Props) {
  const t = useT();
  return (
    <nav className={`${s.pages} no-print`} aria-label={t("翻页", "Pages")}>
      <Button disabled={!previous} onClick={previous}>{t("上一页", "Previous")}</Button>
      <span aria-live="polite">{t(`第 ${page} 页`, `Page ${page}`)}</span>
      <Button disabled={!next} onClick={next}>{t("下一页", "Next")}</Button>
      <Select
        aria-label={t("每页行数", "Rows a page")}
        value={size}
        onChange={setSize}
        options={[20, 50, 100, 200].map((n) => ({ value: n, label: t(`每页 ${n} 行`, `${n} rows`) }))}
      />
    </nav>
  );
}
