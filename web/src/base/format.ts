/* How values are written for people. Dates are Shanghai's, instants are told in its time. */
import { currentLanguage } from "./language";

const NOTHING = "—";
const SHANGHAI = "Asia/Shanghai";

const instant = new Intl.DateTimeFormat("sv-SE", {
  timeZone: SHANGHAI,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/* 2018-07-02 08:00 */
export function formatInstant(at: string | null | undefined) {
  return at ? instant.format(new Date(at)) : NOTHING;
}

/* The day in Shanghai, of now or of an instant. */
export function dayOf(at: Date = new Date()) {
  return instant.format(at).slice(0, 10);
}

export function formatDate(day: string | null | undefined) {
  return day || NOTHING;
}

/* 1234567 → 12,345.67. Whole fen in, exactly those out: no floating point. */
export function formatFen(fen: number | bigint | null | undefined) {
  if (fen === null || fen === undefined) return NOTHING;
  const digits = String(fen).replace("-", "").padStart(3, "0");
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0 ? "−" : ""}${yuan}.${digits.slice(-2)}`;
}

/* Large sums at a glance: 4,776.22 万元, CN¥47.8M. */
export function formatFenShort(fen: number) {
  const yuan = fen / 100;
  if (currentLanguage() === "en")
    return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(yuan);
  if (Math.abs(yuan) < 10_000) return `${formatNumber(Math.round(yuan))} 元`;
  return `${formatNumber(yuan / 10_000, 2)} 万元`;
}

export function formatNumber(n: number | null | undefined, digits = 0) {
  if (n === null || n === undefined) return NOTHING;
  return new Intl.NumberFormat("en", { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(n);
}

/* In English: 1 household, 1,234 households. */
export function counted(n: number, one: string, many = `${one}s`) {
  return `${formatNumber(n)} ${n === 1 ? one : many}`;
}

/* 0.0213 → 2.13% */
export function formatPercent(share: number | null | undefined, digits = 2) {
  return share === null || share === undefined ? NOTHING : `${(share * 100).toFixed(digits)}%`;
}

export function formatBytes(bytes: number) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/* 83 → 1:23 */
export function formatDuration(seconds: number) {
  const s = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(s / 60);
  const rest = String(s % 60).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}
