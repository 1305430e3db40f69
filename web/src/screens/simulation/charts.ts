/* Pictures of answers, and the same as tables. */
import { formatFen, formatFenShort, formatNumber, formatPercent } from "~/base/format";
import type { ChartOption } from "~/parts/Chart";
import { series, tokens } from "~/look/tokens";
import { categories, categoryColor, fares, type Category, type Fare } from "~/parts/outcome";
import { categorySums, cumulated, lastBin } from "./figures";
import type { Live } from "./useLive";

export type T = (zh: string, en: string) => string;
export type Unit = "households" | "people";
export interface Named {
  name: string;
  live: Live;
}

export interface Drawn {
  title: string;
  option: ChartOption;
  table: { head: string[]; rows: string[][] };
}

const TODAY = "#b9b3a5";
const sides = [series[0], series[1]] as const; // the first scenario, the second
const QUICK = { animation: false } as const; // it is drawn anew several times a second
const NARROW = { left: 8, right: 16, top: 34, bottom: 8, containLabel: true };

export function signed(n: number, format: (n: number) => string) {
  return n > 0 ? `+${format(n)}` : n < 0 ? `−${format(-n)}` : format(0);
}

/* Today on the left, the scenario on the right. */
export function flowChart({ name, live }: Named, unit: Unit, category: (c: string) => string, t: T, named: boolean): Drawn {
  const before = (c: string) => `${t("现行", "today")} ${category(c)}`;
  const after = (c: string) => `${name} ${category(c)}`;
  const flows = live.flows.filter((f) => f[unit] > 0);
  const rank = (c: string) => categories.indexOf(c as Category);
  const nodes = [
    ...[...new Set(flows.map((f) => f.from))].sort((x, y) => rank(x) - rank(y)).map((c) => ({ c, name: before(c), depth: 0 })),
    ...[...new Set(flows.map((f) => f.to))].sort((x, y) => rank(x) - rank(y)).map((c) => ({ c, name: after(c), depth: 1 })),
  ];
  return {
    title: named ? t(`现行 → ${name}`, `today → ${name}`) : t("从现行到方案", "From today to the scenario"),
    option: {
      ...QUICK,
      tooltip: { trigger: "item" },
      series: [
        {
          type: "sankey",
          left: 4,
          right: 4,
          top: 8,
          bottom: 8,
          nodeGap: 16,
          layoutIterations: 0,
          draggable: false,
          emphasis: { focus: "adjacency" },
          data: nodes.map((n) => ({
            name: n.name,
            depth: n.depth,
            itemStyle: { color: categoryColor[n.c] },
            label: { position: n.depth === 0 ? ("right" as const) : ("left" as const), color: tokens.color.ink, backgroundColor: "rgba(255,255,255,0.75)", padding: [1, 3] },
          })),
          links: flows.map((f) => ({ source: before(f.from), target: after(f.to), value: f[unit] })),
          lineStyle: { color: "source", opacity: 0.35 },
        },
      ],
    },
    table: {
      head: [t("现行", "Today"), name, unit === "households" ? t("户", "Households") : t("人", "People"), t("月支出变化", "Bill, change")],
      rows: flows.map((f) => [category(f.from), category(f.to), formatNumber(f[unit]), signed(f.amount_after_fen - f.amount_before_fen, formatFen)]),
    },
  };
}

const told: Fare[] = ["entered", "gained", "same", "lost", "left", "no_amount", "open", "outside"];
const shownFares: Fare[] = ["entered", "gained", "lost", "left"];
const fareColor: Partial<Record<Fare, string>> = { entered: tokens.color.green, gained: "#7fae8f", lost: "#d9907f", left: tokens.color.zhu };

export function fareChart({ name, live }: Named, unit: Unit, t: T, named: boolean): Drawn {
  const of = (fare: Fare) => live.changes.find((c) => c.change === fare);
  return {
    title: named ? name : t("待遇变化", "How households fare"),
    option: {
      ...QUICK,
      grid: NARROW,
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      xAxis: { type: "value", axisLabel: { hideOverlap: true } },
      yAxis: { type: "category", inverse: true, data: shownFares.map((f) => t(...fares[f])) },
      series: [
        {
          type: "bar",
          barMaxWidth: 26,
          data: shownFares.map((f) => ({ value: of(f)?.[unit] ?? 0, itemStyle: { color: fareColor[f] } })),
          label: { show: true, position: "right", color: tokens.color.ink },
        },
      ],
    },
    table: {
      head: ["", t("户", "Households"), t("人", "People"), t("月支出变化（元）", "Bill, change (yuan)")],
      rows: told.flatMap((f) => {
        const c = of(f);
        return c && (c.households > 0 || shownFares.includes(f))
          ? [[t(...fares[f]), formatNumber(c.households), formatNumber(c.people), signed(c.amount_after_fen - c.amount_before_fen, formatFen)]]
          : [];
      }),
    },
  };
}

export function billChart(all: readonly Named[], category: (c: string) => string, t: T): Drawn {
  const first = all[0];
  const sums = first ? categorySums(first.live, "amount_fen").filter((c) => all.some(({ live }) => live.categories.some((x) => x.category === c.category && (x.before.amount_fen || x.after.amount_fen)))) : [];
  const after = (live: Live, c: string) => live.categories.find((x) => x.category === c)?.after.amount_fen ?? 0;
  return {
    title: t("月支出：之前和之后", "The monthly bill, before and after"),
    option: {
      ...QUICK,
      grid: NARROW,
      legend: { top: 0, left: 0 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (v: unknown) => formatFenShort(Number(v)) },
      xAxis: { type: "category", data: sums.map((c) => category(c.category)) },
      yAxis: { type: "value", axisLabel: { formatter: (v: number) => formatFenShort(v) } },
      series: [
        { type: "bar", name: t("现行", "today"), barMaxWidth: 34, itemStyle: { color: TODAY }, data: sums.map((c) => c.before) },
        ...all.map(({ name, live }, i) => ({ type: "bar" as const, name, barMaxWidth: 34, itemStyle: { color: sides[i] }, data: sums.map((c) => after(live, c.category)) })),
      ],
    },
    table: {
      head: [t("元/月", "Yuan a month"), t("现行", "Today"), ...all.flatMap(({ name }) => [name, t("差", "change")])],
      rows: [
        ...sums.map((c) => [category(c.category), formatFen(c.before), ...all.flatMap(({ live }) => [formatFen(after(live, c.category)), signed(after(live, c.category) - c.before, formatFen)])]),
        [
          t("合计", "Together"),
          formatFen(first?.live.amount_before_fen),
          ...all.flatMap(({ live }) => [formatFen(live.amount_after_fen), signed(live.amount_after_fen - live.amount_before_fen, formatFen)]),
        ],
      ],
    },
  };
}

export function incidenceChart(all: readonly Named[], t: T): Drawn {
  const first = all[0]?.live.incidence;
  const rows = [
    ...(first ? [{ name: t("现行", "today"), of: first.before, color: TODAY }] : []),
    ...all.map(({ name, live }, i) => ({ name, of: live.incidence.after, color: sides[i] })),
  ].map((r) => ({ ...r, share: r.of.population ? r.of.people / r.of.population : null }));
  const target = all[0]?.live.incidence.after.target ?? null;
  const top = Math.max(target ?? 0, ...rows.map((r) => r.share ?? 0)) * 1.15;
  return {
    title: t("低收入人口发生率", "Incidence of low income"),
    option: {
      ...QUICK,
      grid: { ...NARROW, top: 24 },
      xAxis: { type: "value", min: 0, max: top || 1, axisLabel: { hideOverlap: true, formatter: (v: number) => formatPercent(v, 1) } },
      yAxis: { type: "category", inverse: true, data: rows.map((r) => r.name) },
      series: [
        {
          type: "bar",
          barMaxWidth: 22,
          data: rows.map((r) => ({ value: r.share ?? 0, itemStyle: { color: r.color } })),
          label: { show: true, position: "right", formatter: ({ dataIndex }: { dataIndex: number }) => formatPercent(rows[dataIndex]?.share) },
          ...(target !== null && {
            markLine: {
              silent: true,
              symbol: "none",
              lineStyle: { color: tokens.color.zhu, type: "solid" as const },
              label: { position: "start" as const, formatter: t(`目标 ${formatPercent(target, 0)}`, `target ${formatPercent(target, 0)}`), color: tokens.color.zhu },
              data: [{ xAxis: target }],
            },
          }),
        },
      ],
    },
    table: {
      head: ["", t("低收入人口", "People"), t("户籍人口", "Population"), t("发生率", "Incidence"), t("与目标", "Against the target")],
      rows: rows.map((r) => [
        r.name,
        formatNumber(r.of.people),
        r.of.population === null ? t("没有此地的数", "none of this place") : formatNumber(r.of.population),
        formatPercent(r.share),
        r.share === null || target === null ? "—" : r.share <= target ? t("未超过", "within") : t("超过", "above"),
      ]),
    },
  };
}

const STEP = 4; // bins a row of the table: 200 yuan
const LABEL = 14; // pixels from one line's name to the next

export function curveChart(all: readonly Named[], t: T): Drawn {
  const first = all[0]?.live.poverty;
  const width = (first?.curve_width_fen ?? 0) / 100;
  const lines = [
    ...(first
      ? [
          { name: t("没有保障金", "without benefit"), curve: first.before.without_benefit.curve, color: "#8a8f92", type: "dotted" as const },
          { name: t("现行", "today"), curve: first.before.with_benefit.curve, color: "#7b7464", type: "dashed" as const },
        ]
      : []),
    ...all.map(({ name, live }, i) => ({ name, curve: live.poverty.after.with_benefit.curve, color: sides[i], type: "solid" as const })),
  ];
  const last = lastBin(lines.map((l) => l.curve));
  const shares = lines.map((l) => cumulated(l.curve).slice(0, last + 1));
  const at = (bin: number) => (bin + 1) * width;
  const marks = [
    ...(first ? [{ xAxis: first.before.highest_line_fen / 100, name: t("现行标准", "line today") }] : []),
    ...all.flatMap(({ name, live }) => (live.poverty.after.highest_line_fen === first?.before.highest_line_fen ? [] : [{ xAxis: live.poverty.after.highest_line_fen / 100, name: t(`${name}标准`, `line, ${name}`) }])),
  ];
  return {
    title: t("贫困曲线：人均月收入不超过多少的人占多少", "Poverty curve: the share of people with at most so much a month"),
    option: {
      ...QUICK,
      grid: { ...NARROW, top: 40 + LABEL * marks.length },
      legend: { top: 0, left: 0 },
      tooltip: { trigger: "axis", valueFormatter: (v: unknown) => formatPercent(Number(v), 1) },
      xAxis: { type: "value", min: 0, max: at(last), axisLabel: { hideOverlap: true, formatter: (v: number) => t(`${v} 元`, String(v)) } },
      yAxis: { type: "value", max: 1, axisLabel: { formatter: (v: number) => formatPercent(v, 0) } },
      series: lines.map((l, i) => ({
        type: "line" as const,
        name: l.name,
        showSymbol: false,
        color: l.color,
        lineStyle: { type: l.type, width: 2 },
        data: (shares[i] ?? []).map((v, bin) => [at(bin), v]),
        ...(i === lines.length - 1 && {
          markLine: { silent: true, symbol: "none", lineStyle: { color: tokens.color.zhu }, data: marks.map((m, k) => ({ ...m, label: { formatter: "{b}", color: tokens.color.zhu, distance: 4 + LABEL * k } })) },
        }),
      })),
    },
    table: {
      head: [t("元/人月，至多", "Yuan a head, at most"), ...lines.map((l) => l.name)],
      rows: Array.from({ length: last + 1 }, (_, bin) => bin)
        .filter((bin) => (bin + 1) % STEP === 0 || bin === last)
        .map((bin) => [formatNumber(at(bin)), ...shares.map((of) => formatPercent(of[bin], 1))]),
    },
  };
}
