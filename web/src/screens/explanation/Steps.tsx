/* The calculation step by step, with what each rests on for whoever checks it. */
import { Button } from "antd";
import { useState } from "react";
import { useT } from "~/base/language";
import { Panel } from "~/parts/Panel";
import s from "./explanation.module.css";
import { Grounds } from "./Grounds";
import { IncomeTable, Workings } from "./Paper";
import { RuleLine } from "./RuleLine";
import { parted, readable, type Step, type Telling } from "./telling";

export function Steps({ telling }: { telling: Telling }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const { amount, also } = parted(telling.steps);
  if (telling.steps.length === 0) return null;
  const all = (
    <Button size="small" onClick={() => setOpen(!open)} aria-pressed={open}>
      {open ? t("收起全部依据", "Close all grounds") : t("展开全部依据", "Open all grounds")}
    </Button>
  );
  return (
    <>
      <Panel title={t("怎么算出来的", "How it was worked out")} extra={all}>
        <ol className={s.steps}>
          {amount.map((step) => (
            <OneStep key={step.decision} telling={telling} step={step} open={open} />
          ))}
        </ol>
      </Panel>
      {also.length > 0 && (
        <Panel title={t("还认定了什么", "What else was decided")}>
          <ol className={s.steps} start={amount.length + 1}>
            {also.map((step) => (
              <OneStep key={step.decision} telling={telling} step={step} open={open} />
            ))}
          </ol>
        </Panel>
      )}
    </>
  );
}

function OneStep({ telling, step, open }: { telling: Telling; step: Step; open: boolean }) {
  const t = useT();
  const parts = step.parts;
  const members = step.members;
  const rests = [step, ...parts, ...members].some((p) => p.facts.length > 0 || p.parameters.length > 0 || (p !== step && p.rules.length > 0));
  return (
    <li className={s.step}>
      <p className={s.line}>
        <span className={s.label}>{step.label}</span>
        <span className={s.value}>{readable(step.value)}</span>
      </p>
      {step.rules.map((rule, i) => (
        <RuleLine key={i} rule={rule} />
      ))}
      {step.decision === "annual_income" && <IncomeTable telling={telling} />}
      <Workings telling={telling} step={step} />
      {rests && (
        <details className={s.grounds} key={String(open)} open={open}>
          <summary>{t("依据：事实、参数与细分规则", "Grounds: facts, parameters, rules in detail")}</summary>
          <Grounds of={step} />
          {[...parts, ...members].map((part, i) => (
            <div key={i} className={s.part}>
              <p className={s.line}>
                <span>{[part.subject, part.label].filter(Boolean).join(t("：", ": "))}</span>
                <span>{readable(part.value)}</span>
              </p>
              {part.rules.map((rule, k) => (
                <RuleLine key={k} rule={rule} />
              ))}
              <Grounds of={part} />
            </div>
          ))}
        </details>
      )}
    </li>
  );
}
