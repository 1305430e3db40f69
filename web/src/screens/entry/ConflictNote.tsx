/* Somebody else changed it while this form was open: what is different now. What was typed stays. */
import { Alert } from "antd";
import { useT } from "~/base/language";
import { factOf, useCatalogue } from "~/parts/catalogue";
import { FactValue } from "~/parts/FactValue";
import { useSourceName } from "~/parts/record/sources";
import type { Difference } from "./differences";

interface Props {
  found: readonly Difference[] | undefined;
  nameOf?: (person: string) => string;
}

export function ConflictNote({ found, nameOf }: Props) {
  const t = useT();
  const sourceName = useSourceName();
  const { data } = useCatalogue();
  if (!found) return null;
  const subject = (d: Difference) => (d.person ? `${nameOf?.(d.person) ?? d.person} ` : "");
  const label = (attribute: string) => {
    const about = factOf(data, attribute);
    return about ? t(about.label, about.label_en) : attribute;
  };
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      style={{ marginBottom: 16 }}
      title={t("您填写期间，有人改动了这里", "Somebody changed this while you were typing")}
      description={
        <>
          <ul style={{ margin: "0 0 4px", paddingLeft: 18 }}>
            {found.map((d, i) => (
              <li key={i}>
                {d.attribute ? (
                  <>
                    {subject(d)}
                    {label(d.attribute)}: <FactValue attribute={d.attribute} fact={d.before} /> → <FactValue attribute={d.attribute} fact={d.after} />
                    {d.after?.source && <span className="soft"> ({sourceName(d.after.source, d.after.source_label)})</span>}
                  </>
                ) : d.came ? (
                  t(`${subject(d)}加入了这一户`, `${subject(d)}joined`)
                ) : (
                  t(`${subject(d)}离开了这一户`, `${subject(d)}left`)
                )}
              </li>
            ))}
            {found.length === 0 && <li>{t("改动不在本页所列的事实里", "nothing that this page shows")}</li>}
          </ul>
          {t("您填写的都还在。看过以后，仍要登记就再提交一次。", "All that you typed is still here. Look at it, and send it again if it still holds.")}
        </>
      }
    />
  );
}
