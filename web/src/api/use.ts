/* The API in components, typed by its document: useGet reads, useTagged reads what will be edited
 * under If-Match, useSend writes, useMay tells whether a call is within one's rights. */
import {
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryKey,
  type UseQueryOptions,
} from "@tanstack/react-query";
import type { FetchResponse, MaybeOptionalInit } from "openapi-fetch";
import type { HttpMethod, PathsWithMethod, RequiredKeysOf } from "openapi-typescript-helpers";
import { api } from "./client";
import { operations } from "./made/operations";
import type { paths } from "./made/schema";
import { Problem } from "./problem";
import { useSessionState } from "./session";

export type Operation = keyof typeof operations;
export type PathOf<M extends HttpMethod> = PathsWithMethod<paths, M>;
export type InitOf<M extends HttpMethod, P extends PathOf<M>> = MaybeOptionalInit<paths[P], M>;
export type AnswerOf<M extends HttpMethod, P extends PathOf<M>> = NonNullable<
  FetchResponse<paths[P][M] & Record<string | number, unknown>, unknown, `${string}/${string}`>["data"]
>;

type Options<Data> = Omit<UseQueryOptions<Data, Problem>, "queryKey" | "queryFn">;
type Rest<Init, O> = RequiredKeysOf<Init> extends never ? [init?: Init, options?: O] : [init: Init, options?: O];

/* openapi-fetch's types can't be called with a path that isn't known yet. */
const request = api.request as unknown as (
  method: string,
  path: string,
  init?: object,
) => Promise<{ data: unknown; response: Response }>;

/* Of the cache: everything read from one path comes before the parameters it was read with. */
export function keyOf(path: string, init?: unknown): QueryKey {
  return init === undefined ? [path] : [path, init];
}

/* const { data, error } = useGet("/households", { params: { query: { limit: 20 } } }) */
export function useGet<P extends PathOf<"get">>(path: P, ...rest: Rest<InitOf<"get", P>, Options<AnswerOf<"get", P>>>) {
  const [init, options] = rest;
  return useQuery<AnswerOf<"get", P>, Problem>({
    ...options,
    queryKey: keyOf(path, init),
    queryFn: ({ signal }) => readNow(path, init, signal),
  });
}

/* For reading once, outside of rendering. */
export async function readNow<P extends PathOf<"get">>(
  path: P,
  init?: InitOf<"get", P>,
  signal?: AbortSignal,
): Promise<AnswerOf<"get", P>> {
  return (await request("get", path, { ...init, signal })).data as AnswerOf<"get", P>;
}

export interface Tagged<Data> {
  data: Data;
  tag: string;
}

/* What is read here and edited there: its tag goes back as params.header["If-Match"]. */
export function useTagged<P extends PathOf<"get">>(
  path: P,
  ...rest: Rest<InitOf<"get", P>, Options<Tagged<AnswerOf<"get", P>>>>
) {
  const [init, options] = rest;
  return useQuery<Tagged<AnswerOf<"get", P>>, Problem>({
    ...options,
    queryKey: [...keyOf(path, init), "tagged"],
    queryFn: async ({ signal }) => {
      const { data, response } = await request("get", path, { ...init, signal });
      return { data: data as AnswerOf<"get", P>, tag: response.headers.get("ETag") ?? "" };
    },
  });
}

interface Sending<Data> {
  done?: (data: Data) => void;
  /* Paths, with all below them, to be read anew; besides those that begin like this one. */
  refresh?: string[];
}

type Write = Exclude<HttpMethod, "get" | "head" | "options" | "trace">;

/* For writing once, outside of rendering; with the tag of what came of it. */
export async function sendNow<M extends Write, P extends PathOf<M>>(method: M, path: P, init: InitOf<M, P>): Promise<Tagged<AnswerOf<M, P>>> {
  const { data, response } = await request(method, path, init);
  return { data: data as AnswerOf<M, P>, tag: response.headers.get("ETag") ?? "" };
}

/* const cancel = useSend("post", "/jobs/{job}/cancel"); cancel.mutate({ params: { path: { job } } }) */
export function useSend<M extends Write, P extends PathOf<M>>(
  method: M,
  path: P,
  { done, refresh = [] }: Sending<AnswerOf<M, P>> = {},
) {
  const cache = useQueryClient();
  return useMutation<AnswerOf<M, P>, Problem, InitOf<M, P>>({
    mutationFn: async (init) => (await request(method, path, init)).data as AnswerOf<M, P>,
    onSuccess: (data) => {
      makeStale(cache, [`/${path.split("/")[1] ?? ""}`, ...refresh]);
      done?.(data);
    },
  });
}

function makeStale(cache: QueryClient, paths: readonly string[]) {
  void cache.invalidateQueries({
    predicate: ({ queryKey }) => paths.some((p) => isBelow(String(queryKey[0]), p)),
  });
}

/* What is below these paths is read anew: after a job that changed it. */
export function useRefresh() {
  const cache = useQueryClient();
  return (paths: readonly string[]) => makeStale(cache, paths);
}

function isBelow(path: string, top: string) {
  return path === top || path.startsWith(`${top}/`);
}

/* may("post /jobs/{job}/cancel"): whether the session's rights are enough for it. */
export function useMay() {
  const { session } = useSessionState();
  const has = new Set(session?.rights);
  return (operation: Operation) => operations[operation].rights.every((right) => has.has(right));
}

/* Every look at a household is on record: nothing is read again only because a window came to the
 * front, and what was read a moment ago is good enough. */
export function makeCache() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (times, e) => e instanceof Problem && e.passing && times < 3,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}
