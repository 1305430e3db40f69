/* One fact as people read it: codes by name, money in yuan, what is unknown or covered said so. */
import { Tag } from "antd";
import type { components } from "~/api/made/schema";
import { useT } from "~/base/language";
import { factOf, useCatalogue, type CatalogueFact } from "./catalogue";
import { fieldClasses, MaskedField, type FieldClass, type Opening } from "./Masked";

type Fact = Pick<components["schemas"]["Fact"], "state" | "value"> & { text?: string | null; least?: boolean };

interface Props {
  attribute: string; // its id in the catalogue
  fact: Fact | undefined;
  opening?: Opening;
}

/* What has to be opened to see it; a name is covered for a child's sake. */
function classesOf(attribute: CatalogueFact | undefined): FieldClass[] {
  const covering = (attribute?.fields ?? []).filter((c): c is FieldClass => c in fieldClasses);
  return covering.length > 0 ? covering : ["minor"];
}

export function FactValue({ attribute, fact, opening }: Props) {
  const t = useT();
  const { data } = useCatalogue();
  const about = factOf(data, attribute);
  if (!fact || fact.state === "unknown") return <Tag color="warning">{t("未知", "unknown")}</Tag>;
  if (fact.state === "none") return <span className="soft">{t("无", "none")}</span>;
  if (fact.state === "withheld") return <span className="soft">{t("无权查看", "not for your role")}</span>;
  if (fact.state === "masked") return <MaskedField text={fact.text ?? "＊＊＊"} classes={classesOf(about)} opening={opening} />;
  return (
    <span>
      {fact.least && t("不少于 ", "at least ")}
      {valueText(about, fact.value ?? "", t)}
    </span>
  );
}

/* The value alone, where there is no place for more. */
export function valueText(about: CatalogueFact | undefined, value: string, t: (zh: string, en: string) => string): string {
  if (!about) return value;
  switch (about.type) {
    case "boolean":
      return value === "true" ? t("是", "yes") : t("否", "no");
    case "code":
    case "codes":
      return value
        .split(";")
        .map((v) => {
          const found = about.codes.find((c) => c.code === v);
          return found ? t(found.label, found.label_en) : v;
        })
        .join(t("、", ", "));
    case "money":
    case "integer": {
      const unit = t(about.unit, about.unit_en);
      const [whole = "", cents] = value.split(".");
      const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
      return `${grouped}${cents === undefined ? "" : `.${cents}`}${unit && ` ${unit}`}`;
    }
    default:
      return value;
  }
}
