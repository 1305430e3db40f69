/* One account: what it may, and what is done when somebody moves on, forgets, or loses a phone. */
import { App, Button, Descriptions, Form, Modal, Popconfirm } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { useSession } from "~/api/session";
import { useSend, useTagged, type Tagged } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { Sessions } from "~/screens/account/Sessions";
import { TokenList } from "~/screens/account/TokenList";
import { AccountFields, type AccountValues } from "./AccountFields";
import { AccountState, isLocked, type Account } from "./AccountState";
import { FirstPassword, HandOver } from "./HandOver";
import { useRoles } from "./roles";

export default function OneAccount() {
  const name = useParams().name ?? "";
  const account = useTagged("/accounts/{name}", { params: { path: { name } } });
  return <Read from={account}>{(tagged) => <Page key={name} of={tagged} />}</Read>;
}

function Page({ of: { data: a, tag } }: { of: Tagged<Account> }) {
  const t = useT();
  const { nameOf } = useRoles();
  const own = useSession().name === a.name;
  return (
    <>
      <PageHead title={a.name} says={a.label} />
      <Panel>
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            { key: "state", label: t("状态", "State"), children: <AccountState of={a} /> },
            { key: "role", label: t("角色", "Role"), children: nameOf(a.role) },
            { key: "place", label: t("管辖区划", "Area"), children: <PlaceName code={a.division} /> },
            { key: "factor", label: t("动态口令", "Second factor"), children: a.second_factor ? t("已启用", "on") : t("未启用", "off") },
            { key: "last", label: t("最近登录", "Last sign-in"), children: formatInstant(a.signed_in_at) },
            { key: "password", label: t("密码设于", "Password set"), children: formatInstant(a.password_at) },
            { key: "made", label: t("建立", "Added"), children: formatInstant(a.created_at) },
          ]}
        />
      </Panel>
      <Panel title={t("角色与管辖", "Role and area")}>
        <Change account={a} tag={tag} />
      </Panel>
      <Panel title={t("登录", "Signing in")}>
        {own ? (
          <p className="soft">{t("这是您自己的账号：密码和动态口令请在“账号与安全”里修改。", "This is your own: change its password and second factor under “Account and security”.")}</p>
        ) : (
          <SigningIn account={a} tag={tag} />
        )}
      </Panel>
      <Panel title={t("登录的会话", "Sessions")}>
        <Sessions of={{ account: a.name }} />
      </Panel>
      <Panel title={t("程序令牌", "Tokens for programs")}>
        <TokenList of={{ account: a.name }} />
      </Panel>
    </>
  );
}

function Change({ account: a, tag }: { account: Account; tag: string }) {
  const t = useT();
  const { message } = App.useApp();
  const change = useSend("patch", "/accounts/{name}", { done: () => void message.success(t("已保存", "Saved")) });
  return (
    <Form<AccountValues>
      layout="vertical"
      requiredMark={false}
      style={{ maxWidth: 480 }}
      initialValues={{ label: a.label, role: a.role, division: a.division || undefined }}
      onFinish={({ label, role, division }) =>
        change.mutate({
          params: { path: { name: a.name }, header: { "If-Match": tag } },
          body: { label: label?.trim() ?? "", role, division: division ?? "" },
        })
      }
    >
      <AccountFields />
      <ProblemNote problem={change.error} />
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t("保存", "Save")}
      </Button>
    </Form>
  );
}

function SigningIn({ account: a, tag }: { account: Account; tag: string }) {
  const t = useT();
  const { message } = App.useApp();
  const [asks, setAsks] = useState(false);
  const [made, setMade] = useState<string>();
  const [form] = Form.useForm<{ password: string }>();
  const path = { name: a.name };
  const reset = useSend("put", "/accounts/{name}/password", { refresh: ["/sessions", "/tokens"] });
  const factor = useSend("delete", "/accounts/{name}/factor", {
    refresh: ["/sessions", "/tokens"],
    done: () => void message.success(t("动态口令已取消", "The second factor is gone")),
  });
  const state = useSend("patch", "/accounts/{name}", { refresh: ["/sessions"] });
  return (
    <>
      {made && <HandOver name={a.name} password={made} />}
      <ProblemNote problem={factor.error ?? state.error} />
      <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
        <Button onClick={() => setAsks(true)}>{isLocked(a) ? t("重设密码并解锁", "New password, and unlock") : t("重设密码", "New password")}</Button>
        {a.second_factor && (
          <Popconfirm
            title={t("取消动态口令？", "Take the second factor away?")}
            description={t("用于手机丢失。它的会话和令牌随即结束，下次登录须重新设置。", "For a lost phone. Its sessions and tokens end; it is to be set up anew.")}
            okText={t("取消动态口令", "Take it away")}
            onConfirm={() => factor.mutate({ params: { path } })}
          >
            <Button loading={factor.isPending}>{t("取消动态口令", "Take the second factor away")}</Button>
          </Popconfirm>
        )}
        <Popconfirm
          title={a.disabled ? t("重新启用这个账号？", "Enable this account again?") : t("停用这个账号？", "Disable this account?")}
          description={a.disabled ? undefined : t("它的会话随即结束，不能再登录；记录都还在。", "Its sessions end and it can't sign in any more; all records stay.")}
          okText={a.disabled ? t("启用", "Enable") : t("停用", "Disable")}
          onConfirm={() => state.mutate({ params: { path, header: { "If-Match": tag } }, body: { disabled: !a.disabled } })}
        >
          <Button danger={!a.disabled} loading={state.isPending}>
            {a.disabled ? t("启用", "Enable") : t("停用", "Disable")}
          </Button>
        </Popconfirm>
      </div>
      <Modal
        open={asks}
        title={t(`重设 ${a.name} 的密码`, `A new password for ${a.name}`)}
        okText={t("重设", "Set it")}
        confirmLoading={reset.isPending}
        onOk={() => form.submit()}
        onCancel={() => setAsks(false)}
        destroyOnHidden
      >
        <p className="soft">
          {t("重设即解锁；它的会话和令牌随即结束，本人下次登录须改密码。", "This unlocks the account, too. Its sessions and tokens end, and its owner must change the password at the next sign-in.")}
        </p>
        <ProblemNote problem={reset.error} brief />
        <Form
          form={form}
          layout="vertical"
          preserve={false}
          requiredMark={false}
          onFinish={({ password }) =>
            reset.mutate(
              { params: { path }, body: { password } },
              {
                onSuccess: () => {
                  setMade(password);
                  setAsks(false);
                },
              },
            )
          }
        >
          <FirstPassword />
        </Form>
      </Modal>
    </>
  );
}
