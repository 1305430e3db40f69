/* What is changed, one chip each; closing it is as today again. */
import { Tag } from "antd";
import { useT } from "~/base/language";
import { nameOf, unitOf, type Movable } from "./parameters";
import type { Changes } from "./scenario";
import s from "./simulation.module.css";

interface Props {
  items: readonly Movable[];
  set: Changes;
  name: string;
  put: (name: string, value: undefined, today: string) => void;
}

export function Chips({ items, set, name, put }: Props) {
  const t = useT();
  const changed = Object.entries(set);
  if (changed.length === 0) return <p className={`${s.chips} soft`}>{t(`${name}：还没有改动参数，和现行一样。`, `${name}: nothing is changed; it is as today.`)}</p>;
  return (
    <ul className={s.chips} aria-label={t(`${name}改动的参数`, `Parameters changed in ${name}`)}>
      <li className={s.chipsName}>{name}</li>
      {changed.map(([id, value]) => {
        const of = items.find((m) => m.set === id);
        const label = of ? t(...nameOf(of)) : id;
        return (
          <li key={id}>
            <Tag
              closable={{ "aria-label": t(`${label}复原`, `Reset ${label}`) }}
              onClose={(e) => {
                e.preventDefault();
                put(id, undefined, of?.parameter.value ?? "");
              }}
            >
              {label} {of?.parameter.value ?? "…"} → <strong>{value}</strong> {of && t(...unitOf(of))}
            </Tag>
          </li>
        );
      })}
    </ul>
  );
}
