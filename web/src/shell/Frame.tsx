/* Header, menu, and the screen that the address names. */
import { MenuOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { Route, Routes, useLocation } from "react-router";
import { useSession } from "~/api/session";
import { useT } from "~/base/language";
import { screens } from "~/routes";
import { Brand } from "./Brand";
import { HeaderSearch } from "./HeaderSearch";
import { LanguageButton } from "./LanguageButton";
import { Nav } from "./Nav";
import { NotFound } from "./NotHere";
import { OwnMenu } from "./OwnMenu";
import { Page } from "./Page";
import s from "./shell.module.css";

const JobsTray = lazy(() => import("~/parts/JobsTray"));

export function Frame() {
  const t = useT();
  const { rights } = useSession();
  const { pathname } = useLocation();
  const [menu, setMenu] = useState(false);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // a new page begins at its top, for readers of screens too
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
    window.scrollTo(0, 0);
  }, [pathname]);

  return (
    <div className={s.frame}>
      <a href="#main" className={s.skip} onClick={(e) => { e.preventDefault(); main.current?.focus(); }}>
        {t("跳到正文", "Skip to the content")}
      </a>
      <header className={`${s.header} no-print`}>
        <Button
          type="text"
          className={s.menuButton}
          icon={<MenuOutlined />}
          aria-label={t("打开菜单", "Open the menu")}
          onClick={() => setMenu(true)}
        />
        <Brand />
        {rights.includes("view") ? <HeaderSearch /> : <span className={s.grow} />}
        <Suspense>
          <JobsTray />
        </Suspense>
        <LanguageButton />
        <OwnMenu />
      </header>
      <aside className={`${s.side} no-print`}>
        <Nav />
      </aside>
      <Drawer open={menu} placement="left" size={260} onClose={() => setMenu(false)} title={t("菜单", "Menu")}>
        <Nav onGo={() => setMenu(false)} />
      </Drawer>
      <main ref={main} id="main" tabIndex={-1} className={s.main}>
        <Routes>
          {screens.map((screen) => (
            <Route
              key={screen.path}
              path={screen.path}
              element={
                <div className={screen.wide ? s.wide : s.narrow}>
                  <Page screen={screen} />
                </div>
              }
            />
          ))}
          <Route path="*" element={<NotFound />} />
        </Routes>
      </main>
    </div>
  );
}
