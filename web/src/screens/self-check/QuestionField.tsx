/* One question with its ways to answer; "not sure" is always one of them. */
import { Checkbox, Input, Radio, Segmented } from "antd";
import { useId } from "react";
import { useLanguage, useT } from "~/base/language";
import { faultOf, type Answer, type Question } from "./answers";
import { DayField } from "./DayField";
import s from "./check.module.css";
import { wordings } from "./wording";

interface Props {
  question: Question;
  answer: Answer | undefined;
  onChange: (answer: Answer) => void;
}

export function QuestionField({ question: q, answer, onChange }: Props) {
  const t = useT();
  const room = useLanguage() === "zh" ? 8 : 16; // characters that fit half the width of a phone
  const id = useId();
  const words = wordings[q.id];
  const ask = words ? t(...words.ask) : t(q.label, q.label_en);
  const help = words?.help && t(...words.help);
  const fault = faultOf(q, answer);
  const unclear = { value: "", label: t("不清楚", "Not sure") };
  const radios = (options: { value: string; label: string }[]) => (
    <Radio.Group
      className={options.some((o) => o.label.length > room) ? `${s.options} ${s.long}` : s.options}
      aria-labelledby={id}
      value={answer?.choice}
      onChange={(e) => onChange({ choice: e.target.value as string })}
      options={[...options, unclear]}
    />
  );
  const amount = (unit: string) => (
    <div className={s.amount}>
      <Input
        aria-label={t(`${ask} 数额`, `${ask} Amount`)}
        inputMode="decimal"
        autoComplete="off"
        maxLength={12}
        value={answer?.text ?? ""}
        status={fault && "error"}
        suffix={unit}
        onChange={(e) => answer && onChange({ ...answer, text: e.target.value.replace(/[\s,，]/g, "") })}
      />
      {q.unit === "元/年" && (
        <Segmented<string>
          aria-label={t("按月还是按年", "By the month or the year")}
          value={answer?.monthly ? "month" : "year"}
          onChange={(per) => answer && onChange({ ...answer, monthly: per === "month" })}
          options={[
            { value: "month", label: t("每月", "a month") },
            { value: "year", label: t("一年", "a year") },
          ]}
        />
      )}
    </div>
  );

  const control = () => {
    switch (q.type) {
      case "boolean":
        return radios([
          { value: "true", label: t("是 / 有", "Yes") },
          { value: "false", label: t("否 / 没有", "No") },
        ]);
      case "code":
        return radios(q.codes.map((c) => ({ value: c.code, label: t(...(words?.codes?.[c.code] ?? [c.label, c.label_en])) })));
      case "codes":
        return (
          <Checkbox.Group
            className={s.options}
            aria-labelledby={id}
            value={answer?.choice ? answer.choice.split(";") : []}
            onChange={(chosen) => onChange({ choice: chosen.join(";") })}
            options={q.codes.map((c) => ({ value: c.code, label: t(c.label, c.label_en) }))}
          />
        );
      case "integer":
        return q.max !== null && Number(q.max) < 10 ? (
          radios(counts(Math.max(1, Number(q.min ?? 0)), Number(q.max), t(q.unit, q.unit_en)))
        ) : (
          <>
            {radios([
              { value: "0", label: t("没有", "None") },
              ...counts(1, 2, t(q.unit, q.unit_en)),
              { value: "some", label: t("更多", "More") },
            ])}
            {answer?.choice === "some" && amount(t(q.unit, q.unit_en))}
          </>
        );
      case "money":
        return (
          <>
            {radios([
              { value: "0", label: t("没有", "None") },
              { value: "some", label: q.min?.startsWith("-") ? t("有赚", "Yes, a gain") : t("有", "Yes") },
              ...(q.min?.startsWith("-") ? [{ value: "less", label: t("亏本", "A loss") }] : []),
            ])}
            {(answer?.choice === "some" || answer?.choice === "less") && amount(t("元", "yuan"))}
          </>
        );
      case "date":
        return (
          <DayField
            text={answer?.text ?? ""}
            unclear={answer?.choice === ""}
            bad={!!fault}
            label={ask}
            onChange={(text) => onChange({ choice: "some", text })}
            onUnclear={(yes) => onChange(yes ? { choice: "" } : { choice: "some", text: "" })}
          />
        );
      default:
        return null;
    }
  };

  return (
    <div className={s.question} role="group" aria-labelledby={id}>
      <p id={id} className={s.ask}>{ask}</p>
      {help && <p className={s.help}>{help}</p>}
      {control()}
      {fault && <p className={s.fault} role="alert">{t(...fault)}</p>}
    </div>
  );
}

function counts(from: number, to: number, unit: string) {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ value: String(from + i), label: `${from + i} ${unit}` }));
}
