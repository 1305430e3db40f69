/* A password for somebody else: told once, to be handed over. */
import { Alert, Button, Form, Input, Typography } from "antd";
import { useT } from "~/base/language";
import { makePassword } from "./password";

export function FirstPassword() {
  const t = useT();
  const form = Form.useFormInstance<{ password: string }>();
  return (
    <Form.Item
      label={t("初始密码", "First password")}
      htmlFor="password"
      extra={t("只用来第一次登录，本人登录后须立即改掉。", "For the first sign-in only: its owner must change it then.")}
      required
    >
      <div style={{ display: "flex", gap: 8 }}>
        <Form.Item
          name="password"
          noStyle
          rules={[
            { required: true, message: t("请填写", "Please fill in") },
            { min: 12, message: t("至少 12 个字符", "At least 12 characters") },
          ]}
        >
          <Input autoComplete="off" spellCheck={false} maxLength={256} style={{ fontFamily: "var(--font-code)" }} />
        </Form.Item>
        <Button onClick={() => form.setFieldsValue({ password: makePassword() })}>{t("生成", "Make one")}</Button>
      </div>
    </Form.Item>
  );
}

export function HandOver({ name, password }: { name: string; password: string }) {
  const t = useT();
  return (
    <Alert
      type="success"
      showIcon
      style={{ marginBottom: 16 }}
      title={t(`账号 ${name} 的密码只显示这一次`, `The password of ${name} is shown only once`)}
      description={
        <>
          <Typography.Text code copyable style={{ fontSize: 16 }}>
            {password}
          </Typography.Text>
          <p className="soft" style={{ margin: "6px 0 0" }}>
            {t("请当面或电话告诉本人，不要发在群里。第一次登录后须设置自己的密码。", "Tell its owner in person or by telephone. At the first sign-in a password of one's own is to be set.")}
          </p>
        </>
      }
    />
  );
}
