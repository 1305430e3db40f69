import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useNavigate } from "react-router";
import { signOut, useSession } from "~/api/session";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import s from "./shell.module.css";

/* Who is signed in, as what, for where; and the way out. */
export function OwnMenu() {
  const t = useT();
  const go = useNavigate();
  const { name, role, division } = useSession();
  const roles = useGet("/roles", undefined, { staleTime: Infinity });
  const place = useGet("/divisions/{code}", { params: { path: { code: division } } }, { enabled: !!division, staleTime: Infinity });
  const found = roles.data?.items.find((r) => r.name === role);
  const where = division ? (place.data?.full_name ?? division) : t("全部区划", "Everywhere");

  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", type: "group", label: `${found ? t(found.label, found.label_en) : role} · ${where}` },
          { key: "account", label: t("账号与安全", "Account and security"), onClick: () => void go("/account") },
          { type: "divider" },
          { key: "out", label: t("退出", "Sign out"), onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={t(`账号 ${name}`, `Account ${name}`)}>
        <span className={s.own}>
          <span>{name}</span>
          <small>{where}</small>
        </span>
      </Button>
    </Dropdown>
  );
}
