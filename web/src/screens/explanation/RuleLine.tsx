/* A rule in words, with its clauses. */
import { Tag } from "antd";
import { useT } from "~/base/language";
import { clauseName } from "~/parts/clause";
import s from "./explanation.module.css";
import type { Rule } from "./telling";

export function RuleLine({ rule, before }: { rule: Rule; before?: string }) {
  const t = useT();
  return (
    <p className={s.rule}>
      {before}
      {rule.open && t("尚不清楚是否成立：", "not known whether: ")}
      {rule.words}
      {rule.clauses.map((c) => (
        <span key={c} className={s.clause} title={c}>{t(...clauseName(c))}</span>
      ))}
      {rule.sample && <Tag className={s.sample}>{t("参数为样例值", "with sample values")}</Tag>}
    </p>
  );
}
