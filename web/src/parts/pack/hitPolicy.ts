/* dmn-js leaves out what is the default: a table that says UNIQUE goes on saying so, and isn't told as
 * changed. */
export function withHitPolicies(after: string, before: string) {
  const said = new Set<string>();
  for (const [tag] of before.matchAll(/<(?:\w+:)?decisionTable\b[^>]*>/g)) {
    const id = /\bid="([^"]*)"/.exec(tag)?.[1];
    if (id && /\bhitPolicy="UNIQUE"/.test(tag)) said.add(id);
  }
  return after.replace(/<(?:\w+:)?decisionTable id="([^"]*)"(?![^>]*\bhitPolicy=)/g, (tag, id: string) =>
    said.has(id) ? `${tag} hitPolicy="UNIQUE"` : tag,
  );
}
