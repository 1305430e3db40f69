/* Labelled inputs for facts, group by group, inside of a form whose values lie under a path:
 * { values: { residence: "rural" } }. Next to each, what is known now. */
import { Form } from "antd";
import type { ReactNode } from "react";
import { useT } from "~/base/language";
import { useCatalogue, type CatalogueFact } from "~/parts/catalogue";
import { valueText } from "~/parts/FactValue";
import { groupsOf, type FactGroup } from "~/parts/record/groups";
import { useSourceName } from "~/parts/record/sources";
import s from "./entry.module.css";
import { FactInput } from "./FactInput";
import { faultOf, numberFault, type Facts, type Place } from "./values";

interface Props {
  entity: CatalogueFact["entity"];
  path: Place; // within the list, where the form has one
  list?: Place;
  today: string;
  known?: Facts; // what is known now, of somebody who is registered
  required?: readonly string[];
  first?: readonly string[]; // keys that are in no group and stand at the beginning
  leave?: readonly string[]; // not asked for here
  open?: readonly string[]; // groups that are open at first; all, if not given
}

export function FactFields({ entity, path, list = [], today, known, required = [], first = [], leave = [], open }: Props) {
  const t = useT();
  const { data } = useCatalogue();
  const keys = (data?.facts ?? []).filter((f) => f.entity === entity && first.includes(f.id));
  const groups = groupsOf(data, entity)
    .map((g) => ({ ...g, facts: [...(g.id === "identity" ? keys : []), ...g.facts].filter((f) => !leave.includes(f.id)) }))
    .filter((g) => g.facts.length > 0);
  const fields = (group: FactGroup) => (
    <div className={s.fields}>
      {group.facts.map((about) => (
        <FactField key={about.id} about={about} path={path} list={list} today={today} known={known} required={required.includes(about.id)} />
      ))}
    </div>
  );
  return (
    <>
      {groups.map((group) =>
        open && !open.includes(group.id) ? (
          <details key={group.id} className={s.group}>
            <summary>{t(...group.name)}</summary>
            {fields(group)}
          </details>
        ) : (
          <fieldset key={group.id} className={s.group}>
            <legend>{t(...group.name)}</legend>
            {fields(group)}
          </fieldset>
        ),
      )}
    </>
  );
}

interface FieldProps {
  about: CatalogueFact;
  path: Place;
  list: Place;
  today: string;
  known?: Facts;
  required: boolean;
}

function FactField({ about, path, list, today, known, required }: FieldProps) {
  const t = useT();
  const form = Form.useFormInstance();
  const label = t(about.label, about.label_en);
  const number = [...list, ...path, "id_no"];
  return (
    <Form.Item
      name={[...path, about.id]}
      label={label}
      dependencies={["birth_date", "sex"].includes(about.id) ? [number] : undefined}
      validateTrigger={about.type === "id_no" ? "onBlur" : "onChange"}
      extra={known && <Known about={about} known={known} />}
      rules={[
        ...(required ? [{ required: true, whitespace: true, message: t(`请填写${label}`, `Please fill in: ${label}`) }] : []),
        {
          validator: (_, text: string | undefined) => {
            const fault = faultOf(about, text, today) ?? numberFault(about.id, text, form.getFieldValue(number) as string | undefined, today);
            return fault ? Promise.reject(new Error(t(...fault))) : Promise.resolve();
          },
        },
      ]}
    >
      <FactInput about={about} />
    </Form.Item>
  );
}

/* What holds now, and from where. */
function Known({ about, known }: { about: CatalogueFact; known: Facts }): ReactNode {
  const t = useT();
  const sourceName = useSourceName();
  const fact = known[about.id];
  if (!fact || fact.state === "unknown") return t("现为未知", "unknown now");
  if (fact.state === "masked") return t("已登记，已遮盖；填写即为新值", "known but covered; what you type is new");
  if (fact.state === "withheld") return t("无权查看；填写即为新值", "not for your role; what you type is new");
  const from = `${sourceName(fact.source, fact.source_label)}${fact.valid_from ? t(`，自 ${fact.valid_from}`, `, since ${fact.valid_from}`) : ""}`;
  const value = fact.state === "none" ? t("无", "none") : valueText(about, fact.value ?? "", t);
  return t(`现为 ${value}（${from}）`, `now ${value} (${from})`);
}
