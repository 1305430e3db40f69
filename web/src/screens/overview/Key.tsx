/* The figures of a place that are asked for first. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import { counted, formatFen, formatFenShort, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { scaleFor, type Place } from "./figures";
import { lacksText, type Lack } from "./lacks";
import s from "./overview.module.css";
import { TargetMark } from "./TargetMark";

export function Key({ place, missing }: { place: Place; missing: string }) {
  const t = useT();
  const { incidence, topup } = place;
  const undecided = place.categories.undecided;
  return (
    <div className={s.keys}>
      <Figure name={t("登记", "Registered")} value={formatNumber(place.people)} unit={t("人", "people")}>
        {t(`${formatNumber(place.households)} 户`, counted(place.households, "household"))}
      </Figure>
      {place.monthly_bill_fen !== undefined && (
        <Figure name={t("月发放", "Paid a month")} value={formatFenShort(place.monthly_bill_fen)}>
          {formatFen(place.monthly_bill_fen)} {t("元", "yuan")}
        </Figure>
      )}
      <Ratio
        name={t("低收入人口发生率", "Low-income incidence")}
        ratio={incidence}
        atMost
        base={
          incidence.population !== null &&
          t(
            `低收入 ${formatNumber(incidence.people)} 人 / 户籍 ${formatNumber(incidence.population)} 人`,
            `${formatNumber(incidence.people)} of ${formatNumber(incidence.population)} registered people`,
          )
        }
        sample={incidence.population_source === "sample"}
      />
      {topup && <Ratio name={t("城镇补差水平", "Urban top-up level")} ratio={topup.urban} base={<Average of={topup.urban} />} />}
      {topup && <Ratio name={t("农村补差水平", "Rural top-up level")} ratio={topup.rural} base={<Average of={topup.rural} />} />}
      <Figure name={t("未定", "Undecided")} value={formatNumber(undecided.households)} unit={t("户", undecided.households === 1 ? "household" : "households")} warns={undecided.households > 0}>
        {undecided.households > 0 ? (
          <Link to={missing}>{t("缺哪些事实", "Which facts are missing")}</Link>
        ) : (
          t("没有等待补充事实的户", "None waits for a fact")
        )}
      </Figure>
    </div>
  );
}

function Average({ of }: { of: NonNullable<Place["topup"]>["urban"] }) {
  const t = useT();
  if (of.average_fen === null) return null;
  return (
    <>
      {t(
        `低保 ${formatNumber(of.people)} 人，人均月补差 ${formatFen(of.average_fen)} 元`,
        `${formatNumber(of.people)} people of dibao, ${formatFen(of.average_fen)} yuan a head`,
      )}
    </>
  );
}

interface FigureProps {
  name: string;
  value: string;
  unit?: string;
  warns?: boolean;
  children?: ReactNode;
}

function Figure({ name, value, unit, warns, children }: FigureProps) {
  return (
    <section className={s.key} aria-label={name} data-warns={warns}>
      <h2>{name}</h2>
      <p className={s.value}>
        {value}
        {unit && <small> {unit}</small>}
      </p>
      <div className="soft">{children}</div>
    </section>
  );
}

interface RatioProps {
  name: string;
  ratio: {
    percent: number | null;
    target_percent: number | null;
    target_source: string | null;
    met: boolean | null;
    lacks: Lack | null;
  };
  atMost?: boolean; // the target is a ceiling
  base: ReactNode;
  sample?: boolean; // the base is only an example in the parameters
}

function Ratio({ name, ratio, atMost, base, sample }: RatioProps) {
  const t = useT();
  const { percent, target_percent: target, target_source: source, met, lacks } = ratio;
  return (
    <section className={s.key} aria-label={name}>
      <h2>{name}</h2>
      <p className={s.value}>{percent === null ? "—" : `${percent}%`}</p>
      <TargetMark value={percent} target={target} scale={scaleFor([percent], target)} met={met} />
      <div className="soft">
        {target !== null && (
          <div>
            {met !== null && <strong data-met={met}>{met ? t("达到", "Met") : t("未达到", "Not met")}</strong>}{" "}
            {atMost ? t(`目标 ${target}% 以内`, `target: at most ${target}%`) : t(`目标不低于 ${target}%`, `target: at least ${target}%`)}
            {source && source !== "sample" && <span className="no-wrap">{t(`（${source}）`, ` (${source})`)}</span>}
          </div>
        )}
        {lacks ? t(...lacksText[lacks]) : base}
        {sample && <div>{t("户籍人口为样例值，请在政策参数中填写", "The population is a sample value; set it in the policy's parameters")}</div>}
      </div>
    </section>
  );
}
