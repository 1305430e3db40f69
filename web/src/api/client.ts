/* Calls of the API, typed by its document. Every call
 *  - that is refused since the session lapsed waits for the sign-in dialog and is repeated;
 *  - that writes carries the CSRF token, and is sent once however often it is pressed;
 *  - that writes and may be repeated has an idempotency key, which stays until an answer comes: sent
 *    again after a lost answer it takes effect once;
 *  - that fails throws a Problem. */
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./made/schema";
import { operations } from "./made/operations";
import { noAnswer, problemOf } from "./problem";
import { readSession, sessionState, signedInAgain } from "./session";

const BASE = "/api/v1";
const KEY = "Idempotency-Key";
const CSRF = "X-CSRF-Token";

const underWay = new Map<string, Promise<Response>>();
const keys = new Map<string, string>();

function writes(request: Request) {
  return request.method !== "GET";
}

/* What makes two writes the same; files are not compared. */
async function contentOf(request: Request) {
  const type = request.headers.get("Content-Type") ?? "application/json";
  const body = type.startsWith("application/json") ? await request.clone().text() : randomName();
  return `${request.method} ${request.url} ${request.headers.get("If-Match") ?? ""} ${body}`;
}

/* crypto.randomUUID is only there under https and on localhost. */
function randomName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
}

async function codeOf(response: Response) {
  const problem = (await response.clone().json().catch(() => ({}))) as { code?: string };
  return problem.code;
}

async function once(request: Request): Promise<Response> {
  const csrf = sessionState().session?.csrf;
  const copy = request.clone();
  if (writes(copy) && csrf) copy.headers.set(CSRF, csrf);
  try {
    return await fetch(copy);
  } catch (e) {
    if (request.signal.aborted) throw e;
    throw noAnswer();
  }
}

async function withSession(request: Request): Promise<Response> {
  const response = await once(request);
  if (response.status === 401 && (await codeOf(response)) === "sign-in-needed") {
    await signedInAgain();
    return once(request);
  }
  // signed in again in another tab
  if (response.status === 403 && (await codeOf(response)) === "csrf") {
    await readSession();
    return once(request);
  }
  return response;
}

async function send(request: Request): Promise<Response> {
  if (!writes(request)) return withSession(request);
  const content = await contentOf(request);
  let answer = underWay.get(content);
  if (!answer) {
    answer = withSession(request).finally(() => underWay.delete(content));
    underWay.set(content, answer);
  }
  return (await answer).clone();
}

function takesKey(method: string, path: string) {
  const name = `${method.toLowerCase()} ${path}`;
  return name in operations && "keyed" in operations[name as keyof typeof operations];
}

const rules: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (!takesKey(request.method, schemaPath)) return;
    const content = await contentOf(request);
    const key = keys.get(content) ?? randomName();
    keys.set(content, key);
    request.headers.set(KEY, key);
  },
  async onResponse({ request, response }) {
    const key = request.headers.get(KEY);
    if (key && response.status !== 503)
      for (const [content, k] of keys) if (k === key) keys.delete(content);
    if (!response.ok) throw await problemOf(response);
  },
};

export const api = createClient<paths>({
  baseUrl: BASE,
  fetch: send,
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(rules);

/* Where a file lies that the browser fetches itself: <a href={address("/jobs/3/files/x.csv")}> */
export function address(path: string) {
  return BASE + path;
}
