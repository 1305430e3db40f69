/* A resident's self-check: a few questions at a time, first those that everything hangs on, then
 * what the answer to those still lacks. Nothing is stored, here or on the server. */
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import type { Problem } from "~/api/problem";
import { useGet } from "~/api/use";
import { useLanguage, useT } from "~/base/language";
import { Read } from "~/parts/Read";
import { Large } from "~/screens/public/Large";
import { askServer } from "./ask";
import { bodyOf, roundsFor, type Body, type Outcome, type Questions } from "./answers";
import { Begin, Progress } from "./Begin";
import s from "./check.module.css";
import { change, current, forget, useCheck, useLeaveWarning } from "./memory";
import { PeopleStep } from "./PeopleStep";
import { PlaceStep } from "./PlaceStep";
import { HomeStep, PersonStep, RoundStep } from "./QuestionSteps";
import { Result } from "./Result";

export default function SelfCheck() {
  const questions = useGet("/public/questions", {}, { staleTime: Infinity });
  return (
    <Large>
      <Read from={questions}>{(q) => <Steps questions={q} />}</Read>
    </Large>
  );
}

function Steps({ questions }: { questions: Questions }) {
  const t = useT();
  const lang = useLanguage();
  const { step, rounds } = useCheck();
  const top = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useLeaveWarning();

  // a new step begins at its top
  useEffect(() => {
    if (!first.current) {
      window.scrollTo(0, 0);
      top.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [step]);

  const check = useMutation<Outcome, Problem, Body>({
    networkMode: "always",
    gcTime: 0,
    mutationFn: askServer,
  });
  const find = () =>
    check.mutate(bodyOf(current().told, questions, lang), {
      onSuccess: (answer) => {
        const more = roundsFor(answer.missing, current().told);
        change({ outcome: answer, lang, rounds: more, step: more.length > 0 ? { at: "round", round: 0 } : { at: "result" } });
      },
    });
  const sending = { find, busy: check.isPending, problem: check.error };

  const page = () => {
    switch (step.at) {
      case "begin":
        return <Begin />;
      case "place":
        return <PlaceStep />;
      case "home":
        return <HomeStep questions={questions} />;
      case "person":
        return <PersonStep key={step.person} at={step.person} questions={questions} />;
      case "people":
        return <PeopleStep most={questions.members_max} {...sending} />;
      case "round":
        return <RoundStep key={step.round} at={step.round} of={rounds} questions={questions} {...sending} />;
      case "result":
        return <Result questions={questions} />;
    }
  };

  return (
    <div ref={top} tabIndex={-1} className={s.page}>
      {step.at !== "begin" && <Progress step={step} />}
      {page()}
      {step.at !== "begin" && (
        <p className={`${s.nothing} no-print`}>
          {t("您填写的内容只在这个页面里，没有保存，关掉就没有了。", "What you type is only on this page: it isn't stored, and is gone when you close it.")}{" "}
          <Button type="link" onClick={forget}>{t("全部清空", "Clear everything")}</Button>
        </p>
      )}
    </div>
  );
}
