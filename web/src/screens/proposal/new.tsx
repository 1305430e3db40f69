/* A new proposal: a copy of the pack in force, to be edited. */
import { Button, Form, Input } from "antd";
import { useNavigate } from "react-router";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";

export interface About {
  title: string;
  reason: string;
}

export default function NewProposal() {
  const t = useT();
  const go = useNavigate();
  const draft = useSaved<Partial<About>>("proposal");
  const add = useSend("post", "/proposals", {
    done: ({ id }) => {
      draft.drop();
      void go(`/proposals/${id}`, { replace: true });
    },
  });
  return (
    <>
      <PageHead
        title={t("提出修改", "Propose a change")}
        says={t("从现行政策的一份副本开始；改好、测试、提交之前，什么也不会变。", "You begin with a copy of the pack in force; nothing changes before it is edited, tested, submitted and approved.")}
      />
      <Panel>
        <ProblemNote problem={add.error} />
        <Form<About>
          layout="vertical"
          requiredMark={false}
          initialValues={draft.value}
          onValuesChange={(_, all) => draft.save(all)}
          onFinish={(body) => add.mutate({ body })}
          style={{ maxWidth: 640 }}
        >
          <AboutFields />
          <Button type="primary" htmlType="submit" loading={add.isPending}>{t("建立提案", "Make the proposal")}</Button>{" "}
          <LinkButton to="/proposals">{t("取消", "Cancel")}</LinkButton>
        </Form>
      </Panel>
    </>
  );
}

export function AboutFields() {
  const t = useT();
  const rules = [{ required: true, whitespace: true, message: t("请填写", "Please fill in") }];
  return (
    <>
      <Form.Item name="title" label={t("改什么", "What changes")} rules={rules}>
        <Input maxLength={60} showCount placeholder={t("如：提高低保标准", "e.g. Raise the minimum living standard")} />
      </Form.Item>
      <Form.Item name="reason" label={t("理由、文号", "Reason, document")} rules={rules}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={200} showCount placeholder={t("如：省民政厅 2018 年第 1 号文", "e.g. Provincial notice 2018-1")} />
      </Form.Item>
    </>
  );
}
