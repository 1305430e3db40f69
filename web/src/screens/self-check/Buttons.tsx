/* Back, and on. */
import { Button } from "antd";
import { useT } from "~/base/language";
import s from "./check.module.css";
import { change, type Step } from "./memory";

interface Props {
  back: Step;
  on: () => void;
  label?: string;
  busy?: boolean;
  disabled?: boolean;
}

export function Buttons({ back, on, label, busy, disabled }: Props) {
  const t = useT();
  return (
    <div className={`${s.buttons} no-print`}>
      <Button onClick={() => change({ step: back })}>{t("上一步", "Back")}</Button>
      <Button type="primary" loading={busy} disabled={disabled} onClick={on}>
        {label ?? t("下一步", "Next")}
      </Button>
    </div>
  );
}
