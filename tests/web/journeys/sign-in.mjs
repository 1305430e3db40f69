// Signing in, first times, second factors, and a session that lapses in the middle of work.
import { createHmac } from "node:crypto";
import { assert, barriers, CLOCK, PASSWORD, served, settled, signIn, test, window } from "../harness.mjs";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* The code of the sample's time, or of steps later: each counts once. */
function totp(secret, later = 0) {
  const bits = [...secret.replace(/=+$/, "")].map((c) => BASE32.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(CLOCK.getTime() / 30_000) + later));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("a wrong password is said so, a right one lets in, and out again", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  const said = [];
  page.on("console", (m) => said.push(m.text()));
  await page.goto(server.url);
  await page.locator("#name").fill("town");
  assert.deepEqual(said, []); // who was never here isn't asked for a session
  await page.locator("#password").fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("用户名、密码或动态口令不正确").waitFor();
  await page.locator("#password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "主菜单" }).waitFor();
  await page.getByRole("button", { name: "账号 town" }).click();
  await page.getByRole("menuitem", { name: "退出" }).click();
  await page.getByRole("heading", { name: "登录", exact: true }).waitFor();
});

test("a first sign-in: password and second factor are set before anything else", async (t) => {
  const server = await served(t);
  await server.sql("update role set second_factor = 1 where name = 'county'");
  await server.sql("update account set must_change = 1 where name = 'county'");
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.getByRole("heading", { name: "请设置自己的密码" }).waitFor();
  await page.locator("#old").fill(PASSWORD);
  await page.locator("#next").fill("Another-8-Harbour");
  await page.locator("#again").fill("Another-8-Harbours");
  await page.getByRole("button", { name: "修改密码" }).click();
  await page.getByText("两次输入的密码不同").waitFor();
  await page.locator("#again").fill("Another-8-Harbour");
  await page.getByRole("button", { name: "修改密码" }).click();

  await page.getByRole("heading", { name: "请启用动态口令" }).waitFor();
  await page.getByRole("button", { name: "开始设置" }).click();
  await page.getByRole("img", { name: "二维码" }).waitFor();
  assert.deepEqual(await barriers(page), []);
  const secret = (await page.locator("code").first().innerText()).trim();
  await page.locator("#code").fill(totp(secret));
  await page.getByRole("button", { name: "确认启用" }).click();
  await page.getByText("备用码只显示这一次").waitFor();
  const [recovery] = await page.locator("ul code").allInnerTexts();
  await page.getByRole("button", { name: "已经收好" }).click();
  await page.getByRole("navigation", { name: "主菜单" }).waitFor();

  const other = await window(t, server);
  await signIn(other, server, "county", "Another-8-Harbour");
  await other.getByLabel("动态口令").fill(recovery);
  await other.getByRole("button", { name: "登录" }).click();
  await other.getByRole("navigation", { name: "主菜单" }).waitFor();
});

test("a second factor is set up, and asked for at the next sign-in", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/account`);
  await page.getByRole("button", { name: "设置动态口令" }).click();
  await page.getByRole("button", { name: "开始设置" }).click();
  await page.getByRole("img", { name: "二维码" }).waitFor();
  const secret = (await page.locator("li code").first().innerText()).trim();
  await page.locator("#code").fill("000000");
  await page.getByRole("button", { name: "确认启用" }).click();
  await page.getByRole("alert").first().waitFor();
  await page.locator("#code").fill(totp(secret));
  await page.getByRole("button", { name: "确认启用" }).click();
  await page.getByText("备用码只显示这一次").waitFor();
  await page.getByRole("button", { name: "已经收好" }).click();

  await page.getByRole("button", { name: "账号 town" }).click();
  await page.getByRole("menuitem", { name: "退出" }).click();
  await page.getByRole("heading", { name: "登录", exact: true }).waitFor();
  await signIn(page, server, "town");
  await page.getByLabel("动态口令").fill(totp(secret)); // used already
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("动态口令").fill(totp(secret, 1));
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("navigation", { name: "主菜单" }).waitFor();
});

test("a session that lapses loses nothing", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "county");
  await page.getByRole("link", { name: "账号与安全" }).first().click();
  await page.getByRole("button", { name: "新建令牌" }).click();
  await page.getByLabel("用途").fill("夜间统计");
  await page.getByRole("checkbox", { name: "查看" }).check();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "建立" }).click();
  await page.getByText("登录已过期").waitFor();
  const dialog = page.getByRole("dialog").filter({ hasText: "登录已过期" });
  await dialog.getByLabel("密码").fill(PASSWORD);
  await dialog.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByText("令牌只显示这一次").waitFor();
  await settled(page);
  assert.equal(await page.getByRole("cell", { name: "夜间统计" }).count(), 1);
});

test("the first administrator is made, and signs in", async (t) => {
  const server = await served(t, { accounts: false });
  const page = await window(t, server);
  await page.goto(`${server.url}/setup?secret=${server.setup}`);
  await page.locator("#name").fill("first");
  await page.locator("#password").fill("Chixi-7-Harbour");
  await page.locator("#again").fill("Chixi-7-Harbour");
  await page.getByRole("button", { name: "建立" }).click();
  await page.getByRole("link", { name: "去登录" }).click();
  await signIn(page, server, "first", "Chixi-7-Harbour");
});
