/* A pack in words, as the server writes it for terminals: sections that begin with ■, text, expressions
 * indented by four, tables drawn with lines. Here as pieces that a page can draw. */

export type Piece =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "table"; head: string[]; rows: string[][] };

export interface Section {
  title: string;
  clauses: string[];
  pieces: Piece[];
}

const TITLE = /^■ (.*?)(?:\s+\[(.*)\])?$/;
const LATIN = /[!-~]$/;

/* A cell goes on below; words of Latin letters are parted, Chinese isn't. */
function joined(before: string, after: string) {
  if (!before || !after) return before + after;
  return LATIN.test(before) && /^[!-~]/.test(after) ? `${before} ${after}` : before + after;
}

function cellsOf(line: string) {
  return line.slice(1, -1).split("│").map((cell) => cell.trim());
}

function tableOf(lines: readonly string[]): Piece {
  const rows: string[][] = [];
  let fresh = true;
  for (const line of lines) {
    if (!line.startsWith("│")) {
      fresh = true; // a rule between head and body
      continue;
    }
    const cells = cellsOf(line);
    const last = rows.at(-1);
    if (fresh || cells[0] || !last) rows.push(cells);
    else rows[rows.length - 1] = last.map((cell, i) => joined(cell, cells[i] ?? ""));
    fresh = false;
  }
  const [head = [], ...body] = rows;
  return { kind: "table", head, rows: body };
}

function piecesOf(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (line.startsWith("┌")) {
      const end = lines.findIndex((l, at) => at > i && l.startsWith("└"));
      pieces.push(tableOf(lines.slice(i, end)));
      i = end < 0 ? lines.length : end;
    } else if (line.startsWith("    ")) {
      const last = pieces.at(-1);
      if (last?.kind === "code") last.text += `\n${line.slice(4)}`;
      else pieces.push({ kind: "code", text: line.slice(4) });
    } else if (line.trim()) {
      const last = pieces.at(-1);
      const goesOn = pieces.length === 1 && last?.kind === "text" && !/[。.]$/.test(last.text);
      if (goesOn) last.text = joined(last.text, line.trim());
      else pieces.push({ kind: "text", text: line.trim() });
    }
  }
  return pieces;
}

/* Without the parameters, which have a page of their own. */
export function sectionsOf(words: string): Section[] {
  const [, ...parts] = words.split(/^(?=■ )/m);
  return parts
    .map((part) => {
      const [first = "", ...rest] = part.split("\n");
      const [, title = "", clauses = ""] = TITLE.exec(first) ?? [];
      return { title, clauses: clauses.split(" ").filter(Boolean), pieces: piecesOf(rest) };
    })
    .filter(({ title }) => !title.includes("parameters.csv"));
}
