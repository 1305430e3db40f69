/* What the people are called on this page: 本人, 配偶, 子女（一）… by their place. */
import { useT } from "~/base/language";
import { kin } from "./answers";
import { useCheck } from "./memory";

export function useNames() {
  const t = useT();
  const { told } = useCheck();
  return (at: number) => {
    const person = told.people[at];
    if (!person) return t("全家", "The household");
    const name = t(...(kin[person.who] ?? ["家人", "Relative"]));
    const same = told.people.filter((p) => p.who === person.who);
    return same.length > 1 ? `${name} ${same.indexOf(person) + 1}` : name;
  };
}
