/* The second factor: a key for the authenticator, then a code that proves it works, then recovery
 * codes, told once. */
import { Alert, Button, Form, Input, Typography } from "antd";
import { useState } from "react";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { QrCode } from "./QrCode";
import s from "./account.module.css";

export function FactorSetup({ done }: { done: () => void }) {
  const t = useT();
  const [codes, setCodes] = useState<string[]>();
  const begin = useSend("post", "/session/factor");
  const confirm = useSend("post", "/session/factor/confirm", { done: (answer) => setCodes(answer.recovery_codes) });

  if (codes) return <RecoveryCodes codes={codes} done={done} />;
  if (!begin.data)
    return (
      <>
        <ProblemNote problem={begin.error} />
        <p>
          {t(
            "需要手机上的验证器应用（任何支持 TOTP 的都可以）。登录时除密码外再输入它给出的 6 位数字。",
            "You need an authenticator on your phone (any that does TOTP). At sign-in its six digits are asked for besides the password.",
          )}
        </p>
        <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate({})}>
          {t("开始设置", "Begin")}
        </Button>
      </>
    );
  const secret = new URL(begin.data.uri).searchParams.get("secret") ?? "";
  return (
    <ol className={s.steps}>
      <li>
        <p>{t("用验证器应用扫描：", "Scan this with the authenticator:")}</p>
        <QrCode text={begin.data.uri} label={t("动态口令的二维码", "QR code of the second factor")} />
        <p className="soft">
          {t("不能扫描时手工输入密钥：", "If you can't scan, type the key: ")}
          <Typography.Text code copyable>
            {secret}
          </Typography.Text>
        </p>
      </li>
      <li>
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={({ code }: { code: string }) => confirm.mutate({ body: { code: code.replace(/\s/g, "") } })}
        >
          <ProblemNote problem={confirm.error} brief />
          <Form.Item
            name="code"
            label={t("输入应用显示的 6 位数字", "Type the six digits it shows")}
            rules={[{ required: true, pattern: /^\s*\d{3}\s*\d{3}\s*$/, message: t("6 位数字", "Six digits") }]}
          >
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={9} style={{ maxWidth: 180 }} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={confirm.isPending}>
            {t("确认启用", "Turn it on")}
          </Button>
        </Form>
      </li>
    </ol>
  );
}

function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const t = useT();
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={t("备用码只显示这一次", "Recovery codes, shown only once")}
        description={t("手机丢失时用它登录，每个只能用一次。请打印或抄下，放在安全的地方。", "They let you in if the phone is lost, each of them once. Print them or write them down, and keep them safe.")}
      />
      <ul className={s.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={`${s.buttons} no-print`}>
        <Button onClick={() => window.print()}>{t("打印", "Print")}</Button>
        <Button type="primary" onClick={done}>
          {t("已经收好", "I have them")}
        </Button>
      </div>
    </>
  );
}
