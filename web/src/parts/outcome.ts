/* Outcomes as every screen shows them: in this order, in these colours, under these names. Names of
 * categories and standings are in the catalogue (useCodes). */
import type { Text } from "~/base/language";

export const categories = ["destitute", "dibao", "low_income", "none", "undecided", "failed"] as const;
export type Category = (typeof categories)[number];

export const standings = ["in_force", "grace", "held", "out", "undecided", "failed"] as const;
export type Standing = (typeof standings)[number];

export const categoryColor: Record<Category, string> = {
  destitute: "#123a4a",
  dibao: "#2f7d98",
  low_income: "#9cc3cf",
  none: "#c9c4b8",
  undecided: "#d08a2e",
  failed: "#b23a2a",
};

/* What a run changed against what stood before, in households. */
export type RunChange = "entered" | "left" | "into_grace" | "back" | "held" | "amount_up" | "amount_down" | "gone";

export const runChanges: Record<RunChange, Text> = {
  entered: ["新进", "entered"],
  left: ["退出", "left"],
  into_grace: ["进入渐退", "into grace"],
  back: ["渐退中恢复", "back from grace"],
  held: ["暂保待查", "held until facts are known"],
  amount_up: ["金额上调", "amount up"],
  amount_down: ["金额下调", "amount down"],
  gone: ["已不在册", "no longer registered"],
};

/* How a household fares in one run against another, as a comparison counts. */
export type Fare = "entered" | "left" | "gained" | "lost" | "same" | "no_amount" | "outside" | "open" | "appeared" | "gone";

export const fares: Record<Fare, Text> = {
  entered: ["新进保障", "enters"],
  left: ["退出保障", "leaves"],
  gained: ["待遇增加", "gains"],
  lost: ["待遇减少", "loses"],
  same: ["待遇不变", "the same"],
  no_amount: ["金额不明", "amount unknown"],
  outside: ["均不在保", "not covered in either"],
  open: ["未定或出错", "undecided or failed"],
  appeared: ["新增的户", "new household"],
  gone: ["不再有的户", "no longer there"],
};
