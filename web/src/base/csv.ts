/* Rows for spreadsheets, made in the browser. */
export type Cell = string | number | null;

/* As spreadsheets read it: quoted where it must be, never a formula. */
function written(cell: Cell) {
  const text = cell === null ? "" : String(cell);
  const safe = typeof cell === "string" && /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export function csv(rows: readonly (readonly Cell[])[]) {
  return `\uFEFF${rows.map((row) => row.map(written).join(",")).join("\r\n")}\r\n`;
}

export function saveAs(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(/[\\/:*?"<>|]/g, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(url));
}
