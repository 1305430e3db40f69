/* What was answered, to look over and to take along. */
import { useT } from "~/base/language";
import { valueOf, type Answer, type Answers, type Question, type Questions } from "./answers";
import s from "./check.module.css";
import { useCheck } from "./memory";
import { useNames } from "./useNames";
import { wordings } from "./wording";

export function Given({ questions }: { questions: Questions }) {
  const t = useT();
  const names = useNames();
  const { told } = useCheck();
  return (
    <section className={s.given}>
      <h2>{t("您填写的情况", "What you told")}</h2>
      <List title={t("全家", "The household")} questions={questions.household} answers={told.household} />
      {told.people.map((p, i) => (
        <List key={p.key} title={names(i)} questions={questions.members} answers={p.answers} />
      ))}
    </section>
  );
}

function List({ title, questions, answers }: { title: string; questions: readonly Question[]; answers: Answers }) {
  const t = useT();
  const given = questions.filter((q) => q.id in answers);
  const say = (q: Question, answer: Answer | undefined) => {
    const value = valueOf(q, answer);
    if (value === undefined) return t("不清楚", "not sure");
    if (q.type === "boolean") return value === "true" ? t("是 / 有", "yes") : t("否 / 没有", "no");
    if (q.codes.length > 0)
      return value
        .split(";")
        .map((v) => {
          const own = wordings[q.id]?.codes?.[v];
          const code = q.codes.find((c) => c.code === v);
          return own ? t(...own) : code ? t(code.label, code.label_en) : v;
        })
        .join(t("、", ", "));
    return `${value} ${t(q.unit, q.unit_en)}`.trim();
  };
  if (given.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {given.map((q) => (
          <div key={q.id}>
            <dt>{t(q.label, q.label_en)}</dt>
            <dd>{say(q, answers[q.id])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
