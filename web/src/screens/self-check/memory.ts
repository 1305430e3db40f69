/* Where the answers are: in this page's memory, so that looking something up elsewhere in the
 * application loses nothing. They are gone with the page. */
import { useEffect, useSyncExternalStore } from "react";
import type { Language } from "~/base/language";
import { nothing, type Outcome, type Round, type Told } from "./answers";

export type Step = { at: "begin" | "place" | "home" | "people" | "result" } | { at: "person"; person: number } | { at: "round"; round: number };

interface State {
  step: Step;
  told: Told;
  rounds: readonly Round[];
  outcome?: Outcome;
  lang?: Language; // in which the outcome is told
}

const begin: State = { step: { at: "begin" }, told: nothing, rounds: [] };
const listeners = new Set<() => void>();
let state = begin;

function set(next: State) {
  state = next;
  listeners.forEach((tell) => tell());
}

export function change(next: Partial<State>) {
  set({ ...state, ...next });
}

export function forget() {
  set(begin);
}

export function current() {
  return state;
}

export function useCheck() {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    current,
  );
}

/* Leaving the page altogether would lose what was typed: the browser asks first. */
export function useLeaveWarning() {
  const { told } = useCheck();
  const dirty = told !== nothing;
  useEffect(() => {
    if (!dirty) return;
    const warn = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
}
