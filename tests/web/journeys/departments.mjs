// What departments sent: whose an undecided row is, a delivery taken back; a sample is drawn, visited,
// and rated.
import { assert, barriers, rows, served, settled, shoot, signIn, sticksOut, test, window } from "../harness.mjs";

async function fine(page) {
  assert.deepEqual([...(await barriers(page)), ...(await sticksOut(page))], []);
}

test("an undecided row is decided", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "village");
  await page.getByRole("link", { name: "待认定的行" }).first().click();
  await rows(page, 3);
  await settled(page);
  await shoot(page, "candidates-village");
  await fine(page);
  await page.getByRole("button", { name: /^是余/ }).first().click();
  await page.getByLabel("理由（记入审计）").fill("核对了户口簿");
  await page.getByRole("dialog").getByRole("button", { name: "认定" }).click();
  await rows(page, 2);
  await page.getByRole("checkbox", { name: "也列已认定的" }).click();
  await page.getByText("是此人", { exact: true }).first().waitFor();
});

test("a delivery is taken back", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "city");
  await page.goto(`${server.url}/deliveries?source=vehicle`);
  await page.locator("tbody a[data-row]").first().click();
  await page.getByRole("button", { name: "撤回…" }).click();
  await page.getByLabel("理由（记入审计）").fill("送错了月份");
  await page.getByRole("dialog").getByRole("button", { name: "撤回" }).click();
  await page.getByRole("heading", { name: /已撤回/ }).waitFor();
  await settled(page);
  await fine(page);
});

test("a sample is drawn, visited and rated", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.getByRole("link", { name: "抽查样本" }).click();
  await page.getByRole("spinbutton", { name: "户数" }).fill("20");
  await page.getByRole("button", { name: "抽样" }).click();
  await page.getByRole("heading", { name: "第 1 次抽样" }).waitFor();
  await rows(page, 20);
  const choose = async (n, result) => {
    await page.getByRole("combobox", { name: /的走访结果$/ }).nth(n).click();
    await page.getByTitle(result).locator("visible=true").click();
  };
  await choose(0, "认定正确");
  await choose(1, "错保（不该保）");
  await page.getByRole("textbox", { name: /^440.* 的备注$/ }).nth(1).fill("已外出务工");
  await page.reload(); // what is typed stays
  await page.getByRole("button", { name: "保存 2 户的结果" }).click();
  await page.getByRole("heading", { name: "差错率" }).waitFor();
  await page.getByText("已录入 2 户").waitFor();
  await settled(page);
  await shoot(page, "sample-rated");
  await fine(page);
  await page.getByRole("button", { name: "导出走访名单" }).click();
  await page.getByLabel("理由（记入审计）").fill("第三方走访");
  await page.getByRole("dialog").getByRole("button", { name: "导出" }).click();
  await page.getByRole("link", { name: "visits.xlsx" }).waitFor();
});
