/* Asks for the reason of what is about to be done; it goes on record. */
import { Form, Input, Modal } from "antd";
import type { ReactNode } from "react";
import type { Problem } from "~/api/problem";
import { useT } from "~/base/language";
import { ProblemNote } from "./ProblemNote";

interface Props {
  open: boolean;
  title: string;
  children?: ReactNode; // what will happen
  ok?: string;
  danger?: boolean;
  busy?: boolean;
  problem?: Problem | null;
  onOk: (reason: string) => void;
  onCancel: () => void;
}

export function ConfirmReason({ open, title, children, ok, danger, busy, problem, onOk, onCancel }: Props) {
  const t = useT();
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal
      open={open}
      title={title}
      okText={ok ?? t("确定", "OK")}
      okButtonProps={{ danger }}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onCancel}
      destroyOnHidden
    >
      {children}
      <ProblemNote problem={problem} />
      <Form form={form} layout="vertical" preserve={false} requiredMark={false} onFinish={({ reason }) => onOk(reason.trim())}>
        <Form.Item
          name="reason"
          label={t("理由（记入审计）", "Reason (goes on record)")}
          rules={[
            { required: true, whitespace: true, message: t("请写明理由", "Please give a reason") },
            { min: 2, message: t("至少两个字", "At least two characters") },
          ]}
        >
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={300} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
