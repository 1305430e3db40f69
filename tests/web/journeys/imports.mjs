// A faulty workbook is tried, its errors seen, mended, tried again and imported; the page may be
// loaded anew and the session lapse on the way.
import { fileURLToPath } from "node:url";
import { assert, barriers, PASSWORD, rows, served, settled, shoot, signIn, sticksOut, test, until, window } from "../harness.mjs";
import { idNo, xlsx } from "../xlsx.mjs";

const HOME = "440783116-0078";
const HEAD = ["户号", "姓名", "公民身份号码", "与户主关系", "工资性收入"];
const good = [
  [HOME, "欧阳甲", idNo("44079920100101", "003"), "孙辈", "0"],
  [HOME, "欧阳乙", idNo("44079920110101", "004"), "孙辈", "0"],
];
const wrongCheck = `${good[1][2].slice(0, 17)}${good[1][2].endsWith("0") ? "1" : "0"}`;
const faulty = [good[0], [HOME, "欧阳乙", wrongCheck, "表叔", "0"], [HOME, "欧阳丙", idNo("44079920120101", "005"), "孙辈", "一万"], ["没有的户", "欧阳丁", idNo("44079920130101", "006"), "孙辈", "0"]];

const file = (rows) => ({ name: "人员.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: xlsx([["赤水镇人员名单"], HEAD, ...rows]) });

async function fine(page) {
  assert.deepEqual([...(await barriers(page)), ...(await sticksOut(page))], []);
}

test("a faulty workbook, mended and imported", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.getByRole("link", { name: "导入", exact: true }).first().click();
  await page.getByText("从“开始导入”上传第一份名单").waitFor();
  await page.getByRole("link", { name: "开始导入" }).click();

  // what can be told at once is
  await page.getByRole("button", { name: "试导入" }).click();
  await page.getByText("请选择导入什么").waitFor();
  await page.getByRole("radio", { name: "人员" }).check();
  const template = page.waitForEvent("download");
  await page.getByRole("button", { name: "下载模板" }).click();
  assert.equal((await template).suggestedFilename(), "人员.csv");
  await page.getByLabel("这些事实自何日起成立").fill("2018-07-01");
  await page.keyboard.press("Enter");
  await page.getByText("名单完整：").click();
  await page.getByText("试导入会先列出每一个将离户").waitFor();
  await page.getByText("名单完整：").click();
  await page.getByLabel("要导入的文件").setInputFiles({ name: "旧.xls", mimeType: "application/vnd.ms-excel", buffer: Buffer.from("x") });
  await page.getByText("请另存为 XLSX 再传").waitFor();
  await page.getByRole("button", { name: "不传 旧.xls" }).click();

  // the session lapses while the file is sent
  await page.context().clearCookies();
  await page.getByLabel("要导入的文件").setInputFiles(file(faulty));
  const dialog = page.getByRole("dialog").filter({ hasText: "登录已过期" });
  await dialog.getByLabel("密码").fill(PASSWORD);
  await dialog.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("checkbox", { name: "人员.xlsx" }).waitFor();
  await settled(page);

  // what was chosen survives
  await page.reload();
  await page.getByRole("checkbox", { name: "人员.xlsx" }).waitFor();
  assert.equal(await page.getByRole("checkbox", { name: "人员.xlsx" }).isChecked(), true);
  assert.equal(await page.getByRole("radio", { name: "人员" }).isChecked(), true);
  assert.equal(await page.getByLabel("这些事实自何日起成立").inputValue(), "2018-07-01");
  await settled(page);
  await shoot(page, "imports-new-filled");
  await fine(page);
  await page.getByRole("button", { name: "试导入" }).click();

  // errors by cause, one by one, as a file
  await page.getByRole("heading", { name: "被拒绝的行" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: /公民身份号码.*校验位/ }).waitFor();
  await settled(page);
  await shoot(page, "imports-errors");
  await fine(page);
  const whole = await page.locator("main").innerText();
  assert.equal(/\d{17}[\dX]/.test(whole), false, "a whole identity number");
  await page.getByRole("button", { name: /工资性收入.*不是数字/ }).click();
  await page.getByRole("cell", { name: "一万" }).waitFor();
  await settled(page);
  await rows(page, 1);
  const errors = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载错误清单" }).click();
  assert.match((await errors).suggestedFilename(), /errors\.csv$/);

  // mended: the choices are still there, the file takes the old one's place
  await page.getByRole("link", { name: "改好后重新上传" }).click();
  await page.getByRole("checkbox", { name: "人员.xlsx" }).waitFor();
  assert.equal(await page.getByLabel("这些事实自何日起成立").inputValue(), "2018-07-01");
  await page.getByLabel("要导入的文件").setInputFiles(file(good));
  await until(page, async () => (await page.getByRole("checkbox", { name: "人员.xlsx", checked: true }).count()) === 1, "the mended file isn't chosen");
  await settled(page);
  assert.equal(await page.getByRole("checkbox", { name: "人员.xlsx" }).count(), 1);
  await page.getByRole("button", { name: "试导入" }).click();
  await page.getByText("还没有写入。核对无误后正式导入。").waitFor();
  await settled(page);
  await shoot(page, "imports-trial");
  await page.getByRole("button", { name: "正式导入…" }).click();
  await page.getByRole("dialog").getByText("新增 2，变更 0").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: /导\s*入/ }).click();
  await page.getByText("已写入登记库").waitFor();
  await settled(page);
  await shoot(page, "imports-done");
  await page.getByRole("link", { name: "全部导入" }).click();
  await page.getByRole("row", { name: /^人员 人员\.xlsx 已完成 2 2 0 0/ }).waitFor();
});

test("who would leave is listed first", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { language: "en" });
  await signIn(page, server, "town");
  await page.goto(`${server.url}/imports/new`);
  await page.getByRole("radio", { name: "People" }).check();
  await page.getByLabel("The facts hold from").fill("2018-07-01");
  await page.keyboard.press("Enter");
  await page.getByText("It is complete:").click();
  await page.getByLabel("Files to import").setInputFiles(file([good[0]]));
  await page.getByRole("checkbox", { name: "人员.xlsx" }).waitFor();
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("heading", { name: "Members who would leave or move" }).waitFor();
  await settled(page);
  await shoot(page, "imports-leaving-en");
  await fine(page);
  await page.getByRole("button", { name: "Import…" }).click();
  await page.getByText(/\d+ people leave their household or move/).waitFor();
});

test("a department's data: what fails can be tried again with the same file", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/imports/new`);
  await page.getByRole("radio", { name: "部门数据" }).check();
  await page.getByLabel("来源").fill("机动车");
  await page.getByTitle(/^机动车/).click();
  await page.getByText("可用的列（").click();
  await page.getByRole("cell", { name: /^车辆类型/ }).waitFor();
  await page.getByLabel("要导入的文件").setInputFiles(fileURLToPath(new URL("../../api/cars.csv", import.meta.url)));
  await page.getByRole("checkbox", { name: "cars.csv" }).waitFor();
  await settled(page);
  await shoot(page, "imports-new-feed");
  await fine(page);
  await page.getByRole("button", { name: "试导入" }).click();
  await page.getByText(/请勾选“没有一行是库中人员也导入”/).waitFor();
  await page.getByRole("link", { name: "改好后重新试导入" }).click();
  await page.getByRole("checkbox", { name: "cars.csv" }).check();
  await page.getByRole("checkbox", { name: "没有一行是库中人员也导入" }).check();
  await page.getByRole("button", { name: "试导入" }).click();
  await page.getByText("还没有写入。核对无误后正式导入。").waitFor();
  await page.getByRole("button", { name: "正式导入…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "导入", exact: true }).click();
  await page.getByRole("link", { name: /^查看第 \d+ 批$/ }).click();
  await page.getByRole("heading", { name: /^机动车：第 \d+ 批/ }).waitFor();
});
