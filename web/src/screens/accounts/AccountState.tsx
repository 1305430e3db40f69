import { Tag } from "antd";
import type { AnswerOf } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";

export type Account = AnswerOf<"get", "/accounts/{name}">;

export function isLocked(a: Account) {
  return !!a.locked_until && new Date(a.locked_until).getTime() > Date.now();
}

export function AccountState({ of: a }: { of: Account }) {
  const t = useT();
  if (a.disabled) return <Tag>{t("已停用", "disabled")}</Tag>;
  if (isLocked(a)) return <Tag color="error">{t(`锁定至 ${formatInstant(a.locked_until)}`, `locked until ${formatInstant(a.locked_until)}`)}</Tag>;
  if (a.must_change_password) return <Tag color="warning">{t("待设密码", "to set a password")}</Tag>;
  return <Tag color="success">{t("可用", "in use")}</Tag>;
}
