// Writes what the API's joined document says, for the application: src/api/made/schema.d.ts
// (types) and operations.ts (of each operation the rights it needs, and whether it takes an
// idempotency key). The document is made by the build: HEYI_OPENAPI, or build/src/server/openapi.json.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const METHODS = ["get", "post", "put", "patch", "delete"];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const source = process.env.HEYI_OPENAPI ?? here("../../build/src/server/openapi.json");
const target = here("../src/api/made/");

if (!existsSync(source)) {
  console.error(
    `没有接口描述 ${source}：先运行 ninja -C build src/server/openapi.json，或用 HEYI_OPENAPI 指明\n` +
      `there is no ${source}: run ninja -C build src/server/openapi.json first, or name it in HEYI_OPENAPI`,
  );
  process.exit(1);
}

const document = JSON.parse(readFileSync(source, "utf8"));

function takesKey(operation) {
  return (operation.parameters ?? []).some(
    (p) => p.name === "Idempotency-Key" || p.$ref?.endsWith("/idempotency_key"),
  );
}

function operations() {
  const lines = [];
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS)
      if (item[method]) {
        const says = { rights: item[method]["x-right"] ?? [] };
        if (takesKey(item[method])) says.keyed = true;
        lines.push(`  ${JSON.stringify(`${method} ${path}`)}: ${JSON.stringify(says)},`);
      }
  return lines.join("\n");
}

// A file that doesn't change isn't written: nothing that depends on it is made again.
function write(name, text) {
  const path = target + name;
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

mkdirSync(target, { recursive: true });
write("schema.d.ts", astToString(await openapi(document)));
write(
  "operations.ts",
  `/* Made by script/api-types.js; do not edit. */\n` +
    `export const operations = {\n${operations()}\n} as const satisfies Record<string, { rights: string[]; keyed?: true }>;\n`,
);
