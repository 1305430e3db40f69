import { expect, test } from "vitest";
import { textOf } from "./textOf";

test("what a cell says", () => {
  expect(textOf("第 2 次")).toBe("第 2 次");
  expect(textOf(0)).toBe("0");
  expect(textOf(<b>已{"撤回"}</b>)).toBe("已撤回");
  expect(textOf([<i key="1">a</i>, " ", <u key="2">b</u>])).toBe("a b");
  expect(textOf(false)).toBe("");
  expect(textOf(null)).toBe("");
});
