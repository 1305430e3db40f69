/* The work list: which facts are missing, how many households wait for each, and the way to where
 * they are entered. */
import { Link } from "react-router";
import { useSearchParams } from "react-router";
import { useGet, useMay } from "~/api/use";
import { counted, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { factOf, useCatalogue } from "~/parts/catalogue";
import { DataTable, type Column } from "~/parts/DataTable";
import { EmptyNote } from "~/parts/EmptyNote";
import { ExportFile } from "~/parts/ExportFile";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { Standing } from "~/parts/Standing";
import s from "./determination.module.css";
import { reasonOf } from "./flows";
import { Reasons, type Row } from "./Results";

interface Props {
  run: string;
  division: string | undefined;
}

export function MissingFacts({ run, division }: Props) {
  const t = useT();
  const [parameters] = useSearchParams();
  const fact = parameters.get("missing") ?? undefined;
  const determination = useGet("/determinations/{run}", { params: { path: { run }, query: { division } } });
  const to = (next: string | undefined) => {
    const query = new URLSearchParams(parameters);
    if (next) query.set("missing", next);
    else query.delete("missing");
    return `?${query.toString()}`;
  };
  return (
    <Read from={determination}>
      {({ missing, figures }) =>
        missing === null || missing.length === 0 ? (
          <Panel>
            <EmptyNote title={t("没有户在等待补充事实", "No household waits for a fact")}>
              {t("这次认定中每一户的事实都够用。", "Every household in this run had the facts that were needed.")}
            </EmptyNote>
          </Panel>
        ) : (
          <>
            <Facts missing={missing} undecided={figures?.balance[0]?.undecided} chosen={fact} to={to} />
            <Waiting run={run} division={division} fact={fact} />
          </>
        )
      }
    </Read>
  );
}

interface FactsProps {
  missing: readonly { fact: string; households: number; people: number }[];
  undecided: number | boolean | null | undefined;
  chosen: string | undefined;
  to: (fact: string | undefined) => string;
}

function Facts({ missing, undecided, chosen, to }: FactsProps) {
  const t = useT();
  const catalogue = useCatalogue();
  const most = Math.max(...missing.map((m) => m.households));
  const nameOf = (id: string) => {
    const about = factOf(catalogue.data, id);
    return about ? t(about.label, about.label_en) : id;
  };
  return (
    <Panel
      title={t("缺哪些事实", "Which facts are missing")}
      extra={
        chosen && (
          <Link to={to(undefined)} className="no-print">
            {t("全部待补的户", "All that wait")}
          </Link>
        )
      }
    >
      <p className="soft">
        {typeof undecided === "number" && t(`${formatNumber(undecided)} 户未定。`, `${counted(undecided, "household")} undecided. `)}
        {t("补上所缺的事实后再认定即可；一户可能同时缺几项。", "Once the facts are entered the next run decides them; a household may lack several.")}
      </p>
      <ul className={s.facts}>
        {missing.map((m) => (
          <li key={m.fact}>
            <Link to={to(m.fact)} aria-current={m.fact === chosen ? "true" : undefined} className={s.fact}>
              {nameOf(m.fact)}
            </Link>
            <span className={s.factBar} aria-hidden>
              <span style={{ width: `${(m.households / most) * 100}%` }} />
            </span>
            <span className="number">
              {t(`${formatNumber(m.households)} 户 ${formatNumber(m.people)} 人`, `${counted(m.households, "household")}, ${counted(m.people, "person", "people")}`)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/* Those that wait for one fact, or for any. */
export function Waiting({ run, division, fact }: Props & { fact?: string }) {
  const t = useT();
  const may = useMay();
  const { data } = useCatalogue();
  const place = (r: Row) => {
    const home = `/households/${encodeURIComponent(r.household_no)}`;
    const ofHousehold = r.undecided_because.map(reasonOf).every(({ member }) => member === undefined);
    return ofHousehold && may("post /households/{household_no}/facts") ? `${home}/declare` : home;
  };
  const about = fact ? factOf(data, fact) : undefined;
  const columns: Column<Row>[] = [
    { key: "no", title: ["户号", "Household"], render: (r) => r.household_no, width: 160 },
    { key: "place", title: ["所在地", "Place"], render: (r) => r.place ?? "—", sort: "division" },
    { key: "people", title: ["人口", "People"], render: (r) => r.people, number: true, sort: "people" },
    { key: "standing", title: ["去向", "Standing"], render: (r) => <Standing of={r.standing} /> },
    { key: "why", title: ["所缺的事实", "Missing"], render: (r) => <Reasons of={r.undecided_because} /> },
    { key: "also", title: ["也缺，但不影响结果", "Also missing, without effect"], render: (r) => <Reasons of={r.also_missing} />, hidden: true },
    ...(may("post /households/{household_no}/facts")
      ? [{ key: "enter", title: ["办理", "To do"] as const, render: (r: Row) => <Link to={place(r)}>{t("补充事实", "Enter facts")}</Link> }]
      : []),
  ];
  return (
    <Panel title={about ? t(`等待“${about.label}”的户`, `Waiting for “${about.label_en}”`) : t("等待补充事实的户", "Households that wait")}>
      <DataTable
        key={fact}
        id="missing"
        path="/determinations/{run}/results"
        inPath={{ run }}
        query={{ division, ...(fact ? { missing: fact } : { category: "undecided" as const }) }}
        columns={columns}
        rowKey={(r) => r.household_no}
        link={(r) => `/households/${encodeURIComponent(r.household_no)}`}
        embedded
        onExport={() => (
          <ExportFile
            kind="determination"
            filter={{ run, ...(division && { division }), ...(fact ? { missing: fact } : { category: "undecided" }) }}
            says={t("等待补充事实的户。", "Households that wait for facts.")}
          />
        )}
      />
    </Panel>
  );
}
