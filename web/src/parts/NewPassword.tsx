/* Two fields of a form: a new password, and the same again. */
import { Form, Input } from "antd";
import { useT } from "~/base/language";

export function NewPassword({ name }: { name: string }) {
  const t = useT();
  const required = { required: true, message: t("请填写", "Please fill in") };
  return (
    <>
      <Form.Item
        name={name}
        label={t("新密码", "New password")}
        extra={t("至少 12 个字符，含小写、大写字母、数字和其他字符中的三种", "At least 12 characters, three of small letters, capitals, digits and others")}
        rules={[required, { min: 12, message: t("至少 12 个字符", "At least 12 characters") }]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("再输入一次", "The same again")}
        dependencies={[name]}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue(name) ? Promise.resolve() : Promise.reject(new Error(t("两次输入的密码不同", "The passwords differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
    </>
  );
}
