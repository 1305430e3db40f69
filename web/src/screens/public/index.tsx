/* The policy in force in plain words, for anybody. */
import { Button, Select } from "antd";
import { useState } from "react";
import { LinkButton } from "~/parts/LinkButton";
import { useGet, type AnswerOf } from "~/api/use";
import { useT, type Text } from "~/base/language";
import { documentOf, documents } from "~/parts/clause";
import { Read } from "~/parts/Read";
import { Basis, Sample } from "./Basis";
import { Large } from "./Large";
import s from "./public.module.css";
import { unitName, valueOf } from "./words";
import { WhomToAsk } from "./WhomToAsk";

type Policy = AnswerOf<"get", "/public/policies">;
type Decision = Policy["decisions"][number];

/* Those that residents ask for, in their order; the others come behind, for who wants it all. */
const chapters: { title: Text; ids: string[] }[] = [
  { title: ["收入怎么算", "What counts as income"], ids: ["people", "annual_income", "monthly_income", "line"] },
  { title: ["财产有什么限制", "Limits of property"], ids: ["assets_ok", "refusal"] },
  { title: ["每月发多少", "How much a month"], ids: ["monthly_amount", "top_up", "uplift", "uplift_rate", "destitute_support"] },
  { title: ["谁算特困人员", "Who is destitute"], ids: ["destitute_member", "destitute_condition"] },
  { title: ["收入提高了怎么办", "When income has risen"], ids: ["standing", "grace_until", "payable_amount"] },
];

export default function Policies() {
  const t = useT();
  const [county, setCounty] = useState<string>();
  const counties = useGet("/public/divisions", {});
  const policy = useGet("/public/policies", { params: { query: county ? { division: county } : {} } });
  return (
    <Large>
      <h1>{t("困难家庭能得到什么帮助", "What help there is for households in hardship")}</h1>
      <p className={s.lead}>
        {t("这里用平常的话说明现行政策。想知道自家可能符合哪一项，请做自查。", "The policy in force, in plain words. To see what may be for you, take the self-check.")}
      </p>
      <div className={`${s.buttons} no-print`}>
        <LinkButton type="primary" to="/self-check">{t("开始自查", "Start the self-check")}</LinkButton>
        <Button onClick={() => window.print()}>{t("打印", "Print")}</Button>
      </div>
      <Read from={policy}>
        {(p) => (
          <>
            <section>
              <h2>{t("有哪几类", "Which kinds there are")}</h2>
              {p.programmes.map((x) => (
                <div key={x.code} className={s.card}>
                  <h3>{t(x.label, x.label_en)}</h3>
                  <p>{t(x.words ?? "", x.words_en ?? "")}</p>
                  <Basis {...x} />
                </div>
              ))}
            </section>
            <section>
              <h2>{t("标准是多少", "The figures")}</h2>
              {counties.data && counties.data.items.length > 1 && (
                <div className={`${s.place} no-print`}>
                  <label htmlFor="county">{t("看哪里的", "Of which place")}</label>
                  <Select
                    id="county"
                    allowClear
                    style={{ width: "100%" }}
                    value={county}
                    onChange={setCounty}
                    placeholder={t("全部", "All")}
                    options={counties.data.items.map((d) => ({ value: d.code, label: d.name }))}
                  />
                </div>
              )}
              <Figures of={p.parameters} />
            </section>
            {chapters.map(({ title, ids }) => (
              <Chapter key={title[1]} title={title} decisions={ids.flatMap((id) => p.decisions.filter((d) => d.id === id))} />
            ))}
            <section>
              <h2>{t("还有哪些帮扶", "Other help")}</h2>
              {p.measures.map((x) => (
                <div key={x.code} className={s.card}>
                  <h3>{t(x.label, x.label_en)}</h3>
                  <p>{t(x.words ?? "", x.words_en ?? "")}</p>
                  <Basis {...x} />
                </div>
              ))}
            </section>
            <WhomToAsk />
            <Others decisions={p.decisions} />
            <Documents policy={p} />
          </>
        )}
      </Read>
    </Large>
  );
}

function Figures({ of }: { of: Policy["parameters"] }) {
  const t = useT();
  return (
    <ul className={s.figures}>
      {of
        .filter((x) => !x.id.startsWith("points_"))
        .map((x) => (
          <li key={`${x.id}-${x.division}-${x.residence}-${x.valid_from}`}>
            {t(x.label, x.label_en)}
            <span className={s.figure}>
              {valueOf(x.value)} <small>{t(...unitName(x.unit, x.unit_en))}</small>
            </span>
            <Basis clauses={x.clause ? [x.clause] : []} sample={x.sample} />
          </li>
        ))}
    </ul>
  );
}

function Chapter({ title, decisions }: { title: Text; decisions: Decision[] }) {
  const t = useT();
  if (decisions.length === 0) return null;
  return (
    <section>
      <h2>{t(...title)}</h2>
      {decisions.map((d) => (
        <Rule key={d.id} of={d} />
      ))}
    </section>
  );
}

function Rule({ of: d }: { of: Decision }) {
  const t = useT();
  return (
    <div className={s.card}>
      <h3>{t(d.label, d.label_en ?? d.label)}</h3>
      <p>{t(d.words ?? "", d.words_en ?? "")}</p>
      {d.rules.length > 0 && (
        <ul className={s.rules}>
          {d.rules.map((r, i) => (
            <li key={i}>
              {t(r.words ?? "", r.words_en ?? "")} {r.sample && !d.sample && <Sample />}
            </li>
          ))}
        </ul>
      )}
      <Basis clauses={[...d.clauses, ...d.rules.flatMap((r) => r.clauses)]} sample={d.sample} />
    </div>
  );
}

function Others({ decisions }: { decisions: Decision[] }) {
  const t = useT();
  const told = new Set([...chapters.flatMap((c) => c.ids), "category", "measures", "measure_conditions"]);
  const rest = decisions.filter((d) => !told.has(d.id) && d.words);
  if (rest.length === 0) return null;
  return (
    <details className={s.more}>
      <summary>{t(`其他规定（${rest.length} 条）`, `Other rules (${rest.length})`)}</summary>
      {rest.map((d) => (
        <Rule key={d.id} of={d} />
      ))}
    </details>
  );
}

function Documents({ policy: p }: { policy: Policy }) {
  const t = useT();
  const cited = [...p.programmes, ...p.measures, ...p.decisions].flatMap((x) => x.clauses).map(documentOf);
  const names = Object.keys(documents).filter((d) => cited.includes(d));
  return (
    <section className="soft">
      <h2>{t("依据的文件", "Documents")}</h2>
      <p>
        {names.map((d) => t(...(documents[d] ?? [d, d]))).join(t("、", ", "))}
        {t("。标“样例值”的，文件没有写明数字，由当地规定。", ". What is marked a sample isn't fixed by the documents: the local rule counts.")}
      </p>
      <p>{t(`政策：${p.name}，按 ${p.as_of} 有效的规定。`, `Policy: ${p.name}, as in force on ${p.as_of}.`)}</p>
    </section>
  );
}
