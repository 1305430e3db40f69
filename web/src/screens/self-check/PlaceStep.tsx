/* Where one lives: the county at least, since lines are set by place. */
import { Select } from "antd";
import { useEffect } from "react";
import { useGet } from "~/api/use";
import { useT, type Text } from "~/base/language";
import { Read } from "~/parts/Read";
import { Buttons } from "./Buttons";
import s from "./check.module.css";
import { change, useCheck } from "./memory";

const levels: Text[] = [
  ["县（市、区）", "County"],
  ["镇（街）", "Town"],
  ["村（社区）", "Village"],
];

export function PlaceStep() {
  const t = useT();
  const { told } = useCheck();
  return (
    <>
      <h1>{t("您家住在哪里？", "Where do you live?")}</h1>
      <p className="soft">{t("各地标准可能不同。镇、村不选也可以。", "Lines may differ by place. Town and village may be left out.")}</p>
      {levels.slice(0, told.places.length + 1).map((_, i) => (
        <Level key={told.places[i - 1]?.code ?? ""} at={i} />
      ))}
      <Buttons back={{ at: "begin" }} on={() => change({ step: { at: "home" } })} disabled={told.places.length === 0} />
    </>
  );
}

function Level({ at }: { at: number }) {
  const t = useT();
  const { told } = useCheck();
  const above = told.places[at - 1];
  const list = useGet("/public/divisions", { params: { query: above ? { parent: above.code } : {} } }, { staleTime: Infinity });
  const [only, ...others] = list.data?.items ?? [];
  const sole = at === 0 && only && others.length === 0 ? only : undefined;
  const id = `place-${at}`;

  useEffect(() => {
    if (sole && told.places.length === 0) change({ told: { ...told, places: [sole] } });
  }, [sole, told]);

  return (
    <Read from={list}>
      {({ items }) =>
        items.length === 0 ? null : (
          <div className={s.question}>
            <label htmlFor={id} className={s.ask}>{t(...(levels[at] ?? ["", ""]))}</label>
            <Select
              id={id}
              style={{ width: "100%" }}
              value={told.places[at]?.code}
              allowClear={at > 0}
              showSearch={{ optionFilterProp: "label" }}
              placeholder={at > 0 ? t("不清楚可以不选", "May be left out") : t("请选择", "Please choose")}
              options={items.map((d) => ({ value: d.code, label: d.name }))}
              onChange={(code) => {
                const chosen = items.find((d) => d.code === code);
                const kept = told.places.slice(0, at);
                change({ told: { ...told, places: chosen ? [...kept, { code: chosen.code, name: chosen.name }] : kept } });
              }}
            />
          </div>
        )
      }
    </Read>
  );
}
