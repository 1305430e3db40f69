/* The households that a scenario concerns, as a file: it leaves the system, so a reason is given. */
import { Modal } from "antd";
import { useState } from "react";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ConfirmReason } from "~/parts/ConfirmReason";
import { JobFiles } from "~/parts/JobFiles";
import { JobProgress } from "~/parts/JobProgress";
import type { Asked, Scenario } from "./scenario";

interface Props {
  open: boolean;
  close: () => void;
  asked: Asked;
  scenario: Scenario;
  name: string;
}

export function HouseholdsFile({ open, close, asked, scenario, name }: Props) {
  const t = useT();
  const [job, setJob] = useState<number>();
  const [ended, setEnded] = useState(false);
  const add = useSend("post", "/simulations", { refresh: ["/jobs"], done: (made) => setJob("job" in made ? made.job : undefined) });
  const title = t("受影响的户", "The households concerned");
  const end = () => {
    setJob(undefined);
    setEnded(false);
    add.reset();
    close();
  };
  if (job !== undefined)
    return (
      <Modal open={open} title={title} footer={null} onCancel={end}>
        <JobProgress job={job} onEnd={() => setEnded(true)} />
        {ended && <JobFiles job={job} />}
      </Modal>
    );
  return (
    <ConfirmReason
      open={open}
      title={title}
      ok={t("开始导出", "Export")}
      busy={add.isPending}
      problem={add.error}
      onCancel={end}
      onOk={(reason) =>
        add.mutate({
          body: { ...(asked.as_of && { as_of: asked.as_of }), ...(asked.division && { division: asked.division }), scenarios: [{ name, set: { ...scenario.set } }], format: "xlsx", reason },
        })
      }
    >
      <p className="soft">{t("每户一行，带水印；谁在何时因何导出，都会留下记录。", "One row a household, with a watermark; who took it, when and why goes on record.")}</p>
    </ConfirmReason>
  );
}
