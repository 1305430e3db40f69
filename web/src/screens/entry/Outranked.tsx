/* What was declared and isn't believed, since another source ranks higher. */
import { Alert } from "antd";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { factOf, useCatalogue } from "~/parts/catalogue";
import { FactValue } from "~/parts/FactValue";
import type { Target } from "~/parts/Masked";
import { useSourceName } from "~/parts/record/sources";
import type { Entered } from "./values";

const OWN = ["declaration", "correction"];

export function Outranked({ of, values }: { of: Target; values: readonly Entered[] }) {
  const t = useT();
  const sourceName = useSourceName();
  const { data: catalogue } = useCatalogue();
  const household = useGet("/households/{household_no}", { params: { path: { household_no: of.household ?? "" } } }, { enabled: of.household !== undefined });
  const person = useGet("/people/{person_no}", { params: { path: { person_no: of.person ?? "" } } }, { enabled: of.person !== undefined });
  const facts = (household.data ?? person.data)?.facts;
  const others = values.filter(({ attribute }) => {
    const source = facts?.[attribute]?.source;
    return source && !OWN.includes(source);
  });
  if (others.length === 0) return null;
  return (
    <Alert
      type="info"
      style={{ textAlign: "left" }}
      title={t("以下各项仍以更可信的来源为准", "Of these a source that ranks higher is still believed")}
      description={
        <>
          <ul style={{ margin: 0, paddingLeft: 18 }}>
            {others.map(({ attribute }) => {
              const about = factOf(catalogue, attribute);
              const fact = facts?.[attribute];
              return (
                <li key={attribute}>
                  {about ? t(about.label, about.label_en) : attribute}: <FactValue attribute={attribute} fact={fact} /> ({sourceName(fact?.source, fact?.source_label)})
                </li>
              );
            })}
          </ul>
          {t("确有证据证明来源有误时，请办理更正。", "Where there is proof that the source is wrong, enter a correction.")}
        </>
      }
    />
  );
}
