// What journeys through the web application share (README.md): the sample served by the real
// program, a real browser, and a watch over everything that a page must never do.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import readline from "node:readline";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";

const from = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = from("playwright-core");
const axe = readFileSync(from.resolve("axe-core/axe.min.js"), "utf8");

export const PASSWORD = "Harbour-7-Junction";
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };
export const CLOCK = new Date("2018-07-02T08:00:00+08:00"); // the sample's
const PATIENCE = 30_000; // milliseconds; a build with sanitizers is slow

const { HEYI_PROGRAM: heyi, HEYI_WEB_SHOTS: shots = "web-shots" } = process.env;

// ---- the program ----

let register;

// The sample is made once, whoever needs it first.
function sample() {
  register ??= start();
  return register;
}

async function start() {
  const serve = fileURLToPath(new URL("serve.py", import.meta.url));
  const child = spawn("python3", [serve, heyi], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the sample can't be served");
    return JSON.parse(value);
  };
  let last = Promise.resolve();
  const { folder } = await next();
  return {
    folder, // sample/… lies in it: what the register was made of
    order: (...words) => {
      child.stdin.write(`${words.join(" ")}\n`);
      last = last.then(next);
      return last;
    },
    end: () => new Promise((resolve) => child.on("exit", resolve) && child.stdin.end()),
  };
}

let copies = 0;

/* A server on a copy of the sample of its own, until the test ends:
 * { port, url, setup, folder, sql(statement), run(words) } */
export async function served(t, { accounts = true } = {}) {
  const { order, folder } = await sample();
  const name = `w${++copies}`;
  const { port, setup } = await order(accounts ? "serve" : "empty", name);
  const windows = []; // to be closed first: each gives what was wrong in it
  t.after(async () => {
    const faults = (await Promise.all(windows.map((close) => close()))).flat();
    const { failures } = await order("stop", name);
    assert.deepEqual([...faults, ...failures], []);
  });
  return {
    port,
    setup,
    folder,
    windows,
    url: `http://localhost:${port}`,
    sql: (statement) => order("sql", name, statement),
    run: async (words) => (await order("run", name, words)).said,
  };
}

// ---- the browser ----

let browser;

after(async () => {
  await (await browser)?.close();
  await (await register)?.end();
});

/* A browser's window of its own; the test fails with what a page must never do. */
export async function window(t, server, { size = DESK, language = "zh" } = {}) {
  browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const context = await (await browser).newContext({
    viewport: size,
    locale: language === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE);
  await context.addInitScript((l) => {
    // about:blank has no storage
    if (location.protocol !== "about:" && !localStorage.getItem("heyi.language")) localStorage.setItem("heyi.language", JSON.stringify(l));
  }, language);
  await context.clock.setFixedTime(CLOCK);
  const faults = watch(context, server);
  const page = await context.newPage();
  page.underWay = new Set();
  page.on("request", (r) => r.resourceType() !== "eventsource" && page.underWay.add(r));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (r) => page.underWay.delete(r));
  server.windows.push(async () => {
    if (t.error) await page.screenshot({ path: `${place()}/failed-${t.name.replace(/\W+/g, "-")}.png` });
    await context.close();
    return faults;
  });
  return page;
}

function watch(context, server) {
  const faults = [];
  context.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (["data:", "blob:"].includes(protocol) || host === new URL(server.url).host) return;
    faults.push(`a request to ${request.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    const { url } = message.location();
    // Chromium reports every refusal of the API itself; the page tells people
    if (/^Failed to load resource: .* status of 4\d\d/.test(message.text()) && url.includes("/api/v1/")) return;
    faults.push(`console: ${message.text()} (${url})`);
  });
  context.on("weberror", (e) => faults.push(`uncaught: ${e.error().stack ?? e.error()}`));
  return faults;
}

// ---- what journeys do often ----

export async function signIn(page, server, name, password = PASSWORD) {
  await page.goto(server.url);
  await page.locator("#name").fill(name);
  await page.locator("#password").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("nav, #code, #old").first().waitFor({ state: "attached" });
}

/* Nothing on the page is still being read, for a moment; streams of events go on. */
export async function settled(page) {
  const { underWay } = page;
  const end = performance.now() + PATIENCE;
  for (let quiet = 0; quiet < 4; quiet++) {
    await page.waitForTimeout(50);
    if (underWay.size > 0 || (await page.locator("[aria-busy=true]").count()) > 0) quiet = -1;
    assert.ok(performance.now() < end, `still under way: ${[...underWay].map((r) => r.url())}`);
  }
}

/* Asks again until it is so. */
export async function until(page, ask, what) {
  const end = performance.now() + PATIENCE;
  while (!(await ask())) {
    assert.ok(performance.now() < end, what);
    await page.waitForTimeout(50);
  }
}

/* So many rows of a list. */
export async function rows(page, n) {
  const list = page.locator("tbody tr[data-row-key]");
  await until(page, async () => (await list.count()) === n, `there aren't ${n} rows`);
}

/* What automated checks know of accessibility (WCAG 2.1 A and AA); none is as it should be. */
export async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }),
  );
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(" | ")}`);
}

/* Whether something sticks out to the right. */
export async function sticksOut(page) {
  const out = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return out > 0 ? [`${out} px wider than the window`] : [];
}

function place() {
  mkdirSync(shots, { recursive: true });
  return shots;
}

/* A picture of the page, the first of a long one. */
export async function shoot(page, name) {
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.min(Math.max(whole, height), 3 * height) };
  await page.screenshot({ path: `${place()}/${name}.png`, fullPage: true, clip });
}

export { assert, test };
