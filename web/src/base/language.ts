/* Texts stand in the code as pairs, Chinese first: t("保存", "Save"). */
import { createContext, useContext, useSyncExternalStore } from "react";
import { keep, kept } from "./storage";

export type Language = "zh" | "en";
/* What is said in both languages, where it isn't said at once: t(...text). */
export type Text = readonly [zh: string, en: string];

const PLACE = "language";
const listeners = new Set<() => void>();
let language: Language = kept(PLACE) === "en" ? "en" : "zh";

function announce() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

export function setLanguage(next: Language) {
  language = next;
  keep(PLACE, next);
  announce();
  listeners.forEach((tell) => tell());
}

export function currentLanguage() {
  return language;
}

/* Outside of components; in them useT, which draws anew when the language changes. */
export function t(zh: string, en: string) {
  return language === "zh" ? zh : en;
}

/* What stands inside is in this language, whatever was chosen: <InLanguage value="zh">…</InLanguage> */
export const InLanguage = createContext<Language | undefined>(undefined);

export function useLanguage() {
  const chosen = useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, currentLanguage);
  return useContext(InLanguage) ?? chosen;
}

const chinese = (zh: string, _en: string) => zh;
const english = (_zh: string, en: string) => en;

export function useT() {
  return useLanguage() === "zh" ? chinese : english;
}

if (typeof document !== "undefined") announce();
