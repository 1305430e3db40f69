import { Link } from "react-router";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";

export function NotFound() {
  const t = useT();
  return (
    <EmptyNote title={t("没有这个页面", "There is no such page")}>
      {t("地址可能写错了，或已经改名。", "The address may be mistyped, or has changed.")}{" "}
      <Link to="/">{t("回到首页", "Back to the start")}</Link>
    </EmptyNote>
  );
}

export function NoRight() {
  const t = useT();
  return (
    <EmptyNote title={t("您的账号没有这项权限", "Your account has no right to this")}>
      {t("工作需要时，请向系统管理员申请。", "Ask the administrator if your work needs it.")}{" "}
      <Link to="/">{t("回到首页", "Back to the start")}</Link>
    </EmptyNote>
  );
}
