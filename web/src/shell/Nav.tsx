import { NavLink } from "react-router";
import { useSession } from "~/api/session";
import { useT } from "~/base/language";
import { groups, screens, type Group, type Right } from "~/routes";
import s from "./shell.module.css";

/* The menu: what one's rights allow, under headings. */
export function Nav({ onGo }: { onGo?: () => void }) {
  const t = useT();
  const { rights } = useSession();
  const has = (right: Right) => rights.includes(right);
  const mine = screens.filter((x) => x.group && (!x.right || has(x.right)) && (!x.offered || x.offered.some(has)));
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
