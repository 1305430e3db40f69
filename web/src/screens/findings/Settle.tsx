/* Says what is so. What is typed stays through errors, reloads and lapsed sessions. */
import { App, Button, Form, Input, Radio } from "antd";
import { useSend } from "~/api/use";
import { useT, type Text } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import { states, type Finding, type State } from "./about";
import s from "./findings.module.css";

interface Fields {
  state: State;
  reason: string;
  attachment?: string;
  value?: string;
}

const means: Record<State, Text> = {
  open: ["重新打开，再查", "to be looked at again"],
  explained: ["有合理的说明，事实不变", "there is an accepted reason; facts stay"],
  confirmed: ["部门说的属实，以核对为准", "what the department says is so"],
  dismissed: ["部门说的不属实，以申报（或下面填的值）为准，即时更正事实", "what the department says isn't so: what was declared (or the value below) corrects the fact at once"],
};

interface Props {
  path: { household_no: string; finding: number };
  of: Finding;
  tag: string;
  readAgain: () => void;
}

export function Settle({ path, of, tag, readAgain }: Props) {
  const t = useT();
  const code = useCodes();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const draft = useSaved<Partial<Fields>>(`finding-${path.household_no}-${path.finding}`);
  const state = Form.useWatch("state", form) ?? draft.value?.state;
  const send = useSend("put", "/households/{household_no}/findings/{finding}/state", {
    refresh: ["/findings"],
    done: () => {
      draft.drop();
      form.setFieldsValue({ state: undefined, reason: undefined, attachment: undefined, value: undefined });
      void message.success(t("已处理，留有记录", "Settled, and on record"));
    },
  });
  const settle = ({ state: to, reason, attachment, value }: Fields) =>
    send.mutate(
      {
        params: { path, header: { "If-Match": tag } },
        body: {
          state: to,
          reason: reason.trim(),
          ...(attachment?.trim() && { attachment: attachment.trim() }),
          ...(to === "dismissed" && value?.trim() && { value: value.trim() }),
        },
      },
      { onError: (e) => e.status === 412 && readAgain() },
    );
  return (
    <Panel title={t("处理", "Settle it")}>
      <div className="no-print">
        <ProblemNote problem={send.error} />
        <Form<Fields> name="settle" form={form} layout="vertical" requiredMark={false} className={s.form} initialValues={draft.value} onValuesChange={(_, all: Partial<Fields>) => draft.save(all)} onFinish={settle}>
          <Form.Item name="state" label={t("结论", "Conclusion")} rules={[{ required: true, message: t("请选择结论", "Please choose") }]}>
            <Radio.Group
              className={s.choices}
              options={states
                .filter((x) => x !== of.state)
                .map((x) => ({
                  value: x,
                  label: (
                    <>
                      {code("item_state", x)} <span className="soft">{t(...means[x])}</span>
                    </>
                  ),
                }))}
            />
          </Form.Item>
          <Form.Item
            name="reason"
            label={t("理由（留有记录）", "Reason (goes on record)")}
            rules={[
              { required: true, whitespace: true, message: t("请写明理由", "Please give a reason") },
              { min: 2, message: t("至少两个字", "At least two characters") },
            ]}
          >
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={300} showCount />
          </Form.Item>
          <Form.Item
            name="attachment"
            label={t("佐证材料编号", "Reference of what proves it")}
            rules={[{ required: state === "dismissed", whitespace: true, message: t("不属实须有佐证材料", "Dismissing it needs a reference") }]}
            extra={t("如证明、票据、调查表的文号或档案号。", "Number of a certificate, receipt, survey form.")}
          >
            <Input maxLength={200} />
          </Form.Item>
          {state === "dismissed" && of.attribute && (
            <Form.Item name="value" label={t("属实的值", "What is so")} extra={t("不填则以申报的为准；写法同导入文件。", "Empty: what was declared; write it as in import files.")}>
              <Input maxLength={1000} />
            </Form.Item>
          )}
          <Button type="primary" htmlType="submit" loading={send.isPending}>{t("处理", "Settle")}</Button>
        </Form>
      </div>
    </Panel>
  );
}
