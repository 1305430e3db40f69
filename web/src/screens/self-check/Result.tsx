/* What may be for this household, why, what isn't known yet, whom to ask. Printed it goes along to
 * the window, with what was answered. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { Problem } from "~/api/problem";
import { useGet } from "~/api/use";
import { formatDate, formatFen } from "~/base/format";
import { useLanguage, useT } from "~/base/language";
import { Read } from "~/parts/Read";
import { Basis } from "~/screens/public/Basis";
import { WhomToAsk } from "~/screens/public/WhomToAsk";
import { bodyOf, roundsFor, type Outcome, type Questions } from "./answers";
import { askServer } from "./ask";
import s from "./check.module.css";
import { Given } from "./Given";
import { change, forget, useCheck } from "./memory";
import { StepList } from "./StepList";
import { useNames } from "./useNames";

export function Result({ questions }: { questions: Questions }) {
  const lang = useLanguage();
  const check = useCheck();
  const body = bodyOf(check.told, questions, lang);
  // its words are the server's: asked for anew in the other language
  const answer = useQuery<Outcome, Problem>({
    queryKey: ["/public/self-check", body],
    queryFn: () => askServer(body),
    initialData: check.lang === lang ? check.outcome : undefined,
    staleTime: Infinity,
    gcTime: 0,
  });
  return <Read from={answer}>{(outcome) => <Told outcome={outcome} questions={questions} />}</Read>;
}

function Told({ outcome: o, questions }: { outcome: Outcome; questions: Questions }) {
  const t = useT();
  const { told } = useCheck();
  const more = roundsFor(o.also_missing, told);
  return (
    <>
      <h1>{t("结果", "The answer")}</h1>
      <section className={s.outcome} data-answer={o.answer} aria-live="polite">
        <h2 style={{ marginTop: 0 }}>{o.title}</h2>
        <p className="soft">
          {o.place} · {t(`${o.people} 人`, `${o.people} in the household`)} · {t(`按 ${formatDate(o.as_of)} 的政策`, `policy of ${formatDate(o.as_of)}`)}
        </p>
        {o.answer === "needs" && (
          <p>{t("有些情况不清楚，所以还不能说可能符合哪一类。下面写着还要知道什么。", "Some things aren't known, so it can't be said yet. What is needed stands below.")}</p>
        )}
        {!!o.monthly_amount_fen && (
          <p>
            {t("每月大约", "About")} <span className={s.sum}>{formatFen(o.monthly_amount_fen)}</span> {t("元", "yuan a month")}
          </p>
        )}
        {o.measures.length > 0 && (
          <>
            <p style={{ marginBottom: 0 }}>{t("还可能有这些帮扶：", "There may also be:")}</p>
            <ul>
              {o.measures.map((m) => (
                <li key={m.code}>{t(m.label, m.label_en)}</li>
              ))}
            </ul>
          </>
        )}
        {o.because.length > 0 && (
          <ul>
            {o.because.map((r, i) => (
              <li key={i}>
                {r.words}
                <Basis {...r} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <p className={s.note}>
        <strong>{o.note}</strong>
      </p>
      <Missing of={o} />
      {more.length > 0 && (
        <div className="no-print">
          <h2>{t("想看得更全", "To see more")}</h2>
          <p>{t("再答几个问题，看还可能有哪些帮扶。", "A few more questions show what other help there may be.")}</p>
          <Button onClick={() => change({ rounds: more, step: { at: "round", round: 0 } })}>{t("接着回答", "Go on answering")}</Button>
        </div>
      )}
      {o.steps.length > 0 && (
        <section>
          <h2>{t("怎么得出来的", "How it comes about")}</h2>
          <StepList steps={o.steps} />
        </section>
      )}
      <WhomToAsk />
      <Given questions={questions} />
      <div className={`${s.buttons} no-print`}>
        <Button onClick={() => change({ step: { at: "people" } })}>{t("改一改", "Change it")}</Button>
        <Button type="primary" onClick={() => window.print()}>{t("打印", "Print")}</Button>
        <Button onClick={forget}>{t("清空重来", "Clear and begin anew")}</Button>
      </div>
    </>
  );
}

function Missing({ of: o }: { of: Outcome }) {
  const t = useT();
  const names = useNames();
  const categories = useGet("/public/policies", { params: { query: {} } }, { staleTime: Infinity });
  if (o.missing.length === 0) return null;
  const called = (code: string | null) => {
    const found = categories.data?.programmes.find((p) => p.code === code);
    if (found) return t(found.label, found.label_en);
    return code === "none" ? t("不符合条件", "not eligible") : (code ?? "");
  };
  const amount = ({ monthly_amount_fen: fen, ordered }: Outcome["missing"][number]["ifs"][number]) =>
    ordered
      ? t(`，每月至多 ${formatFen(fen)} 元`, `, at most ${formatFen(fen)} yuan a month`)
      : t(`，每月约 ${formatFen(fen)} 元`, `, about ${formatFen(fen)} yuan a month`);
  return (
    <section>
      <h2>{t("还要弄清楚的", "What isn't known yet")}</h2>
      <p className="soft">{t("去窗口之前，先把这些弄清楚；能证明的材料可以带上。", "Find these out before you go; take along what shows them.")}</p>
      <ul>
        {o.missing.map((m) => (
          <li key={`${m.fact}-${m.member}`}>
            {m.member === null ? "" : `${names(m.member - 1)}：`}
            {m.label}
            {m.ifs.length > 0 && (
              <ul className={s.ifs}>
                {m.ifs.map((x, i) => (
                  <li key={i}>
                    {t(`如果${x.text}`, `If ${x.text}`)}：
                    {x.decided ? `${called(x.category)}${x.monthly_amount_fen ? amount(x) : ""}` : t("还要看别的情况", "it depends on other things")}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
