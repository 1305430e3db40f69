import { expect, test } from "vitest";
import { toQuery } from "./query";
import type { Filter } from "./types";

const filters: Filter[] = [
  { key: "q", kind: "text", label: ["", ""] },
  { key: "people_min", kind: "number", label: ["", ""] },
  { key: "others", kind: "flag", label: ["", ""] },
  { key: "from", kind: "since", label: ["", ""] },
  { key: "until", kind: "through", label: ["", ""] },
];

test("values of the address become the API's", () => {
  expect(toQuery({ q: "12", people_min: "12", others: "true", from: "2018-07-01", until: "2018-07-31", sort: "-at" }, filters)).toEqual({
    q: "12",
    people_min: 12,
    others: true,
    from: "2018-06-30T16:00:00.000Z",
    until: "2018-07-31T16:00:00.000Z",
    sort: "-at",
  });
});

test("what can't be read is left out", () => {
  expect(toQuery({ people_min: "many", from: "yesterday", until: "2018-13-01" }, filters)).toEqual({});
});
