/* What an edit changed, from what was and what is: one line for each value that differs. */

export interface Change {
  path: string; // division, members.2.name
  before: string | undefined; // undefined: there was none
  after: string | undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function leaves(value: unknown, path: string, into: Map<string, string>) {
  if (value === null || value === undefined) return;
  if (typeof value === "object" && Object.keys(value).length > 0)
    for (const [key, part] of Object.entries(value)) leaves(part, path ? `${path}.${key}` : key, into);
  else if (typeof value !== "object") into.set(path, textOf(value));
}

/* All values; those that are the same on both sides come last. */
export function changesOf(before: unknown, after: unknown): (Change & { same: boolean })[] {
  const was = new Map<string, string>();
  const is = new Map<string, string>();
  leaves(before, "", was);
  leaves(after, "", is);
  const all = [...new Set([...was.keys(), ...is.keys()])].map((path) => {
    const change = { path, before: was.get(path), after: is.get(path) };
    return { ...change, same: change.before === change.after };
  });
  return [...all.filter((c) => !c.same), ...all.filter((c) => c.same)];
}
