/* Who is covered and who is not, and who is to be helped; each number leads to its households. */
import { Link } from "react-router";
import { counted, formatFen, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { standings } from "~/parts/outcome";
import { useCodes } from "~/parts/catalogue";
import { Panel } from "~/parts/Panel";
import type { Place } from "./figures";
import s from "./overview.module.css";

export function Standings({ place, list }: { place: Place; list: (filter: string) => string }) {
  const t = useT();
  const code = useCodes();
  const money = place.monthly_bill_fen !== undefined;
  const used = standings.filter((x) => x !== "failed" || place.standings.failed.households > 0);
  return (
    <Panel title={t("保障去向", "Standing")}>
      <table className={s.standings}>
        <thead>
          <tr>
            <th scope="col">{t("去向", "Standing")}</th>
            <th scope="col" className="number">{t("户数", "Households")}</th>
            <th scope="col" className="number">{t("人口", "People")}</th>
            {money && <th scope="col" className="number">{t("月发放（元）", "Yuan a month")}</th>}
          </tr>
        </thead>
        <tbody>
          {used.map((standing) => {
            const n = place.standings[standing];
            return (
              <tr key={standing}>
                <th scope="row">{code("standing", standing)}</th>
                <td className="number">
                  {n.households > 0 ? <Link to={list(`standing=${standing}`)}>{formatNumber(n.households)}</Link> : "0"}
                </td>
                <td className="number">{formatNumber(n.people)}</td>
                {money && <td className="number">{formatFen(n.monthly_amount_fen)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={`soft ${s.below}`}>
        {t(
          `扶贫开发对象 ${formatNumber(place.development_target.households)} 户 ${formatNumber(place.development_target.people)} 人，其中重点帮扶对象 ${formatNumber(place.key_target.households)} 户 ${formatNumber(place.key_target.people)} 人。`,
          `Development targets: ${counted(place.development_target.households, "household")}, ${counted(place.development_target.people, "person", "people")}; of these key targets: ${counted(place.key_target.households, "household")}, ${counted(place.key_target.people, "person", "people")}.`,
        )}
      </p>
    </Panel>
  );
}
