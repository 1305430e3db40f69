import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
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
    proxy: { "/api": process.env.HEYI_SERVER ?? "http://127.0.0.1:8080" },
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
