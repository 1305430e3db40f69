import { describe, expect, test } from "vitest";
import { dayOf, formatDuration, formatFen, formatInstant, formatPercent } from "./format";

describe("money", () => {
  test.each([
    [0, "0.00"],
    [5, "0.05"],
    [-5, "−0.05"],
    [100, "1.00"],
    [123_456_789, "1,234,567.89"],
    [-100_000, "−1,000.00"],
    [90_071_992_547_409_91n, "90,071,992,547,409.91"],
    [null, "—"],
  ])("%s fen", (fen, text) => expect(formatFen(fen)).toBe(text));
});

test("instants are told in Shanghai's time", () => {
  expect(formatInstant("2018-07-01T16:30:00Z")).toBe("2018-07-02 00:30");
  expect(dayOf(new Date("2018-07-01T16:30:00Z"))).toBe("2018-07-02");
});

test("shares and durations", () => {
  expect(formatPercent(0.0213)).toBe("2.13%");
  expect(formatDuration(83)).toBe("1:23");
  expect(formatDuration(3600)).toBe("1:00:00");
});
