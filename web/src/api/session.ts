/* Who is signed in. When a session lapses the page stays: a dialog asks for the password, and the
 * calls that were refused are repeated. */
import { useSyncExternalStore } from "react";
import { forgetWork, keep, kept } from "~/base/storage";
import type { components } from "./made/schema";
import { noAnswer, problemOf } from "./problem";

export type Session = components["schemas"]["Session"];

export interface State {
  /* undefined: not asked yet; null: nobody */
  session: Session | null | undefined;
  lapsed: boolean;
}

const ADDRESS = "/api/v1/session";
const SIGNED_IN = "signed-in"; // kept while somebody is: a stranger's browser asks nothing
const listeners = new Set<() => void>();
let state: State = { session: undefined, lapsed: false };
let waiting: { resolve: () => void; reject: (why: Error) => void }[] = [];

function set(next: Partial<State>) {
  state = { ...state, ...next };
  if (next.session !== undefined) keep(SIGNED_IN, next.session ? true : undefined);
  listeners.forEach((tell) => tell());
}

export function sessionState() {
  return state;
}

export function useSessionState() {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, sessionState);
}

/* Of the signed-in part of the application, where there always is one. */
export function useSession(): Session {
  const { session } = useSessionState();
  if (!session) throw new Error("nobody is signed in");
  return session;
}

async function ask(init?: RequestInit): Promise<Response> {
  try {
    return await fetch(ADDRESS, init);
  } catch {
    throw noAnswer();
  }
}

/* Who this is, when the page opens. */
export async function findSession() {
  if (kept(SIGNED_IN)) await readSession();
  else set({ session: null });
}

/* Asks the server who this is. */
export async function readSession() {
  const response = await ask();
  if (response.status === 401) {
    await response.text(); // the connection is free for the next call
    set({ session: null });
    return;
  }
  if (!response.ok) throw await problemOf(response);
  set({ session: (await response.json()) as Session });
}

/* Throws a Problem; "second-factor-needed" asks for the code besides. */
export async function signIn(name: string, password: string, code?: string) {
  const response = await ask({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, password, ...(code ? { code } : {}) }),
  });
  if (!response.ok) throw await problemOf(response);
  const session = (await response.json()) as Session;
  const other = state.lapsed && state.session?.account !== session.account;
  set({ session, lapsed: false });
  const ready = waiting;
  waiting = [];
  if (other) location.reload(); // nothing of somebody else's stays on the page
  else ready.forEach((w) => w.resolve());
}

export async function signOut() {
  const csrf = state.session?.csrf;
  const response = await ask({ method: "DELETE", headers: csrf ? { "X-CSRF-Token": csrf } : {} });
  if (!response.ok && response.status !== 401) throw await problemOf(response);
  leave();
}

/* To the sign-in page, with nothing left of whoever was here. */
export function leave() {
  keep(SIGNED_IN, undefined);
  forgetWork();
  location.assign("/");
}

/* The session has lapsed: settles when the dialog has brought it back. */
export function signedInAgain(): Promise<void> {
  set({ lapsed: true });
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}
