/* The rules of a table as people read them: when, then, in words, by which clause. */
import { useT } from "~/base/language";
import { Clauses } from "./Clauses";
import s from "./pack.module.css";
import type { Table } from "./source";

export function RuleList({ table }: { table: Table }) {
  const t = useT();
  return (
    <ol className={s.rules}>
      {table.rules.map((rule) => {
        const given = table.inputs.map((input, i) => [input, rule.inputs[i] ?? "-"] as const).filter(([, cell]) => cell !== "-");
        return (
          <li key={rule.row}>
            <p className={s.words}>
              {rule.row}. {t(rule.words ?? "", rule.words_en ?? rule.words ?? "")}
            </p>
            <dl>
              {given.length === 0 && (
                <>
                  <dt>{t("当", "When")}</dt>
                  <dd>{t("其他各种情形", "in all other cases")}</dd>
                </>
              )}
              {given.map(([input, cell], i) => (
                <div key={i} style={{ display: "contents" }}>
                  <dt>{input.label || input.expression}</dt>
                  <dd className={s.code}>{cell}</dd>
                </div>
              ))}
              {table.outputs.map((output, i) => (
                <div key={output.name} style={{ display: "contents" }}>
                  <dt>→ {output.name}</dt>
                  <dd className={s.code}>{rule.outputs[i]}</dd>
                </div>
              ))}
            </dl>
            <Clauses of={rule.clauses} />
          </li>
        );
      })}
    </ol>
  );
}
