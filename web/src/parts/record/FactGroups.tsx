/* The facts of a household or a person by group, each with its source and since when; a press on
 * the source tells what every source says.
 *
 *   <FactGroups of={{ household: no }} entity="household" facts={h.facts} on={h.on} opening={opening} /> */
import { Button } from "antd";
import { useState } from "react";
import type { components } from "~/api/made/schema";
import { useT } from "~/base/language";
import { useCatalogue, type CatalogueFact } from "../catalogue";
import { FactValue } from "../FactValue";
import type { Opening, Target } from "../Masked";
import { groupsOf } from "./groups";
import s from "./record.module.css";
import { SourcesDrawer } from "./SourcesDrawer";
import { useSourceName } from "./sources";

export type Facts = Record<string, components["schemas"]["Fact"]>;

interface Props {
  of: Target;
  entity: CatalogueFact["entity"];
  facts: Facts | undefined;
  on: string; // the day these facts are of
  known_at?: string;
  opening?: Opening;
}

export function FactGroups({ of, entity, facts = {}, on, known_at, opening }: Props) {
  const t = useT();
  const sourceName = useSourceName();
  const { data } = useCatalogue();
  const [asked, setAsked] = useState<CatalogueFact>();
  return (
    <>
      <div className={s.groups}>
        {groupsOf(data, entity).map((group) => (
          <section key={group.id} className={s.group}>
            <h3>{t(...group.name)}</h3>
            <dl className={s.facts}>
              {group.facts.map((about) => {
                const fact = facts[about.id];
                const known = fact && fact.state !== "unknown" && fact.state !== "withheld";
                return (
                  <div key={about.id}>
                    <dt>{t(about.label, about.label_en)}</dt>
                    <dd>
                      <FactValue attribute={about.id} fact={fact} opening={opening} />
                    </dd>
                    <dd className={s.from}>
                      {known && fact.source && (
                        <Button
                          type="link"
                          onClick={() => setAsked(about)}
                          aria-label={t(`${about.label}：各来源的说法`, `${about.label_en}: what each source says`)}
                        >
                          {sourceName(fact.source, fact.source_label)} · {t(`自 ${fact.valid_from ?? "—"}`, `since ${fact.valid_from ?? "—"}`)}
                        </Button>
                      )}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </section>
        ))}
      </div>
      {asked && (
        <SourcesDrawer of={of} about={asked} now={facts[asked.id]} on={on} known_at={known_at} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}
