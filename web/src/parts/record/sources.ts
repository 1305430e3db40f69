/* Where facts come from, by name. */
import { useT, type Text } from "~/base/language";

const names: Record<string, Text> = {
  declaration: ["申报", "declared"],
  correction: ["更正", "correction"],
};

/* The register's own sources in both languages; departments' as they are defined. */
export function useSourceName() {
  const t = useT();
  return (source: string | null | undefined, label: string | null | undefined) => {
    const own = source ? names[source] : undefined;
    return own ? t(...own) : (label ?? source ?? "—");
  };
}
