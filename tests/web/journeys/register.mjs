// The register: find a household, see what is covered, correct a fact, enter a household, and what
// the next village must not see.
import { assert, barriers, PHONE, served, settled, shoot, signIn, sticksOut, test, window } from "../harness.mjs";

const HOUSEHOLD = "440783116-0078";

/* Asks the API as whoever is signed in on the page. */
function ask(page, path, init) {
  return page.evaluate(
    async ([where, options]) => {
      const { csrf } = await (await fetch("/api/v1/session")).json();
      const answer = await fetch(`/api/v1${where}`, {
        ...options,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, ...options?.headers },
      });
      return { status: answer.status, tag: answer.headers.get("ETag"), body: await answer.json() };
    },
    [path, init],
  );
}

async function pickDay(page, label, day) {
  const field = page.getByLabel(label);
  await field.click();
  await field.fill(day);
  await page.keyboard.press("Enter");
}

test("a household is found by initials, by keyboard alone", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await settled(page);
  await page.keyboard.press("/");
  await page.keyboard.type("pzj");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /潘子杰/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `户 ${HOUSEHOLD}` }).waitFor();
  assert.ok(!page.url().includes("pzj"), "what was looked for is in an address");
});

test("a masked number is opened with a reason, which is on record", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/households/${HOUSEHOLD}`);
  const row = page.getByRole("row", { name: /潘子杰/ });
  await row.getByText(/^\d{6}\*{8}\d{3}[\dX]$/).waitFor();
  await row.getByRole("button", { name: "说明理由后查看" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "查看" }).click();
  await dialog.getByText("请写明理由").waitFor();
  await dialog.getByLabel("理由（记入审计）").fill("入户核对证件");
  await dialog.getByRole("button", { name: "查看" }).click();
  await row.getByText(/^\d{17}[\dX]$/).waitFor();
  assert.deepEqual(await barriers(page), []);

  const other = await window(t, server);
  await signIn(other, server, "auditor");
  const { body } = await ask(other, `/households/${HOUSEHOLD}/looks?limit=10`);
  assert.ok(body.items.some((l) => l.action === "household.open" && l.actor === "town" && l.why === "入户核对证件"));
  await other.goto(`${server.url}/households/${HOUSEHOLD}?tab=looks`);
  await other.getByRole("cell", { name: "入户核对证件" }).waitFor();
});

test("a fact is corrected and stands in the history; faults are told at their fields", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/households/${HOUSEHOLD}/declare`);
  await page.getByLabel("金融资产").fill("-5");
  await page.getByText("不能为负数").waitFor();
  await page.getByLabel("金融资产").fill("15000.5");
  await page.getByRole("list", { name: "改动" }).getByText("15,000.5 元").waitFor();
  await page.getByRole("radio", { name: "更正" }).check();
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.getByText("更正须有文号或编号").waitFor();
  await page.getByLabel("证明材料的文号或编号").fill("核〔2018〕7号");
  await page.getByLabel("事由（记入变动记录）").fill("入户核实");

  // what is typed survives a reload
  await page.reload();
  await page.getByRole("list", { name: "改动" }).getByText("15,000.5 元").waitFor();
  assert.equal(await page.getByLabel("证明材料的文号或编号").inputValue(), "核〔2018〕7号");

  // somebody else was faster
  const other = await window(t, server);
  await signIn(other, server, "county");
  const { tag } = await ask(other, `/households/${HOUSEHOLD}`);
  const entered = await ask(other, `/households/${HOUSEHOLD}/facts`, {
    method: "POST",
    headers: { "If-Match": tag },
    body: JSON.stringify({ valid_from: "2018-07-02", reason: "申报", values: [{ attribute: "dwelling_count", value: "2" }] }),
  });
  assert.equal(entered.status, 200);
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.getByText("您填写期间，有人改动了这里").waitFor();
  await page.getByText("住房套数: 1 套 → 2 套").waitFor();
  assert.equal(await page.getByLabel("住房套数").inputValue(), "2");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.getByText("已登记").waitFor();

  await page.getByRole("link", { name: "看变动记录" }).click();
  await page.getByText("事由：入户核实; 核〔2018〕7号").waitFor();
  await page.getByText("15,000.50 元").waitFor();
  await shoot(page, "register-history");
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("tab", { name: "成员与事实" }).click();
  await page.getByRole("button", { name: "金融资产：各来源的说法" }).click();
  await page.getByText("未采信（另有更可信的来源）").first().waitFor();
  await shoot(page, "register-sources");
});

test("a household is entered at the door, on a phone", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { size: PHONE });
  await signIn(page, server, "village");
  await page.goto(`${server.url}/entry`);
  await page.getByLabel("户号").fill("T-0001");
  await page.getByLabel("公民身份号码").fill("440799198001020011");
  await page.getByLabel("姓名").fill("测试甲");
  await page.getByText("校验码不符").waitFor();
  await page.getByLabel("公民身份号码").fill("440799198001020010");
  await page.getByLabel("姓名").click();
  assert.equal(await page.getByLabel("出生日期").inputValue(), "1980-01-02");
  await pickDay(page, "自何日起（情况发生的日子）", "2018-07-01");
  await page.getByRole("button", { name: "新申请" }).click();
  assert.deepEqual(await sticksOut(page), []);
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.getByText("已登记").waitFor();
  await page.getByRole("link", { name: "回到这一户" }).click();
  await page.getByRole("heading", { name: "户 T-0001" }).waitFor();
  await page.getByText("测试甲").first().waitFor();
  assert.deepEqual(await sticksOut(page), []);

  // a number that is taken is told at its field
  await page.goto(`${server.url}/entry`);
  await page.getByLabel("户号").fill("T-0001");
  await page.getByLabel("公民身份号码").fill("440799195001020033");
  await page.getByLabel("姓名").fill("测试丙");
  await pickDay(page, "自何日起（情况发生的日子）", "2018-07-01");
  await page.getByLabel("事由（记入变动记录）").fill("新申请");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.getByText(/已有户使用/).first().waitFor();
  assert.equal(await page.getByLabel("姓名").inputValue(), "测试丙");
});

test("members come, move and leave", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/households/${HOUSEHOLD}`);
  await page.getByRole("button", { name: "办理" }).first().click();
  await page.getByRole("link", { name: "加入成员（迁入、出生）" }).click();
  await page.getByLabel("公民身份号码").fill("440799201806010025");
  await page.getByLabel("姓名").fill("潘小测");
  await page.getByLabel("与户主关系").click();
  await page.locator(".ant-select-item-option[title=女]").click();
  await page.getByLabel("事由（记入变动记录）").fill("新生儿");
  await page.getByRole("button", { name: "加入", exact: true }).click();
  await page.getByText("已加入").waitFor();
  await page.getByRole("link", { name: "回到这一户" }).click();
  await page.getByRole("heading", { name: "成员（4）" }).waitFor();
  await page.getByRole("row", { name: /何秀清/ }).getByRole("button", { name: "办理" }).click();
  await page.getByRole("link", { name: "离户（死亡、迁出）" }).click();
  await page.getByRole("heading", { name: "离户：何秀清" }).waitFor();
  await page.getByLabel("事由（记入变动记录）").fill("迁出");
  await page.getByRole("button", { name: "离户", exact: true }).click();
  await page.getByText("已离户").waitFor();
  await page.getByRole("link", { name: "看变动记录" }).click();
  await page.getByRole("cell", { name: "迁出" }).waitFor();
});

test("views are kept, and a list is exported with a reason", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.goto(`${server.url}/households?standing=grace`);
  await page.getByRole("button", { name: "视图" }).click();
  await page.getByLabel("视图名称").fill("渐退户");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  const views = page.getByRole("tooltip");
  await views.getByRole("button", { name: "渐退户", exact: true }).waitFor();
  await page.goto(`${server.url}/households`);
  await page.getByRole("button", { name: "视图" }).click();
  await views.getByRole("button", { name: "渐退户", exact: true }).click();
  await page.waitForURL(/standing=grace/);

  await page.getByRole("button", { name: "导出" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("理由（记入审计）").fill("月度上报");
  await dialog.getByRole("button", { name: "开始导出" }).click();
  const file = dialog.getByRole("link", { name: /\.xlsx$/ });
  await file.waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), file.click()]);
  assert.match(download.suggestedFilename(), /\.xlsx$/);
});

test("a village doesn't see the next one", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "village2");
  await page.goto(`${server.url}/households/440783116-0013`);
  await page.getByText(/没有户/).first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("440783116-0013");
  await page.keyboard.press("Enter");
  await page.getByText("没有找到").waitFor();
  await page.goto(`${server.url}/households?division=440783116240`);
  await page.getByRole("alert").waitFor();
  await page.goto(`${server.url}/people/1-37`);
  await page.getByRole("alert").waitFor();
  const content = await page.content();
  assert.ok(!content.includes("陆梅"));
});
