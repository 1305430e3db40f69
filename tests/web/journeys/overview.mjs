// One's area at a glance, down to a village and back; what can't be computed says why.
import { assert, barriers, PHONE, rows, served, settled, signIn, sticksOut, test, window } from "../harness.mjs";

test("the overview, from the county down to a village", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.getByRole("heading", { name: "开平市", level: 1 }).waitFor();
  const figure = (name) => page.getByRole("region", { name, exact: true });
  await figure("登记").getByText("944 人").waitFor();
  await figure("低收入人口发生率").getByText("0.13%").waitFor();
  await figure("低收入人口发生率").getByRole("img", { name: "0.13%，目标 2%，达到" }).waitFor();
  await figure("城镇补差水平").getByText("未达到").waitFor();
  const row = (name) => page.getByRole("row", { name: new RegExp(`^${name}`) });
  assert.match(await row("赤水镇").innerText(), /915\s+18\s+770\s+66\s+42\s+19\s+1\.86%/);
  await page.getByText("另有 14 个地方没有登记的户").click();
  await page.getByRole("link", { name: "三埠街道" }).waitFor();

  // households instead of people, another order: kept with the next look
  await page.getByText("户数", { exact: true }).first().click();
  assert.match(await row("赤水镇").innerText(), /325\s+16\s+272/);
  await page.getByRole("button", { name: "地方" }).click();
  await page.locator('th[aria-sort="ascending"]').waitFor();
  assert.match(await page.locator("tbody tr").first().innerText(), /^苍城镇/);

  await page.getByRole("link", { name: "赤水镇" }).click();
  await page.waitForURL(/division=440783116000/);
  await page.getByRole("heading", { name: "赤水镇", level: 1 }).waitFor();
  await page.getByText("算不出各自的发生率").waitFor();
  await page.reload();
  await page.getByRole("link", { name: "沙洲村委会" }).click();
  await page.getByRole("heading", { name: "沙洲村委会", level: 1 }).waitFor();
  await figure("低收入人口发生率").getByText("政策参数里没有这里的户籍人口，算不出").waitFor();
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("navigation", { name: "所在区划" }).getByRole("link", { name: "开平市" }).click();
  await page.getByRole("heading", { name: "开平市", level: 1 }).waitFor();

  // an earlier run
  await page.getByLabel("看哪一次认定").click();
  await page.getByTitle("2018-01-01（第 1 次）").click();
  await page.waitForURL(/run=1/);
  await page.getByText("第 1 次认定，认定日 2018-01-01").waitFor();
  await page.goBack();

  // into the lists
  await figure("未定").getByRole("link").click();
  await page.getByRole("heading", { name: "待补事实", level: 1 }).waitFor();
  await page.getByText("7 户未定。").waitFor();
  await page.getByRole("link", { name: "工资性收入" }).click();
  await page.getByRole("heading", { name: "等待“工资性收入”的户" }).waitFor();
  await rows(page, 4);
  await page.getByRole("link", { name: "补充事实" }).first().waitFor();
  await page.goBack();
  await page.goBack();
  await page.getByRole("region", { name: "保障去向" }).getByRole("link", { name: "21" }).click();
  await page.waitForURL(/standing=grace/);
  await rows(page, 21);
});

test("the overview of a village user, of who sees no money, of who sees no register", async (t) => {
  const server = await served(t);
  const village = await window(t, server, { size: PHONE });
  await signIn(village, server, "village");
  await village.getByRole("heading", { name: "沙洲村委会", level: 1 }).waitFor();
  await settled(village);
  assert.deepEqual(await sticksOut(village), []);
  await village.goto(`${server.url}/?division=440783116241`);
  await village.getByRole("alert").waitFor();

  const department = await window(t, server);
  await signIn(department, server, "department");
  await department.getByRole("heading", { name: "全部", level: 1 }).waitFor();
  await settled(department);
  assert.equal(await department.getByText("月发放").count(), 0);
  await department.getByRole("region", { name: "未定" }).getByRole("link").click();
  await department.getByRole("heading", { name: "等待补充事实的户" }).waitFor();

  const administrator = await window(t, server);
  await signIn(administrator, server, "administrator");
  await administrator.getByText("您的岗位不看登记内容").waitFor();
  await administrator.locator("main").getByRole("link", { name: "账号与安全" }).waitFor();
});
