/* All that was recorded, the last first: when it became known and by whom, and from when on it is
 * true. What was superseded stays, and is shown as such. */
import { Button, Checkbox, Select, Tag } from "antd";
import { useId, useState } from "react";
import { formatDate, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { factOf, useCatalogue } from "../catalogue";
import { EmptyNote } from "../EmptyNote";
import { FactValue } from "../FactValue";
import type { Target } from "../Masked";
import { Read } from "../Read";
import { groupName } from "./groups";
import { changesOf, type Change, type Row } from "./history";
import s from "./record.module.css";
import { useSourceName } from "./sources";
import { useHistory } from "./useHistory";

const ROWS = 100;

interface Choice {
  group?: string;
  current: boolean;
}

export function Timeline({ of, groups, known_at }: { of: Target; groups: readonly string[]; known_at?: string }) {
  const t = useT();
  const id = useId();
  const [choice, setChoice] = useState<Choice>({ current: false });
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  return (
    <>
      <div className={`${s.choose} no-print`}>
        <span>
          <label htmlFor={id}>{t("事实组", "Facts")}</label>{" "}
          <Select
            id={id}
            allowClear
            value={choice.group}
            placeholder={t("全部", "All")}
            style={{ minWidth: 160 }}
            options={groups.map((g) => ({ value: g, label: t(...groupName(g)) }))}
            onChange={(group) => setChoice({ ...choice, group })}
          />
        </span>
        <Checkbox checked={choice.current} onChange={(e) => setChoice({ ...choice, current: e.target.checked })}>
          {t("不看已被取代的", "Leave out what was superseded")}
        </Checkbox>
      </div>
      <ol className={s.timeline}>
        {cursors.map((cursor, i) => (
          <Part
            key={cursor ?? ""}
            of={of}
            cursor={cursor}
            known_at={known_at}
            choice={choice}
            onMore={i === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined}
          />
        ))}
      </ol>
    </>
  );
}

interface PartProps {
  of: Target;
  cursor: string | undefined;
  known_at?: string;
  choice: Choice;
  onMore?: (cursor: string) => void;
}

function fits(row: Row, { group, current }: Choice) {
  return (!group || row.group === group) && !(current && row.superseded_at);
}

function Part({ of, cursor, known_at, choice, onMore }: PartProps) {
  const t = useT();
  const history = useHistory(of, { limit: ROWS, known_at, ...(cursor ? { cursor } : {}) });
  return (
    <Read from={history}>
      {({ items, next }) => {
        const changes = changesOf(items.filter((row) => fits(row, choice)));
        return (
          <>
            {changes.map((change) => (
              <OneChange key={change.key} change={change} />
            ))}
            {changes.length === 0 && !next && !cursor && (
              <li>
                <EmptyNote title={t("没有记录", "No records")}>{t("换一个事实组，或看全部。", "Choose other facts, or all.")}</EmptyNote>
              </li>
            )}
            {next && onMore && (
              <li>
                <Button className="no-print" onClick={() => onMore(next)}>{t("更早的记录", "Earlier records")}</Button>
              </li>
            )}
          </>
        );
      }}
    </Read>
  );
}

function OneChange({ change }: { change: Change }) {
  const t = useT();
  const past = change.rows.every((row) => row.superseded_at);
  return (
    <li className={past ? s.past : undefined}>
      <div className={s.known}>
        <strong>{t(`${formatInstant(change.recorded_at)} 录入`, `Recorded ${formatInstant(change.recorded_at)}`)}</strong>
        {change.actor && <span className="soft">{t(`经办 ${change.actor}`, `by ${change.actor}`)}</span>}
      </div>
      {change.why && <p className={s.why}>{t(`事由：${change.why}`, `Reason: ${change.why}`)}</p>}
      <div className={s.rows}>
        {change.rows.map((row, i) => (
          <OneRow key={i} row={row} known={change.why ?? ""} />
        ))}
      </div>
    </li>
  );
}

/* known: what is said of the whole change already */
function OneRow({ row, known }: { row: Row; known: string }) {
  const t = useT();
  const sourceName = useSourceName();
  const { data } = useCatalogue();
  const reference = row.delivery && !known.includes(row.delivery) ? row.delivery : undefined;
  return (
    <div className={`${s.row} ${row.superseded_at ? s.past : ""}`}>
      <div className={s.rowHead}>
        <span>
          <strong>{t(...groupName(row.group))}</strong> <Tag>{sourceName(row.source, row.source_label)}</Tag>
        </span>
        <span className="soft">
          {t(`情况自 ${formatDate(row.valid_from)} 起`, `True from ${formatDate(row.valid_from)}`)}
          {row.valid_to && t(`，至 ${row.valid_to}`, ` to ${row.valid_to}`)}
        </span>
      </div>
      <dl className={s.said}>
        {Object.entries(row.facts).map(([attribute, fact]) => {
          const about = factOf(data, attribute);
          return (
            <div key={attribute}>
              <dt>{about ? t(about.label, about.label_en) : attribute}</dt>
              <dd>{fact.withdrawn ? <span className="soft">{t("撤回", "taken back")}</span> : <FactValue attribute={attribute} fact={fact} />}</dd>
            </div>
          );
        })}
      </dl>
      {(row.superseded_at ?? reference) && (
        <div className="soft">
          {reference && t(`依据：${reference} `, `Reference: ${reference} `)}
          {row.superseded_at && <Tag>{t(`${formatInstant(row.superseded_at)} 被取代`, `superseded ${formatInstant(row.superseded_at)}`)}</Tag>}
        </div>
      )}
    </div>
  );
}
