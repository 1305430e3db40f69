/* What the finding would change: as declared → as verified. */
import { formatFen } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import type { Finding } from "./about";
import s from "./findings.module.css";

export function Effect({ of: e }: { of: Finding["effect"] }) {
  const t = useT();
  const code = useCodes();
  if (!e) return <>—</>;
  const category = (c: string) => code("category", c);
  const parts: string[] = [];
  if (e.category_declared !== e.category_verified) parts.push(`${category(e.category_declared)} → ${category(e.category_verified)}`);
  if (e.amount_declared_fen !== e.amount_verified_fen)
    parts.push(t(`每月 ${formatFen(e.amount_declared_fen)} → ${formatFen(e.amount_verified_fen)} 元`, `${formatFen(e.amount_declared_fen)} → ${formatFen(e.amount_verified_fen)} yuan a month`));
  return <span className={s.effect}>{parts.join(t("，", ", ")) || t("不变", "none")}</span>;
}
