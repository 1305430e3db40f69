/* Stands in for antd's "@rc-component/util/es/Dom/dynamicCSS" (an alias in vite.config.ts): what it
 * would write into <style> elements, which the Content-Security-Policy refuses, becomes adopted style
 * sheets, which it allows. The order is kept: what is prepended, then queued by priority, then the rest. */

interface Options {
  prepend?: boolean | "queue";
  priority?: number;
  mark?: string;
}

interface Sheet {
  name: string;
  rank: number;
  text: string;
  sheet: CSSStyleSheet;
  element: HTMLStyleElement; // never in the document: a handle on which antd keeps notes
}

const sheets: Sheet[] = [];

function rankOf({ prepend, priority = 0 }: Options) {
  if (prepend === "queue") return priority;
  return prepend ? -Infinity : Infinity;
}

function nameOf(key: string, { mark = "" }: Options) {
  return `${mark} ${key}`;
}

const own = new WeakSet<CSSStyleSheet>();

/* Those of another copy of this module stay: the development server makes one for antd. */
function show() {
  const others = document.adoptedStyleSheets.filter((sheet) => !own.has(sheet));
  document.adoptedStyleSheets = [...others, ...sheets.map((s) => s.sheet)];
}

export function updateCSS(text: string, key: string, options: Options = {}) {
  const name = nameOf(key, options);
  const known = sheets.find((s) => s.name === name);
  if (known) {
    if (known.text !== text) {
      known.text = text;
      known.sheet.replaceSync(text);
    }
    return known.element;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  own.add(sheet);
  const added = { name, rank: rankOf(options), text, sheet, element: document.createElement("style") };
  const behind = sheets.findIndex((s) => (added.rank === -Infinity ? true : s.rank > added.rank));
  sheets.splice(behind < 0 ? sheets.length : behind, 0, added);
  show();
  return added.element;
}

export function injectCSS(text: string, options: Options = {}) {
  return updateCSS(text, `nameless ${sheets.length}`, options);
}

export function removeCSS(key: string, options: Options = {}) {
  const at = sheets.findIndex((s) => s.name === nameOf(key, options));
  if (at < 0) return;
  sheets.splice(at, 1);
  show();
}

export function clearContainerCache() {
  // there are no containers
}

/* A sheet of our own, before antd's. */
export function addSheet(key: string, text: string) {
  updateCSS(text, key, { prepend: true });
}
