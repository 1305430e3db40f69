/* Parameters as the panel shows them: by topic of the policy, found by name, clause or id. */
import type { AnswerOf } from "~/api/use";
import type { Text } from "~/base/language";
import { nameOf as packName, residenceName, unitName } from "~/parts/pack/parameter";

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

/* Of the parameters that the first pack has: their topic, and English for what packs only call by
 * their id. Others stand under "others". */
const known: Record<string, { topic?: Topic; en: string }> = {
  line: { topic: "standard", en: "Dibao line" },
  low_income_ratio: { topic: "standard", en: "Low-income line, times the line" },
  destitute_ratio: { topic: "standard", en: "Destitute support, times the line" },
  asset_months: { topic: "assets", en: "Savings, months of the line" },
  max_dwellings: { topic: "assets", en: "Dwellings, at most" },
  max_vehicles: { topic: "assets", en: "Vehicles, at most" },
  uplift_disability: { topic: "uplift", en: "Uplift, severe disability" },
  uplift_illness: { topic: "uplift", en: "Uplift, serious illness" },
  uplift_child: { topic: "uplift", en: "Uplift, minors" },
  uplift_elderly: { topic: "uplift", en: "Uplift, the very old" },
  grace_months: { topic: "grace", en: "Months of grace" },
  points_low_ratio: { topic: "points", en: "Points, first band, times the line" },
  points_line_ratio: { topic: "points", en: "Points, second band, times the line" },
  points_high_ratio: { topic: "points", en: "Points, third band, times the line" },
  points_medical_ratio: { topic: "points", en: "Medical spending, share of income" },
};

export function unitOf(m: Movable): Text {
  return unitName(m.parameter.unit);
}

export function nameOf(m: Movable): Text {
  const { name, residence } = m.parameter;
  const [zh, en] = [packName(m.parameter), known[name]?.en ?? name.replace(/_/g, " ")];
  const where = residence ? residenceName(residence) : undefined;
  return where ? [`${zh}（${where[0]}）`, `${en} (${where[1]})`] : [zh, en];
}

export function topicOf(m: Movable): Topic {
  return m.decides ? (known[m.parameter.name]?.topic ?? "other") : "targets";
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
