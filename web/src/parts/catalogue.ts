/* What facts are called and what codes mean; read once a session. */
import { useGet, type AnswerOf } from "~/api/use";
import { useT } from "~/base/language";

export type Catalogue = AnswerOf<"get", "/catalogue">;
export type CatalogueFact = Catalogue["facts"][number];
export type CodeSet = keyof Catalogue["codes"];

export function useCatalogue() {
  return useGet("/catalogue", {}, { staleTime: Infinity, gcTime: Infinity });
}

export function factOf(catalogue: Catalogue | undefined, attribute: string): CatalogueFact | undefined {
  return catalogue?.facts.find((f) => f.id === attribute);
}

/* const code = useCodes(); code("category", "dibao") → 低保 */
export function useCodes() {
  const t = useT();
  const { data } = useCatalogue();
  return (set: CodeSet, code: string | null | undefined) => {
    if (!code) return "—";
    const found = data?.codes[set].find((c) => c.code === code);
    return found ? t(found.label, found.label_en) : code;
  };
}

/* The choices of a code set, for filters and selects. */
export function useChoices(set: CodeSet) {
  const { data } = useCatalogue();
  return (data?.codes[set] ?? []).map((c) => ({ value: c.code, label: [c.label, c.label_en] as const }));
}
