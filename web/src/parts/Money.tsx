import { useT } from "~/base/language";
import { formatFen } from "~/base/format";

/* Whole fen as yuan. */
export function Money({ fen, unit }: { fen: number | null | undefined; unit?: boolean }) {
  const t = useT();
  return (
    <span className="no-wrap">
      {formatFen(fen)}
      {unit && fen !== null && fen !== undefined && t(" 元", " yuan")}
    </span>
  );
}
