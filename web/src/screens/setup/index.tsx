/* The first account, by the link that the server prints while there are none. */
import { Button, Form, Input, Result } from "antd";
import { Link, useSearchParams } from "react-router";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { NewPassword } from "~/parts/NewPassword";
import { ProblemNote } from "~/parts/ProblemNote";
import s from "./setup.module.css";

interface Fields {
  secret: string;
  name: string;
  password: string;
}

export default function Setup() {
  const t = useT();
  const [parameters] = useSearchParams();
  const send = useSend("post", "/setup");
  const required = { required: true, whitespace: true, message: t("请填写", "Please fill in") };
  if (send.isSuccess)
    return (
      <Result
        status="success"
        title={<h1>{t("系统管理员已建立", "The administrator is made")}</h1>}
        subTitle={t("设置码已失效。用刚才的用户名和密码登录，再添加其他人的账号。", "The setup code is used up. Sign in with that name and password, then add the others' accounts.")}
        extra={<Link to="/">{t("去登录", "To the sign-in page")}</Link>}
      />
    );
  return (
    <section className={s.setup}>
      <h1>{t("建立系统管理员", "Make the first administrator")}</h1>
      <p className="soft">
        {t("这里还没有账号。系统管理员添加其他人的账号，但看不到家庭和人员的资料。", "There are no accounts yet. The administrator adds those of the others, but doesn't see households and people.")}
      </p>
      <ProblemNote problem={send.error} brief />
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        initialValues={{ secret: parameters.get("secret") ?? "" }}
        onFinish={({ secret, name, password }) => send.mutate({ body: { secret: secret.trim(), name: name.trim(), password } })}
      >
        <Form.Item name="secret" label={t("设置码", "Setup code")} extra={t("启动服务时显示的链接里的那一串", "The string in the link that the server printed")} rules={[required]}>
          <Input maxLength={100} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="name" label={t("用户名", "Account name")} rules={[required]}>
          <Input maxLength={200} autoComplete="username" spellCheck={false} autoFocus />
        </Form.Item>
        <NewPassword name="password" />
        <Button type="primary" htmlType="submit" block size="large" loading={send.isPending}>
          {t("建立", "Make it")}
        </Button>
      </Form>
    </section>
  );
}
