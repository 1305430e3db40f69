/* One's own account: password, second factor, where one is signed in, tokens for programs. */
import { App, Button, Descriptions } from "antd";
import { useState } from "react";
import { useSession } from "~/api/session";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { rightNames } from "~/parts/rights";
import { FactorSetup } from "./FactorSetup";
import { PasswordForm } from "./PasswordForm";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";
import s from "./account.module.css";

export default function Account() {
  const t = useT();
  const { message } = App.useApp();
  const { name, role, division, rights } = useSession();
  const [factor, setFactor] = useState(false);
  const roles = useGet("/roles", {}, { staleTime: Infinity });
  const place = useGet("/divisions/{code}", { params: { path: { code: division } } }, { enabled: !!division });
  const mine = roles.data?.items.find((r) => r.name === role);
  return (
    <>
      <PageHead title={t("账号与安全", "Account and security")} />
      <Panel>
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            { key: "name", label: t("用户名", "Account name"), children: name },
            { key: "role", label: t("岗位", "Role"), children: mine ? t(mine.label, mine.label_en) : role },
            { key: "place", label: t("管辖区划", "Area"), children: division ? (place.data?.full_name ?? division) : t("全部", "Everywhere") },
            {
              key: "rights",
              label: t("权限", "Rights"),
              children: rights.map((r) => t(...(rightNames[r] ?? [r, r]))).join(t("、", ", ")),
            },
          ]}
        />
      </Panel>
      <Panel title={t("修改密码", "Password")}>
        <div className={s.form}>
          <PasswordForm done={() => void message.success(t("密码已修改，其他会话已结束", "Changed; your other sessions have ended"))} />
        </div>
      </Panel>
      <Panel title={t("动态口令", "Second factor")}>
        {factor ? (
          <FactorSetup
            done={() => {
              setFactor(false);
              void message.success(t("动态口令已启用", "The second factor is on"));
            }}
          />
        ) : (
          <>
            <p className="soft">
              {t("登录时除密码外再输入手机上的 6 位数字。重新设置后，以前的密钥和备用码作废。", "At sign-in your phone's six digits are asked for besides the password. Setting it up anew voids the former key and recovery codes.")}
            </p>
            <Button onClick={() => setFactor(true)}>{t("设置动态口令", "Set it up")}</Button>
          </>
        )}
      </Panel>
      <Panel title={t("登录的会话", "Sessions")}>
        <Sessions />
      </Panel>
      <Panel title={t("程序令牌", "Tokens for programs")}>
        <Tokens />
      </Panel>
    </>
  );
}
