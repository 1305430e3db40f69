/* As of which day, and as known when: in the address. Now, unless somebody asks otherwise.
 *
 *   const moment = useMoment();  useGet(…, { params: { query: moment.query } })  <MomentNote of={moment} on={h.on} /> */
import { HistoryOutlined } from "@ant-design/icons";
import { Alert, Button, DatePicker, Popover } from "antd";
import dayjs from "dayjs";
import { useId } from "react";
import { useSearchParams } from "react-router";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";

const DAY = /^\d{4}-\d\d-\d\d$/;

export function useMoment() {
  const [parameters, setParameters] = useSearchParams();
  const on = parameters.get("on") ?? "";
  const known = parameters.get("known") ?? "";
  const set = (next: { on?: string; known?: string }) => {
    const all = new URLSearchParams(parameters);
    for (const name of ["on", "known"] as const) {
      const value = next[name];
      if (value) all.set(name, value);
      else all.delete(name);
    }
    setParameters(all, { replace: true });
  };
  return {
    on: DAY.test(on) ? on : undefined,
    known: DAY.test(known) ? known : undefined,
    set,
    key: `${on} ${known}`, // of what is to be drawn anew with it
    query: {
      ...(DAY.test(on) ? { on } : {}),
      // what was known at the end of that day in Shanghai
      ...(DAY.test(known) ? { known_at: `${known}T15:59:59Z` } : {}),
    },
  };
}

export type MomentOf = ReturnType<typeof useMoment>;

interface Props {
  of: MomentOf;
  on: string; // the day that is shown
}

/* Asks for another moment. */
export function MomentButton({ of: { on, known, set }, on: today }: Props) {
  const t = useT();
  const id = useId();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t("回看", "Look back")}
      content={
        <div style={{ display: "grid", gap: 8, maxWidth: 300 }}>
          <label htmlFor={`${id}-on`}>{t("看哪一天的情况", "As of which day")}</label>
          <DatePicker id={`${id}-on`} value={on ? dayjs(on) : null} onChange={(day) => set({ on: day?.format("YYYY-MM-DD"), known })} />
          <label htmlFor={`${id}-known`}>{t("按哪一天当时所知", "As known at the end of which day")}</label>
          <DatePicker id={`${id}-known`} value={known ? dayjs(known) : null} onChange={(day) => set({ on, known: day?.format("YYYY-MM-DD") })} />
          <span className="soft">{t("例如：认定那天我们知道些什么。留空为今天、现在。", "What did we know on the day of the decision? Empty: today, now.")}</span>
        </div>
      }
    >
      <Button icon={<HistoryOutlined aria-hidden />}>{t(`${today} 的情况`, `As of ${today}`)}</Button>
    </Popover>
  );
}

/* Says that this isn't now. */
export function MomentNote({ of: { on, known, set, query }, on: today }: Props) {
  const t = useT();
  if (!on && !known) return null;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={
        known
          ? t(`这是 ${today} 的情况，按 ${formatInstant(query.known_at)} 当时所知`, `As of ${today}, as known at ${formatInstant(query.known_at)}`)
          : t(`这是 ${today} 的情况，按现在所知`, `As of ${today}, as known now`)
      }
      action={<Button size="small" onClick={() => set({})}>{t("回到现在", "Back to now")}</Button>}
    />
  );
}
