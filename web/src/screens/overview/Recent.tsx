/* What happened lately, and what the last run changed. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useGet } from "~/api/use";
import { formatDate, formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { runChanges } from "~/parts/outcome";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import type { Place } from "./figures";
import s from "./overview.module.css";

/* Against what stood before the run; to: the list of what it changed, for those who may see it. */
export function Changes({ place, to }: { place: Place; to: string | undefined }) {
  const t = useT();
  const keys = Object.keys(place.changes) as (keyof Place["changes"])[];
  const none = keys.every((k) => place.changes[k] === 0);
  return (
    <Panel title={t("这次认定带来的变化", "What this run changed")} extra={!none && to && <Link to={to} className="no-print">{t("逐户查看", "By household")}</Link>}>
      {none ? (
        <p className="soft">{t("与此前相比没有变化，或此前没有认定。", "No change, or nothing was decided before.")}</p>
      ) : (
        <dl className={s.changes}>
          {keys.map((k) => (
            <div key={k}>
              <dt>{t(...runChanges[k])}</dt>
              <dd>
                {formatNumber(place.changes[k])} <small>{t("户", "households")}</small>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

export function Recent() {
  const t = useT();
  const recent = useGet("/overview/changes", { params: { query: { limit: 4 } } });
  return (
    <Panel title={t("近来的变动", "Lately")}>
      <Read from={recent}>
        {({ runs, imports, deliveries, packs }) => (
          <div className={s.recent}>
            <Group title={t("认定", "Determinations")}>
              {runs.map((r) => (
                <li key={r.run}>
                  <Link to={`/determinations/${r.run}`}>{t(`第 ${r.run} 次，认定日 ${r.as_of}`, `Run ${r.run}, as of ${r.as_of}`)}</Link>
                  <time className="soft">{formatInstant(r.committed_at)}</time>
                </li>
              ))}
            </Group>
            <Group title={t("导入", "Imports")}>
              {imports.map((i, n) => (
                <li key={n}>
                  <span>
                    {i.kind === "people" ? t("人员名单", "People") : t("户的名单", "Households")}
                    {i.file && ` · ${i.file}`}
                  </span>
                  <time className="soft">{formatInstant(i.at)}</time>
                </li>
              ))}
            </Group>
            <Group title={t("部门数据", "Department data")}>
              {deliveries.map((d) => (
                <li key={d.delivery}>
                  <span>
                    {d.label}
                    {d.withdrawn && t("（已撤回）", " (withdrawn)")}
                  </span>
                  <time className="soft">{formatDate(d.received)}</time>
                </li>
              ))}
            </Group>
            <Group title={t("政策", "Policy")}>
              {packs.map((p) => (
                <li key={p.version}>
                  <span>{t(`${p.name} 第 ${p.version} 版`, `${p.name}, version ${p.version}`)}</span>
                  <time className="soft">{formatInstant(p.since)}</time>
                </li>
              ))}
            </Group>
          </div>
        )}
      </Read>
    </Panel>
  );
}

function Group({ title, children }: { title: string; children: ReactNode[] }) {
  const t = useT();
  return (
    <section>
      <h3>{title}</h3>
      {children.length > 0 ? <ul>{children}</ul> : <p className="soft">{t("还没有", "None yet")}</p>}
    </section>
  );
}
