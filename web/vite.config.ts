import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/* What CodeMirror writes as <style> elements goes to adopted style sheets, too. */
const codeStyles: Plugin = {
  name: "code-styles",
  enforce: "pre",
  resolveId: (source, importer) =>
    source === "style-mod" && importer !== here("src/look/codeStyles.ts") ? here("src/look/codeStyles.ts") : undefined,
};

export default defineConfig({
  plugins: [codeStyles, react()],
  resolve: {
    alias: [
      { find: /^~\//, replacement: here("src/") },
      // Styles of antd go to adopted style sheets, which the Content-Security-Policy allows.
      { find: /^.*\/dynamicCSS$/, replacement: here("src/look/sheets.ts") },
    ],
  },
  build: {
    target: ["chrome99", "firefox101", "safari16.4"], // adopted style sheets
    outDir: process.env.HEYI_WEB_OUT ?? "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0, // data: URLs are for images only
    modulePreload: { polyfill: false }, // the browsers above have it
    chunkSizeWarningLimit: 1500,
    manifest: true,
    reportCompressedSize: false,
  },
  server: {
    // the server refuses writes whose Origin isn't the Host
    proxy: { "/api": { target: process.env.HEYI_SERVER ?? "http://127.0.0.1:8080", changeOrigin: false } },
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"], setupFiles: "script/before-tests.ts" },
});
