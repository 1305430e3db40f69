import { expect, test } from "vitest";
import { objectName } from "./trail";

test("what an entry is about, in words of the page", () => {
  expect(objectName("household 440783116-0223 finding 1")).toEqual(["户 440783116-0223 核对事项 1", "household 440783116-0223 finding 1"]);
  expect(objectName("policy proposal 1")[0]).toBe("政策修改 1");
  expect(objectName("accounts")[0]).toBe("账号列表");
  expect(objectName("search household chen")[0]).toBe("查找 household chen");
  expect(objectName("something new 7")[0]).toBe("something new 7");
});
