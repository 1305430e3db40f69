/* What may be wider than a narrow window scrolls in a frame of its own, by keys too. */
import type { ReactNode } from "react";
import s from "./parts.module.css";

const letKeysIn = (frame: HTMLElement | null) => {
  if (frame) frame.tabIndex = 0;
};

export function Scroll({ children }: { children: ReactNode }) {
  return (
    <div className={s.scroll} ref={letKeysIn}>
      {children}
    </div>
  );
}
