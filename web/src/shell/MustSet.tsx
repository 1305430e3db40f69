/* A limited session: a password of one's own, then the second factor where the role asks for it. */
import { Button } from "antd";
import { readSession, signOut, useSession } from "~/api/session";
import { useT } from "~/base/language";
import { FactorSetup } from "~/screens/account/FactorSetup";
import { PasswordForm } from "~/screens/account/PasswordForm";
import s from "./shell.module.css";

export default function MustSet() {
  const t = useT();
  const { name, must_change_password } = useSession();
  return (
    <section className={s.mustSet}>
      <h1>
        {must_change_password
          ? t("请设置自己的密码", "Set a password of your own")
          : t("请启用动态口令", "Set up the second factor")}
      </h1>
      <p className="soft">
        {must_change_password
          ? t(
              `账号 ${name} 的密码由别人设置，或已超过 90 天。设置新密码后才能办理业务。`,
              `The password of ${name} was set by somebody else, or is older than 90 days. Set a new one to go on.`,
            )
          : t("您的岗位要求登录时另加动态口令。", "Your role asks for a code besides the password.")}
      </p>
      {must_change_password ? <PasswordForm done={() => void readSession()} /> : <FactorSetup done={() => void readSession()} />}
      <Button type="link" onClick={() => void signOut()}>
        {t("退出", "Sign out")}
      </Button>
    </section>
  );
}
