/* Name and password, then the second factor's code if the account has one. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { Problem } from "~/api/problem";
import { signIn } from "~/api/session";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";

interface Fields {
  name: string;
  password: string;
  code?: string;
}

/* fixed: whose session it was; only they can go on. */
export function SignInForm({ fixed }: { fixed?: string }) {
  const t = useT();
  const [form] = Form.useForm<Fields>();
  const [wantsCode, setWantsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const required = [{ required: true, message: t("请填写", "Please fill in") }];

  const submit = async ({ name, password, code }: Fields) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(name.trim(), password, code?.replace(/\s/g, ""));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      if (e.code === "second-factor-needed") setWantsCode(true);
      else setProblem(e);
      setBusy(false);
    }
  };

  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: fixed }}
      onFinish={submit}
      disabled={busy}
    >
      {problem && <ProblemNote problem={problem} brief />}
      <Form.Item name="name" label={t("用户名", "Account name")} rules={required} hidden={wantsCode}>
        <Input autoComplete="username" autoFocus={!fixed} readOnly={!!fixed} maxLength={200} size="large" spellCheck={false} />
      </Form.Item>
      <Form.Item name="password" label={t("密码", "Password")} rules={required} hidden={wantsCode}>
        <Input.Password autoComplete="current-password" autoFocus={!!fixed} maxLength={1000} size="large" />
      </Form.Item>
      {wantsCode && (
        <Form.Item
          name="code"
          label={t("动态口令", "Code")}
          extra={t("手机验证器应用里的 6 位数字；手机不在身边时可用备用码", "Six digits from your authenticator, or a recovery code")}
          rules={required}
        >
          <Input autoComplete="one-time-code" inputMode="text" autoFocus maxLength={100} size="large" spellCheck={false} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>
        {t("登录", "Sign in")}
      </Button>
      {wantsCode && (
        <Button
          type="link"
          block
          onClick={() => {
            setWantsCode(false);
            setProblem(undefined);
            form.resetFields(["code", "password"]);
          }}
        >
          {t("返回", "Back")}
        </Button>
      )}
    </Form>
  );
}
