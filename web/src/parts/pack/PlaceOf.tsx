/* A division by its name, where a pack names it by a prefix of its code. */
import { useGet } from "~/api/use";
import { useT } from "~/base/language";

export function PlaceOf({ prefix }: { prefix: string }) {
  const t = useT();
  const code = prefix.padEnd(12, "0");
  const { data } = useGet("/divisions/{code}", { params: { path: { code } } }, { enabled: prefix !== "", staleTime: Infinity, retry: false });
  if (prefix === "") return <>{t("全部", "everywhere")}</>;
  return <span title={prefix}>{data?.name ?? prefix}</span>;
}
