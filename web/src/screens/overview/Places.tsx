/* A place's parts, one row each: its name leads further down, its bar says how many of each category,
 * its mark how incidence stands to the target. Bars and numbers are one table. */
import { Segmented } from "antd";
import { Fragment, useState, type ReactNode } from "react";
import { Link } from "react-router";
import { counted, formatFenShort, formatNumber } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { keep, kept } from "~/base/storage";
import { categories, categoryColor } from "~/parts/outcome";
import { useCodes } from "~/parts/catalogue";
import { EmptyNote } from "~/parts/EmptyNote";
import { Panel } from "~/parts/Panel";
import { longest, scaleFor, segmentsOf, sortPlaces, type Place, type SortKey, type Unit } from "./figures";
import { lacksText } from "./lacks";
import s from "./overview.module.css";
import { TargetMark } from "./TargetMark";

interface Props {
  places: readonly Place[];
  total: Place;
  to: (division: string) => string;
}

const UNIT = "overview-unit";

export function Places({ places, total, to }: Props) {
  const t = useT();
  const code = useCodes();
  const [unit, setUnit] = useState<Unit>(() => (kept(UNIT) === "households" ? "households" : "people"));
  const [by, setBy] = useState<SortKey>("total");
  const { shown, empty } = sortPlaces(places.length > 0 ? places : [total], unit, by);
  const whole = longest(shown, unit);
  const scale = scaleFor(shown.map((p) => p.incidence.percent), total.incidence.target_percent);
  const measured = shown.some((p) => p.incidence.percent !== null);
  const money = total.monthly_bill_fen !== undefined;
  const used = categories.filter((c) => total.categories[c].households > 0);
  const head = (key: SortKey, title: ReactNode, className?: string) => (
    <th scope="col" className={className} aria-sort={by === key ? (key === "name" ? "ascending" : "descending") : undefined}>
      <button type="button" onClick={() => setBy(key)}>
        {title}
      </button>
    </th>
  );

  return (
    <Panel
      title={unit === "people" ? t("各类人口", "People by category") : t("各类户数", "Households by category")}
      extra={
        <Segmented<Unit>
          className="no-print"
          aria-label={t("按人口或户数", "Count people or households")}
          value={unit}
          onChange={(u) => {
            keep(UNIT, u);
            setUnit(u);
          }}
          options={[
            { value: "people", label: t("人口", "People") },
            { value: "households", label: t("户数", "Households") },
          ]}
        />
      }
    >
      <ul className={s.legend}>
        {used.map((c) => (
          <li key={c}>
            <span style={{ background: categoryColor[c] }} aria-hidden /> {code("category", c)}
          </li>
        ))}
      </ul>
      {shown.length === 0 ? (
        <EmptyNote title={t("这里还没有认定过的户", "No household here has been decided")} />
      ) : (
        <table className={s.places}>
          <thead>
            <tr>
              {head("name", t("地方", "Place"))}
              {head("total", unit === "people" ? t("人口", "People") : t("户数", "Households"), s.barHead)}
              {used.map((c) => (
                <Fragment key={c}>{head(c, code("category", c), s.part)}</Fragment>
              ))}
              {measured && head("incidence", <IncidenceHead target={total.incidence.target_percent} />, s.incidence)}
              {money && head("bill", t("月发放", "Paid a month"), "number")}
            </tr>
          </thead>
          <tbody>
            {shown.map((p) => (
              <tr key={`${p.division}${p.itself}`}>
                <th scope="row">
                  <PlaceName place={p} to={places.length > 0 ? to : undefined} />
                </th>
                <td className={s.barCell}>
                  <span className={s.bar} aria-hidden>
                    {segmentsOf(p, unit, whole).map(({ category, n, share }) => (
                      <span key={category} style={{ width: `${share * 100}%`, background: categoryColor[category] }} title={`${code("category", category)} ${formatNumber(n)}`} />
                    ))}
                  </span>
                  <span className={s.barNumber}>{formatNumber(p[unit])}</span>
                </td>
                {used.map((c) => (
                  <td key={c} className={`number ${s.part}`}>
                    {p.categories[c][unit] > 0 ? formatNumber(p.categories[c][unit]) : <span className="soft">0</span>}
                  </td>
                ))}
                {measured && (
                  <td className={s.incidence}>
                    <Incidence place={p} scale={scale} />
                  </td>
                )}
                {money && <td className="number">{formatFenShort(p.monthly_bill_fen ?? 0)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!measured && shown.length > 0 && (
        <p className={`soft ${s.below}`}>{t("政策参数里没有这些地方的户籍人口，算不出各自的发生率。", "Their incidence isn't computed: the policy's parameters have no registered population of these places.")}</p>
      )}
      {empty.length > 0 && (
        <details className={`${s.rest} no-print`}>
          <summary className="soft">{t(`另有 ${empty.length} 个地方没有登记的户`, `${counted(empty.length, "more place", "more places")} without registered households`)}</summary>
          <ul>
            {empty.map((p) => (
              <li key={`${p.division}${p.itself}`}>
                <PlaceName place={p} to={to} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function IncidenceHead({ target }: { target: number | null }) {
  const t = useT();
  const name: Text = ["发生率", "Incidence"];
  return (
    <>
      {t(...name)}
      {target !== null && <small> {t(`目标 ${target}%`, `target ${target}%`)}</small>}
    </>
  );
}

function PlaceName({ place, to }: { place: Place; to?: (division: string) => string }) {
  const t = useT();
  const name = place.name ?? place.division ?? t("不明", "not known");
  if (place.itself) return <span className="soft">{t(`${name}（直属）`, `${name} (itself)`)}</span>;
  return to && place.division ? <Link to={to(place.division)}>{name}</Link> : <>{name}</>;
}

function Incidence({ place, scale }: { place: Place; scale: number }) {
  const t = useT();
  const { percent, target_percent, met, lacks } = place.incidence;
  if (percent === null)
    return (
      <span className="soft" title={lacks ? t(...lacksText[lacks]) : undefined}>
        {lacks === "registered_population" ? t("缺户籍人口", "no population") : lacks === "scope" ? t("只见一部分", "a part only") : "—"}
      </span>
    );
  return (
    <span className={s.incidenceCell}>
      <TargetMark value={percent} target={target_percent} scale={scale} met={met} />
      <span className="number">{percent}%</span>
    </span>
  );
}
