/* What the overview reckons in the browser: rows of places, lengths of bars, the trend's series. */
import type { components } from "~/api/made/schema";
import { categories, type Category } from "~/parts/outcome";

export type Place = components["schemas"]["OverviewPlace"];
export type Unit = "people" | "households";
export type SortKey = "total" | "undecided" | "incidence" | "bill" | "name" | Category;

export interface Segment {
  category: Category;
  n: number;
  share: number; // of the longest bar
}

function totalOf(place: Place, unit: Unit) {
  return place[unit];
}

function valueOf(place: Place, unit: Unit, by: Exclude<SortKey, "name">) {
  switch (by) {
    case "total":
      return totalOf(place, unit);
    case "incidence":
      return place.incidence.percent ?? -1;
    case "bill":
      return place.monthly_bill_fen ?? 0;
    default:
      return place.categories[by][unit];
  }
}

const byName = new Intl.Collator("zh-Hans-CN");

/* Places where anybody is registered, most first (names in their order); the others apart. */
export function sortPlaces(places: readonly Place[], unit: Unit, by: SortKey) {
  const order = (a: Place, b: Place) => byName.compare(a.name ?? "", b.name ?? "");
  const shown = places.filter((p) => p.households > 0);
  shown.sort((a, b) => (by === "name" ? 0 : valueOf(b, unit, by) - valueOf(a, unit, by)) || order(a, b));
  return { shown, empty: places.filter((p) => p.households === 0) };
}

export function longest(places: readonly Place[], unit: Unit) {
  return Math.max(1, ...places.map((p) => totalOf(p, unit)));
}

export function segmentsOf(place: Place, unit: Unit, whole: number): Segment[] {
  return categories
    .map((category) => ({ category, n: place.categories[category][unit], share: place.categories[category][unit] / whole }))
    .filter(({ n }) => n > 0);
}

/* The scale of marks against a target: all of them fit, and the target stands well inside. */
export function scaleFor(values: readonly (number | null)[], target: number | null) {
  const most = Math.max(0, ...values.map((v) => v ?? 0), (target ?? 0) * 1.5);
  const steps = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200];
  return steps.find((s) => s >= most) ?? Math.ceil(most);
}

interface Dated {
  run: { run: string; as_of: string };
}

/* Runs come newest first; charts go from left to right. Two runs of one day are told apart. */
export function inTime<Item extends Dated>(items: readonly Item[]) {
  const rows = [...items].reverse();
  const days = rows.map((r) => r.run.as_of);
  const labels = rows.map((r) => (days.filter((d) => d === r.run.as_of).length > 1 ? `${r.run.as_of} #${r.run.run}` : r.run.as_of));
  return { rows, labels };
}
