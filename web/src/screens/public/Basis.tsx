/* On what ground: clauses of the documents, or that they leave it open. */
import { Tag } from "antd";
import { useT } from "~/base/language";
import { clauseName } from "~/parts/clause";
import s from "./public.module.css";

export function Basis({ clauses, sample }: { clauses: readonly string[]; sample: boolean }) {
  const t = useT();
  const names = [...new Set(clauses.map((c) => t(...clauseName(c))))];
  if (names.length === 0 && !sample) return null;
  return (
    <div className={s.basis}>
      {names.length > 0 && <span>{t("依据：", "Ground: ")}{names.join(t("；", "; "))}</span>}
      {sample && <Sample />}
    </div>
  );
}

export function Sample() {
  const t = useT();
  return <Tag color="warning">{t("样例值，以当地规定为准", "sample value: the local rule counts")}</Tag>;
}
