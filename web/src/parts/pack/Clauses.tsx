/* Where a rule or a value comes from: clauses of the policy documents; what they leave open and the
 * bureau sets itself is a sample value until it does, and marked so everywhere. */
import { Tag } from "antd";
import { useT } from "~/base/language";
import { clauseName } from "../clause";
import s from "./pack.module.css";

export function Sample() {
  const t = useT();
  return (
    <Tag color="warning" title={t("文件没有规定，由使用单位核定", "The documents leave this open; the bureau sets it")}>
      {t("样例值", "sample value")}
    </Tag>
  );
}

export function Clauses({ of }: { of: readonly string[] }) {
  const t = useT();
  const named = new Map<string, string[]>(); // sentences of one section have one name
  for (const clause of of.filter((c) => c !== "")) {
    const name = t(...clauseName(clause));
    named.set(name, [...(named.get(name) ?? []), clause]);
  }
  if (named.size === 0) return null;
  return (
    <span className={s.clauses}>
      {[...named].map(([name, clauses]) =>
        name === "sample" ? <Sample key={name} /> : <Tag key={name} title={clauses.join(" ")}>{name}</Tag>,
      )}
    </span>
  );
}
