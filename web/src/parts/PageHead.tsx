/* A screen's title, what it is for in a line, and its actions. */
import type { ReactNode } from "react";
import s from "./parts.module.css";

interface Props {
  title: ReactNode;
  says?: ReactNode;
  children?: ReactNode; // buttons
}

export function PageHead({ title, says, children }: Props) {
  return (
    <header className={s.head}>
      <div>
        <h1>{title}</h1>
        {says && <p className="soft">{says}</p>}
      </div>
      {children && <div className={`${s.actions} no-print`}>{children}</div>}
    </header>
  );
}
