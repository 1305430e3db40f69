/* What can be made of a result: paper, a file of the figures, a file of the households, a proposal. */
import { DownloadOutlined, FileAddOutlined, PrinterOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useSession } from "~/api/session";
import { useMay } from "~/api/use";
import { saveAs } from "~/base/csv";
import { useT } from "~/base/language";
import { csvOf } from "./csv";
import { HouseholdsFile } from "./HouseholdsFile";
import type { Movable } from "./parameters";
import { ProposalDialog } from "./ProposalDialog";
import type { Asked, Scenario } from "./scenario";
import type { Live } from "./useLive";

interface Props {
  asked: Asked;
  scenario: Scenario;
  name: string;
  items: readonly Movable[] | undefined;
  live: Live | undefined;
  other: Live | undefined;
  otherName: string;
}

export function Tools({ asked, scenario, name, items, live, other, otherName }: Props) {
  const t = useT();
  const may = useMay();
  const { rights, division } = useSession();
  const [open, setOpen] = useState<"file" | "proposal">();
  const changed = Object.keys(scenario.set).length > 0;
  // a proposal holds for all counties of the register, and is made of today's policy
  const mayPropose = may("post /proposals") && division === "" && asked.proposal === undefined;
  const mayExport = may("post /simulations") && rights.includes("export") && asked.proposal === undefined;
  const close = () => setOpen(undefined);
  return (
    <>
      <Dropdown
        disabled={!live}
        menu={{
          items: [
            { key: "figures", label: t("汇总数字（CSV）", "The figures (CSV)") },
            ...(mayExport ? [{ key: "households", label: t("受影响的户…", "The households concerned…"), disabled: !changed }] : []),
          ],
          onClick: ({ key }) => {
            if (key === "households") setOpen("file");
            else if (live) saveAs(`${name}.csv`, csvOf(live, name, other, otherName, t));
          },
        }}
      >
        <Button icon={<DownloadOutlined aria-hidden />}>{t("导出", "Export")}</Button>
      </Dropdown>
      <Button icon={<PrinterOutlined aria-hidden />} disabled={!live} onClick={() => window.print()}>
        {t("打印", "Print")}
      </Button>
      {mayPropose && (
        <Button type="primary" icon={<FileAddOutlined aria-hidden />} disabled={!changed} onClick={() => setOpen("proposal")}>
          {t("作为提案…", "Make a proposal of it…")}
        </Button>
      )}
      {mayExport && <HouseholdsFile open={open === "file"} close={close} asked={asked} scenario={scenario} name={name} />}
      {mayPropose && items && <ProposalDialog open={open === "proposal"} close={close} scenario={scenario} name={name} items={items} asOf={live?.as_of} />}
    </>
  );
}
