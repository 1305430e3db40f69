// Residents: the policy in plain words, and a self-check on a phone of which nothing stays.
import { assert, barriers, PHONE, served, settled, shoot, sticksOut, test, window } from "../harness.mjs";

test("a resident finds out what may be for them, and nothing is stored", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { size: PHONE });
  const calls = [];
  page.on("request", (r) => calls.push(`${r.method()} ${new URL(r.url()).pathname}`));
  const fine = async (name) => {
    await settled(page);
    await shoot(page, `self-check-${name}`);
    assert.deepEqual([...(await sticksOut(page)), ...(await barriers(page))], []);
  };
  const next = () => page.getByRole("button", { name: "下一步" }).click();
  const answer = (question, choice) => page.getByRole("group", { name: question }).getByRole("radio", { name: choice, exact: true }).check();

  await page.goto(server.url);
  await page.getByRole("link", { name: "自查：能得到什么帮助" }).click();
  await page.getByText("您填写的内容不会保存").waitFor();
  await page.getByRole("button", { name: "开始" }).click();
  await page.getByLabel("县（市、区）").click();
  await page.getByTitle("开平市").click();
  await page.getByLabel("镇（街）").fill("赤水");
  await page.getByTitle("赤水镇").click();
  await fine("place");
  await next();

  await answer("家里一共有几套房子？", "1 套");
  await answer("家里有几辆机动车？", "没有");
  await answer(/存款/, "有");
  await page.getByLabel(/存款.*数额/).fill("两千");
  await page.getByText("请只写数字").waitFor();
  await page.getByLabel(/存款.*数额/).fill("2000");
  await answer(/营业执照/, "否 / 没有");
  await fine("home");
  await next();

  await page.getByLabel("出生？ 年").fill("1950");
  await page.getByLabel("出生？ 月").fill("3");
  await page.getByLabel("出生？ 日").fill("7");
  await page.getByRole("button", { name: "没有任何收入" }).click();
  await answer(/^工资/, "有");
  await page.getByLabel(/^工资.*数额/).fill("500");
  await page.getByText("每月", { exact: true }).click();
  await fine("person");
  await next();
  await page.getByRole("button", { name: "添加一位家人" }).click();
  await page.getByRole("radio", { name: "配偶" }).check();
  await page.getByLabel("出生？ 年").fill("1952");
  await page.getByLabel("出生？ 月").fill("10");
  await page.getByLabel("出生？ 日").fill("1");
  await page.getByRole("button", { name: "没有任何收入" }).click();
  await next();
  await page.getByRole("button", { name: "共 2 人，下一步" }).click();

  // what isn't known yet, and only that: of each
  for (const who of ["本人", "配偶"]) {
    await page.getByRole("heading", { name: who, exact: true }).waitFor();
    await answer("能不能干活？", "能干普通的活");
    await fine(`more-${who === "本人" ? 1 : 2}`);
    await page.getByRole("button", { name: /下一步|看结果/ }).click();
  }
  while (await page.getByRole("heading", { name: "结果", exact: true }).count() === 0) {
    await settled(page);
    for (const [question, choice] of [[/残疾证？/, "没有"], [/身体怎么样/, "健康"], [/供养/, "否 / 没有"]])
      if (await page.getByRole("group", { name: question }).count()) await answer(question, choice);
    if (await page.getByRole("button", { name: /下一步|看结果/ }).count()) await page.getByRole("button", { name: /下一步|看结果/ }).click();
    await settled(page);
  }
  await page.getByText("可能符合：低保").waitFor();
  await page.getByText("家庭月人均收入").first().waitFor();
  await page.getByText("250.00 元/月").first().waitFor();
  await page.getByText("没有保存").first().waitFor();
  await fine("result");

  // looked up elsewhere and back: still there; in the other language, too
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: /dibao|guarantee/i }).first().waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByText("可能符合：低保").waitFor();

  // nothing of it is anywhere
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
    address: location.pathname + location.search + location.hash,
    history: JSON.stringify(history.state).includes("2000"),
  }));
  assert.deepEqual(kept, {
    local: ["heyi.language"],
    session: [],
    cookies: "",
    databases: 0,
    caches: 0,
    workers: 0,
    address: "/self-check",
    history: false,
  });
  assert.deepEqual((await page.context().cookies()).length, 0);
  const api = [...new Set(calls.filter((c) => c.includes("/api/")))].sort();
  assert.deepEqual(api, [
    "GET /api/v1/public/divisions",
    "GET /api/v1/public/policies",
    "GET /api/v1/public/questions",
    "GET /api/v1/session",
    "POST /api/v1/public/self-check",
  ].filter((c) => api.includes(c)));

  // a reload asks first, and then everything is gone
  const asked = page.waitForEvent("dialog");
  const reloaded = page.reload();
  await (await asked).accept();
  await reloaded;
  await page.getByRole("button", { name: "开始" }).click();
  await page.getByText("请选择").waitFor();
});

test("not knowing is an answer: what is needed is told", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { size: PHONE, language: "en" });
  await page.goto(`${server.url}/self-check`);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByLabel("County").click();
  await page.getByTitle("开平市").click();
  for (;;) {
    await settled(page);
    const on = page.getByRole("button", { name: /^(Next|1 in all, next|See the answer)$/ });
    if ((await on.count()) === 0) break;
    await on.click();
    await page.waitForTimeout(100);
  }
  await page.getByRole("heading", { name: "What isn't known yet" }).waitFor();
  await page.getByText("Myself：wage income").waitFor();
  await page.getByRole("button", { name: "Clear everything" }).click();
  await page.getByRole("heading", { name: /^Self-check/ }).waitFor();
});

test("the policy in plain words is open to all", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { size: PHONE });
  await page.goto(`${server.url}/about-policies`);
  await page.getByRole("heading", { name: "低保", exact: true }).waitFor();
  await page.getByText("800 元，每人每月").waitFor();
  await page.getByText("江府〔2018〕6号 一（二）").first().waitFor();
  await page.getByRole("link", { name: "开始自查" }).click();
  await page.getByText("这不是申请，也不是认定。").waitFor();
});
