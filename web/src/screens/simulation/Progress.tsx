/* How long it takes, honestly: what was measured last, and what has gone by when it isn't quick. */
import { useEffect, useState } from "react";
import { formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import s from "./simulation.module.css";
import type { LiveState } from "./useLive";

const TICK = 200;
const SLOW = 700; // milliseconds from which on people want to know why

export function Progress({ live }: { live: LiveState }) {
  const t = useT();
  const { since, drawn, answer } = live;
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (since === undefined) return;
    const timer = setInterval(() => setNow(performance.now()), TICK);
    return () => clearInterval(timer);
  }, [since]);
  const gone = since === undefined ? 0 : now - since;
  if (since !== undefined && (gone > SLOW || !answer))
    return (
      <p className={`${s.progress} no-print`} role="status">
        <span className={s.bar} aria-hidden />
        {t(`正在计算，已 ${formatNumber(Math.max(0, gone) / 1000, 1)} 秒`, `Working, ${formatNumber(Math.max(0, gone) / 1000, 1)} s so far`)}
        {!answer && gone > 2000 && t("；第一次要先整理登记库，之后就快了", "; the first time the register is read, after that it is quick")}
      </p>
    );
  if (!answer) return null;
  return (
    <p className={s.progress}>
      {drawn !== undefined && (
        <span data-drawn={Math.round(drawn)} className="no-print">
          {t(`${formatNumber(answer.households)} 户，${formatNumber(drawn / 1000, 2)} 秒`, `${formatNumber(answer.households)} households in ${formatNumber(drawn / 1000, 2)} s`)}{" "}
        </span>
      )}
      {t(`认定日 ${answer.as_of}，截至变更 ${answer.seq}`, `as of ${answer.as_of}, up to change ${answer.seq}`)}
    </p>
  );
}
