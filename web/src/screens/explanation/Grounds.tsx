/* Facts with where they come from, and parameters with their clause. */
import { useT } from "~/base/language";
import { Clauses } from "~/parts/pack/Clauses";
import { Scroll } from "~/parts/Scroll";
import s from "./explanation.module.css";
import type { Part, Step } from "./telling";

export function Grounds({ of }: { of: Step | Part }) {
  const t = useT();
  return (
    <>
      {of.facts.length > 0 && (
        <Scroll label={t(`${of.label}所依据的事实`, `Facts that ${of.label} rests on`)}>
          <table className={s.table}>
            <caption className="for-readers">{t(`${of.label}所依据的事实`, `Facts that ${of.label} rests on`)}</caption>
            <thead>
              <tr>
                <th scope="col">{t("谁", "Who")}</th>
                <th scope="col">{t("事实", "Fact")}</th>
                <th scope="col">{t("内容", "Value")}</th>
                <th scope="col">{t("来源", "Source")}</th>
                <th scope="col">{t("自", "Since")}</th>
              </tr>
            </thead>
            <tbody>
              {of.facts.flatMap((f, i) =>
                f.values.map((v, k) => (
                  <tr key={`${i} ${k}`}>
                    <td>{k === 0 ? f.subject : <span className="for-readers">{f.subject}</span>}</td>
                    <td>{v.label}</td>
                    <td>{!v.known ? <span className={s.unknown}>{t("未知", "not known")}</span> : v.masked ? <span className="soft">{t("已遮盖", "covered")}</span> : v.text}{f.least && v.known && t("（至少）", " (at least)")}</td>
                    <td>{f.source_label ?? "—"}</td>
                    <td className="no-wrap">{f.valid_from ?? "—"}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </Scroll>
      )}
      {of.parameters.length > 0 && (
        <ul className={s.parameters}>
          {of.parameters.map((p) => (
            <li key={p.parameter}>
              {p.label} <strong>{p.value}</strong> {p.unit}{" "}
              <Clauses of={p.sample ? ["sample"] : p.source ? [p.source] : []} />
              {p.valid_from && <span className="soft">{t(`自 ${p.valid_from} 起`, `since ${p.valid_from}`)}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
