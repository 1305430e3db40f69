/* What stands in a pack: a version that is or was in force, or a proposal. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { Problem } from "~/api/problem";
import { useGet, type AnswerOf } from "~/api/use";
import { useLanguage } from "~/base/language";

export type Pack = { version: number; proposal?: undefined } | { proposal: number; version?: undefined };

type Part = "tables" | "parameters" | "checks" | "tests" | "differences";
type PathOfPart<P extends Part> = `/policies/{version}/${P}`;

export type Table = AnswerOf<"get", "/policies/{version}/tables/{table}">;
export type Parameter = AnswerOf<"get", "/policies/{version}/parameters">["items"][number];
export type Differences = AnswerOf<"get", "/policies/{version}/differences">;
export type Checks = AnswerOf<"get", "/policies/{version}/checks">;
export type Finding = Checks["findings"][number];
export type Tests = AnswerOf<"get", "/policies/{version}/tests">;
export type Case = Tests["cases"][number];
export type CheckSummary = NonNullable<AnswerOf<"get", "/policies/{version}">["checks"]>;

/* Both kinds answer alike; where they lie differs. */
const useAny = useGet as unknown as <Answer>(path: string, init: object, options?: object) => UseQueryResult<Answer, Problem>;

function pathOf(pack: Pack, part: string) {
  return pack.version !== undefined ? `/policies/{version}/${part}` : `/proposals/{proposal}/${part}`;
}

export function usePackPart<P extends Part>(pack: Pack, part: P, query?: object, enabled = true) {
  return useAny<AnswerOf<"get", PathOfPart<P>>>(pathOf(pack, part), { params: { path: pack, query } }, { enabled });
}

export function usePackTable(pack: Pack, table: string, enabled = true) {
  return useAny<Table>(pathOf(pack, "tables/{table}"), { params: { path: { ...pack, table } } }, { enabled });
}

/* A file as it is. */
export function usePackFile(pack: Pack, name: string | undefined) {
  return useAny<string>(pathOf(pack, "files/{name}"), { params: { path: { ...pack, name } }, parseAs: "text" }, { enabled: !!name });
}

export function usePackWords(pack: Pack, decision?: string) {
  const language = useLanguage();
  return useAny<string>(pathOf(pack, "words"), { params: { path: pack, query: { decision, language } }, parseAs: "text" });
}

export function fileAddress(pack: Pack, name: string) {
  const of = pack.version !== undefined ? `/policies/${pack.version}` : `/proposals/${pack.proposal}`;
  return `${of}/files/${encodeURIComponent(name)}`;
}

export function modelOf(files: readonly { name: string }[]) {
  return files.find((f) => f.name.endsWith(".dmn"))?.name;
}
