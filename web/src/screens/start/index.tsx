/* Where somebody begins whose work is not the register: what their rights allow, under headings. */
import { Link } from "react-router";
import { useSession } from "~/api/session";
import { useT } from "~/base/language";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { rightNames } from "~/parts/rights";
import { groups, screens, type Group } from "~/routes";
import s from "./start.module.css";

export default function Start() {
  const t = useT();
  const { name, rights, role_label, role_label_en } = useSession();
  const mine = screens.filter((screen) => screen.group && screen.path !== "/" && (!screen.right || rights.includes(screen.right)));
  const may = rights.map((r) => t(...(rightNames[r] ?? [r, r]))).join(t("、", ", "));
  return (
    <>
      <PageHead
        title={t(`您好，${name}`, `Hello, ${name}`)}
        says={t(`岗位：${role_label}；权限：${may || "无"}。`, `Role: ${role_label_en}; rights: ${may || "none"}.`)}
      />
      <div className={s.groups}>
        {(Object.keys(groups) as Group[]).map((group) => {
          const entries = mine.filter((screen) => screen.group === group);
          return (
            entries.length > 0 && (
              <Panel key={group} title={t(...groups[group])}>
                <ul className={s.links}>
                  {entries.map((screen) => (
                    <li key={screen.path}>
                      <Link to={screen.path}>{t(...screen.title)}</Link>
                    </li>
                  ))}
                </ul>
              </Panel>
            )
          );
        })}
      </div>
      {!rights.includes("view") && (
        <p className="soft">
          {t("您的岗位不看登记内容，所以这里没有总览。工作需要时，请向系统管理员申请。", "Your role doesn't see the register, so there is no overview here. Ask the administrator if your work needs it.")}
        </p>
      )}
    </>
  );
}
