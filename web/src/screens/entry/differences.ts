/* What somebody else changed while a form was open. */
import type { components } from "~/api/made/schema";
import type { Facts } from "./values";

type Fact = components["schemas"]["Fact"];

export interface Seen {
  facts?: Facts;
  members?: readonly { person_no: string; facts: Facts }[];
}

export interface Difference {
  person?: string; // none: of the household, or of the person that the form is about
  attribute?: string; // none: came or went
  came?: boolean;
  before?: Fact;
  after?: Fact;
}

function ofFacts(before: Facts = {}, after: Facts = {}): Difference[] {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...all]
    .filter((a) => before[a]?.value !== after[a]?.value || before[a]?.state !== after[a]?.state || before[a]?.recorded_at !== after[a]?.recorded_at)
    .map((attribute) => ({ attribute, before: before[attribute], after: after[attribute] }));
}

export function differences(before: Seen, after: Seen): Difference[] {
  const found = ofFacts(before.facts, after.facts);
  const [old, now] = [before.members ?? [], after.members ?? []];
  for (const m of now) {
    const then = old.find((o) => o.person_no === m.person_no);
    if (then) found.push(...ofFacts(then.facts, m.facts).map((d) => ({ ...d, person: m.person_no })));
    else found.push({ person: m.person_no, came: true });
  }
  for (const m of old) if (!now.some((n) => n.person_no === m.person_no)) found.push({ person: m.person_no, came: false });
  return found;
}
