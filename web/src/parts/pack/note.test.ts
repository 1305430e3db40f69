import { expect, test } from "vitest";
import { noteColumns, noteOf, withNote } from "./note";

const made: object[] = [];
const $model = {
  create: (_type: string, note: { text?: string }) => {
    made.push(note);
    return note;
  },
};
const rule = { id: "r", annotationEntry: [{ text: "JM18-1.3a" }, { text: "说" }], $model };
const fresh = { id: "new", $model };

test("columns are the table's annotations, and the rules' descriptions where there are any", () => {
  const annotation = [{ name: "依据" }, { name: "说明" }];
  expect(noteColumns({ annotation, rule: [rule] })).toEqual(["依据", "说明"]);
  expect(noteColumns({ annotation, rule: [rule, { ...fresh, description: "旧" }] })).toEqual(["依据", "说明", ""]);
  expect(noteOf({ ...fresh, description: "旧" }, 2, 3)).toBe("旧");
  expect(noteOf(fresh, 0, 2)).toBe("");
});

test("a note is put in the place of its own, the others stay; a new rule gets all of them", () => {
  const table = { annotation: [{ name: "依据" }, { name: "说明" }] };
  expect(withNote(rule, 1, "新", table)).toEqual({ annotationEntry: [{ text: "JM18-1.3a" }, { text: "新" }] });
  expect(withNote(fresh, 1, "新", table)).toEqual({ annotationEntry: [{ text: "" }, { text: "新" }] });
  expect(withNote(rule, 2, "旧", table)).toEqual({ description: "旧" });
});
