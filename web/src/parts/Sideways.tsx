/* What may be wider than its place scrolls sideways; keys reach it, too. */
import type { ReactNode } from "react";

export function Sideways({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div
      role="region"
      aria-label={label}
      style={{ overflowX: "auto" }}
      ref={(place) => {
        if (place) place.tabIndex = 0;
      }}
    >
      {children}
    </div>
  );
}
