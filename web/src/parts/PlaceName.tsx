/* A division by name, where only its code (or how that begins) is known; none is everything. */
import { useGet } from "~/api/use";
import { useT } from "~/base/language";

export function PlaceName({ code }: { code: string | null | undefined }) {
  const t = useT();
  const place = useGet("/divisions/{code}", { params: { path: { code: code ?? "" } } }, { enabled: !!code, staleTime: Infinity, retry: false });
  if (!code) return <>{t("全部", "Everything")}</>;
  return <>{place.data?.full_name ?? code}</>;
}
