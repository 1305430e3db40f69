/* Around pages that need no sign-in, and around what must be set before anything else. */
import { Suspense, type ReactNode } from "react";
import { Loading } from "~/parts/Loading";
import { Brand } from "./Brand";
import { LanguageButton } from "./LanguageButton";
import s from "./shell.module.css";

export function PublicFrame({ children }: { children: ReactNode }) {
  return (
    <div className={s.public}>
      <header className={s.header}>
        <Brand />
        <span className={s.grow} />
        <LanguageButton />
      </header>
      <main className={s.publicMain}>
        <Suspense fallback={<Loading />}>{children}</Suspense>
      </main>
    </div>
  );
}
