import type { ReactNode } from "react";
import type { AnswerOf, InitOf, PathOf } from "~/api/use";
import type { Text } from "~/base/language";

/* Lists that are read page by page. */
export type ListPath = {
  [P in PathOf<"get">]: AnswerOf<"get", P> extends { items: unknown[]; next: string | null } ? P : never;
}[PathOf<"get">];

export type RowOf<P extends ListPath> = AnswerOf<"get", P> extends { items: (infer Row)[] } ? Row : never;

type Parameters<P extends ListPath> = NonNullable<InitOf<"get", P>> extends { params?: infer All } ? NonNullable<All> : never;
export type QueryOf<P extends ListPath> = Parameters<P> extends { query?: infer Q } ? NonNullable<Q> : never;
export type InPath<P extends ListPath> = Parameters<P> extends { path: infer In } ? In : undefined;

export interface Column<Row> {
  key: string;
  title: Text;
  render: (row: Row) => ReactNode;
  text?: (row: Row) => string; // in a file, where render draws a component
  sort?: string; // what the API's parameter sort calls it
  oneWay?: boolean; // the API sorts by it in one direction only
  number?: boolean; // to the right
  width?: number;
  hidden?: boolean; // at first; people can choose it
}

interface FilterOf<Kind extends string> {
  key: string; // the API's parameter
  label: Text;
  kind: Kind;
}

export type Filter =
  | (FilterOf<"text"> & { placeholder?: Text })
  | (FilterOf<"choice"> & { choices: readonly { value: string; label: Text }[] })
  | (FilterOf<"number"> & { min?: number; max?: number })
  | FilterOf<"date">
  | FilterOf<"since"> // a day; the API wants the instant at which it begins
  | FilterOf<"through"> // a day; the API wants the instant at which it is over
  | FilterOf<"division">
  | FilterOf<"flag">;
