import { expect, test } from "vitest";
import { withHitPolicies } from "./hitPolicy";

const before = `<decisionTable id="a" hitPolicy="UNIQUE" outputLabel="甲"><decisionTable id="b"><dmn:decisionTable hitPolicy="UNIQUE" id="c">`;

test("tables that said UNIQUE go on saying so; others say what they are given", () => {
  expect(withHitPolicies(`<decisionTable id="a" outputLabel="甲"><decisionTable id="b"><dmn:decisionTable id="c">`, before)).toBe(
    `<decisionTable id="a" hitPolicy="UNIQUE" outputLabel="甲"><decisionTable id="b"><dmn:decisionTable id="c" hitPolicy="UNIQUE">`,
  );
  expect(withHitPolicies(`<decisionTable id="a" hitPolicy="FIRST">`, before)).toBe(`<decisionTable id="a" hitPolicy="FIRST">`);
});
