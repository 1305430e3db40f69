/* A household's decisions over time, each with its reasons. */
import { Tag } from "antd";
import type { components } from "~/api/made/schema";
import { useGet, useMay } from "~/api/use";
import { currentLanguage, useT } from "~/base/language";
import { factOf, useCatalogue, useCodes } from "~/parts/catalogue";
import { DataTable, type Column, type RowOf } from "~/parts/DataTable";
import { LinkButton } from "~/parts/LinkButton";
import { Money } from "~/parts/Money";
import { Clauses } from "~/parts/pack/Clauses";
import { Read } from "~/parts/Read";
import { Standing } from "~/parts/Standing";

type Decision = RowOf<"/households/{household_no}/determinations">;
type Rule = components["schemas"]["ToldRule"];

export function Decisions({ no }: { no: string }) {
  const t = useT();
  const may = useMay();
  const code = useCodes();
  const columns: Column<Decision>[] = [
    {
      key: "as_of",
      title: ["认定日期", "As of"],
      render: ({ run, result }) => (
        <>
          {run.as_of} {result.superseded && <Tag>{t("已被后来的认定取代", "replaced by a later one")}</Tag>}
        </>
      ),
    },
    { key: "category", title: ["类别", "Category"], render: ({ result }) => code("category", result.category) },
    { key: "standing", title: ["去向", "Standing"], render: ({ result }) => <Standing of={result.standing} /> },
    { key: "income", title: ["人均月收入（元）", "Income a head, monthly (yuan)"], render: ({ result }) => <Money fen={result.monthly_income_fen} />, number: true },
    { key: "amount", title: ["月发放（元）", "Monthly (yuan)"], render: ({ result }) => <Money fen={result.monthly_amount_fen} />, number: true },
    { key: "grace", title: ["渐退期至", "Grace until"], render: ({ result }) => result.grace_until ?? "—" },
    { key: "measures", title: ["帮扶措施", "Measures"], render: ({ result }) => result.measures.map((m) => code("measure", m)).join(t("、", ", ")) || "—" },
    { key: "missing", title: ["缺哪些事实", "Missing"], render: ({ result }) => <Missing facts={result.undecided_because} /> },
    { key: "pack", title: ["政策版本", "Policy"], render: ({ run }) => run.pack, hidden: true },
  ];
  return (
    <DataTable
      id="household-decisions"
      path="/households/{household_no}/determinations"
      inPath={{ household_no: no }}
      columns={columns}
      rowKey={({ run }) => run.run}
      embedded
      expand={may("get /households/{household_no}/explanation") ? (d) => <Reasons no={no} of={d} /> : undefined}
      empty={t("这一户还没有认定过。", "This household hasn't been decided yet.")}
    />
  );
}

/* wage_income@M2: the wages of member 2 */
function Missing({ facts }: { facts: readonly string[] }) {
  const t = useT();
  const { data } = useCatalogue();
  const nameOf = (word: string) => {
    const [attribute = "", member] = word.split("@M");
    const about = factOf(data, attribute);
    const name = about ? t(about.label, about.label_en) : attribute;
    return member ? t(`第 ${member} 位成员的${name}`, `${name} of member ${member}`) : name;
  };
  return <>{facts.map(nameOf).join(t("；", "; ")) || "—"}</>;
}

function Reasons({ no, of: { run } }: { no: string; of: Decision }) {
  const t = useT();
  const told = useGet("/households/{household_no}/explanation", {
    params: {
      path: { household_no: no },
      query: { as_of: run.as_of, lang: currentLanguage(), ...(run.committed_at ? { known_at: run.committed_at } : {}) },
    },
  });
  return (
    <>
      <Read from={told}>{(answer) => typeof answer === "object" && <Told of={answer} />}</Read>
      <LinkButton size="small" className="no-print" to={`/households/${encodeURIComponent(no)}/explanation?as_of=${run.as_of}`}>
        {t("每一步的理由与说明信", "Every step, and the letter")}
      </LinkButton>
    </>
  );
}

function Told({ of: { conclusion, missing } }: { of: components["schemas"]["Explanation"] }) {
  const t = useT();
  return (
    <>
      {conclusion.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {conclusion.because.length > 0 && (
        <ul>
          {conclusion.because.map((rule, i) => (
            <li key={i}><Because rule={rule} /></li>
          ))}
        </ul>
      )}
      {missing.length > 0 && (
        <>
          <p>{t("要查清：", "To be found out:")}</p>
          <ul>
            {missing.map((m, i) => (
              <li key={i}>
                {m.subject} {m.label}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Because({ rule }: { rule: Rule }) {
  return (
    <>
      {rule.words} <Clauses of={[...rule.clauses, ...(rule.sample ? ["sample"] : [])]} />
    </>
  );
}
