/* Where one stands on the way through an import. */
import { Steps } from "antd";
import { useT } from "~/base/language";
import s from "./imports.module.css";

interface Props {
  at: 0 | 1 | 2 | 3;
  status?: "process" | "finish" | "error";
}

export function Way({ at, status = "process" }: Props) {
  const t = useT();
  return (
    <Steps
      className={`${s.way} no-print`}
      size="small"
      current={at}
      status={status}
      items={[
        { title: t("内容和文件", "What and which files") },
        { title: t("试导入", "Trial") },
        { title: t("核对", "Review") },
        { title: t("导入", "Import") },
      ]}
    />
  );
}
