import { Button, Form, Input } from "antd";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { NewPassword } from "~/parts/NewPassword";
import { ProblemNote } from "~/parts/ProblemNote";

interface Fields {
  old: string;
  next: string;
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
      <NewPassword name="next" />
      <Button type="primary" htmlType="submit" loading={send.isPending}>
        {t("修改密码", "Change the password")}
      </Button>
    </Form>
  );
}
