/* Where one stands on the way through an import. */
import { Grid, Steps } from "antd";
import { useT } from "~/base/language";
import s from "./imports.module.css";

interface Props {
  at: 0 | 1 | 2 | 3;
  status?: "process" | "finish" | "error";
}

export function Way({ at, status = "process" }: Props) {
  const t = useT();
  const wide = Grid.useBreakpoint().md;
  const steps = [t("内容和文件", "What and which files"), t("试导入", "Trial"), t("核对", "Review"), t("导入", "Import")];
  if (!wide) return <p className="soft">{t(`第 ${at + 1} 步，共 ${steps.length} 步：${steps[at]}`, `Step ${at + 1} of ${steps.length}: ${steps[at]}`)}</p>;
  return (
    <Steps
      className={`${s.way} no-print`}
      size="small"
      current={at}
      status={status}
      items={steps.map((title) => ({ title }))}
    />
  );
}
