/* The letter to the household, on A4: in Chinese, with English beside it where that was asked for. */
import { useGet } from "~/api/use";
import { dayOf } from "~/base/format";
import { InLanguage, useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { clauseName } from "~/parts/clause";
import { Money } from "~/parts/Money";
import s from "./letter.module.css";
import { IncomeTable, Workings } from "./Paper";
import { Suppliers } from "./Missing";
import { headOf, parted, readable, type Rule, type Telling } from "./telling";

interface Props {
  telling: Telling;
  english?: Telling;
}

export function Letter({ telling, english }: Props) {
  if (!english)
    return (
      <article className={s.sheet} lang={telling.lang === "zh" ? "zh-CN" : "en"}>
        <InLanguage value={telling.lang}><Text telling={telling} /></InLanguage>
      </article>
    );
  return (
    <article className={`${s.sheet} ${s.both}`}>
      <div lang="zh-CN"><InLanguage value="zh"><Text telling={telling} /></InLanguage></div>
      <div lang="en"><InLanguage value="en"><Text telling={english} /></InLanguage></div>
    </article>
  );
}

const COUNTY = 6; // digits of its code

function Text({ telling }: { telling: Telling }) {
  const t = useT();
  const code = telling.division.slice(0, COUNTY);
  const county = useGet("/divisions/{code}", { params: { path: { code } } }, { staleTime: Infinity }).data?.name ?? "";
  const office = county ? t(`${county}民政局`, `Civil Affairs Bureau of ${county}`) : t("民政局", "Civil Affairs Bureau");
  const head = headOf(telling);
  const { committed: run, conclusion } = telling;
  const { amount } = parted(telling.steps);
  return (
    <>
      <header className={s.head}>
        <p className={s.office}>{office}</p>
        <h1>{t("社会救助认定说明", "How your assistance was decided")}</h1>
        <p className={s.number}>
          {t("户号", "Household")} {telling.household_no}
          {run && t(` · 第 ${run.run} 次认定`, `, run ${run.run}`)}
        </p>
      </header>
      {!run && <p className={s.warns}>{t("试算，尚未提交，不是决定。", "A trial that wasn't committed: this is no decision.")}</p>}
      <p className={s.to}>
        {head ? t(`${head} 户：`, `To the household of ${head},`) : t("本户：", "To the household,")}
        <span>{telling.place}</span>
      </p>
      {conclusion.sentences.map((x) => (
        <p key={x} className={s.decision}>{x}</p>
      ))}
      {conclusion.because.map((rule, i) => (
        <p key={i}>{t("原因：", "Reason: ")}{words(rule, t)}</p>
      ))}
      <Summary telling={telling} />
      <h2>{t("一、怎么算的，依据什么", "1. How it was worked out, and by which rules")}</h2>
      <ol>
        {amount.map((step) => (
          <li key={step.decision}>
            <strong>{step.label}{t("：", ": ")}{readable(step.value)}</strong>
            {step.rules.length > 0 && <>{t("。", ". ")}{step.rules.map((r) => words(r, t)).join(" ")}</>}
            {step.decision === "annual_income" && <IncomeTable telling={telling} />}
            <Workings telling={telling} step={step} />
          </li>
        ))}
      </ol>
      {telling.missing.length > 0 && (
        <>
          <h2>{t("二、请协助补齐", "2. Please help to complete")}</h2>
          <ul>
            {telling.missing.map((m) => (
              <li key={`${m.member} ${m.fact}`}>
                {m.subject}{t("：", ": ")}{m.label}{t("。", ". ")}<Suppliers fact={m.fact} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{telling.missing.length > 0 ? t("三、有不同意见怎么办", "3. If you disagree") : t("二、有不同意见怎么办", "2. If you disagree")}</h2>
      <p>
        {t(
          `对本说明有疑问，可向村（居）委会或镇（街）民政办提出。事实有误的，请带上证明材料申请更正，更正后重新认定。保障对象名单长期公示，接受社会和群众监督（${clauseName("JM23-2.4f")[0]}）。`,
          `Questions: ask the village committee or the town's civil-affairs office. If a fact is wrong bring proof and ask for a correction; then it is decided again. The list of those supported is published and open to everybody's scrutiny (${clauseName("JM23-2.4f")[1]}).`,
        )}
      </p>
      <p className={s.small}>
        {t(`政策：${telling.pack}；认定日 ${telling.as_of}。`, `Policy: ${telling.pack}; as of ${telling.as_of}.`)}
        {telling.masked && t("涉及健康状况和未成年人姓名的内容已遮盖。", " Health and minors' names are covered.")}
      </p>
      <footer className={s.sign}>
        <p>{office}</p>
        <p>{run ? dayOf(new Date(run.at)) : telling.as_of}</p>
      </footer>
    </>
  );
}

function Summary({ telling }: { telling: Telling }) {
  const t = useT();
  const code = useCodes();
  const { conclusion: c } = telling;
  return (
    <table className={s.summary}>
      <tbody>
        <tr>
          <th scope="row">{t("类别", "Category")}</th>
          <td>{code("category", c.category)}</td>
          <th scope="row">{t("去向", "Standing")}</th>
          <td>{code("standing", c.standing)}</td>
        </tr>
        <tr>
          <th scope="row">{t("每月发放", "Paid a month")}</th>
          <td><Money fen={c.monthly_amount_fen} unit /></td>
          <th scope="row">{c.grace_until ? t("渐退期至", "Grace until") : t("家庭人口", "People")}</th>
          <td>{c.grace_until ?? telling.people}</td>
        </tr>
        {c.measures.length > 0 && (
          <tr>
            <th scope="row">{t("帮扶措施", "Measures")}</th>
            <td colSpan={3}>{c.measures.map((m) => code("measure", m)).join(t("、", ", "))}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function words(r: Rule, t: (zh: string, en: string) => string) {
  const open = r.open ? t("尚不清楚是否成立：", "not known whether: ") : "";
  const clauses = [...new Set(r.clauses.map((c) => t(...clauseName(c))))].join(t("、", "; "));
  const sample = r.sample ? t("参数为样例值", "with sample values") : "";
  const of = [clauses && t(`依据${clauses}`, clauses), sample].filter(Boolean).join(t("，", ", "));
  return `${open}${r.words}${of && t(`（${of}）`, ` (${of})`)}`;
}
