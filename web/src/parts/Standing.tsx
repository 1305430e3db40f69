import { Tag } from "antd";
import { useCodes } from "./catalogue";

const colors: Record<string, string> = { in_force: "success", grace: "processing", held: "warning", undecided: "warning", failed: "error" };

/* Whether a decision stands: in force, in its grace period, out, … */
export function Standing({ of }: { of: string | null | undefined }) {
  const code = useCodes();
  return of ? <Tag color={colors[of] ?? "default"}>{code("standing", of)}</Tag> : <>—</>;
}
