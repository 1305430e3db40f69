// Every screen of web/src/routes.ts, seen by somebody who may see it: nothing breaks, nothing sticks
// out, automated checks of accessibility pass; screenshots for people to look at.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert, barriers, DESK, PHONE, served, settled, shoot, signIn, sticksOut, test, window } from "../harness.mjs";

// What parameters of paths stand for in the sample.
const EXAMPLES = { no: "440783116-0078", job: "1", person: "1-229", run: "2", name: "town", register: "0", seq: "1", delivery: "19", sample: "1", version: "1", decision: "category", proposal: "1" };
const PLACES = { "/imports/:job": "/imports/3", "/households/:no/findings/:finding": "/households/440783116-0223/findings/1" };
const WHO = { administer: "administrator", audit: "auditor" };
// proposals are for those who have all counties
const seenBy = ({ path, right }) => (path.startsWith("/proposals") ? "city" : (WHO[right] ?? "county"));

async function routes() {
  const from = createRequire(new URL("../../../web/package.json", import.meta.url));
  const source = readFileSync(new URL("../../../web/src/routes.ts", import.meta.url), "utf8");
  const { transform } = from("esbuild");
  const { code } = await transform(source, { loader: "ts", format: "esm" });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

function example(path) {
  return PLACES[path] ?? path.replace(/:(\w+)/g, (_, name) => {
    assert.ok(EXAMPLES[name], `${path}: EXAMPLES in screens.mjs has no ${name}`);
    return EXAMPLES[name];
  });
}

function fileOf(path) {
  return path === "/" ? "start" : path.slice(1).replace(/[/:]+/g, "-");
}

/* Jobs to look at, numbered in each copy: 1 the county's export of its households, 2 a sample, 3 a
 * trial of a list with faults. */
async function makeJobs(page) {
  const list = readFileSync(new URL("../../cli/village/messy.csv", import.meta.url), "utf8");
  const states = await page.evaluate(async (content) => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    const post = async (path, body) => {
      const type = typeof body === "string" ? "application/octet-stream" : "application/json";
      const r = await fetch(`/api/v1${path}`, {
        method: "POST",
        headers: { "Content-Type": type, "X-CSRF-Token": csrf },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return r.json();
    };
    const done = async ({ job }) => {
      for (;;) {
        const { state } = await (await fetch(`/api/v1/jobs/${job}`)).json();
        if (!["queued", "running"].includes(state)) return `${job} ${state}`;
      }
    };
    const { upload } = await post(`/uploads/raw?name=${encodeURIComponent("人员.csv")}`, content);
    return [
      await done(await post("/exports", { kind: "households", reason: "年度核对", filter: { as_of: "2018-06-30" } })),
      await done(await post("/samples", { size: 20, seed: 7, as_of: "2018-06-30", everyone: true })),
      await done(await post("/imports", { kind: "people", uploads: [upload], valid_from: "2018-07-01", dry_run: true })),
    ];
  }, list);
  assert.deepEqual(states, ["1 done", "2 done", "3 done"]);
}

/* The proposal that is looked at: the line rises. */
async function makeProposal(page) {
  const status = await page.evaluate(async () => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    const post = (path, body, tag) =>
      fetch(`/api/v1${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, ...(tag && { "If-Match": tag }) },
        body: JSON.stringify(body),
      });
    const line = { name: "line", division: "4407", unit: "元/人月" };
    const made = await post("/proposals", { title: "提高低保标准", reason: "省民政厅 2018 年第 1 号文" });
    const rows = [
      { ...line, valid_from: "2018-01-01", valid_to: "2019-01-01", value: "800.00", source: "JM18-1.2c" },
      { ...line, valid_from: "2019-01-01", value: "880.00", source: "sample" },
    ];
    return (await post("/proposals/1/parameters", { put: rows }, made.headers.get("ETag"))).status;
  });
  assert.equal(status, 200);
}

for (const language of ["zh", "en"])
  test(`every screen, ${language}`, async (t) => {
    const { screens } = await routes();
    const server = await served(t);
    const faults = [];
    const see = async (page, screen, name) => {
      const tell = (told) => faults.push(...told.map((f) => `${name}: ${f}`));
      try {
        if (screen) await page.goto(server.url + example(screen.path));
        await page.locator("h1").first().waitFor();
      } catch (e) {
        tell([e.message]);
      }
      for (const [format, size] of [["desk", DESK], ["phone", PHONE]]) {
        await page.setViewportSize(size);
        await settled(page);
        await shoot(page, `${name}-${language}-${format}`);
        tell(await sticksOut(page));
        if (language === "zh") tell(await barriers(page)); // words differ, nothing else
      }
      await page.setViewportSize(DESK);
    };

    const stranger = await window(t, server, { language });
    await stranger.goto(server.url);
    await see(stranger, undefined, "sign-in");
    for (const screen of screens.filter((s) => s.open)) await see(stranger, screen, fileOf(screen.path));

    for (const who of ["county", "city", "administrator", "auditor"]) {
      const page = await window(t, server, { language });
      await signIn(page, server, who);
      if (who === "county") await makeJobs(page);
      if (who === "city") await makeProposal(page);
      for (const screen of screens.filter((s) => !s.open && seenBy(s) === who)) await see(page, screen, fileOf(screen.path));
    }
    assert.deepEqual(faults, []);
  });
