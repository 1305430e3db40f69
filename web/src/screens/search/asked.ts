/* What is looked for. It stands in the address, unless a whole identity number is in it: addresses
 * are written down by others. Then it is kept in this tab alone. */
import { keep, kept } from "~/base/storage";
import { hasNumber } from "~/screens/entry/number";

const PLACE = "search";

/* Where the search for it is. */
export function searchAddress(text: string) {
  const q = text.trim();
  const secret = hasNumber(q);
  keep(PLACE, secret ? q : undefined, "work");
  return secret ? "/search?by=number" : `/search?q=${encodeURIComponent(q)}`;
}

export function asked(parameters: URLSearchParams): string {
  if (parameters.get("by") !== "number") return parameters.get("q")?.trim() ?? "";
  const q = kept(PLACE, "work");
  return typeof q === "string" ? q : "";
}
