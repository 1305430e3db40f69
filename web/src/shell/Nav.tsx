import { NavLink } from "react-router";
import { useSession } from "~/api/session";
import { useT } from "~/base/language";
import { groups, screens, type Group } from "~/routes";
import s from "./shell.module.css";

/* The menu: what one's rights allow, under headings. */
export function Nav({ onGo }: { onGo?: () => void }) {
  const t = useT();
  const { rights } = useSession();
  const mine = screens.filter((screen) => screen.group && (!screen.right || rights.includes(screen.right)));
  return (
    <nav aria-label={t("主菜单", "Main menu")} className={s.nav}>
      {(Object.keys(groups) as Group[]).map((group) => {
        const entries = mine.filter((screen) => screen.group === group);
        if (entries.length === 0) return null;
        return (
          <section key={group}>
            <h2>{t(...groups[group])}</h2>
            <ul>
              {entries.map((screen) => (
                <li key={screen.path}>
                  <NavLink to={screen.path} end={screen.path === "/"} onClick={onGo}>
                    {t(...screen.title)}
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
