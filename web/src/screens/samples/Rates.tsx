import type { components } from "~/api/made/schema";
import { useGet } from "~/api/use";
import { formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { SmallTable } from "~/parts/SmallTable";
import { percentOf } from "./about";

type Share = components["schemas"]["SampleShare"];

export function Rates({ sample, everyone }: { sample: number; everyone: boolean }) {
  const t = useT();
  const rates = useGet("/samples/{sample}/rate", { params: { path: { sample } } });
  return (
    <Panel title={t("差错率", "Error rates")}>
      <Read from={rates}>
        {(r) => {
          const rows: { name: string; share: Share }[] = [
            { name: t("全部差错", "All errors"), share: r.wrong },
            { name: t("错保", "Covered, but shouldn't be"), share: r.wrong_in },
            { name: t("金额有误", "Wrong amount"), share: r.wrong_amount },
            ...(everyone ? [{ name: t("漏保", "Should be covered, but isn't"), share: r.wrong_out }] : []),
          ];
          return (
            <SmallTable
              rowKey="name"
              dataSource={rows}
              columns={[
                { title: t("差错", "Error"), dataIndex: "name" },
                { title: t("走访", "Visited"), align: "right", render: (_, { share }) => formatNumber(share.seen) },
                { title: t("有差错", "Wrong"), align: "right", render: (_, { share }) => formatNumber(share.wrong) },
                { title: t("差错率", "Rate"), align: "right", render: (_, { share }) => <strong>{percentOf(share.rate)}</strong> },
                { title: t("95% 置信区间", "95% interval"), align: "right", render: (_, { share }) => (share.low === null ? "—" : `${percentOf(share.low)} – ${percentOf(share.high)}`) },
                { title: t("未作估计", "Not estimated"), align: "right", render: (_, { share }) => percentOf(share.not_estimated) },
              ]}
            />
          );
        }}
      </Read>
    </Panel>
  );
}
