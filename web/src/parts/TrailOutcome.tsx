/* How a call on record ended: its HTTP status, null where there was none. */
import { useT } from "~/base/language";

export function TrailOutcome({ of }: { of: number | null }) {
  const t = useT();
  if (of === null || of < 400) return <>{t("已办", "done")}</>;
  return (
    <span style={{ color: "var(--zhu)" }}>
      {of === 401 || of === 403 ? t("被拒", "refused") : t("未办成", "failed")}（{of}）
    </span>
  );
}
