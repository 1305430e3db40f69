import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Problem } from "./problem";

type Answer = (request: Request) => Response | Promise<Response>;

const session = { account: 3, name: "town", csrf: "first" };
let asked: Request[] = [];
let answers: Answer[] = [];

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const refused = (status: number, code: string) => json(status, { code, title: "题", title_en: "title", request: 7 });
const job = () => json(200, { job: 1 });
const cancel = async () => {
  const { api } = await import("./client");
  return api.POST("/jobs/{job}/cancel", { params: { path: { job: 1 } } });
};

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("location", { origin: "http://localhost", reload: () => undefined });
  asked = [];
  answers = [];
  const RealRequest = Request;
  vi.stubGlobal(
    "Request",
    class extends RealRequest {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(typeof input === "string" && input.startsWith("/") ? `http://localhost${input}` : input, init);
      }
    },
  );
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = typeof input === "string" ? new Request(input, init) : input;
    if (request.url.endsWith("/session")) return json(200, { ...session, csrf: "second" });
    asked.push(request);
    const answer = answers.shift();
    if (!answer) throw new TypeError("no network");
    return answer(request);
  });
});

afterEach(() => vi.unstubAllGlobals());

describe("a write", () => {
  test("that is pressed twice is sent once", async () => {
    answers = [job];
    const [first, second] = await Promise.all([cancel(), cancel()]);
    expect(asked).toHaveLength(1);
    expect(first.data).toEqual(second.data);
  });

  test("whose answer was lost goes again under the same key, the next one under another", async () => {
    await expect(cancel()).rejects.toMatchObject({ code: "no-answer" });
    answers = [job, job];
    await cancel();
    await cancel();
    const keys = asked.map((r) => r.headers.get("Idempotency-Key"));
    expect(keys[0]).toBeTruthy();
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test("that is refused throws a problem with the request's number", async () => {
    answers = [() => refused(409, "conflict")];
    const problem = (await cancel().catch((e: unknown) => e)) as Problem;
    expect(problem).toMatchObject({ status: 409, code: "conflict", request: 7 });
  });

  test("refused for its token is repeated with the session's new one", async () => {
    answers = [() => refused(403, "csrf"), job];
    await cancel();
    expect(asked[1]?.headers.get("X-CSRF-Token")).toBe("second");
  });
});

test("a call of a lapsed session waits for the sign-in and is repeated", async () => {
  answers = [() => refused(401, "sign-in-needed"), job];
  const { readSession, sessionState, signIn } = await import("./session");
  await readSession();
  const call = cancel();
  await vi.waitFor(() => expect(sessionState().lapsed).toBe(true));
  expect(asked).toHaveLength(1);
  await signIn("town", "Harbour-7-Junction");
  expect((await call).data).toEqual({ job: 1 });
  expect(asked[1]?.headers.get("X-CSRF-Token")).toBe("second");
});
