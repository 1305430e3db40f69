/* What would change the answer, by the figures of this decision. */
import { formatFen } from "~/base/format";
import { useT } from "~/base/language";
import { Panel } from "~/parts/Panel";
import { figuresOf, thresholdsOf, type Threshold } from "./paper";
import type { Telling } from "./telling";

export function Changes({ telling }: { telling: Telling }) {
  const t = useT();
  const figures = figuresOf(telling);
  const { conclusion } = telling;
  const of = (x: Threshold) => {
    const [at, away] = [formatFen(x.annual), formatFen(Math.abs(x.away))];
    const now = formatFen(figures.annual);
    if (x.kind === "line")
      return x.away > 0
        ? t(
            `收入：${figures.people} 人按低保标准一年是 ${at} 元，现在计入 ${now} 元，再多 ${away} 元就达到标准，不再符合低保。`,
            `Income: for ${figures.people} people the line is ${at} yuan a year; ${now} are counted now. With ${away} more the household reaches the line and is no longer eligible for dibao.`,
          )
        : t(
            `收入：${figures.people} 人按低保标准一年是 ${at} 元，现在计入 ${now} 元；低于标准须减少 ${away} 元以上。`,
            `Income: for ${figures.people} people the line is ${at} yuan a year; ${now} are counted now. It would have to be less by more than ${away}.`,
          );
    return x.away >= 0
      ? t(`低收入家庭：年收入超过 ${at} 元（再多 ${away} 元以上）就不再是低收入家庭。`, `Low income: above ${at} yuan a year (more than ${away} more) the household isn't a low-income one any more.`)
      : t(`低收入家庭：年收入不超过 ${at} 元才算，现在多 ${away} 元。`, `Low income: up to ${at} yuan a year, ${away} less than now.`);
  };
  const lines = [
    ...thresholdsOf(telling).map(of),
    ...(conclusion.standing === "in_force" && figures.topUp
      ? [t("补差：年收入每多 120 元，每月少补 10 元；每少 120 元，每月多补 10 元。", "Top-up: 120 yuan more a year are 10 less a month; 120 less are 10 more.")]
      : []),
    ...(telling.steps.some((s) => s.decision === "assets_ok")
      ? [t("财产：金融资产、住房、机动车超过规定，或者有了商事登记，就不再符合。", "Assets: savings, dwellings or vehicles above the limits, or a business registered, end eligibility.")]
      : []),
    t("家庭成员：有人出生、去世、结婚、迁入迁出，人均收入和金额都要重新算。", "Members: after a birth, a death, a marriage or a move everything is worked out again."),
    ...(conclusion.grace_until ? [t(`渐退期：到 ${conclusion.grace_until} 重新认定。`, `Grace: decided again on ${conclusion.grace_until}.`)] : []),
  ];
  return (
    <Panel title={t("什么会改变这个结果", "What would change this")}>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="soft">{t("按本次认定的事实和标准推算，其他情况不变；以重新认定为准。", "Worked out from this decision's facts and line, all else being the same; a new determination decides.")}</p>
    </Panel>
  );
}
