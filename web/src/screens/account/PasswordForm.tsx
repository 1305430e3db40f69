import { Button, Form, Input } from "antd";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";

interface Fields {
  old: string;
  next: string;
  again: string;
}

export function PasswordForm({ done }: { done: () => void }) {
  const t = useT();
  const [form] = Form.useForm<Fields>();
  const send = useSend("put", "/session/password", {
    done: () => {
      form.resetFields();
      done();
    },
  });
  const required = { required: true, message: t("请填写", "Please fill in") };
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={({ old, next }) => send.mutate({ body: { old, new: next } })}>
      <ProblemNote problem={send.error} brief />
      <Form.Item name="old" label={t("现在的密码", "Present password")} rules={[required]}>
        <Input.Password autoComplete="current-password" maxLength={1000} />
      </Form.Item>
      <Form.Item
        name="next"
        label={t("新密码", "New password")}
        extra={t("至少 12 个字符，含小写、大写字母、数字和其他字符中的三种", "At least 12 characters, three of small letters, capitals, digits and others")}
        rules={[required, { min: 12, message: t("至少 12 个字符", "At least 12 characters") }]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("再输入一次", "The same again")}
        dependencies={["next"]}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue("next") ? Promise.resolve() : Promise.reject(new Error(t("两次输入的密码不同", "The passwords differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={send.isPending}>
        {t("修改密码", "Change the password")}
      </Button>
    </Form>
  );
}
