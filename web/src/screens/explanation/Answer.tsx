/* The answer in a sentence or two, and which decision it is. */
import { Tag } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { Money } from "~/parts/Money";
import { Panel } from "~/parts/Panel";
import { Standing } from "~/parts/Standing";
import s from "./explanation.module.css";
import { RuleLine } from "./RuleLine";
import type { Telling } from "./telling";

export function Answer({ telling }: { telling: Telling }) {
  const t = useT();
  const code = useCodes();
  const { conclusion, before } = telling;
  return (
    <Panel>
      <h2 className="for-readers">{t("结论", "The answer")}</h2>
      <p className={s.answer}>{conclusion.sentences.join(t("", " "))}</p>
      {conclusion.because.map((rule, i) => (
        <RuleLine key={i} rule={rule} before={t("原因：", "Reason: ")} />
      ))}
      <dl className={s.facts}>
        <Told label={t("类别", "Category")}>{code("category", conclusion.category)}</Told>
        <Told label={t("去向", "Standing")}><Standing of={conclusion.standing} /></Told>
        <Told label={t("每月发放", "Paid a month")}><Money fen={conclusion.monthly_amount_fen} unit /></Told>
        {conclusion.grace_until && <Told label={t("渐退期至", "Grace until")}>{conclusion.grace_until}</Told>}
        {before && before.standing !== "undecided" && (
          <Told label={t("原来", "Before")}>
            {code("category", before.category)} <Standing of={before.standing} /> <Money fen={before.monthly_amount_fen} unit />
          </Told>
        )}
        {conclusion.measures.length > 0 && (
          <Told label={t("帮扶措施", "Measures")}>{conclusion.measures.map((m) => <Tag key={m}>{code("measure", m)}</Tag>)}</Told>
        )}
      </dl>
      <p className="soft"><Which telling={telling} /></p>
    </Panel>
  );
}

function Told({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/* Which decision this is, and what was known for it. */
function Which({ telling }: { telling: Telling }) {
  const t = useT();
  const { committed: run, as_of, pack, at_asked } = telling;
  if (!run) return <>{t(`认定日 ${as_of}，试算，尚未提交。政策：${pack}`, `As of ${as_of}, a trial that wasn't committed. Policy: ${pack}`)}</>;
  const link = <Link to={`/determinations/${run.run}`}>{t(`第 ${run.run} 次认定`, `run ${run.run}`)}</Link>;
  if (at_asked && !run.agrees)
    return (
      <>
        {t(`认定日 ${as_of}，按所问时间的所知重算；`, `As of ${as_of}, decided again with what was known at the time asked for; `)}
        {link}
        {t(`（${formatInstant(run.at)} 提交）所知不同。政策：${pack}`, ` (committed ${formatInstant(run.at)}) knew otherwise. Policy: ${pack}`)}
      </>
    );
  return (
    <>
      {t(`认定日 ${as_of}，`, `As of ${as_of}, `)}
      {link}
      {t(`，${formatInstant(run.at)} 提交。政策：${pack}`, `, committed ${formatInstant(run.at)}. Policy: ${pack}`)}
    </>
  );
}
