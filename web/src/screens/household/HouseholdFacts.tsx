import { useMay } from "~/api/use";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";
import type { Opening } from "~/parts/Masked";
import { FactGroups } from "~/parts/record/FactGroups";
import type { Household } from "./Head";
import s from "./household.module.css";

interface Props {
  of: Household;
  opening: Opening;
  query: { known_at?: string };
}

export function HouseholdFacts({ of: h, opening, query }: Props) {
  const t = useT();
  const may = useMay();
  return (
    <section aria-labelledby="household-facts">
      <header className={s.sectionHead}>
        <h2 id="household-facts">{t("全户的事实", "Facts of the household")}</h2>
        {may("post /households/{household_no}/facts") && (
          <LinkButton size="small" className="no-print" to={`/households/${encodeURIComponent(h.household_no)}/declare`}>
            {t("申报或更正", "Declare or correct")}
          </LinkButton>
        )}
      </header>
      <FactGroups of={{ household: h.household_no }} entity="household" facts={h.facts} on={h.on} known_at={query.known_at} opening={opening} />
    </section>
  );
}
