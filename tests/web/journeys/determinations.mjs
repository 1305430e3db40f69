// A trial is run, reviewed, compared, committed, and taken out as a file.
import { readFileSync } from "node:fs";
import { assert, barriers, rows, served, settled, shoot, signIn, test, window } from "../harness.mjs";

async function startTrial(page, server, day) {
  await page.goto(`${server.url}/determinations`);
  await page.locator("main").getByRole("link", { name: "开始试认定" }).click();
  await page.getByLabel("认定日").click();
  await page.getByLabel("认定日").fill(day);
  await page.keyboard.press("Enter");
  await page.getByRole("checkbox", { name: /只重新认定/ }).check();
  await page.reload(); // what was chosen is still there
  assert.equal(await page.getByLabel("认定日").inputValue(), day);
  await page.getByRole("button", { name: "开始试认定" }).click();
  await page.waitForURL(/\/determinations\/trial-\d+$/);
  await page.getByText("尚未提交").waitFor();
}

const tab = (page, name) => page.getByRole("tab", { name }).click();

test("a trial: run, review, compare, commit, export", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await startTrial(page, server, "2018-07-02");

  await page.getByText("✓ 平衡").waitFor();
  const balance = (await page.getByRole("region", { name: "平衡", exact: true }).innerText()).match(/\d+/g).map(Number);
  assert.equal(balance[0], balance[1] + balance[2] + balance[3]);
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  await shoot(page, "determination-trial");

  await tab(page, "逐户结果");
  await page.getByRole("combobox", { name: "类别" }).click();
  await page.getByTitle("特困").click();
  await page.waitForURL(/category=destitute/);
  await rows(page, 17);
  await page.getByRole("columnheader", { name: "月发放" }).click();
  await page.waitForURL(/sort=monthly_amount/);

  await tab(page, "待补事实");
  await page.getByRole("heading", { name: "缺哪些事实" }).waitFor();
  await tab(page, "与此前比较");
  await page.getByRole("heading", { name: /第 2 次认定 \(2018-06-30\) → 试认定/ }).waitFor();
  await page.getByLabel("与哪一次比").click();
  await page.getByTitle("第 1 次（2018-01-01）").click();
  await page.waitForURL(/before=1/);
  await page.getByRole("heading", { name: /第 1 次认定 \(2018-01-01\) → 试认定/ }).waitFor();
  await page.getByRole("img", { name: "此前 → 此次" }).waitFor();
  await page.getByLabel("变化", { exact: true }).click();
  await page.getByTitle("退出保障").click();
  await page.waitForURL(/change=left/);
  const left = await page.getByRole("row", { name: /^退出保障 \d/ }).getByRole("cell").first().innerText();
  await rows(page, Number(left));
  assert.deepEqual(await barriers(page), []);
  await shoot(page, "determination-comparison");

  await page.getByRole("button", { name: "提交…" }).click();
  const dialog = page.getByRole("dialog", { name: "提交这次认定？" });
  await dialog.getByText("337：已定").waitFor();
  const commit = dialog.getByRole("button", { name: "提交" });
  assert.ok(await commit.isDisabled());
  await dialog.getByLabel("我已核对").check();
  await shoot(page, "determination-commit");
  await commit.click();
  await page.waitForURL(/\/determinations\/3$/);
  await page.getByRole("heading", { name: "第 3 次认定", level: 1 }).waitFor();
  await page.getByText("由 county 提交").waitFor();

  await tab(page, "逐户结果");
  await page.getByLabel("去向", { exact: true }).click();
  await page.getByTitle("渐退期").click();
  await page.waitForURL(/standing=grace/);
  await page.getByRole("button", { name: "导出" }).click();
  const out = page.getByRole("dialog", { name: "导出为文件" });
  await out.getByText("只含：渐退期").waitFor();
  await out.getByText("CSV").click();
  await out.getByRole("button", { name: "开始导出" }).click();
  await out.getByText("请写明理由").waitFor();
  await out.getByLabel("理由").fill("渐退期公示");
  await out.getByRole("button", { name: "开始导出" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), out.getByRole("link", { name: "export.csv" }).click()]);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n");
  assert.match(lines[0], /household_no,.*watermark/);
  assert.match(lines[1], /,grace,.*county 2018-07-02/);

  await page.goto(`${server.url}/determinations`);
  await page.getByRole("link", { name: "第 3 次" }).waitFor();
  await page.getByRole("link", { name: /试认定 \d+/ }).click();
  await page.getByText("尚未提交").waitFor();
});

test("what was reviewed is committed, and nothing else; without the right it isn't offered", async (t) => {
  const server = await served(t);
  const town = await window(t, server);
  await signIn(town, server, "town");
  await startTrial(town, server, "2018-06-30");
  await town.getByText("提交由有提交权限的人办理").waitFor();
  assert.equal(await town.getByRole("button", { name: "提交…" }).count(), 0);
  const address = town.url();

  // the county is sent the address; households are decided as of that day already
  const county = await window(t, server);
  await signIn(county, server, "county");
  await county.goto(address);
  const commit = async (replace) => {
    await county.getByRole("button", { name: /提交…/ }).click();
    const dialog = county.getByRole("dialog", { name: "提交这次认定？" });
    await dialog.getByText("325：已定").waitFor();
    if (replace) await dialog.getByLabel("以这次的结果取代").check();
    await dialog.getByLabel("我已核对").check();
    await dialog.getByRole("button", { name: "提交" }).click();
  };
  await county.getByRole("button", { name: "提交…" }).waitFor();
  await commit(false);
  await county.getByText("失败", { exact: true }).waitFor();
  await county.getByRole("alert").getByText("2018-06-30").first().waitFor();
  await commit(true);
  await county.waitForURL(/\/determinations\/3$/);

  // the finance office sees the results, and may take them out, but not begin anything
  const finance = await window(t, server);
  await signIn(finance, server, "finance");
  await finance.goto(`${server.url}/determinations`);
  await finance.getByRole("link", { name: "第 3 次" }).waitFor();
  assert.equal(await finance.getByText("开始试认定").count(), 0);
});
