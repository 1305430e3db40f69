/* A section of a page on a sheet of its own. */
import { useId, type ReactNode } from "react";
import s from "./parts.module.css";

interface Props {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, extra, children }: Props) {
  const id = useId();
  return (
    <section className={s.panel} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className={s.panelHead}>
          <h2 id={id}>{title}</h2>
          {extra}
        </header>
      )}
      {children}
    </section>
  );
}
