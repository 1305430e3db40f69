/* What can be put into a pack. */
import type { Text } from "~/base/language";

const MOST_BYTES = 524_288;

/* undefined: it isn't UTF-8. */
export async function readText(file: Blob): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}

export function fileFault(name: string, bytes: number, text: string | undefined): Text | undefined {
  if (!name.endsWith(".dmn") && name !== "parameters.csv" && name !== "cases.csv")
    return [`“${name}”不是政策包的文件：应为 parameters.csv、cases.csv 或 .dmn`, `"${name}" is no file of a pack: parameters.csv, cases.csv or a .dmn`];
  if (bytes > MOST_BYTES) return [`“${name}”超过 512 kB`, `"${name}" is larger than 512 kB`];
  if (bytes === 0) return [`“${name}”是空的`, `"${name}" is empty`];
  if (text === undefined) return [`“${name}”不是 UTF-8 编码：另存为 UTF-8 再上传`, `"${name}" isn't UTF-8: save it as that and upload it again`];
  return undefined;
}
