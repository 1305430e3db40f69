/* What may be wider than a narrow window scrolls in a frame of its own, by keys too; with a name where
 * nothing around it has one. */
import { useEffect, useRef, type ReactNode } from "react";
import s from "./parts.module.css";

export function Scroll({ label, children }: { label?: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const f = frame.current;
    if (!f) return;
    const watch = new ResizeObserver(() => (f.scrollWidth > f.clientWidth ? f.setAttribute("tabindex", "0") : f.removeAttribute("tabindex")));
    for (const part of [f, ...f.children]) watch.observe(part);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={frame} className={s.scroll} role={label ? "group" : undefined} aria-label={label}>
      {children}
    </div>
  );
}
