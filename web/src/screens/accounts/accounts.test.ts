import { expect, test } from "vitest";
import { makePassword } from "./password";
import { digitsOf } from "./place";

test("passwords meet the server's rules, and differ", () => {
  const made = Array.from({ length: 50 }, () => makePassword());
  for (const word of made) {
    expect(word).toMatch(/^([A-Za-z2-9]{4}-){3}[A-Za-z2-9]{4}$/);
    expect(word).toMatch(/[a-z]/);
    expect(word).toMatch(/[A-Z]/);
    expect(word).toMatch(/[2-9]/);
    expect(word).not.toMatch(/[Il1O0o]/);
  }
  expect(new Set(made).size).toBe(50);
});

test.each([
  ["440000000000", 2],
  ["4407", 4],
  ["440783", 6],
  ["440783000000", 6],
  ["440783116000", 9],
  ["440783116240", 12],
  ["440710000000", 6],
])("%s has %i digits", (code, digits) => expect(digitsOf(code)).toBe(digits));
