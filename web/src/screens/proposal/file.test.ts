import { expect, test } from "vitest";
import { fileFault, readText } from "./file";

test.each([
  ["parameters.csv", 10, true],
  ["jiangmen.dmn", 524_288, true],
  ["jiangmen.dmn", 524_289, false],
  ["cases.csv", 0, false],
  ["notes.txt", 10, false],
  ["Parameters.csv", 10, false],
])("%s of %d bytes", (name, bytes, right) => {
  expect(fileFault(name, bytes, "text") === undefined).toBe(right);
});

test("only UTF-8 is read", async () => {
  expect(await readText(new Blob(["低保"]))).toBe("低保");
  const gbk = await readText(new Blob([new Uint8Array([0xb5, 0xcd, 0xb1, 0xa3])]));
  expect(gbk).toBeUndefined();
  expect(fileFault("cases.csv", 4, gbk)?.[1]).toMatch(/UTF-8/);
});
