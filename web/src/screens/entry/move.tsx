/* A member moves to another household. */
import { Form, Input } from "antd";
import { useParams } from "react-router";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ActOnHousehold, nameOf } from "./act";
import s from "./entry.module.css";
import type { EvidenceFields } from "./Evidence";
import { RelationInput } from "./RelationInput";

interface Fields extends EvidenceFields {
  to: string;
  relation?: string;
}

export default function Move() {
  const { no = "", person = "" } = useParams();
  const t = useT();
  const send = useSend("post", "/households/{household_no}/members/{person_no}/move", { refresh: ["/people", "/findings"] });
  return (
    <ActOnHousehold<Fields>
      no={no}
      id={`move-${person}`}
      title={(h) => t(`转户：${nameOf(h, person)}`, `Move: ${nameOf(h, person)}`)}
      says={t(`从户 ${no} 转到另一户；本人的事实随人走。`, `From household ${no} to another one; what is known of the person goes along.`)}
      ok={t("转户", "Move")}
      done={t("已转户", "Moved")}
      reasons={[["婚嫁", "marriage"], ["并户", "households join"], ["登记错户，改正", "registered in the wrong one"]]}
      send={send}
      post={(body, tag, on) =>
        send.mutate(
          { params: { path: { household_no: no, person_no: person }, header: { "If-Match": tag } }, body: { ...body, to: body.to.trim() } },
          on,
        )
      }
    >
      {() => (
        <fieldset className={s.group}>
          <legend>{t("转到哪一户", "To which household")}</legend>
          <div className={s.fields}>
            <Form.Item
              name="to"
              label={t("户号", "Household number")}
              rules={[
                { required: true, whitespace: true, message: t("请填写户号", "Please give the number") },
                { validator: (_, to: string | undefined) => (to?.trim() === no ? Promise.reject(new Error(t("已在这一户", "this is where the person is"))) : Promise.resolve()) },
              ]}
            >
              <Input maxLength={64} autoComplete="off" />
            </Form.Item>
            <Form.Item name="relation" label={t("与新户主的关系", "Relation to the head there")}>
              <RelationInput />
            </Form.Item>
          </div>
        </fieldset>
      )}
    </ActOnHousehold>
  );
}
