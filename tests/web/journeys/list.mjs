// A list: filters and order in the address, pages, columns, keyboard.
import { readFileSync } from "node:fs";
import { assert, rows, served, signIn, test, window } from "../harness.mjs";

test("the list of households", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.getByRole("link", { name: "户册" }).first().click();
  await page.getByText("共 337 条").waitFor();
  const first = () => page.locator("tbody tr[data-row-key]").first().getAttribute("data-row-key");

  await page.getByLabel("去向", { exact: true }).click();
  await page.getByTitle("渐退期").click();
  await page.waitForURL(/standing=grace/);
  await rows(page, 21);
  await page.reload();
  await rows(page, 21);
  await page.getByRole("button", { name: "清除筛选" }).click();
  await page.getByText("共 337 条").waitFor();

  const before = await first();
  await page.getByRole("button", { name: "下一页" }).click();
  await page.getByText("第 2 页").waitFor();
  await page.waitForFunction((key) => document.querySelector("tbody tr[data-row-key]")?.getAttribute("data-row-key") !== key, before);
  await page.reload();
  await page.getByText("第 2 页").waitFor();
  await page.goBack();
  await page.waitForFunction((key) => document.querySelector("tbody tr[data-row-key]")?.getAttribute("data-row-key") === key, before);

  await page.getByRole("button", { name: "选列" }).click();
  await page.getByRole("checkbox", { name: "认定日期" }).check();
  await page.reload();
  await page.getByRole("columnheader", { name: "认定日期" }).waitFor();

  await page.locator("#main").focus();
  await page.keyboard.press("/");
  await page.keyboard.type("440783116-007");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search$/);
  await page.getByRole("link", { name: "440783116-0078" }).waitFor();
});

test("divisions are picked from the tree", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.goto(`${server.url}/households`);
  await page.getByLabel("区划").click();
  await page.getByText("苍城镇", { exact: true }).click();
  await page.waitForURL(/division=440783104000/);
  await page.getByText("共 12 条").waitFor();
});

test("a list without people is saved as a file", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.goto(`${server.url}/deliveries?source=vehicle`);
  await page.locator("tbody tr[data-row-key]").first().waitFor();
  const there = await page.locator("tbody tr[data-row-key]").count();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出" }).click()]);
  assert.equal(file.suggestedFilename(), "部门数据.csv");
  const [head, ...lines] = readFileSync(await file.path(), "utf8").trimEnd().split("\r\n");
  assert.match(head, /来源,第几批,状态/);
  assert.equal(lines.length, there);
  assert.match(lines[0], /^机动车,\d+,有效,2018-\d\d-\d\d/);
});
