/* Some members make a household of their own. */
import { Checkbox, Form, Input } from "antd";
import { useParams } from "react-router";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { ActOnHousehold, nameOf } from "./act";
import s from "./entry.module.css";
import type { EvidenceFields } from "./Evidence";
import { RelationInput } from "./RelationInput";
import type { Household } from "./useSeen";
import { stated, type Values } from "./values";

interface Fields extends EvidenceFields {
  household_no: string;
  values: Values;
  members: string[];
  relations?: Record<string, string | undefined>;
}

export default function Split() {
  const { no = "" } = useParams();
  const t = useT();
  const send = useSend("post", "/households/{household_no}/split", { refresh: ["/people", "/findings", "/overview"] });
  return (
    <ActOnHousehold<Fields>
      no={no}
      id={`split-${no}`}
      title={() => t(`分户：户 ${no}`, `Split household ${no}`)}
      says={t("选出分出去的成员，另立一户；本人的事实随人走，户的事实要另行申报。", "Choose who makes a new household; what is known of them goes along, facts of the household are declared anew.")}
      ok={t("分户", "Split")}
      done={t("已分户", "Split")}
      reasons={[["分家", "the family divided"], ["婚后另立", "marriage"], ["离婚", "divorce"]]}
      send={send}
      post={({ members, relations = {}, household_no, values, ...evidence }, tag, on) => {
        const sent = {
          ...evidence,
          household_no: household_no.trim(),
          values: stated(values),
          members: members.map((person_no) => ({ person_no, ...(relations[person_no] ? { relation: relations[person_no] } : {}) })),
        };
        send.mutate({ params: { path: { household_no: no }, header: { "If-Match": tag } }, body: sent }, on);
      }}
    >
      {(h) => <SplitFields of={h} />}
    </ActOnHousehold>
  );
}

function SplitFields({ of: h }: { of: Household }) {
  const t = useT();
  const chosen = (Form.useWatch("members") as string[] | undefined) ?? [];
  const all = h.members ?? [];
  return (
    <>
      <fieldset className={s.group}>
        <legend>{t("分出去的成员", "Who leaves")}</legend>
        <Form.Item
          name="members"
          label={t("成员", "Members")}
          rules={[
            {
              // not "required": a group of boxes has no such attribute
              validator: (_, members: string[] | undefined) => {
                if (!members?.length) return Promise.reject(new Error(t("请选择成员", "Please choose")));
                if (members.length < all.length) return Promise.resolve();
                return Promise.reject(new Error(t("至少留下一名成员；全户迁走请办理销户", "somebody must stay; if all go, end the household")));
              },
            },
          ]}
        >
          <Checkbox.Group style={{ display: "grid" }} options={all.map((m) => ({ value: m.person_no, label: nameOf(h, m.person_no) }))} />
        </Form.Item>
        <div className={s.fields}>
          {chosen.map((person) => (
            <Form.Item
              key={person}
              name={["relations", person]}
              label={t(`${nameOf(h, person)}与新户主的关系`, `${nameOf(h, person)}: relation to the new head`)}
            >
              <RelationInput />
            </Form.Item>
          ))}
        </div>
      </fieldset>
      <fieldset className={s.group}>
        <legend>{t("新的一户", "The new household")}</legend>
        <div className={s.fields}>
          <Form.Item
            name="household_no"
            label={t("新户号", "Its number")}
            rules={[{ required: true, whitespace: true, message: t("请编一个户号", "Please choose a number") }]}
          >
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name={["values", "division"]}
            label={t("区划", "Division")}
            initialValue={h.division ?? undefined}
            rules={[{ required: true, message: t("请选择区划", "Please choose the division") }]}
          >
            <DivisionPicker />
          </Form.Item>
        </div>
      </fieldset>
    </>
  );
}
