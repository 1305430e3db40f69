/* Who may sign in, as what and for where; what roles may do; who is signed in now. */
import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { Sessions } from "~/screens/account/Sessions";
import { TokenList } from "~/screens/account/TokenList";
import { AccountState, stateOf } from "./AccountState";
import { AddAccount } from "./AddAccount";
import { RoleMatrix } from "./RoleMatrix";
import { useRoles } from "./roles";

export default function Accounts() {
  const t = useT();
  const [parameters, setParameters] = useSearchParams();
  return (
    <>
      <PageHead
        title={t("账号", "Accounts")}
        says={t("谁可以登录、做什么、管哪里。管理员看不到家庭和人员的资料。", "Who may sign in, to do what, for where. Administrators don't see households and people.")}
      >
        <AddAccount />
      </PageHead>
      <Tabs
        activeKey={parameters.get("tab") ?? "accounts"}
        onChange={(tab) => setParameters(tab === "accounts" ? {} : { tab }, { replace: true })}
        destroyOnHidden
        items={[
          { key: "accounts", label: t("账号", "Accounts"), children: <List /> },
          { key: "roles", label: t("角色与权限", "Roles"), children: <RoleMatrix /> },
          { key: "sessions", label: t("登录的会话", "Sessions"), children: <Panel><Sessions of={{ all: true }} /></Panel> },
          { key: "tokens", label: t("程序令牌", "Tokens"), children: <Panel><TokenList of={{ all: true }} /></Panel> },
        ]}
      />
    </>
  );
}

function List() {
  const t = useT();
  const { choices, nameOf } = useRoles();
  const columns: Column<RowOf<"/accounts">>[] = [
    { key: "name", title: ["用户名", "Account name"], render: (a) => a.name },
    { key: "label", title: ["姓名、单位", "Name, office"], render: (a) => a.label || "—" },
    { key: "role", title: ["角色", "Role"], render: (a) => nameOf(a.role) },
    { key: "place", title: ["管辖区划", "Area"], render: (a) => <PlaceName code={a.division} />, text: (a) => a.division },
    { key: "state", title: ["状态", "State"], render: (a) => <AccountState of={a} />, text: (a) => t(...stateOf(a)) },
    { key: "factor", title: ["动态口令", "Second factor"], render: (a) => (a.second_factor ? t("已启用", "on") : "—") },
    { key: "signed_in", title: ["最近登录", "Last sign-in"], render: (a) => formatInstant(a.signed_in_at) },
    { key: "password", title: ["密码设于", "Password set"], render: (a) => formatInstant(a.password_at), hidden: true },
    { key: "created", title: ["建立", "Added"], render: (a) => formatInstant(a.created_at), hidden: true },
  ];
  const filters: Filter[] = [
    { key: "q", kind: "text", label: ["用户名、姓名、单位", "Account name, name, office"] },
    { key: "role", kind: "choice", label: ["角色", "Role"], choices },
    { key: "division", kind: "division", label: ["区划", "Division"] },
    {
      key: "state",
      kind: "choice",
      label: ["状态", "State"],
      choices: [
        { value: "active", label: ["可用", "in use"] },
        { value: "locked", label: ["锁定", "locked"] },
        { value: "disabled", label: ["已停用", "disabled"] },
      ],
    },
  ];
  return (
    <DataTable
      id="accounts"
      file={t("账号", "accounts")}
      path="/accounts"
      columns={columns}
      filters={filters}
      rowKey={(a) => a.account}
      link={(a) => `/accounts/${encodeURIComponent(a.name)}`}
      empty={t("点“添加账号”建立第一个。", "Add the first one.")}
    />
  );
}
