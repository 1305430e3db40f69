/* Asks for a trial. It decides every household and lets nothing take effect: that comes after the
 * review. */
import { Button, Checkbox, DatePicker, Form } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useNavigate } from "react-router";
import { useGet, useSend } from "~/api/use";
import { dayOf } from "~/base/format";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";

interface Fields {
  as_of: Dayjs;
  division?: string;
  changed: boolean;
}

interface Draft {
  as_of?: string;
  division?: string;
  changed?: boolean;
}

export default function NewTrial() {
  const t = useT();
  const go = useNavigate();
  const draft = useSaved<Draft>("trial");
  const runs = useGet("/determinations", { params: { query: { limit: 1 } } });
  const last = runs.data?.items[0];
  const send = useSend("post", "/determinations", {
    refresh: ["/jobs"],
    done: ({ job }) => {
      draft.drop();
      void go(`/determinations/trial-${job}`);
    },
  });
  const initial: Fields = {
    as_of: dayjs(draft.value?.as_of ?? dayOf()),
    division: draft.value?.division,
    changed: draft.value?.changed ?? false,
  };
  return (
    <>
      <PageHead
        title={t("开始试认定", "Start a trial")}
        says={t(
          "试认定在服务器上进行，不影响任何户；完成后可以核对平衡、名单和变化，再决定是否提交。",
          "A trial runs on the server and touches no household. Review its balance, lists and changes, then decide whether to commit it.",
        )}
      />
      <Panel>
        <Form<Fields>
          layout="vertical"
          requiredMark={false}
          style={{ maxWidth: 460 }}
          initialValues={initial}
          onValuesChange={(_, all: Partial<Fields>) => draft.save({ as_of: all.as_of?.format("YYYY-MM-DD"), division: all.division, changed: all.changed })}
          onFinish={({ as_of, division, changed }) =>
            send.mutate({ body: { as_of: as_of.format("YYYY-MM-DD"), ...(division && { division }), changed, commit: false, supersede: false } })
          }
        >
          <ProblemNote problem={send.error} />
          <Form.Item
            name="as_of"
            label={t("认定日", "As of")}
            rules={[{ required: true, message: t("请选择认定日", "Please choose the day") }]}
            extra={
              last
                ? t(`按这一天的事实和政策认定。最近一次提交的认定日是 ${last.as_of}。`, `Facts and policy of that day. The last committed run is as of ${last.as_of}.`)
                : t("按这一天的事实和政策认定。", "Facts and policy of that day.")
            }
          >
            <DatePicker style={{ width: 200 }} onKeyDown={(e) => e.key === "Enter" && e.preventDefault() /* it chooses the day, and starts nothing */} />
          </Form.Item>
          <Form.Item name="division" label={t("区划", "Division")} extra={t("不选则认定管辖范围内的全部户。", "None chosen: all households of your area.")}>
            <DivisionPicker placeholder={t("管辖范围内的全部", "All of your area")} />
          </Form.Item>
          <Form.Item
            name="changed"
            valuePropName="checked"
            extra={t("结果与全部重新认定相同；户多时快得多。", "The outcome is the same as deciding all again, and much sooner there where households are many.")}
          >
            <Checkbox>{t("只重新认定事实或政策有变化的户", "Decide again only households whose facts or policy changed")}</Checkbox>
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={send.isPending}>
            {t("开始试认定", "Start the trial")}
          </Button>
        </Form>
      </Panel>
    </>
  );
}
