// Does what people do and prints how long each took (run, beside): act.mjs URL NAME PASSWORD
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("playwright-core");
const [url, name, password] = process.argv.slice(2);
const took = {};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" })).newPage();

async function time(what, action, drawn) {
  const begun = performance.now();
  await action();
  await drawn();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  took[what] = performance.now() - begun;
}

/* The next thing begins when nothing is under way. */
const underWay = new Set();
page.on("request", (r) => r.resourceType() !== "eventsource" && underWay.add(r));
for (const end of ["requestfinished", "requestfailed"]) page.on(end, (r) => underWay.delete(r));
const quiet = async () => {
  for (let still = 0; still < 6; still++) {
    await page.waitForTimeout(50);
    if (underWay.size > 0 || (await page.locator("[aria-busy=true]").count()) > 0) still = -1;
  }
};
const to = (label) => () => page.locator("nav").getByRole("link", { name: label, exact: true }).click();
const rows = () => page.locator("tbody a[data-row], tbody tr[data-row-key] a").first().waitFor();
const heading = (text) => page.getByRole("heading", { name: text }).first().waitFor();

const loads = [];
const count = (r) => loads.push(r.sizes().then((s) => s.responseBodySize + s.responseHeadersSize));
page.on("requestfinished", count);
await time("an empty browser to the sign-in page", () => page.goto(url), () => page.locator("#name").waitFor());
took.bytes = (await Promise.all(loads)).reduce((a, b) => a + b, 0);
page.off("requestfinished", count);

await page.locator("#name").fill(name);
await page.locator("#password").fill(password);
const categories = () => page.getByRole("heading", { name: "各类人口" }).first().waitFor();
await time("signing in to the overview", () => page.locator("button[type=submit]").click(), categories);
await quiet();

await time("户册 to its first 50 households", to("户册"), rows);
await quiet();
const first = async () => page.locator("tbody tr[data-row-key]").first().getAttribute("data-row-key");
const changed = async (what, action) => {
  const before = await first();
  await time(what, action, () => page.waitForFunction((key) => {
    const row = document.querySelector("tbody tr[data-row-key]");
    return row && row.getAttribute("data-row-key") !== key;
  }, before, { polling: "raf" }));
  await quiet();
};
await changed("下一页 to the next 50", () => page.getByRole("button", { name: /下一页/ }).click());
const place = page.getByRole("columnheader", { name: "所在地" });
await place.click();
await quiet();
await changed("所在地 to the last by place", () => place.click());

const no = await first();
await time("a household's number to its page", () => page.locator("tbody tr[data-row-key] a").first().click(), () => heading(no));
await quiet();
await time("认定说明 to the explanation", () => page.getByRole("link", { name: "认定说明" }).first().click(), () => heading("怎么算出来的"));
await quiet();

await time("initials and Enter to who is found", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("ljh");
  await page.keyboard.press("Enter");
}, () => page.locator("main a[href^='/households/'], main a[href^='/people/']").first().waitFor());
await quiet();
await time("待补事实 to what is missing where", to("待补事实"), () => heading("等待补充事实的户"));
await quiet();
await time("认定 to the runs", to("认定"), rows);
await quiet();
await time("a run to its balance", () => page.locator("tbody tr[data-row-key] a").first().click(), () => heading("平衡"));
await quiet();

const bill = page.locator('[data-figure="bill"] td').nth(1);
await time("模拟测算 to the first picture", to("模拟测算"), () => bill.waitFor());
await quiet();
const line = page.getByRole("slider", { name: "低保标准" });
const moved = async (what) => {
  const was = await bill.textContent();
  await line.focus();
  await time(what, () => page.keyboard.press("ArrowRight"), () =>
    page.waitForFunction((text) => {
      const cell = document.querySelectorAll('[data-figure="bill"] td')[1];
      return cell && cell.textContent !== text;
    }, was, { polling: "raf" }));
  await quiet();
};
await moved("the line moved to the new picture, first");
await moved("the line moved to the new picture");
await time("总览 again", to("总览"), categories);

console.log(JSON.stringify(took));
await browser.close();
