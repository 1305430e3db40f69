/* Tables and parameters in words, to read and to print. */
import { PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useT } from "~/base/language";
import { Panel } from "../Panel";
import { Read } from "../Read";
import { Sideways } from "../Sideways";
import s from "./pack.module.css";
import { usePackWords, type Pack } from "./source";

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
        {(text) => (
          <Sideways label={t("通俗说明", "In words")}>
            <pre className={s.text}>{text.trim()}</pre>
          </Sideways>
        )}
      </Read>
    </Panel>
  );
}
