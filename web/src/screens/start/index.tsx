import { Link } from "react-router";
import { useSession } from "~/api/session";
import { useT } from "~/base/language";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { groups, screens } from "~/routes";

/* Where somebody begins whose work is not the register. */
export default function Start() {
  const t = useT();
  const { name, rights } = useSession();
  const mine = screens.filter((s) => s.group && s.path !== "/" && (!s.right || rights.includes(s.right)));
  return (
    <>
      <PageHead title={t(`您好，${name}`, `Hello, ${name}`)} says={t("您可以办理：", "What you can do:")} />
      <Panel>
        <ul>
          {mine.map((s) => (
            <li key={s.path}>
              <Link to={s.path}>{t(...s.title)}</Link> <span className="soft">{s.group && t(...groups[s.group])}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
