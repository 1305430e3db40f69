/* Tables and expressions in words, to read and to print. */
import { PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useT } from "~/base/language";
import { Panel } from "../Panel";
import { Read } from "../Read";
import { Scroll } from "../Scroll";
import { Clauses } from "./Clauses";
import s from "./pack.module.css";
import { usePackWords, type Pack } from "./source";
import { sectionsOf, type Piece } from "./words";

export function WordsPanel({ pack }: { pack: Pack }) {
  const t = useT();
  const words = usePackWords(pack);
  return (
    <Panel
      title={t("通俗说明", "In words")}
      extra={
        <Button className="no-print" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          {t("打印", "Print")}
        </Button>
      }
    >
      <Read from={words}>
        {(text) =>
          sectionsOf(text).map(({ title, clauses, pieces }) => (
            <section key={title} className={s.section}>
              <h3>
                {title} <Clauses of={clauses} />
              </h3>
              {pieces.map((piece, i) => (
                <Shown key={i} of={piece} title={title} />
              ))}
            </section>
          ))
        }
      </Read>
    </Panel>
  );
}

function Shown({ of, title }: { of: Piece; title: string }) {
  if (of.kind === "text") return <p className={s.said}>{of.text}</p>;
  if (of.kind === "code") return <pre className={s.text}>{of.text}</pre>;
  return (
    <Scroll label={title}>
      <table className={s.plain}>
        <thead>
          <tr>
            {of.head.map((name, i) => (
              <th key={i} scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
