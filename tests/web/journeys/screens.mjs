// Every screen of web/src/routes.ts, seen by somebody who may see it: nothing breaks, nothing sticks
// out, automated checks of accessibility pass; screenshots for people to look at.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert, barriers, DESK, PHONE, served, settled, shoot, signIn, sticksOut, test, window } from "../harness.mjs";

// What parameters of paths stand for in the sample.
const EXAMPLES = { no: "440783116-0078", job: "1", person: "1-229", run: "2", name: "town", register: "0", seq: "1" };
const WHO = { administer: "administrator", audit: "auditor" };

async function routes() {
  const from = createRequire(new URL("../../../web/package.json", import.meta.url));
  const source = readFileSync(new URL("../../../web/src/routes.ts", import.meta.url), "utf8");
  const { transform } = from("esbuild");
  const { code } = await transform(source, { loader: "ts", format: "esm" });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

function example(path) {
  return path.replace(/:(\w+)/g, (_, name) => {
    assert.ok(EXAMPLES[name], `${path}: EXAMPLES in screens.mjs has no ${name}`);
    return EXAMPLES[name];
  });
}

function fileOf(path) {
  return path === "/" ? "start" : path.slice(1).replace(/[/:]+/g, "-");
}

/* A job to look at, numbered 1 in each copy: the county's export of its households. */
async function makeJob(page) {
  const status = await page.evaluate(async () => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
    const r = await fetch("/api/v1/exports", { method: "POST", headers, body: JSON.stringify({ kind: "households", reason: "年度核对", filter: { as_of: "2018-06-30" } }) });
    return r.status;
  });
  assert.equal(status, 202);
}

for (const language of ["zh", "en"])
  for (const [format, size] of [["desk", DESK], ["phone", PHONE]])
    test(`every screen, ${language}, ${format}`, async (t) => {
      const { screens } = await routes();
      const server = await served(t);
      const faults = [];
      const see = async (page, screen, name) => {
        try {
          if (screen) await page.goto(server.url + example(screen.path));
          await page.locator("h1").first().waitFor();
          await settled(page);
        } catch (e) {
          faults.push(`${name}: ${e.message}`);
        }
        await shoot(page, `${name}-${language}-${format}`);
        faults.push(...(await sticksOut(page)).map((f) => `${name}: ${f}`), ...(await barriers(page)).map((f) => `${name}: ${f}`));
      };

      const stranger = await window(t, server, { size, language });
      await stranger.goto(server.url);
      await see(stranger, undefined, "sign-in");
      for (const screen of screens.filter((s) => s.open)) await see(stranger, screen, fileOf(screen.path));

      for (const who of ["county", "administrator", "auditor"]) {
        const mine = screens.filter((s) => !s.open && (WHO[s.right] ?? "county") === who);
        if (mine.length === 0) continue;
        const page = await window(t, server, { size, language });
        await signIn(page, server, who);
        if (who === "county") await makeJob(page);
        for (const screen of mine) await see(page, screen, fileOf(screen.path));
      }
      assert.deepEqual(faults, []);
    });
