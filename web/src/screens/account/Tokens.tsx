import { Alert, Button, Checkbox, DatePicker, Form, Input, Modal, Typography } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useSession } from "~/api/session";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { rightNames } from "~/parts/rights";
import { TokenList } from "./TokenList";

interface Fields {
  label: string;
  rights: string[];
  until: Dayjs;
}

/* Tokens for programs that call the API in one's name. */
export function Tokens() {
  const t = useT();
  const { rights, division } = useSession();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Fields>();
  const add = useSend("post", "/tokens", { done: () => setOpen(false) });
  const required = { required: true, message: t("请填写", "Please fill in") };
  const nameOf = (right: string) => t(...(rightNames[right] ?? [right, right]));
  return (
    <>
      {add.data && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={t("令牌只显示这一次，请立即存好", "The token is shown only once: put it away now")}
          description={<Typography.Text code copyable>{add.data.token}</Typography.Text>}
        />
      )}
      <TokenList />
      <Button style={{ marginTop: 12 }} onClick={() => setOpen(true)}>
        {t("新建令牌", "New token")}
      </Button>
      <Modal
        open={open}
        title={t("新建令牌", "New token")}
        okText={t("建立", "Make it")}
        confirmLoading={add.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <ProblemNote problem={add.error} />
        <Form
          form={form}
          layout="vertical"
          preserve={false}
          requiredMark={false}
          initialValues={{ until: dayjs().add(90, "day") }}
          onFinish={({ label, rights: chosen, until }) =>
            add.mutate({ body: { label, rights: chosen, division, until: until.endOf("day").toISOString() } })
          }
        >
          <Form.Item name="label" label={t("用途", "What for")} rules={[required]}>
            <Input maxLength={200} autoFocus />
          </Form.Item>
          <Form.Item name="rights" label={t("权限", "Rights")} rules={[required]}>
            <Checkbox.Group options={rights.map((r) => ({ value: r, label: nameOf(r) }))} />
          </Form.Item>
          <Form.Item name="until" label={t("有效至（至多 365 天）", "Until (at most 365 days)")} rules={[required]}>
            <DatePicker minDate={dayjs()} maxDate={dayjs().add(364, "day")} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
