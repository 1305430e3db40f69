/* Stands in for "style-mod" (vite.config.ts), by which CodeMirror, in the editor of decision tables,
 * writes <style> elements: its sheets are adopted, as antd's are. */
import { StyleModule as Written } from "style-mod";
import { updateCSS } from "./sheets";

const mounted = new Set<Written>();

export class StyleModule extends Written {
  static override mount(_root: Document | ShadowRoot | DocumentOrShadowRoot, modules: Written | readonly Written[]) {
    for (const module of ([] as Written[]).concat(modules)) {
      if (mounted.has(module)) continue;
      mounted.add(module);
      updateCSS(module.getRules(), `code ${mounted.size}`);
    }
  }
}
