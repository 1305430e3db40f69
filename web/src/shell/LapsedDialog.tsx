/* Over the page when the session has lapsed: what stands on the page stays, and what was asked for
 * is asked again. */
import { Button, Modal } from "antd";
import { leave } from "~/api/session";
import { useT } from "~/base/language";
import { SignInForm } from "./SignInForm";

export function LapsedDialog({ name }: { name: string }) {
  const t = useT();
  return (
    <Modal
      open
      title={t("登录已过期", "Your session has ended")}
      footer={null}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={400}
    >
      <p className="soft">
        {t("请再次输入密码。页面上填写的内容都在，登录后接着办。", "Give your password again. What you typed is still here, and you go on where you were.")}
      </p>
      <SignInForm fixed={name} />
      <Button type="link" block onClick={leave}>
        {t("换个账号（放弃未提交的内容）", "Another account (what isn't sent is dropped)")}
      </Button>
    </Modal>
  );
}
