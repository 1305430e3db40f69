// Plays journeys through the web application (README.md): run.mjs HEYI [NAME… | -NAME…]
import { readdirSync } from "node:fs";
import path from "node:path";

const [heyi, ...names] = process.argv.slice(2);
process.env.HEYI_PROGRAM = path.resolve(heyi);
process.env.HEYI_WEB_SHOTS ??= path.resolve(path.dirname(heyi), "web-shots");
const wanted = (name) => (names[0]?.startsWith("-") ? !names.includes(`-${name}`) : names.length === 0 || names.includes(name));
const folder = new URL("journeys/", import.meta.url);
for (const file of readdirSync(folder).sort())
  if (file.endsWith(".mjs") && wanted(path.basename(file, ".mjs"))) await import(new URL(file, folder));
