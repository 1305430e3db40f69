/* From one's own area down to the place that is shown. */
import { Link } from "react-router";
import { useSession } from "~/api/session";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import s from "./overview.module.css";

interface Props {
  division: string;
  to: (division: string | undefined) => string;
}

export function Crumbs({ division, to }: Props) {
  const t = useT();
  const { division: own } = useSession();
  const place = useGet("/divisions/{code}", { params: { path: { code: division } } }, { staleTime: Infinity });
  const above = (place.data?.path ?? []).filter((p) => p.code.startsWith(own));
  return (
    <nav aria-label={t("所在区划", "Where this is")} className={`${s.crumbs} no-print`}>
      <ol>
        {(!own || above.length === 0) && (
          <li>
            <Link to={to(undefined)}>{own ? t("管辖范围", "Own area") : t("全部", "Everything")}</Link>
          </li>
        )}
        {above.map((p) => (
          <li key={p.code}>
            <Link to={to(p.code.replace(/0+$/, "") === own ? undefined : p.code)}>{p.name}</Link>
          </li>
        ))}
        <li aria-current="location">{place.data?.name ?? ""}</li>
      </ol>
    </nav>
  );
}
