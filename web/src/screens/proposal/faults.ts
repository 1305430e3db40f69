/* Which fields of the form a refusal is about: the server names a member of the body
 * (/put/0/valid_from), or a column of parameters.csv. */
import type { Problem } from "~/api/problem";
import type { Text } from "~/base/language";
import type { Fields } from "./ParameterForm";

const fields: Readonly<Record<string, keyof Fields>> = {
  name: "name",
  division: "division",
  residence: "residence",
  valid_from: "from",
  valid_to: "last",
  value: "value",
  unit: "unit",
  source: "clause",
};

export function placesOf({ faults, detail }: Pick<Problem, "faults" | "detail">): [keyof Fields, Text][] {
  const found: [keyof Fields, Text][] = [];
  for (const f of faults) {
    const field = fields[f.place.split("/").at(-1) ?? ""];
    if (field) found.push([field, f.text]);
  }
  const column = /column (\w+):/.exec(detail?.[1] ?? "")?.[1];
  const field = column ? fields[column] : undefined;
  if (field && detail) found.push([field, [afterColon(detail[0]), afterColon(detail[1])]]);
  return found;
}

function afterColon(text: string) {
  return text.replace(/^[^：:]*(：|: )/, "");
}
