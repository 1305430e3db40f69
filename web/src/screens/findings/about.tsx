/* How findings are told, wherever they stand. */
import { Tag } from "antd";
import type { components } from "~/api/made/schema";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { factOf, useCatalogue, useCodes } from "~/parts/catalogue";

export type Finding = components["schemas"]["Finding"];
export type State = Finding["state"];

export const states: readonly State[] = ["open", "explained", "confirmed", "dismissed"];
const colors: Record<State, string | undefined> = { open: "warning", explained: "success", confirmed: "error", dismissed: undefined };

export function StateTag({ of }: { of: State }) {
  const code = useCodes();
  return <Tag color={colors[of]}>{code("item_state", of)}</Tag>;
}

export function useFactName() {
  const t = useT();
  const { data } = useCatalogue();
  return (attribute: string | null) => {
    const about = attribute ? factOf(data, attribute) : undefined;
    return about ? t(about.label, about.label_en) : (attribute ?? "—");
  };
}

/* Departments by name; what several of them say together has none. */
export function useSourceLabel() {
  const t = useT();
  const sources = useGet("/sources", {}, { staleTime: Infinity });
  return (source: string | null) => {
    if (!source) return "—";
    return source === "combined" ? t("多个来源合计", "several sources together") : (sources.data?.items.find((x) => x.name === source)?.label ?? source);
  };
}

export function Who({ of: f }: { of: Pick<Finding, "name" | "member"> }) {
  const t = useT();
  return <>{f.name ?? (f.member ? t(`第 ${f.member} 位成员`, `member ${f.member}`) : t("全户", "the household"))}</>;
}

export function pathOf(f: Pick<Finding, "household_no" | "finding">) {
  return `/households/${encodeURIComponent(f.household_no)}/findings/${f.finding}`;
}
