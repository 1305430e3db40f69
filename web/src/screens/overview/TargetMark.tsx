/* A value as a mark on a plain line, with the target as a tick across it. */
import { useT } from "~/base/language";
import s from "./overview.module.css";

interface Props {
  value: number | null; // percent
  target: number | null;
  scale: number; // where the line ends
  met: boolean | null;
}

export function TargetMark({ value, target, scale, met }: Props) {
  const t = useT();
  const at = (v: number) => `${Math.min(100, (v / scale) * 100)}%`;
  const says = [
    value === null ? t("无数值", "no value") : `${value}%`,
    target === null ? "" : t(`目标 ${target}%`, `target ${target}%`),
    met === null ? "" : met ? t("达到", "met") : t("未达到", "not met"),
  ];
  return (
    <span className={s.line} role="img" aria-label={says.filter(Boolean).join(t("，", ", "))}>
      {value !== null && <span className={s.reach} style={{ width: at(value) }} data-met={met !== false} />}
      {target !== null && <span className={s.target} style={{ left: at(target) }} />}
      {value !== null && <span className={s.mark} style={{ left: at(value) }} data-met={met !== false} />}
    </span>
  );
}
