/* How a parameter's row is told. */
import dayjs from "dayjs";
import type { Text } from "~/base/language";
import type { Parameter } from "./source";

export function rowKey(p: Pick<Parameter, "name" | "division" | "residence" | "valid_from">) {
  return [p.name, p.division, p.residence ?? "", p.valid_from].join("|");
}

// parameters that the model doesn't use have no label in it
const others: Readonly<Record<string, string>> = {
  registered_population: "户籍人口",
  local_mean_income: "当地人均收入",
  incidence_target: "低收入发生率目标",
  topup_level_target: "补差水平目标",
  income_share_target: "增收户占比目标",
  income_share_ratio: "增收比例",
};

export function nameOf(p: Pick<Parameter, "name" | "label">) {
  return p.label ?? others[p.name] ?? p.name;
}

/* 3980000 → 3,980,000 */
export function valueText({ value }: Pick<Parameter, "value">) {
  const [whole = "", fraction] = value.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
}

/* Files name the first day no longer in force; people the last one. */
export function lastDay(end: string | null) {
  return end ? dayjs(end).subtract(1, "day").format("YYYY-MM-DD") : null;
}

export function endAfter(last: string | null) {
  return last ? dayjs(last).add(1, "day").format("YYYY-MM-DD") : null;
}

const units: Readonly<Record<string, string>> = {
  "元/人月": "yuan a head and month",
  "元/人年": "yuan a head and year",
  元: "yuan",
  月: "months",
  倍: "times",
  比: "share",
  人: "people",
  套: "dwellings",
  辆: "vehicles",
  年: "years",
};

export function unitName(unit: string): Text {
  return [unit, units[unit] ?? unit];
}

export function residenceName(residence: string | null): Text {
  if (residence === "urban") return ["城镇", "urban"];
  return residence === "rural" ? ["农村", "rural"] : ["不限", "both"];
}

/* What is wrong with a value in this unit, as parameters.csv has it; undefined: nothing. */
export function valueFault(value: string, unit: string): Text | undefined {
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(value)) return ["应为数字，如 880.00", "Should be a number like 880.00"];
  if (unit.startsWith("元") && !/^\d+(\.\d{1,2})?$/.test(value)) return ["金额最多两位小数", "Amounts have two decimals at most"];
  if (unit === "月" && !/^\d+$/.test(value)) return ["月数应为整数", "Months are whole"];
  return undefined;
}

export interface Row {
  name: string;
  division: string;
  residence: string;
  valid_from: string;
  valid_to: string | null;
  value: string;
  unit: string;
  source: string;
}

export function rowOf(p: Parameter): Row {
  return {
    name: p.name,
    division: p.division,
    residence: p.residence ?? "",
    valid_from: p.valid_from,
    valid_to: p.valid_to,
    value: p.value,
    unit: p.unit,
    source: p.sample ? "sample" : (p.clause ?? ""),
  };
}

function keyOf({ name, division, residence, valid_from }: Row) {
  return { name, division, residence, valid_from };
}

/* How a row becomes another: where it begins on another day or in another place, the old one goes. */
export function corrected(before: Parameter, after: Row) {
  const old = rowOf(before);
  const same = rowKey({ ...after, residence: after.residence || null }) === rowKey(before);
  return { put: [after], remove: same ? undefined : [keyOf(old)] };
}

/* From a day on another value: the row ends the day before, a new one begins. */
export function changedFrom(before: Parameter, after: Row) {
  const old = rowOf(before);
  if (after.valid_from <= old.valid_from) return corrected(before, after);
  return { put: [{ ...old, valid_to: after.valid_from }, { ...after, valid_to: old.valid_to }], remove: undefined };
}

export function removed(p: Parameter) {
  return { remove: [keyOf(rowOf(p))] };
}
