/* A new household with its members. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Popconfirm } from "antd";
import { useSend } from "~/api/use";
import { useSession } from "~/api/session";
import { dayOf } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { PageHead } from "~/parts/PageHead";
import { useSaved } from "~/parts/useSaved";
import { Done } from "./Done";
import s from "./entry.module.css";
import { EntryForm } from "./EntryForm";
import { Evidence, type EvidenceFields } from "./Evidence";
import { FactFields } from "./FactFields";
import { markFaults } from "./faults";
import { PersonFields } from "./PersonFields";
import { stated, type Values } from "./values";

const MOST = 50;
const VILLAGE = 12; // digits of a village's code
const REASONS: readonly Text[] = [
  ["新申请", "a new application"],
  ["主动发现", "found by ourselves"],
  ["迁入", "moved here"],
  ["漏登，补登", "left out before"],
];

interface Fields extends EvidenceFields {
  household_no: string;
  values: Values;
  members: { values: Values }[];
}

export default function NewHousehold() {
  const t = useT();
  const { division } = useSession();
  const today = dayOf();
  const draft = useSaved<Fields>("household");
  const [form] = Form.useForm<Fields>();
  const send = useSend("post", "/households", { refresh: ["/overview", "/findings"], done: draft.drop });
  const start: Partial<Fields> = {
    valid_from: today,
    values: { division: division.length === VILLAGE ? division : undefined },
    members: [{ values: { relation: "head" } }],
    ...draft.value,
  };

  const submit = ({ household_no, values, members, ...evidence }: Fields) => {
    const sent = {
      ...evidence,
      reference: evidence.reference?.trim() || undefined,
      household_no: household_no.trim(),
      values: stated(values),
      members: members.map((m) => ({ values: stated(m.values) })),
    };
    send.mutate({ body: sent }, { onError: (problem) => markFaults(form, problem) });
  };

  if (send.data)
    return (
      <Done
        title={t("已登记", "Registered")}
        household={send.data.household_no}
        warnings={send.data.warnings}
        more={<Button onClick={() => location.reload()}>{t("再登记一户", "Another household")}</Button>}
      />
    );
  return (
    <>
      <PageHead title={t("新登记一户", "New household")} says={t("不知道的留空，即为未知，以后再补。填写中的内容留在本机，登录过期也不会丢。", "Leave out what isn't known; it can be added later. What you type is kept here, also when the session lapses.")} />
      <EntryForm
        form={form}
        start={start}
        onDraft={draft.save}
        onDrop={draft.drop}
        onSend={submit}
        problem={send.error}
        busy={send.isPending}
        ok={t("登记", "Register")}
        back="/households"
      >
        <fieldset className={s.group}>
          <legend>{t("编号", "Number")}</legend>
          <div className={s.fields}>
            <Form.Item
              name="household_no"
              label={t("户号", "Household number")}
              extra={t("按本地的编法，一户一号", "as numbers are given here, one to a household")}
              rules={[
                { required: true, whitespace: true, message: t("请编一个户号", "Please choose a number") },
                { max: 64, message: t("至多 64 个字符", "At most 64 characters") },
              ]}
            >
              <Input maxLength={64} autoComplete="off" />
            </Form.Item>
          </div>
        </fieldset>
        <FactFields
          entity="household"
          path={["values"]}
          today={today}
          required={["division"]}
          leave={["prior_category", "prior_amount", "prior_grace_until", "exit_confirmed"]}
          open={["identity", "dwelling"]}
        />
        <Form.List name="members">
          {(fields, { add, remove }) => (
            <div className={s.members}>
              {fields.map(({ key, name }) => (
                <fieldset key={key} className={s.group}>
                  <legend>
                    {t(`第 ${name + 1} 位成员`, `Member ${name + 1}`)}{" "}
                    <Popconfirm
                      title={t("去掉这位成员？", "Leave out this member?")}
                      onConfirm={() => {
                        remove(name);
                        draft.save(form.getFieldsValue(true) as Fields);
                      }}
                    >
                      <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t(`去掉第 ${name + 1} 位成员`, `Leave out member ${name + 1}`)} />
                    </Popconfirm>
                  </legend>
                  <PersonFields list={["members"]} path={[name, "values"]} today={today} />
                </fieldset>
              ))}
              <Button icon={<PlusOutlined aria-hidden />} disabled={fields.length >= MOST} onClick={() => add({ values: {} })}>
                {t("再加一位成员", "Another member")}
              </Button>
            </div>
          )}
        </Form.List>
        <Evidence today={today} reasons={REASONS} />
      </EntryForm>
    </>
  );
}

