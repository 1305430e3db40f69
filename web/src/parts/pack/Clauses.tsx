/* Where a rule or a value comes from: clauses of the policy documents; what they leave open and the
 * bureau sets itself is marked plainly. */
import { Tag } from "antd";
import { useT } from "~/base/language";
import { clauseName } from "../clause";
import s from "./pack.module.css";

export function Sample() {
  const t = useT();
  return (
    <Tag color="warning" title={t("文件没有规定，由使用单位核定", "The documents leave this open; the bureau sets it")}>
      {t("自定", "own value")}
    </Tag>
  );
}

export function Clauses({ of }: { of: readonly string[] }) {
  const t = useT();
  return (
    <span className={s.clauses}>
      {of.map((clause) => (clause === "sample" ? <Sample key={clause} /> : <Tag key={clause} title={clause}>{t(...clauseName(clause))}</Tag>))}
      {of.length === 0 && "—"}
    </span>
  );
}
