/* One fact: what each source says of it, which one is believed, and what was believed before. */
import { Drawer, Grid, Tag } from "antd";
import { formatDate, formatInstant } from "~/base/format";
import { useT, type Text } from "~/base/language";
import type { CatalogueFact } from "../catalogue";
import { EmptyNote } from "../EmptyNote";
import { FactValue } from "../FactValue";
import type { Target } from "../Masked";
import { Read } from "../Read";
import { verdictOf, type Verdict } from "./history";
import s from "./record.module.css";
import { useSourceName } from "./sources";
import { useHistory } from "./useHistory";

const MOST = 500;
const verdicts: Record<Verdict, { name: Text; color?: string }> = {
  won: { name: ["采信", "believed"], color: "success" },
  outranked: { name: ["未采信（另有更可信的来源）", "not believed: another source ranks higher"], color: "warning" },
  withdrawn: { name: ["已撤回", "taken back"] },
  not_then: { name: ["不在有效期内", "not valid on that day"] },
  superseded: { name: ["已被取代", "superseded"] },
};

interface Props {
  of: Target;
  about: CatalogueFact;
  now: { source?: string | null; valid_from?: string | null } | undefined;
  on: string;
  known_at?: string;
  onClose: () => void;
}

export function SourcesDrawer({ of, about, now, on, known_at, onClose }: Props) {
  const t = useT();
  const sourceName = useSourceName();
  const wide = Grid.useBreakpoint().md;
  const history = useHistory(of, { limit: MOST, known_at });
  return (
    <Drawer open onClose={onClose} size={wide ? 460 : "100%"} title={t(`${about.label}：各来源的说法`, `${about.label_en}: what each source says`)}>
      <p className="soft">{t("采信度高的来源为准；同一来源以最近生效的为准。", "The source that ranks highest is believed; of one source, what took effect last.")}</p>
      <Read from={history}>
        {({ items }) => {
          const rows = items.filter((row) => row.facts[about.id]);
          if (rows.length === 0) return <EmptyNote title={t("没有记录", "No records")} />;
          return (
            <ul className={s.statements}>
              {rows.map((row, i) => {
                const verdict = verdictOf(row, about.id, now, on);
                return (
                  <li key={i} className={`${s.row} ${row.superseded_at ? s.past : ""}`}>
                    <div className={s.rowHead}>
                      <strong>{sourceName(row.source, row.source_label)}</strong>
                      <Tag color={verdicts[verdict].color}>{t(...verdicts[verdict].name)}</Tag>
                    </div>
                    <div className={s.said}>
                      <FactValue attribute={about.id} fact={row.facts[about.id]} />
                    </div>
                    <div className="soft">
                      {t(`情况：${formatDate(row.valid_from)} 起`, `True from ${formatDate(row.valid_from)}`)}
                      {row.valid_to && t(`，至 ${row.valid_to}`, ` to ${row.valid_to}`)}
                    </div>
                    <div className="soft">
                      {t(`录入：${formatInstant(row.recorded_at)}`, `Recorded ${formatInstant(row.recorded_at)}`)}
                      {row.actor && t(`，${row.actor}`, ` by ${row.actor}`)}
                      {row.superseded_at && t(`；${formatInstant(row.superseded_at)} 被取代`, `; superseded ${formatInstant(row.superseded_at)}`)}
                    </div>
                    {row.delivery && <div className="soft">{t(`依据：${row.delivery}`, `Reference: ${row.delivery}`)}</div>}
                  </li>
                );
              })}
            </ul>
          );
        }}
      </Read>
    </Drawer>
  );
}
