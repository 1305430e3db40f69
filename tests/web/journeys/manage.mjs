// Accounts, the trail, jobs: what administrators and auditors do.
import { assert, PASSWORD, served, settled, signIn, test, window } from "../harness.mjs";

test("an administrator makes an account, whose owner must set a password", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "administrator");
  await page.getByRole("link", { name: "账号", exact: true }).first().click();
  await page.getByRole("button", { name: "添加账号" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("用户名").fill("town"); // there is one
  await dialog.getByLabel("姓名、单位").fill("李四，赤水镇民政办");
  await dialog.getByLabel("角色").click();
  await page.getByTitle("镇", { exact: true }).click();
  await dialog.getByRole("button", { name: "生成" }).click();
  await dialog.getByRole("button", { name: /^添\s?加$/ }).click();
  await dialog.getByText("这个角色须选到镇（街）或村").last().waitFor();
  await dialog.getByLabel("管辖区划").fill("赤水镇");
  await page.getByRole("treeitem", { name: /赤水镇/ }).first().click();
  await dialog.getByRole("button", { name: /^添\s?加$/ }).click();
  await dialog.getByRole("alert").first().waitFor(); // nothing typed is lost
  await dialog.getByLabel("用户名").fill("li.si");
  await dialog.getByRole("button", { name: /^添\s?加$/ }).click();
  await dialog.getByText("账号 li.si 的密码只显示这一次").waitFor();
  const password = (await dialog.locator("code").innerText()).trim();
  await dialog.getByRole("button", { name: "已经告诉本人" }).click();
  await page.getByRole("link", { name: "li.si" }).waitFor();

  const other = await window(t, server);
  await signIn(other, server, "li.si", password);
  await other.getByRole("heading", { name: "请设置自己的密码" }).waitFor();
  await other.locator("#old").fill(password);
  await other.locator("#next").fill("Another-8-Harbour");
  await other.locator("#again").fill("Another-8-Harbour");
  await other.getByRole("button", { name: "修改密码" }).click();
  await other.getByRole("navigation", { name: "主菜单" }).waitFor();

  // where they are signed in, and out with it
  await page.getByRole("link", { name: "li.si" }).click();
  await page.getByText("李四，赤水镇民政办").first().waitFor();
  await page.getByRole("button", { name: "结束" }).click();
  await page.getByRole("tooltip").getByRole("button", { name: /确\s?定/ }).click();
  await page.getByText("没有登录。").waitFor();
  await page.getByRole("button", { name: /^停\s?用$/ }).click();
  await page.getByRole("tooltip").getByRole("button", { name: /^停\s?用$/ }).click();
  await page.getByText("已停用").waitFor();
  await other.goto(server.url);
  await other.locator("#name").fill("li.si");
  await other.locator("#password").fill("Another-8-Harbour");
  await other.keyboard.press("Enter");
  await other.getByRole("alert").waitFor();
});

test("who looked at a covered number stands in the trail, with the reason", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  const status = await page.evaluate(async () => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
    const body = JSON.stringify({ fields: ["identity_number"], reason: "核对残疾证号码" });
    return (await fetch("/api/v1/households/440783116-0078/open", { method: "POST", headers, body })).status;
  });
  assert.equal(status, 200);

  const auditor = await window(t, server);
  await signIn(auditor, server, "auditor");
  await auditor.getByRole("link", { name: "审计记录" }).first().click();
  await auditor.getByLabel("做了什么").click();
  await auditor.getByTitle("查看户被遮盖的内容").click();
  await auditor.waitForURL(/action=household\.open/);
  await settled(auditor);
  const row = auditor.locator("tbody tr[data-row-key]");
  assert.equal(await row.count(), 1);
  assert.match(await row.innerText(), /county[\s\S]*440783116-0078[\s\S]*核对残疾证号码[\s\S]*已办/);
  await row.getByRole("link").first().click();
  await auditor.getByText("核对残疾证号码").waitFor();
  await auditor.getByText("127.0.0.1").waitFor();

  await auditor.goto(`${server.url}/audit?actor=county&outcome=refused`);
  await auditor.getByText("没有符合条件的记录").waitFor();

  // the file, marked, for a reason
  await auditor.goto(`${server.url}/audit?action=household.open`);
  await auditor.getByRole("button", { name: /导\s?出/ }).click();
  await auditor.getByRole("radio", { name: "CSV" }).check();
  await auditor.getByLabel("理由（记入审计）").fill("年度审计");
  await auditor.getByRole("button", { name: "开始导出" }).click();
  const [download] = await Promise.all([auditor.waitForEvent("download"), auditor.getByRole("link", { name: "export.csv" }).click()]);
  const { readFileSync } = await import("node:fs");
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines[1], /county.*household\.open.*auditor 2018-07-02/);

  await auditor.goto(`${server.url}/audit/heads`);
  await auditor.getByText(/heyi check audit --head 0:\d+:[0-9a-f]{64}/).waitFor();

  // and as a job of theirs
  await auditor.goto(`${server.url}/jobs`);
  await auditor.getByRole("link", { name: "导出审计记录" }).click();
  await auditor.getByText("年度审计").waitFor();
});

test("an administrator sees others' jobs, not what they are about", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county", PASSWORD);
  await page.evaluate(async () => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
    const body = JSON.stringify({ kind: "households", reason: "年度核对", filter: { as_of: "2018-06-30" } });
    await fetch("/api/v1/exports", { method: "POST", headers, body });
  });
  const other = await window(t, server);
  await signIn(other, server, "administrator");
  await other.getByRole("link", { name: "作业", exact: true }).first().click();
  await other.getByText("还没有记录").waitFor();
  await other.getByText("他人的", { exact: true }).click();
  await other.getByRole("link", { name: "导出户册" }).click();
  await other.getByText("这是别人的作业").waitFor();
  assert.equal(await other.getByText("年度核对").count(), 0);
});
