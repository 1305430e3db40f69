/* What is missing, who can supply it, and what follows from it. */
import { Link } from "react-router";
import { useGet, useMay } from "~/api/use";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { Money } from "~/parts/Money";
import { Panel } from "~/parts/Panel";
import { Scroll } from "~/parts/Scroll";
import s from "./explanation.module.css";
import type { Missing, Telling } from "./telling";

export function MissingFacts({ telling }: { telling: Telling }) {
  const t = useT();
  const may = useMay();
  const { missing, also_missing: also } = telling;
  if (missing.length + also.length === 0) return null;
  const declare = may("post /households/{household_no}/facts") && (
    <Link to={`/households/${encodeURIComponent(telling.household_no)}/declare`}>{t("登记查清的事实", "Enter what was found")}</Link>
  );
  return (
    <Panel title={t("还缺什么，找谁补", "What is missing, and who has it")} extra={declare}>
      {missing.map((m) => (
        <section key={`${m.member} ${m.fact}`} className={s.missing}>
          <h3>{named(m, t)}</h3>
          <p><Suppliers fact={m.fact} /></p>
          <Ifs of={m} />
        </section>
      ))}
      {also.length > 0 && (
        <>
          <h3>{t("另缺（不影响类别和金额，只影响积分、对象或措施）", "Also missing (needed for points, targets or measures only)")}</h3>
          <ul>
            {also.map((m) => (
              <li key={`${m.member} ${m.fact}`}>
                {named(m, t)} <span className="soft"><Suppliers fact={m.fact} /></span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function named(m: Missing, t: (zh: string, en: string) => string) {
  return `${m.subject}${t("：", ": ")}${m.label}`;
}

/* Departments whose records have it; the household itself always may declare it. */
export function Suppliers({ fact }: { fact: string }) {
  const t = useT();
  const sources = useGet("/sources", {}, { staleTime: Infinity });
  const departments = [...new Set((sources.data?.items ?? []).filter((x) => x.attributes.includes(fact)).map((x) => x.department))];
  if (departments.length === 0) return <>{t("由本户申报，附证明材料。", "The household declares it, with proof.")}</>;
  return <>{t(`由本户申报并附证明材料，或向${departments.join("、")}核对。`, `The household declares it with proof, or ask: ${departments.join(", ")}.`)}</>;
}

function Ifs({ of }: { of: Missing }) {
  const t = useT();
  const code = useCodes();
  if (of.ifs.length === 0) return <p className="soft">{t("要和其他缺项一起查清才能认定。", "Other facts are needed too before anything follows.")}</p>;
  return (
    <Scroll label={t("查明后的结果", "What follows from what is found")}>
      <table className={s.table}>
        <caption className="for-readers">{t("查明后的结果", "What follows from what is found")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("若查明", "If it is")}</th>
            <th scope="col">{t("类别", "Category")}</th>
            <th scope="col">{t("去向", "Standing")}</th>
            <th scope="col" className="number">{t("每月（元）", "A month (yuan)")}</th>
          </tr>
        </thead>
        <tbody>
          {of.ifs.map((x, i) => (
            <tr key={i}>
              <th scope="row">{x.text}</th>
              {x.decided ? (
                <>
                  <td>{code("category", x.category)}</td>
                  <td>{code("standing", x.standing)}</td>
                  <td className="number"><Money fen={x.monthly_amount_fen} />{x.ordered && x.standing === "in_force" && t("（至多）", " at most")}</td>
                </>
              ) : (
                <td colSpan={3}>{t("还要查清其他缺项", "other facts are needed too")}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
