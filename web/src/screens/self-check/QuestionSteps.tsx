/* Pages of questions: of the household, of one person, and what is lacking after the first answer. */
import { Button, Radio } from "antd";
import { useT } from "~/base/language";
import type { Problem } from "~/api/problem";
import { ProblemNote } from "~/parts/ProblemNote";
import { asked, faultOf, isFirst, kin, type Answers, type Person, type Question, type Questions, type Round } from "./answers";
import { Buttons } from "./Buttons";
import s from "./check.module.css";
import { change, useCheck } from "./memory";
import { QuestionField } from "./QuestionField";
import { useNames } from "./useNames";

/* Asked, though not answered: not to be asked again. */
function withAsked(ids: readonly string[], answers: Answers): Answers {
  return { ...Object.fromEntries(ids.map((id) => [id, { choice: "" }])), ...answers };
}

function useAnswers(at: number) {
  const { told } = useCheck();
  const answers = at < 0 ? told.household : (told.people[at]?.answers ?? {});
  const put = (next: Answers) =>
    change({
      told: at < 0 ? { ...told, household: next } : { ...told, people: told.people.map((p, i) => (i === at ? { ...p, answers: next } : p)) },
    });
  return { answers, put };
}

function Fields({ questions, of: { answers, put } }: { questions: readonly Question[]; of: ReturnType<typeof useAnswers> }) {
  return asked(questions, answers).map((q) => (
    <QuestionField key={q.id} question={q} answer={answers[q.id]} onChange={(answer) => put({ ...answers, [q.id]: answer })} />
  ));
}

function anyFault(questions: readonly Question[], answers: Answers) {
  return asked(questions, answers).some((q) => faultOf(q, answers[q.id]));
}

export function HomeStep({ questions }: { questions: Questions }) {
  const t = useT();
  const of = useAnswers(-1);
  const mine = questions.household.filter(isFirst);
  return (
    <>
      <h1>{t("住房和财产", "Dwelling and property")}</h1>
      <Fields questions={mine} of={of} />
      <Buttons
        back={{ at: "place" }}
        disabled={anyFault(mine, of.answers)}
        on={() => {
          of.put(withAsked(mine.map((q) => q.id), of.answers));
          change({ step: { at: "person", person: 0 } });
        }}
      />
    </>
  );
}

export function PersonStep({ at, questions }: { at: number; questions: Questions }) {
  const t = useT();
  const { told } = useCheck();
  const of = useAnswers(at);
  const person = told.people[at];
  const mine = questions.members.filter(isFirst);
  if (!person) return null;
  const amounts = mine.filter((q) => q.type === "money");
  const rest = mine.filter((q) => q.type !== "money");
  return (
    <>
      <h1>{at === 0 ? t("先说说您本人", "First about yourself") : t("这位家人", "This relative")}</h1>
      {at > 0 && <Who person={person} at={at} />}
      <Fields questions={rest} of={of} />
      {amounts.length > 0 && (
        <>
          <h2>{t("收入", "Income")}</h2>
          <Button
            className={s.none}
            onClick={() => of.put({ ...of.answers, ...Object.fromEntries(amounts.map((q) => [q.id, { choice: "0" }])) })}
          >
            {t("没有任何收入", "No income at all")}
          </Button>
          <Fields questions={amounts} of={of} />
        </>
      )}
      <Buttons
        back={at === 0 ? { at: "home" } : { at: "people" }}
        disabled={anyFault(mine, of.answers)}
        on={() => {
          of.put(withAsked(mine.map((q) => q.id), of.answers));
          change({ step: { at: "people" } });
        }}
      />
    </>
  );
}

function Who({ person, at }: { person: Person; at: number }) {
  const t = useT();
  const { told } = useCheck();
  return (
    <div className={s.question}>
      <p id="who" className={s.ask}>{t("是您的什么人？", "Who is this to you?")}</p>
      <p className={s.help}>{t("只为您自己分得清，不会发送。", "Only for you to tell them apart: it isn't sent.")}</p>
      <Radio.Group
        className={s.options}
        aria-labelledby="who"
        value={person.who}
        onChange={(e) =>
          change({ told: { ...told, people: told.people.map((p, i) => (i === at ? { ...p, who: e.target.value as string } : p)) } })
        }
        options={Object.entries(kin)
          .filter(([word]) => word !== "self")
          .map(([value, name]) => ({ value, label: t(...name) }))}
      />
    </div>
  );
}

interface RoundProps {
  at: number;
  of: readonly Round[];
  questions: Questions;
  find: () => void;
  busy: boolean;
  problem: Problem | null;
}

export function RoundStep({ at, of: rounds, questions, find, busy, problem }: RoundProps) {
  const t = useT();
  const names = useNames();
  const round = rounds[at];
  const who = round?.at ?? -1;
  const of = useAnswers(who);
  if (!round) return null;
  const all = who < 0 ? questions.household : questions.members;
  const mine = all.filter((q) => round.ids.includes(q.id));
  // what one of these hangs on may have been answered before
  const shown = all.filter((q) => round.ids.includes(q.id) || q.id in of.answers);
  const visible = new Set(asked(shown, of.answers).map((q) => q.id));
  const last = at === rounds.length - 1;
  return (
    <>
      <p className="soft">{t(`还有几个问题 · 第 ${at + 1} 页，共 ${rounds.length} 页`, `A few more questions · page ${at + 1} of ${rounds.length}`)}</p>
      <h1>{who < 0 ? t("全家", "The household") : names(who)}</h1>
      <ProblemNote problem={problem} brief />
      <Fields questions={mine.filter((q) => visible.has(q.id))} of={of} />
      <Buttons
        back={at === 0 ? { at: "people" } : { at: "round", round: at - 1 }}
        label={last ? t("看结果", "See the answer") : undefined}
        busy={busy}
        disabled={anyFault(mine, of.answers)}
        on={() => {
          of.put(withAsked(round.ids, of.answers));
          if (last) find();
          else change({ step: { at: "round", round: at + 1 } });
        }}
      />
    </>
  );
}
