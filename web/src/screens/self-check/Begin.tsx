import { Button } from "antd";
import { Link } from "react-router";
import { useT, type Text } from "~/base/language";
import s from "./check.module.css";
import { change, type Step } from "./memory";

/* What this is, before anything is asked. */
export function Begin() {
  const t = useT();
  return (
    <>
      <h1>{t("自查：我家可能得到什么帮助", "Self-check: what help may be for us")}</h1>
      <ul className={s.about}>
        <li>{t("回答几个问题，大约五分钟。不问姓名，不问身份证号。", "A few questions, about five minutes. No names, no identity numbers.")}</li>
        <li>{t("不知道的就选“不清楚”，也能看到结果。", "Choose “not sure” where you don't know: you get an answer all the same.")}</li>
        <li>
          <strong>{t("您填写的内容不会保存，也没有人看到。", "What you type isn't stored, and nobody sees it.")}</strong>{" "}
          {t("关掉或刷新页面就没有了。", "It is gone when the page is closed or reloaded.")}
        </li>
        <li>
          <strong>{t("这不是申请，也不是认定。", "This is no application and decides nothing.")}</strong>{" "}
          {t("能不能享受，以向镇（街）申请、核对后的认定为准。", "That is done by the town, on application and after a check.")}
        </li>
      </ul>
      <Button type="primary" block className={s.start} onClick={() => change({ step: { at: "place" } })}>
        {t("开始", "Begin")}
      </Button>
      <p className={s.other}>
        <Link to="/about-policies">{t("先看看政策怎么说", "Read the policy first")}</Link>
      </p>
    </>
  );
}

const stages: Text[] = [
  ["住在哪里", "Where"],
  ["住房财产", "Property"],
  ["家里的人", "People"],
  ["其他情况", "More"],
  ["结果", "Result"],
];
const stageOf: Record<Step["at"], number> = { begin: 0, place: 0, home: 1, person: 2, people: 2, round: 3, result: 4 };

export function Progress({ step }: { step: Step }) {
  const t = useT();
  const now = stageOf[step.at];
  return (
    <ol className={`${s.progress} no-print`} aria-label={t("进度", "Progress")}>
      {stages.map((name, i) => (
        <li key={name[1]} aria-current={i === now ? "step" : undefined} data-done={i < now || undefined}>
          {t(...name)}
        </li>
      ))}
    </ol>
  );
}
