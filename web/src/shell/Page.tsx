/* One screen: its code is fetched, its title stands in the browser's, a crash in it stays in it. */
import { Suspense, createElement, lazy, useEffect } from "react";
import { useLocation } from "react-router";
import { useSessionState } from "~/api/session";
import { useT } from "~/base/language";
import { Loading } from "~/parts/Loading";
import { screens, type Screen } from "~/routes";
import { Crash } from "./Crash";
import { NoRight } from "./NotHere";

const contents = new Map(screens.map((s) => [s, createElement(lazy(s.page))]));

export function Page({ screen }: { screen: Screen }) {
  const t = useT();
  const { session } = useSessionState();
  const { pathname } = useLocation();
  const title = t(...screen.title);

  useEffect(() => {
    document.title = `${title} · ${t("合一", "Heyi")}`;
  }, [title, t]);

  if (screen.right && !session?.rights.includes(screen.right)) return <NoRight />;
  return (
    <Crash key={pathname}>
      <Suspense fallback={<Loading />}>{contents.get(screen)}</Suspense>
    </Crash>
  );
}
