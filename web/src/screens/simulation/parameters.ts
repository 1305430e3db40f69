/* Parameters as the panel shows them: by topic of the policy, found by name, clause or id. */
import type { AnswerOf } from "~/api/use";
import type { Text } from "~/base/language";

export type Movable = AnswerOf<"get", "/simulations/parameters">["items"][number];

export type Topic = "standard" | "assets" | "uplift" | "grace" | "points" | "other" | "targets";

export const topics: Record<Topic, Text> = {
  standard: ["保障标准", "Lines"],
  assets: ["财产认定", "Assets"],
  uplift: ["分类施保", "Uplift by kind of person"],
  grace: ["渐退", "Graduated exit"],
  points: ["积分", "Points"],
  other: ["其他", "Others"],
  targets: ["目标与基数（不影响认定）", "Targets and bases (nothing is decided by them)"],
};

/* Names of the parameters that the first pack has; others are shown as their pack calls them. */
const names: Record<string, { topic?: Topic; name: Text }> = {
  line: { topic: "standard", name: ["低保标准", "Dibao line"] },
  low_income_ratio: { topic: "standard", name: ["低收入倍数", "Low-income line, times the line"] },
  destitute_ratio: { topic: "standard", name: ["特困倍数", "Destitute support, times the line"] },
  asset_months: { topic: "assets", name: ["资产月数", "Savings, months of the line"] },
  max_dwellings: { topic: "assets", name: ["住房套数上限", "Dwellings, at most"] },
  max_vehicles: { topic: "assets", name: ["机动车数量上限", "Vehicles, at most"] },
  uplift_disability: { topic: "uplift", name: ["重残增发比例", "Uplift, severe disability"] },
  uplift_illness: { topic: "uplift", name: ["大病增发比例", "Uplift, serious illness"] },
  uplift_child: { topic: "uplift", name: ["未成年人增发比例", "Uplift, minors"] },
  uplift_elderly: { topic: "uplift", name: ["高龄增发比例", "Uplift, the very old"] },
  grace_months: { topic: "grace", name: ["渐退月数", "Months of grace"] },
  points_low_ratio: { topic: "points", name: ["积分一档倍数", "Points, first band, times the line"] },
  points_line_ratio: { topic: "points", name: ["积分二档倍数", "Points, second band, times the line"] },
  points_high_ratio: { topic: "points", name: ["积分三档倍数", "Points, third band, times the line"] },
  points_medical_ratio: { topic: "points", name: ["医疗支出占比", "Medical spending, share of income"] },
  incidence_target: { name: ["低收入人口发生率目标", "Target of incidence"] },
  topup_level_target: { name: ["补差水平目标", "Target of the top-up level"] },
  income_share_target: { name: ["人均收入占比目标", "Target of the share of mean income"] },
  income_share_ratio: { name: ["人均收入占比倍数", "Ratio of the share of mean income"] },
  registered_population: { name: ["户籍人口", "Registered population"] },
  local_mean_income: { name: ["当地人均可支配收入", "Local mean disposable income"] },
};

const residences: Record<string, Text> = { urban: ["城镇", "urban"], rural: ["农村", "rural"] };

const units: Record<string, string> = {
  "元/人月": "yuan a head, month",
  "元/人年": "yuan a head, year",
  月: "months",
  套: "dwellings",
  辆: "vehicles",
  倍: "times",
  比: "share",
  人: "people",
};

export function unitOf({ parameter: { unit } }: Movable): Text {
  return [unit, units[unit] ?? unit];
}

export function nameOf(m: Movable): Text {
  const { name, label, residence } = m.parameter;
  const [zh, en] = names[name]?.name ?? [label ?? name, name.replace(/_/g, " ")];
  const where = residence ? (residences[residence] ?? [residence, residence]) : undefined;
  return where ? [`${zh}（${where[0]}）`, `${en} (${where[1]})`] : [zh, en];
}

export function topicOf(m: Movable): Topic {
  return m.decides ? (names[m.parameter.name]?.topic ?? "other") : "targets";
}

export function grouped(items: readonly Movable[], query: string): { topic: Topic; items: Movable[] }[] {
  const q = query.trim().toLowerCase();
  const fits = (m: Movable) => [...nameOf(m), m.set, m.parameter.clause ?? ""].some((x) => x.toLowerCase().includes(q));
  return (Object.keys(topics) as Topic[])
    .map((topic) => ({ topic, items: items.filter((m) => topicOf(m) === topic && (q === "" || fits(m))) }))
    .filter((g) => g.items.length > 0);
}

/* Where the slider goes from and to: what is suggested, and what was typed beyond it. */
export function spanOf(m: Movable, value: string) {
  if (!m.suggested) return undefined;
  const { min, max, step } = m.suggested;
  return { min: Math.min(min, Number(value)), max: Math.max(max, Number(value)), step };
}

/* 0.30000000000000004 → "0.3": as many digits as the step has. */
export function written(value: number, step: number) {
  const digits = (String(step).split(".")[1] ?? "").length;
  return String(Number(value.toFixed(digits)));
}
