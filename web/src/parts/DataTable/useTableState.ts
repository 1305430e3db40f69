/* Where a list stands. Filters and order are in the address, so that they can be kept and sent; the
 * way through the pages is in the history's entry, since cursors are long. A list that is only a
 * part of a page keeps everything to itself. */
import { useState } from "react";
import { useLocation, useNavigate, type Location } from "react-router";

export type Values = Readonly<Record<string, string>>;

export interface TableState {
  values: Values; // filters and "sort"
  cursors: readonly string[]; // of the pages up to this one; none on the first
  change: (values: Values) => void; // back to the first page
  turn: (cursors: readonly string[]) => void;
}

export function useTableState(names: readonly string[], embedded: boolean): TableState {
  const inAddress = useAddressState(names);
  const inMemory = useMemoryState();
  return embedded ? inMemory : inAddress;
}

function useAddressState(names: readonly string[]): TableState {
  const { search, state } = useLocation() as Location<{ cursors?: string[] } | null>;
  const go = useNavigate();
  const parameters = new URLSearchParams(search);
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = parameters.get(name);
    if (value) values[name] = value;
  }
  const cursors = state?.cursors ?? [];

  return {
    values,
    cursors,
    change: (next) => {
      for (const name of names) parameters.delete(name);
      for (const [name, value] of Object.entries(next)) if (value) parameters.set(name, value);
      void go({ search: parameters.toString() }, { replace: true, preventScrollReset: true });
    },
    turn: (next) => void go({ search }, { state: { cursors: next } }),
  };
}

function useMemoryState(): TableState {
  const [{ values, cursors }, set] = useState<{ values: Values; cursors: readonly string[] }>({ values: {}, cursors: [] });
  return {
    values,
    cursors,
    change: (next) => set({ values: next, cursors: [] }),
    turn: (next) => set({ values, cursors: next }),
  };
}
