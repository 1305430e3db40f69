/* Where a rule or a value comes from: clauses of the policy documents; what they leave open and the
 * bureau sets itself is marked plainly. */
import { Tag } from "antd";
import { useT, type Text } from "~/base/language";
import s from "./pack.module.css";

const documents: Readonly<Record<string, Text>> = {
  JM18: ["江府〔2018〕6号", "Jiangmen government [2018] no. 6"],
  JM23: ["江府办〔2017〕23号", "Jiangmen government office [2017] no. 23"],
  CS51: ["赤委〔2016〕51号", "Chishui party committee [2016] no. 51"],
};

/* JM18-1.3a → 江府〔2018〕6号 1.3a */
export function clauseName(clause: string): Text {
  const [document = "", ...place] = clause.split("-");
  const name = documents[document];
  return name ? [`${name[0]} ${place.join("-")}`, `${name[1]}, ${place.join("-")}`] : [clause, clause];
}

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
