/* Choices of this browser (localStorage) and work under way in this tab (sessionStorage). Both may
 * be full, forbidden or written by an older version: then there is nothing. */

const PREFIX = "heyi.";

export function kept(name: string, place: "choice" | "work" = "choice"): unknown {
  try {
    const text = storage(place).getItem(PREFIX + name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/* undefined forgets it. */
export function keep(name: string, value: unknown, place: "choice" | "work" = "choice") {
  try {
    if (value === undefined) storage(place).removeItem(PREFIX + name);
    else storage(place).setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // nothing is kept then
  }
}

/* Drafts may hold what a household told: they go when their owner signs out. */
export function forgetWork() {
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  } catch {
    // nothing was kept
  }
}

function storage(place: "choice" | "work") {
  return place === "choice" ? localStorage : sessionStorage;
}
