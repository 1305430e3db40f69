/* A rule in words, with its clauses. */
import { useT } from "~/base/language";
import { Clauses } from "~/parts/pack/Clauses";
import s from "./explanation.module.css";
import type { Rule } from "./telling";

export function RuleLine({ rule, before }: { rule: Rule; before?: string }) {
  const t = useT();
  return (
    <p className={s.rule}>
      {before}
      {rule.open && t("尚不清楚是否成立：", "not known whether: ")}
      {rule.words} <Clauses of={[...rule.clauses, ...(rule.sample ? ["sample"] : [])]} />
    </p>
  );
}
