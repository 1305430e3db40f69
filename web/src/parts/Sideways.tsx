/* What may be wider than its place scrolls sideways, by keys too. */
import { useEffect, useRef, type ReactNode } from "react";

export function Sideways({ label, children }: { label: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const f = frame.current;
    if (f && f.scrollWidth > f.clientWidth) f.tabIndex = 0;
  });
  return (
    <div ref={frame} role="group" aria-label={label} style={{ overflowX: "auto" }}>
      {children}
    </div>
  );
}
