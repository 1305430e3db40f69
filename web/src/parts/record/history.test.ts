import { expect, test } from "vitest";
import { changesOf, verdictOf, type Row } from "./history";

function row(part: Partial<Row>): Row {
  return {
    group: "assets",
    source: "declaration",
    source_label: "申报",
    delivery: null,
    valid_from: "2018-01-01",
    valid_to: null,
    recorded_at: "2018-07-01T00:00:00Z",
    superseded_at: null,
    facts: { financial_assets: { state: "known", value: "1.00", withdrawn: false, least: false } },
    ...part,
  };
}

test("rows of one change stand together, those of another don't", () => {
  const rows = [
    row({ recorded_at: "2018-07-02T00:00:00Z", actor: "town", why: "入户核实" }),
    row({ recorded_at: "2018-07-01T00:00:00Z", actor: "root", why: "households.csv" }),
    row({ group: "vehicle", recorded_at: "2018-07-01T00:00:00Z", actor: "root", why: "households.csv" }),
    row({ recorded_at: "2018-07-01T00:00:00Z", actor: "root", why: "vehicle.csv" }),
  ];
  expect(changesOf(rows).map((c) => [c.actor, c.why, c.rows.length])).toEqual([
    ["town", "入户核实", 1],
    ["root", "households.csv", 2],
    ["root", "vehicle.csv", 1],
  ]);
});

const now = { source: "correction", valid_from: "2018-07-02" };
const withdrawn = { financial_assets: { state: "unknown" as const, value: null, withdrawn: true, least: false } };

test.each([
  ["won", row({ source: "correction", valid_from: "2018-07-02" })],
  ["outranked", row({})],
  ["superseded", row({ source: "correction", valid_from: "2018-07-02", superseded_at: "2018-07-02T00:00:00Z" })],
  ["withdrawn", row({ facts: withdrawn })],
  ["not_then", row({ valid_to: "2018-07-02" })],
  ["not_then", row({ valid_from: "2018-07-03" })],
])("a statement is %s", (verdict, of) => expect(verdictOf(of, "financial_assets", now, "2018-07-02")).toBe(verdict));
