// A parameter is moved, and what follows is what `heyi simulate` tells.
import { readFileSync } from "node:fs";
import { assert, barriers, served, settled, shoot, signIn, sticksOut, test, until, window } from "../harness.mjs";

const DAY = "2018-06-30";
const cell = (page, figure, side) => page.locator(`[data-figure="${figure}"] td`).nth(side);
const number = (text) => Number(text.replace(/[,%+]/g, "").replace("−", "-"));
const told = (page, figure, side, text) => until(page, async () => (await cell(page, figure, side).textContent()) === text, `${figure} isn't ${text}`);

/* What the command line says of it. */
async function simulated(server, division, line) {
  const said = await server.run(`simulate --as-of ${DAY} --division ${division} --set line=${line} --format json`);
  return JSON.parse(said.slice(said.indexOf("{")));
}

test("the line is raised by keyboard; the figures are those of the command line", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.getByRole("link", { name: "模拟测算" }).click();
  await page.goto(`${server.url}/simulation?as_of=${DAY}`);
  await page.getByText("还没有改动参数").waitFor();
  await told(page, "bill", 0, "466,358.94");
  await told(page, "bill", 1, "466,358.94");

  await page.getByRole("spinbutton", { name: "低保标准" }).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("880");
  await page.keyboard.press("Enter");
  await page.waitForURL(/set=line%404407%3D880/);
  const { scenarios, changes } = await simulated(server, "440783116", 880);
  const [before, after] = scenarios;
  await until(page, async () => number(await cell(page, "bill", 1).textContent()) === after.monthly_bill, "the bill isn't the command line's");
  assert.equal(number(await cell(page, "bill", 0).textContent()), before.monthly_bill);
  assert.equal(number(await cell(page, "households", 1).textContent()), after.covered_households);
  assert.equal(number(await cell(page, "people", 1).textContent()), after.covered_people);
  assert.equal(number(await cell(page, "incidence", 1).textContent()), after.incidence);
  assert.equal(number(await cell(page, "rural", 1).textContent()), after.topup_level_rural);
  const gained = changes.find((c) => c.change === "gained");
  const row = page.getByRole("row", { name: /^待遇增加/ }).first();
  assert.equal(number(await row.getByRole("cell").nth(1).textContent()), gained.households);
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  await shoot(page, "simulation-line");

  // the slider, by keys; what was reset is gone from the address
  const slider = page.getByRole("slider", { name: "低保标准" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/set=line%404407%3D890/);
  await page.reload();
  const higher = (await simulated(server, "440783116", 890)).scenarios[1];
  await until(page, async () => number(await cell(page, "bill", 1).textContent()) === higher.monthly_bill, "the reload lost the scenario");

  const [file] = await Promise.all([page.waitForEvent("download"), exportAs(page, "汇总数字（CSV）")]);
  const csv = readFileSync(await file.path(), "utf8");
  assert.ok(csv.includes(`月支出（元）,${before.monthly_bill.toFixed(2)},${higher.monthly_bill.toFixed(2)}`), csv.slice(0, 400));

  await page.getByRole("button", { name: "低保标准复原", exact: true }).first().click();
  await page.getByText("还没有改动参数").waitFor();
  assert.ok(!page.url().includes("line"));
});

async function exportAs(page, name) {
  await page.getByRole("button", { name: "导出" }).hover();
  await page.getByRole("menuitem", { name }).click();
}

test("two scenarios side by side, under names, on paper; the households as a file", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/simulation?as_of=${DAY}&name=${encodeURIComponent("提标")}&set=line%404407%3D880`);
  await told(page, "bill", 1, "529,422.61");
  await page.getByRole("button", { name: "比较另一方案" }).click();
  await page.getByRole("textbox", { name: "方案名称" }).fill("缩短渐退");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "全部复原" }).click();
  await page.getByRole("spinbutton", { name: "渐退月数" }).fill("3");
  await page.keyboard.press("Enter");
  await page.waitForURL(/set2=grace_months/);
  await until(page, async () => (await page.getByRole("columnheader", { name: "缩短渐退" }).count()) > 0, "the second isn't there");
  await told(page, "bill", 1, "529,422.61");
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  await shoot(page, "simulation-two");

  await exportAs(page, "受影响的户…");
  await page.getByLabel("理由（记入审计）").fill("测算明年标准");
  await page.getByRole("button", { name: "开始导出" }).click();
  await page.getByRole("link", { name: "export.xlsx" }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "关闭" }).click();

  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 673, height: 987 });
  assert.equal(await page.getByRole("slider").filter({ visible: true }).count(), 0);
  assert.ok(await page.getByRole("heading", { name: "类别流向" }).isVisible());
  await shoot(page, "simulation-printed");
  assert.deepEqual(await sticksOut(page), []);
});

test("a scenario becomes a proposal, and a proposal the other side", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "city");
  await page.goto(`${server.url}/simulation?as_of=${DAY}&division=440783116&set=line%404407%3D880`);
  await told(page, "bill", 1, "529,422.61");
  await page.getByRole("button", { name: "作为提案…" }).click();
  await page.getByLabel("名称").last().fill("提高低保标准");
  await page.getByLabel("理由（记录在案）").fill("省里公布了新标准");
  await page.getByRole("button", { name: "建立提案" }).click();
  await page.waitForURL(/\/proposals\/1$/);
  const rows = await page.evaluate(async () => (await (await fetch("/api/v1/proposals/1/parameters?name=line")).json()).items);
  assert.deepEqual(
    rows.map((r) => [r.valid_from, r.valid_to, r.value, r.sample]),
    [["2018-01-01", "2018-07-01", "800.00", false], ["2018-07-01", null, "880.00", true]],
  );

  await page.goto(`${server.url}/simulation?as_of=2018-07-02&division=440783116`);
  await page.getByLabel("方案以哪个政策为准").click();
  await page.getByTitle("提案 1：提高低保标准").click();
  await page.waitForURL(/proposal=1/);
  await until(page, async () => number(await cell(page, "bill", 1).textContent()) > number(await cell(page, "bill", 0).textContent()), "the proposal changes nothing");
  assert.equal(await page.getByRole("button", { name: "作为提案…" }).count(), 0);

  const town = await window(t, server);
  await signIn(town, server, "town");
  await town.goto(`${server.url}/simulation`);
  await town.getByRole("heading", { name: "主要数字" }).waitFor();
  assert.equal(await town.getByRole("button", { name: "作为提案…" }).count(), 0);
});
