// Why a household gets this much is read, and told to it by letter.
import { assert, barriers, DESK, served, settled, shoot, signIn, sticksOut, test, window } from "../harness.mjs";

const NO = "440783116-0001"; // dibao, with uplifts and a minor
const OPEN = "440783116-0078"; // a wage isn't known
const A4 = { width: 673, height: 987 }; // what is left of it within the margins

const explanation = (server, no, query = "") => `${server.url}/households/${no}/explanation${query}`;

test("a reason is read, and the letter printed in clear with a reason", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/households/${NO}`);
  await page.getByRole("link", { name: "认定说明" }).first().click();
  await page.getByRole("paragraph").filter({ hasText: "您家符合低保条件，每月发放低保金 3437.50 元。", visible: true }).waitFor();

  // as on paper
  const main = page.locator("main");
  const steps = await main.innerText();
  for (const sum of ["4,830.00 ÷ 12 ÷ 4 =", "800.00 − 100.63 =", "3,200.00 − 402.50 =", "2,797.50 + 640.00 ="]) assert.ok(steps.includes(sum), sum);
  await page.getByText("再多 33,570.00 元就达到标准").waitFor();
  assert.equal(await page.getByText("曹少梅").count(), 0); // a minor
  await page.getByRole("button", { name: "展开全部依据" }).click();
  await page.getByText("已遮盖").first().waitFor();
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  await shoot(page, "explanation-grounds");

  await page.getByRole("button", { name: "说明信…" }).click();
  await page.getByRole("radio", { name: /写明，寄给本户/ }).check();
  await page.getByRole("button", { name: "看信" }).click();
  await page.getByText("请写明理由").waitFor();
  await page.getByLabel("理由（记入审计）").fill("信件将寄给本户");
  await page.reload(); // what was typed stays
  await page.getByRole("button", { name: "说明信…" }).click();
  assert.equal(await page.getByLabel("理由（记入审计）").inputValue(), "信件将寄给本户");
  await page.getByRole("button", { name: "看信" }).click();
  const letter = page.getByRole("article");
  await letter.getByText("开平市民政局").first().waitFor();
  await letter.getByText("曹少梅").first().waitFor();
  await letter.getByText("曹建军 户：").waitFor();
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  await shoot(page, "letter");

  // nothing of the screen is on paper
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(A4);
  for (const gone of [page.getByRole("navigation"), page.getByRole("banner"), page.getByRole("button")]) assert.equal(await gone.filter({ visible: true }).count(), 0);
  assert.ok(await letter.getByText("二、有不同意见怎么办").isVisible());
  assert.deepEqual(await sticksOut(page), []);
  await shoot(page, "letter-printed");
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  assert.ok(pdf.toString("latin1", 0, 5) === "%PDF-");
  assert.ok((pdf.toString("latin1").match(/\/Type \/Page\b/g) ?? []).length <= 2, "more than two pages");

  // on record
  const auditor = await window(t, server);
  await signIn(auditor, server, "auditor");
  const entries = await auditor.evaluate(async () => (await (await fetch("/api/v1/audit?action=household.letter")).json()).items);
  assert.equal(entries.length, 1);
  assert.ok(JSON.stringify(entries).includes("信件将寄给本户"));
});

test("what is missing, who has it, and the letter with English beside it", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { language: "en" });
  await signIn(page, server, "town");
  await page.goto(explanation(server, OPEN));
  const missing = page.getByRole("region", { name: "What is missing, and who has it" });
  await missing.getByText("up to 25949.81 yuan a year").waitFor();
  await missing.getByText("税务（个人所得税扣缴申报）").waitFor();
  assert.equal(await missing.getByRole("row").count(), 4);
  await page.getByRole("button", { name: "Letter…" }).click();
  await page.getByRole("checkbox", { name: "English beside the Chinese" }).check();
  await page.getByRole("button", { name: "Show it" }).click();
  await page.getByRole("article").getByText("有事实还没有查清").waitFor();
  await page.getByRole("article").getByText("Some facts are not known").waitFor();
  await page.getByRole("article").getByText("潘**").first().waitFor(); // no reason, no name
  await page.emulateMedia({ media: "print" });
  await shoot(page, "letter-both");
});

test("another date, another state of knowledge; and who may not", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { size: DESK });
  await signIn(page, server, "town");
  await page.goto(explanation(server, NO));
  await page.getByLabel("认定日").first().click();
  await page.getByTitle("2018-01-01（已提交）").click();
  await page.waitForURL(/as_of=2018-01-01/);
  await page.getByRole("link", { name: "第 1 次认定" }).waitFor();
  await page.goto(explanation(server, NO, "?as_of=2018-07-02"));
  await page.getByText("试算，尚未提交").first().waitFor();
  await page.goto(explanation(server, "440783116-9999"));
  await page.getByRole("alert").waitFor();

  const village = await window(t, server);
  await signIn(village, server, "village");
  await village.goto(explanation(server, NO));
  await village.getByText("您的账号没有这项权限").waitFor();
  assert.equal(await village.getByRole("button", { name: "说明信…" }).count(), 0);
});
