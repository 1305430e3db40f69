/* The calculation as on paper: income member by member, then one sum below the other. */
import { formatFen } from "~/base/format";
import { useT } from "~/base/language";
import { Scroll } from "~/parts/Scroll";
import s from "./explanation.module.css";
import { incomeOf, workingsOf, type IncomeCell } from "./paper";
import type { Step, Telling } from "./telling";

export function IncomeTable({ telling }: { telling: Telling }) {
  const t = useT();
  const income = incomeOf(telling);
  if (!income || income.kinds.length === 0) return null;
  const cell = (c: IncomeCell, off: boolean) => {
    if (c.masked) return t("已遮盖", "covered");
    if (c.fen === undefined) return <span className={s.unknown}>{t("未知", "not known")}</span>;
    return formatFen(off && c.fen ? -c.fen : c.fen);
  };
  return (
    <Scroll label={t("最近十二个月的收入（元）", "Income of the last twelve months (yuan)")}>
      <table className={s.table}>
        <caption className="for-readers">{t("最近十二个月的收入（元）", "Income of the last twelve months (yuan)")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("最近十二个月（元）", "Last twelve months (yuan)")}</th>
            {income.kinds.map((k) => (
              <th key={k.fact} scope="col" className="number">{k.off ? t(`减：${k.label}`, `less ${k.label}`) : k.label}</th>
            ))}
            <th scope="col" className="number">{t("计入", "Counted")}</th>
          </tr>
        </thead>
        <tbody>
          {income.rows.map((r) => (
            <tr key={r.member}>
              <th scope="row">{r.subject}</th>
              {r.cells.map((c, i) => (
                <td key={i} className="number">{cell(c, income.kinds[i]?.off ?? false)}</td>
              ))}
              <td className="number">{r.sum === undefined ? "—" : formatFen(r.sum)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={income.kinds.length + 1}>{t("全家", "All together")}</th>
            <td className="number">{income.sum === undefined ? t("还不清楚", "not known yet") : formatFen(income.sum)}</td>
          </tr>
        </tfoot>
      </table>
      {income.without && <p className="soft">{t("没有列出的各类收入都是 0 元。", "Kinds of income that aren't listed are 0 yuan.")}</p>}
    </Scroll>
  );
}

export function Workings({ telling, step }: { telling: Telling; step: Step }) {
  const t = useT();
  const lines = workingsOf(telling, step);
  if (lines.length === 0) return null;
  return (
    <dl className={s.workings}>
      {lines.map((w, i) => (
        <div key={i}>
          <dt>{t(...w.label)}</dt>
          <dd>
            <span className={s.sum}>{w.sum} =</span> <strong>{w.result}</strong> <span className="soft">{t("元", "yuan")}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
