/* Rows of a proposal's parameters for what a scenario changes: what is in force ends on the day, the
 * new value begins there and holds as long as the old one would have. */
import type { InitOf } from "~/api/use";
import type { Movable } from "./parameters";
import type { Changes } from "./scenario";

type Put = NonNullable<NonNullable<InitOf<"post", "/proposals/{proposal}/parameters">>["body"]["put"]>[number];

/* With as many digits as the pack writes: 880 beside 800.00 is 880.00. */
function asWritten(value: string, like: string) {
  const digits = like.split(".")[1]?.length ?? 0;
  const has = value.split(".")[1]?.length ?? 0;
  return has >= digits ? value : `${value}${has === 0 ? "." : ""}${"0".repeat(digits - has)}`;
}

export function rowsOf(items: readonly Movable[], set: Changes, from: string, source: string): Put[] {
  return items.flatMap(({ set: id, parameter: p }) => {
    const value = set[id];
    if (value === undefined) return [];
    const row = { name: p.name, division: p.division, ...(p.residence && { residence: p.residence }), unit: p.unit };
    const fresh: Put = { ...row, valid_from: from > p.valid_from ? from : p.valid_from, valid_to: p.valid_to, value: asWritten(value, p.value), source };
    if (from <= p.valid_from) return [fresh]; // the whole row
    return [{ ...row, valid_from: p.valid_from, valid_to: from, value: p.value, source: p.source }, fresh];
  });
}
