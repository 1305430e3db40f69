/* Facts with where they come from, and parameters with their clause. */
import { Tag } from "antd";
import { useT } from "~/base/language";
import { clauseName } from "~/parts/clause";
import { Sideways } from "~/parts/Sideways";
import s from "./explanation.module.css";
import type { Part, Step } from "./telling";

export function Grounds({ of }: { of: Step | Part }) {
  const t = useT();
  return (
    <>
      {of.facts.length > 0 && (
        <Sideways label={t(`${of.label}所依据的事实`, `Facts that ${of.label} rests on`)}>
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
        </Sideways>
      )}
      {of.parameters.length > 0 && (
        <ul className={s.parameters}>
          {of.parameters.map((p) => (
            <li key={p.parameter}>
              {p.label} <strong>{p.value}</strong> {p.unit}{" "}
              {p.sample ? <Tag className={s.sample}>{t("样例值", "sample value")}</Tag> : p.source && <span className={s.clause} title={p.source}>{t(...clauseName(p.source))}</span>}
              {p.valid_from && <span className="soft">{t(`自 ${p.valid_from} 起`, `since ${p.valid_from}`)}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
