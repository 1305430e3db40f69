/* Nothing here, and what to do about it. */
import type { ReactNode } from "react";
import s from "./parts.module.css";

export function EmptyNote({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={s.empty}>
      <p className={s.emptyTitle}>{title}</p>
      <div className="soft">{children}</div>
    </div>
  );
}
