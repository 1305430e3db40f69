/* Which decision is explained, and by what was known when. */
import { Button, DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useGet } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import type { Asked } from ".";
import s from "./explanation.module.css";

interface Props {
  no: string;
  asked: Asked;
  change: (asked: Asked) => void;
}

const LAST = "";

export function Moment({ no, asked, change }: Props) {
  const t = useT();
  const runs = useGet("/households/{household_no}/determinations", { params: { path: { household_no: no }, query: { limit: 50 } } });
  const dates = [...new Set((runs.data?.items ?? []).map((d) => d.run.as_of))];
  const other = asked.as_of && !dates.includes(asked.as_of) ? [asked.as_of] : [];
  return (
    <form className={s.moment} onSubmit={(e) => e.preventDefault()}>
      <label>
        <span>{t("认定日", "Date of the decision")}</span>
        <Select
          aria-label={t("认定日", "Date of the decision")}
          value={asked.as_of ?? LAST}
          onChange={(as_of) => change({ ...asked, as_of: as_of || undefined })}
          options={[
            { value: LAST, label: t("最近一次提交的", "The last committed one") },
            ...dates.map((d) => ({ value: d, label: t(`${d}（已提交）`, `${d} (committed)`) })),
            ...other.map((d) => ({ value: d, label: t(`${d}（试算）`, `${d} (a trial)`) })),
          ]}
        />
      </label>
      <label>
        <span>{t("或试算另一天", "Or another day, as a trial")}</span>
        <DatePicker
          aria-label={t("试算另一天", "Another day, as a trial")}
          value={other[0] ? dayjs(other[0]) : null}
          onChange={(day) => change({ ...asked, as_of: day?.format("YYYY-MM-DD") })}
        />
      </label>
      <label>
        <span>{t("按何时所知", "With what was known at")}</span>
        <DatePicker
          aria-label={t("按何时所知", "With what was known at")}
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          placeholder={asked.as_of ? t("那次提交时", "the time of the commit") : t("提交时", "the commit")}
          value={asked.known_at ? dayjs(asked.known_at) : null}
          onChange={(at) => change({ ...asked, known_at: at?.toISOString() })}
        />
      </label>
      {(asked.as_of || asked.known_at) && (
        <Button type="link" onClick={() => change({})}>
          {t("回到最近一次", "Back to the last one")}
        </Button>
      )}
      {asked.known_at && <span className="soft">{t(`按 ${formatInstant(asked.known_at)} 已登记的事实`, `Facts recorded by ${formatInstant(asked.known_at)}`)}</span>}
    </form>
  );
}
