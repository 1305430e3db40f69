/* The reckoning in steps: what came out, the rule in words, and what it was made of. */
import { useT } from "~/base/language";
import { Basis } from "~/screens/public/Basis";
import type { Outcome } from "./answers";
import s from "./check.module.css";
import { useNames } from "./useNames";

type Step = Outcome["steps"][number];

/* Only for what officials do with it: nothing a resident asks about. */
const official = new Set(["points", "grace_until", "standing", "payable_amount", "payable_measures", "measures"]);

export function StepList({ steps }: { steps: readonly Step[] }) {
  const t = useT();
  return (
    <ol className={s.steps}>
      {steps
        .filter((x) => !official.has(x.decision))
        .map((x) => (
          <li key={x.decision}>
            <div className={s.stepHead}>
              <span>{x.label}</span>
              <span>{x.value}</span>
            </div>
            {x.rules.map((r, i) => (
              <div key={i}>
                <p>{r.words}</p>
                <Basis {...r} />
              </div>
            ))}
            {(x.facts.length > 0 || x.parameters.length > 0) && (
              <details>
                <summary>{t("用到的数", "The figures in it")}</summary>
                <Figures of={x} />
              </details>
            )}
          </li>
        ))}
    </ol>
  );
}

function Figures({ of: x }: { of: Step }) {
  const names = useNames();
  return (
    <dl>
      {x.facts.flatMap((f) =>
        f.values.map((v) => (
          <div key={`${f.member}-${v.fact}`}>
            <dt>{f.member ? `${names(f.member - 1)} · ${v.label}` : v.label}</dt>
            <dd>{v.text ?? "—"}</dd>
          </div>
        )),
      )}
      {x.parameters.map((p) => (
        <div key={p.parameter}>
          <dt>{p.label}</dt>
          <dd>
            {p.value} {p.unit}
          </dd>
        </div>
      ))}
    </dl>
  );
}
