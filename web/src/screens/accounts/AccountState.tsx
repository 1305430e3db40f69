import { Tag } from "antd";
import type { AnswerOf } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT, type Text } from "~/base/language";

export type Account = AnswerOf<"get", "/accounts/{name}">;

export function isLocked(a: Account) {
  return !!a.locked_until && new Date(a.locked_until).getTime() > Date.now();
}

export function stateOf(a: Account): Text {
  if (a.disabled) return ["已停用", "disabled"];
  if (isLocked(a)) return [`锁定至 ${formatInstant(a.locked_until)}`, `locked until ${formatInstant(a.locked_until)}`];
  return a.must_change_password ? ["待设密码", "to set a password"] : ["可用", "in use"];
}

export function AccountState({ of: a }: { of: Account }) {
  const t = useT();
  const color = a.disabled ? undefined : isLocked(a) ? "error" : a.must_change_password ? "warning" : "success";
  return <Tag color={color}>{t(...stateOf(a))}</Tag>;
}
