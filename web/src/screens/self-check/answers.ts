/* What a resident has told, and what is sent of it. It is kept in the memory of this page only:
 * never in storage, never in the address. */
import type { AnswerOf, InitOf } from "~/api/use";
import type { Text } from "~/base/language";

export type Questions = AnswerOf<"get", "/public/questions">;
export type Question = Questions["household"][number];
export type Body = NonNullable<InitOf<"post", "/public/self-check">>["body"];
export type Outcome = AnswerOf<"post", "/public/self-check">;

export interface Answer {
  /* "": doesn't know; "some" of an amount: text has it; "less": a loss of it; else the value itself */
  choice: string;
  text?: string;
  monthly?: boolean; // text is a month's, the question asks for a year
}
export type Answers = Readonly<Record<string, Answer>>;

export interface Person {
  key: number;
  who: string; // only for whoever types: it isn't sent
  answers: Answers;
}

export interface Told {
  places: readonly { code: string; name: string }[]; // county, town, village: as far as chosen
  household: Answers;
  people: readonly Person[];
}

export const nothing: Told = { places: [], household: {}, people: [{ key: 0, who: "self", answers: {} }] };

export const kin: Record<string, Text> = {
  self: ["本人", "Myself"],
  spouse: ["配偶", "Spouse"],
  child: ["子女", "Child"],
  parent: ["父母", "Parent"],
  grandparent: ["祖父母", "Grandparent"],
  grandchild: ["孙子女", "Grandchild"],
  other: ["其他家人", "Other relative"],
};

/* Questions that make sense only behind another's answer; what they come to otherwise. */
const behind: Record<string, { of: string; asked: (value: string) => boolean; else: string }> = {
  disability_grade: { of: "disability_type", asked: (v) => v !== "none", else: "0" },
  basic_pension: { of: "transfer_income", asked: (v) => v !== "0", else: "0" },
};

const AMOUNT = /^\d{1,9}(\.\d{1,2})?$/;
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/* Twelve times an amount, in whole fen. */
export function yearly(amount: string) {
  const [yuan = "0", part = ""] = amount.split(".");
  const fen = (BigInt(yuan) * 100n + BigInt(part.padEnd(2, "0"))) * 12n;
  return `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;
}

/* 1950-3-7 → 1950-03-07; undefined where there is no such day. */
export function dayOf(text: string) {
  const found = DAY.exec(text);
  if (!found) return undefined;
  const [y = 0, m = 0, d = 0] = found.slice(1).map(Number);
  const at = new Date(Date.UTC(y, m - 1, d));
  if (y < 1900 || at.getUTCMonth() !== m - 1 || at.getUTCDate() !== d) return undefined;
  return at.toISOString().slice(0, 10);
}

/* As the API reads it; undefined: not known. */
export function valueOf(q: Question, answer: Answer | undefined): string | undefined {
  if (!answer?.choice) return undefined;
  const { choice, text = "" } = answer;
  if (q.type === "date") return dayOf(text);
  if (choice !== "some" && choice !== "less") return choice;
  if (!AMOUNT.test(text)) return undefined;
  if (q.type !== "money") return text;
  const amount = answer.monthly ? yearly(text) : text;
  return choice === "less" ? `-${amount}` : amount;
}

/* What is wrong with what was typed: empty is only not known. */
export function faultOf(q: Question, answer: Answer | undefined): Text | undefined {
  const text = answer?.text;
  if (!answer?.choice || !text || text === "--") return undefined;
  if (q.type === "date") return dayOf(text) ? undefined : ["没有这一天，请看看年、月、日", "There is no such day"];
  return AMOUNT.test(text) ? undefined : ["请只写数字，如 1200 或 1200.50", "Digits only, like 1200 or 1200.50"];
}

/* Of these questions, those to ask now. */
export function asked(questions: readonly Question[], answers: Answers) {
  return questions.filter((q) => {
    const b = behind[q.id];
    const first = b && questions.find((x) => x.id === b.of);
    if (!b || !first) return true;
    const value = valueOf(first, answers[b.of]);
    return value !== undefined && b.asked(value);
  });
}

function facts(questions: readonly Question[], answers: Answers) {
  return questions.flatMap((q) => {
    const b = behind[q.id];
    const first = b && questions.find((x) => x.id === b.of);
    const firstValue = first && valueOf(first, answers[first.id]);
    const value = b && firstValue !== undefined && !b.asked(firstValue) ? b.else : valueOf(q, answers[q.id]);
    return value === undefined ? [] : [{ fact: q.id, value }];
  });
}

export function bodyOf(told: Told, questions: Questions, lang: "zh" | "en"): Body {
  return {
    division: told.places.at(-1)?.code ?? "",
    lang,
    household: facts(questions.household, told.household),
    members: told.people.map((p) => ({ facts: facts(questions.members, p.answers) })),
  };
}

/* Questions of the first round: what one has and gets. The others are asked where they matter. */
export function isFirst(q: Question) {
  return q.needed && (q.entity === "household" || q.type === "date" || q.type === "money");
}

/* What is to be asked yet, by whom: -1 the household, else the person's place. */
export interface Round {
  at: number;
  ids: readonly string[];
}

/* From what the answer lacks; what was asked before and isn't known isn't asked again. */
export function roundsFor(lacks: readonly { fact: string; member: number | null }[], told: Told): Round[] {
  const rounds: Round[] = [];
  for (const at of [-1, ...told.people.keys()]) {
    const before = at < 0 ? told.household : (told.people[at]?.answers ?? {});
    const ids = lacks
      .filter((l) => (l.member ?? 0) - 1 === at && !(l.fact in before))
      .flatMap((l) => {
        const first = behind[l.fact]?.of;
        return first && !(first in before) ? [first, l.fact] : [l.fact];
      });
    if (ids.length > 0) rounds.push({ at, ids: [...new Set(ids)] });
  }
  return rounds;
}
