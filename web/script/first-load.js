// What a browser loads before anybody has signed in (index.html, and the scripts and styles that it
// reaches without a lazy import: the sign-in page, too) must stay small on a village's line.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 400_000; // bytes, compressed
const dist = process.env.HEYI_WEB_OUT ?? "dist";
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, "utf8"));
const files = new Set(["index.html"]);

function add(name) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`the manifest has no ${name}`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const other of chunk.imports ?? []) add(other);
}

add("index.html");
const sizes = [...files].map((file) => [gzipSync(readFileSync(`${dist}/${file}`), { level: 9 }).length, file]);
const total = sizes.reduce((sum, [bytes]) => sum + bytes, 0);
for (const [bytes, file] of sizes.sort((a, b) => b[0] - a[0])) console.log(`${String(bytes).padStart(8)}  ${file}`);
console.log(`${String(total).padStart(8)}  first load, gzip (at most ${LIMIT})`);
if (total > LIMIT) process.exit(1);
