// A finding is looked at on both sides, opened with a reason, settled; somebody else was quicker.
import { assert, barriers, rows, served, settled, shoot, signIn, sticksOut, test, window } from "../harness.mjs";

async function fine(page) {
  assert.deepEqual([...(await barriers(page)), ...(await sticksOut(page))], []);
}

test("a finding is settled", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.getByRole("link", { name: "核对事项" }).first().click();
  await page.getByRole("region", { name: "各类事项" }).getByRole("link", { name: /27$/ }).first().click();
  await page.waitForURL(/kind=divergence/);
  await rows(page, 27);
  await settled(page);
  await fine(page);

  await page.locator("tbody a[data-row]").first().click();
  await page.getByRole("heading", { name: "申报一方" }).waitFor();
  const address = page.url();
  await settled(page);
  await shoot(page, "finding");
  await fine(page);

  // what is typed survives
  await page.getByRole("button", { name: "处理", exact: true }).click();
  await page.getByText("请选择结论").waitFor();
  await page.getByRole("radio", { name: /^不属实/ }).check();
  await page.getByLabel("理由（留有记录）").fill("车是借用邻居的");
  await page.getByRole("button", { name: "处理", exact: true }).click();
  await page.getByText("不属实须有佐证材料").waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("理由（留有记录）").inputValue(), "车是借用邻居的");
  await page.getByRole("radio", { name: /^已说明/ }).check();

  // another window was quicker
  const other = await page.context().newPage();
  await other.goto(address);
  await other.getByRole("radio", { name: /^属实/ }).check();
  await other.getByLabel("理由（留有记录）").fill("与车管所核实");
  await other.getByRole("button", { name: "处理", exact: true }).click();
  await other.getByText("已处理，留有记录").waitFor();
  await other.close();
  await page.getByRole("button", { name: "处理", exact: true }).click();
  await page.getByText("与车管所核实").waitFor();
  assert.equal(await page.getByLabel("理由（留有记录）").inputValue(), "车是借用邻居的");
  await page.getByRole("button", { name: "处理", exact: true }).click();
  await page.getByText("已处理，留有记录").waitFor();
  await page.getByText("车是借用邻居的").waitFor();
  await page.goto(`${server.url}/findings?kind=divergence&state=explained`);
  await rows(page, 1);
});

test("what is masked is opened with a reason", async (t) => {
  const server = await served(t);
  const page = await window(t, server);
  await signIn(page, server, "town");
  await page.goto(`${server.url}/findings?attribute=disability_grade`);
  await page.locator("tbody a[data-row]").first().click();
  await page.getByRole("button", { name: "说明理由后查看" }).first().click();
  await page.getByLabel("理由（记入审计）").fill("核对残疾证");
  await page.getByRole("dialog").getByRole("button", { name: "查看" }).click();
  await page.getByRole("button", { name: "说明理由后查看" }).first().waitFor({ state: "hidden" });
  await page.getByText(/\d 级/).first().waitFor();
});

test("a verification is started and watched", async (t) => {
  const server = await served(t);
  const page = await window(t, server, { language: "en" });
  await signIn(page, server, "town");
  await page.goto(`${server.url}/verifications`);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await page.getByText(/of 325 households have findings: 0 new, 54 still there/).waitFor();
  await rows(page, 2);
  await settled(page);
  await shoot(page, "verification-done-en");
  await fine(page);
});
