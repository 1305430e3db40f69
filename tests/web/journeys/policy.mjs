// Policy: the pack in force is read by everyone; a parameter and a rule are changed by two people up to
// in force, and what may not be done on the way is refused.
import { assert, PHONE, served, signIn, test, window } from "../harness.mjs";

/* A write past the page, as its account: what the server says to it. */
function ask(page, path, body) {
  return page.evaluate(
    async ([at, content]) => {
      const { csrf } = await (await fetch("/api/v1/session")).json();
      const seen = await fetch(`/api/v1${at.slice(0, at.lastIndexOf("/"))}`);
      await seen.text();
      const tag = seen.headers.get("ETag");
      const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf, "If-Match": tag };
      const answer = await fetch(`/api/v1${at}`, { method: "POST", headers, body: content && JSON.stringify(content) });
      await answer.text();
      return answer.status;
    },
    [path, body],
  );
}

async function write(page, cell, text) {
  await cell.click();
  await cell.locator("[contenteditable=true]").first().click(); // an expression's comes with the focus
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

const rule = (page, n) => page.locator("tbody tr").filter({ has: page.locator(`td.rule-index:text-is("${n}")`) });

test("the policy in force: drawing, tables with their clauses, parameters, tests", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.getByRole("link", { name: "现行政策" }).click();
  await page.getByRole("heading", { name: "江门两线合一 第 1 版 现行" }).waitFor();
  await page.locator(".djs-container").getByText("月保障金").first().waitFor();
  await page.locator(".bjs-powered-by").waitFor(); // dmn-js's watermark
  assert.equal(await page.getByRole("link", { name: "提出修改" }).count(), 0); // one county of two

  await page.getByRole("link", { name: "类别", exact: true }).click();
  await page.locator("td.note-0").first().waitFor();
  assert.equal(await page.locator("td.note-0").count(), 4);
  assert.match(await page.locator("td.note-0").first().innerText(), /JM18-1\.3a\s+JM23-2\.2a\s+sample/);
  await page.locator("td.note-1").getByText("认定为低保").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.locator("td.note-2").getByText("Minimum living guarantee").waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("link", { name: "全部决定" }).click();

  await page.getByRole("link", { name: "特困条件", exact: true }).click(); // a table of a knowledge model
  await page.locator("td.note-1").getByText("年满60周岁的老年人").waitFor();
  await page.goBack();

  await page.getByRole("tab", { name: "参数" }).click();
  await page.getByText("共 49 条").waitFor();
  await page.getByRole("searchbox", { name: "在表中查找" }).fill("低保标准");
  await page.getByRole("cell", { name: "800.00", exact: true }).waitFor();
  await page.getByRole("tab", { name: "通俗说明" }).click();
  await page.getByRole("heading", { name: /^类别（category）/ }).waitFor();
  await page.getByRole("tab", { name: "检查和测试" }).click();
  await page.getByRole("button", { name: "检查和测试" }).click();
  await page.getByText("60 个案例全部通过").waitFor();
  await page.getByRole("cell", { name: "三口之家补差" }).waitFor();

  await page.getByRole("link", { name: "政策修改" }).click();
  await page.getByText("政策的修改不在您的管辖范围").waitFor();
});

test("a village looks at the policy on a phone; changes of it aren't offered", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { size: PHONE });
  await signIn(page, server, "village");
  await page.goto(`${server.url}/policies/1/decisions/category`);
  await page.getByText("认定为低保").waitFor();
  assert.equal(await page.locator(".dmn-decision-table-container").count(), 0);
  await page.goto(`${server.url}/policies?tab=parameters`);
  await page.getByText("共 49 条").waitFor();
  assert.equal(await page.getByRole("link", { name: "政策修改" }).count(), 0);
});

test("a parameter and a rule are changed by two people", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "city");
  await page.getByRole("link", { name: "政策修改" }).click();
  await page.getByRole("link", { name: "提出修改" }).click();
  await page.getByLabel("改什么").fill("提高低保标准，高龄增发从六十九岁起");
  await page.reload(); // nothing typed is lost
  await page.getByLabel("理由、文号").fill("省民政厅 2018 年第 1 号文");
  await page.getByRole("button", { name: "建立提案" }).click();
  await page.getByText("还不能提交：还没有改动").waitFor();

  // the parameter: what can't be is said at its field, and what was typed stays
  await page.getByRole("tab", { name: "参数" }).click();
  await page.getByRole("button", { name: "修改低保标准" }).click();
  await page.getByLabel("值（元/人月）").fill("880.005");
  await page.getByText("金额最多两位小数").waitFor();
  await page.getByLabel("自哪天起").fill("2019-01-01");
  await page.keyboard.press("Enter");
  await page.getByLabel("文件没有规定（标为样例值）").check();
  await page.reload();
  await page.getByRole("button", { name: "修改低保标准" }).click();
  assert.equal(await page.getByLabel("值（元/人月）").inputValue(), "880.005");
  assert.equal(await page.getByLabel("自哪天起").inputValue(), "2019-01-01");
  await page.getByLabel("值（元/人月）").fill("880.00");
  await page.getByRole("button", { name: "保存到提案" }).click();
  await page.getByRole("cell", { name: "880.00", exact: true }).waitFor();
  await page.getByText("还不能提交：还没有检查和测试").waitFor();
  assert.equal(await page.getByRole("button", { name: "提交", exact: true }).isDisabled(), true);
  assert.equal(await ask(page, "/proposals/1/submit"), 409); // untested

  // the rule: a mistake is shown at its row after it is saved; unsaved work survives a reload
  await page.getByRole("tab", { name: "决策表" }).click();
  await page.getByRole("link", { name: "编辑决策表" }).click();
  await page.getByLabel("哪张决策表").click();
  await page.getByTitle("分类施保比例（5 条）").click();
  await write(page, rule(page, 4).locator("td.input-cell").nth(2), ">= 七十五");
  await page.getByText("有未保存的改动").waitFor();
  await page.reload();
  await rule(page, 4).getByText(">= 七十五").waitFor();
  await page.getByRole("button", { name: "保存并检查" }).click();
  await rule(page, 4).locator(".mark").waitFor();
  await page.getByText("没有名称“七十五”").first().waitFor();
  await write(page, rule(page, 4).locator("td.input-cell").nth(2), ">= 75");
  await page.getByText("有未保存的改动").waitFor();
  await page.getByRole("button", { name: "保存并检查" }).click();
  await page.getByText("1 个案例未通过", { exact: true }).first().waitFor();
  assert.equal(await ask(page, "/proposals/1/submit"), 409); // fails its tests
  await write(page, rule(page, 4).locator("td.input-cell").nth(2), ">= 69");
  await write(page, rule(page, 4).locator("td.note-1"), "年满69周岁的成员，增发一部分保障金。");
  await write(page, rule(page, 4).locator("td.note-2"), "Members aged 69 or above.");
  await page.getByRole("button", { name: "保存并检查" }).click();
  await page.getByText("60 个案例全部通过").waitFor();
  await page.getByRole("link", { name: "回到提案" }).click();

  // only what was changed is different
  await page.getByRole("tab", { name: "改了什么" }).click();
  await page.getByText("决策表：分类施保比例").waitFor();
  assert.equal(await page.locator("del", { hasText: ">= 70" }).count(), 1);
  assert.equal(await page.getByText("模型的其他部分").count(), 0);
  assert.equal(await page.getByRole("heading", { name: /^决策表：/ }).count(), 1);
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await page.getByText("先在“试算”中算出对登记库的影响").waitFor();

  // the second person: returns it, sees it again, simulates, approves
  const other = await window(t, server);
  await signIn(other, server, "city2");
  await other.getByRole("link", { name: "政策修改" }).click();
  await other.getByRole("link", { name: "提高低保标准，高龄增发从六十九岁起" }).click();
  assert.equal(await other.getByRole("button", { name: "批准" }).count(), 0); // not simulated yet
  assert.equal(await ask(other, "/proposals/1/approve", { reason: "同意" }), 409);
  await other.getByRole("button", { name: "退回" }).click();
  await other.getByLabel("理由（记入审计）").fill("请写明文件日期");
  await other.getByRole("dialog").getByRole("button", { name: "退回" }).click();
  await other.getByText("被退回，改后再提交").waitFor();

  await page.reload();
  await page.getByRole("tab", { name: "经过" }).click();
  await page.getByText("请写明文件日期").waitFor();
  await page.getByRole("button", { name: "改标题、理由" }).click();
  await page.getByLabel("理由、文号").fill("省民政厅 2018 年第 1 号文（5 月 2 日）");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await page.getByText("（5 月 2 日）").first().waitFor();
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await page.getByText("先在“试算”中算出").waitFor();

  await other.reload();
  await other.getByRole("tab", { name: "试算" }).click();
  await other.getByLabel("认定日期").fill("2019-01-01");
  await other.keyboard.press("Enter");
  await other.getByRole("button", { name: "开始试算" }).click();
  await other.getByText("新进入保障").waitFor();
  await other.getByRole("row", { name: /每月发放（元） 455,511\.76/ }).waitFor();

  await page.reload();
  await page.getByText("您是提出人，须由另一人批准").waitFor();
  assert.equal(await page.getByRole("button", { name: "批准" }).count(), 0);
  assert.equal(await ask(page, "/proposals/1/approve", { reason: "同意" }), 403); // its author

  await other.getByRole("button", { name: "批准" }).click();
  await other.getByLabel("理由（记入审计）").fill("同意");
  await other.getByRole("button", { name: "批准，立即生效" }).click();
  await other.getByText("已成为第 2 版").or(other.getByText("第 2 版")).first().waitFor();
  await other.getByRole("link", { name: "现行政策" }).click();
  await other.getByRole("heading", { name: "江门两线合一 第 2 版 现行" }).waitFor();
  await other.getByRole("link", { name: "各个版本" }).click();
  await other.getByRole("link", { name: "与上一版比较" }).click();
  await other.locator("ins", { hasText: ">= 69" }).waitFor();
});

test("what was edited elsewhere meanwhile is told, and nothing is overwritten unseen", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "city");
  await page.goto(`${server.url}/proposals/new`);
  await page.getByLabel("改什么").fill("渐退期");
  await page.getByLabel("理由、文号").fill("试行");
  await page.getByRole("button", { name: "建立提案" }).click();
  await page.getByRole("tab", { name: "参数" }).click();
  await page.getByRole("button", { name: "修改渐退月数" }).click();
  await page.getByLabel("值（月）").fill("12");
  await page.getByLabel("自哪天起").fill("2019-01-01");
  await page.keyboard.press("Enter");
  const elsewhere = await page.context().newPage();
  elsewhere.underWay = new Set();
  await elsewhere.goto(`${server.url}/proposals/1`);
  await elsewhere.getByRole("button", { name: "改标题、理由" }).click();
  await elsewhere.getByLabel("改什么").fill("延长渐退期");
  await elsewhere.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await elsewhere.getByRole("heading", { name: /^延长渐退期/ }).waitFor();
  await page.getByRole("button", { name: "保存到提案" }).click();
  await page.getByRole("alert").getByText("有人刚改过").waitFor();
  assert.equal(await page.getByLabel("值（月）").inputValue(), "12");
});
