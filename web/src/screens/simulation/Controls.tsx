/* Every parameter, by topic, with its slider and its field. */
import { SearchOutlined, UndoOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Slider, Tooltip } from "antd";
import { memo, useEffect, useId, useRef, useState } from "react";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { clauseName } from "~/parts/clause";
import { PlaceName } from "~/parts/PlaceName";
import { grouped, nameOf, spanOf, topics, unitOf, written, type Movable } from "./parameters";
import type { Changes } from "./scenario";
import s from "./simulation.module.css";

export interface Movement {
  move: (name: string, value: string, today: string) => void; // still being dragged
  put: (name: string, value: string | undefined, today: string) => void; // let go of; undefined: as today
}

interface Props extends Movement {
  items: readonly Movable[];
  set: Changes;
  reset: () => void;
}

export const Controls = memo(function Controls({ items, set, move, put, reset }: Props) {
  const t = useT();
  const [query, setQuery] = useState("");
  const groups = grouped(items, query);
  const places = new Set(items.filter((m) => m.decides).map((m) => m.parameter.division));
  return (
    <section aria-label={t("参数", "Parameters")}>
      <div className={s.tools}>
        <Input
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          aria-label={t("找参数", "Find a parameter")}
          placeholder={t("找参数、条款", "Find a parameter or clause")}
          value={query}
          onChange={(e) => setQuery(e.target.value)}
        />
        <Button icon={<UndoOutlined aria-hidden />} disabled={Object.keys(set).length === 0} onClick={reset}>
          {t("全部复原", "Reset all")}
        </Button>
      </div>
      {groups.length === 0 && <EmptyNote title={t("没有这样的参数", "No such parameter")}>{t("换个名称或条款再找。", "Try another name or clause.")}</EmptyNote>}
      {groups.map((g) => (
        <details key={`${g.topic} ${query !== ""}`} open={g.topic !== "targets" || query !== ""} className={s.topic}>
          <summary>{t(...topics[g.topic])}</summary>
          {g.items.map((m) => (
            <One key={m.set} of={m} value={set[m.set]} move={move} put={put} place={places.size > 1 || m.parameter.division.length > 4} />
          ))}
        </details>
      ))}
    </section>
  );
});

interface OneProps extends Movement {
  of: Movable;
  value: string | undefined; // undefined: as today
  place: boolean; // where it holds is worth telling
}

const PAUSE = 250; // milliseconds after the last key

const One = memo(function One({ of, value, move, put, place }: OneProps) {
  const t = useT();
  const id = useId();
  const { value: today, clause, sample, division } = of.parameter;
  const now = value ?? today;
  const span = spanOf(of, now);
  const name = t(...nameOf(of));
  const unit = t(...unitOf(of));
  const typed = useRef<{ value: string; timer: ReturnType<typeof setTimeout> }>(undefined);
  useEffect(() => () => clearTimeout(typed.current?.timer), []);
  const settle = () => {
    if (!typed.current) return;
    clearTimeout(typed.current.timer);
    put(of.set, typed.current.value, today);
    typed.current = undefined;
  };
  const type = (next: string | null) => {
    clearTimeout(typed.current?.timer);
    typed.current = next === null || next === "" ? undefined : { value: next, timer: setTimeout(settle, PAUSE) };
  };
  return (
    <div className={s.one} data-changed={value !== undefined}>
      <label htmlFor={id} className={s.name}>
        {name}
        {place && <span className="soft"> <PlaceName code={division} /></span>}
      </label>
      <InputNumber<string>
        id={id}
        stringMode
        size="small"
        className={s.field}
        value={now}
        min={of.suggested && of.suggested.min >= 0 ? "0" : undefined}
        step={of.suggested?.step}
        onChange={type}
        onPressEnter={settle}
        onBlur={settle}
      />
      <span className={`${s.unit} soft`} title={unit}>{unit}</span>
      <Button
        size="small"
        type="text"
        className={s.reset}
        icon={<UndoOutlined />}
        disabled={value === undefined}
        aria-label={t(`${name}复原`, `Reset ${name}`)}
        title={t("复原", "Reset")}
        onClick={() => put(of.set, undefined, today)}
      />
      {span && (
        <Slider
          className={s.slider}
          {...span}
          value={Number(now)}
          included={false}
          marks={{ [Number(today)]: <span className={s.today}>{t(`现行 ${today}`, `today ${today}`)}</span> }}
          ariaLabelForHandle={name}
          tooltip={{ formatter: (v) => (v === undefined ? "" : written(v, span.step)) }}
          onChange={(v) => move(of.set, written(v, span.step), today)}
          onChangeComplete={(v) => put(of.set, written(v, span.step), today)}
        />
      )}
      {!span && <span className={`${s.slider} soft`}>{t(`现行 ${today}`, `today ${today}`)}</span>}
      <span className={`${s.clause} soft`}>
        {sample ? t("样例值，由使用单位核定", "sample value, to be set by whoever uses it") : clause && <Tooltip title={clause}>{t(...clauseName(clause))}</Tooltip>}
      </span>
    </div>
  );
});
