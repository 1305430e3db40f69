import { expect, test } from "vitest";
import { percentOf } from "./about";

test.each([
  ["0.0312", "3.12%"],
  ["0", "0.00%"],
  ["1", "100.00%"],
  ["0.5", "50.00%"],
  ["0.123456", "12.34%"],
  [null, "—"],
])("%s", (decimal, text) => expect(percentOf(decimal)).toBe(text));
