/* What is asked, as it stands in the address: it can be sent to a colleague, kept as a view, and
 * gone back to. A scenario is its name and the parameters that it changes. */
export type Changes = Readonly<Record<string, string>>;

export interface Scenario {
  name: string;
  set: Changes;
}

export interface Asked {
  as_of?: string;
  division?: string;
  proposal?: number; // it is the policy that both scenarios change
  a: Scenario;
  b?: Scenario; // beside the first
}

const NAME_MAX = 60;
const NUMBER = /^\d{1,9}$/;

function changesOf(rows: readonly string[]): Changes {
  const set: Record<string, string> = {};
  for (const row of rows) {
    const at = row.lastIndexOf("=");
    if (at > 0 && /^-?\d{1,15}(\.\d{1,9})?$/.test(row.slice(at + 1))) set[row.slice(0, at)] = row.slice(at + 1);
  }
  return set;
}

export function readAddress(address: URLSearchParams): Asked {
  const proposal = address.get("proposal") ?? "";
  const scenario = (which: "" | "2"): Scenario => ({ name: (address.get(`name${which}`) ?? "").slice(0, NAME_MAX), set: changesOf(address.getAll(`set${which}`)) });
  return {
    as_of: address.get("as_of") ?? undefined,
    division: address.get("division") ?? undefined,
    ...(NUMBER.test(proposal) && { proposal: Number(proposal) }),
    a: scenario(""),
    ...(address.has("name2") && { b: scenario("2") }),
  };
}

export function writeAddress(asked: Asked): URLSearchParams {
  const address = new URLSearchParams();
  if (asked.as_of) address.set("as_of", asked.as_of);
  if (asked.division) address.set("division", asked.division);
  if (asked.proposal) address.set("proposal", String(asked.proposal));
  if (asked.a.name) address.set("name", asked.a.name);
  for (const [name, value] of Object.entries(asked.a.set)) address.append("set", `${name}=${value}`);
  if (asked.b) {
    address.set("name2", asked.b.name);
    for (const [name, value] of Object.entries(asked.b.set)) address.append("set2", `${name}=${value}`);
  }
  return address;
}

/* What is the same as today is no change: 800 and 800.00 are. */
export function withChange(set: Changes, name: string, value: string | undefined, today: string): Changes {
  const { [name]: _before, ...rest } = set;
  return value === undefined || Number(value) === Number(today) ? rest : { ...rest, [name]: value };
}
