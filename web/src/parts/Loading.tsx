import { useT } from "~/base/language";
import s from "./parts.module.css";

export function Loading() {
  const t = useT();
  return (
    <div className={s.loading} role="status">
      <span className={s.spinner} aria-hidden />
      {t("正在载入…", "Loading…")}
    </div>
  );
}
