/* 公民身份号码 (GB 11643): 18 characters with a check digit; birth date and sex are in it. */
import type { Text } from "~/base/language";

const LENGTH = 18;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

export type NumberRead = { number: string; birth: string; sex: "male" | "female" } | { fault: Text };

/* Full-width digits and blanks are plain slips of input methods. */
export function plain(text: string) {
  return text.normalize("NFKC").replace(/\s/g, "");
}

function isDay(year: number, month: number, day: number) {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export function readNumber(text: string, today: string): NumberRead {
  const number = plain(text).toUpperCase();
  if (number.length !== LENGTH)
    return { fault: [`应为 18 位，现有 ${number.length} 位`, `needs 18 characters, has ${number.length}`] };
  if (!/^\d{17}[\dX]$/.test(number)) return { fault: ["只能是数字，末位可为 X", "digits only; the last may be X"] };
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  const birth = `${year}-${month}-${day}`;
  if (!isDay(Number(year), Number(month), Number(day)) || birth > today || year < "1850")
    return { fault: ["第 7 至 14 位不是出生日期，请核对", "characters 7 to 14 are no date of birth"] };
  const sum = WEIGHTS.reduce((all, weight, i) => all + weight * Number(number[i]), 0);
  if (CHECKS[sum % CHECKS.length] !== number[LENGTH - 1])
    return { fault: ["校验码不符，请对照证件核对", "the check digit doesn't fit; compare it with the card"] };
  return { number, birth, sex: Number(number[16]) % 2 ? "male" : "female" };
}
