import { expect, test } from "vitest";
import { clauseName } from "./clause";

test.each([
  ["JM18-1.3a", "江府〔2018〕6号 一（三）", "Jiangfu [2018] No. 6, 1.3"],
  ["JM18-2.1.1b", "江府〔2018〕6号 二（一）1.", "Jiangfu [2018] No. 6, 2.1.1"],
  ["JM23-2.12d", "江府办〔2017〕23号 二（十二）", "Jiangfuban [2017] No. 23, 2.12"],
  ["CS51-5", "赤委〔2016〕51号 五", "Chiwei [2016] No. 51, 5"],
  ["XX9-1.1", "XX9-1.1", "XX9-1.1"],
  ["something", "something", "something"],
])("%s", (clause, zh, en) => expect(clauseName(clause)).toEqual([zh, en]));
