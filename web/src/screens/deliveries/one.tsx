/* One delivery: what it was, what of it is about people here; taken back as a whole. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Descriptions, Tag } from "antd";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { keyOf, useGet, useMay, useSend } from "~/api/use";
import { formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { ConfirmReason } from "~/parts/ConfirmReason";
import { JobProgress } from "~/parts/JobProgress";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { Read } from "~/parts/Read";

export default function OneDelivery() {
  const t = useT();
  const may = useMay();
  const cache = useQueryClient();
  const number = Number(useParams().delivery);
  const [address, setAddress] = useSearchParams();
  const job = Number(address.get("job")) || undefined; // of its withdrawal
  const [open, setOpen] = useState(false);
  const path = { delivery: number };
  const read = useGet("/deliveries/{delivery}", { params: { path } });
  const withdraw = useSend("post", "/deliveries/{delivery}/withdrawal", {
    refresh: ["/jobs"],
    done: (made) => {
      setOpen(false);
      setAddress({ job: String(made.job) }, { replace: true });
    },
  });
  return (
    <Read from={read}>
      {(d) => (
        <>
          <PageHead
            title={
              <>
                {t(`${d.label}：第 ${d.delivery} 批`, `${d.label}: delivery ${d.delivery}`)} {d.withdrawn && <Tag>{t("已撤回", "withdrawn")}</Tag>}
              </>
            }
            says={t(`${d.imported_by}，${formatInstant(d.imported_at)} 导入`, `Imported by ${d.imported_by}, ${formatInstant(d.imported_at)}`)}
          >
            <LinkButton to="/deliveries">{t("全部批次", "All deliveries")}</LinkButton>
            {(d.candidates ?? 0) > 0 && <LinkButton to={`/candidates?delivery=${d.delivery}`}>{t("待认定的行", "Undecided rows")}</LinkButton>}
            {d.whole && !d.withdrawn && job === undefined && may("post /deliveries/{delivery}/withdrawal") && (
              <Button danger onClick={() => setOpen(true)}>{t("撤回…", "Withdraw…")}</Button>
            )}
          </PageHead>
          {job !== undefined && (
            <Panel title={t("撤回", "Withdrawal")}>
              <JobProgress job={job} onEnd={() => void cache.invalidateQueries({ queryKey: keyOf("/deliveries/{delivery}") })} />
            </Panel>
          )}
          <Panel>
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2 }}
              items={[
                { key: "files", label: t("文件", "Files"), children: d.files },
                { key: "place", label: t("覆盖", "Covers"), children: <PlaceName code={d.division} /> },
                { key: "received", label: t("收到", "Received"), children: d.received },
                { key: "reference", label: t("数据截至", "Data as of"), children: d.reference },
                { key: "rows", label: t("行数", "Rows"), children: formatNumber(d.rows) },
                { key: "rejected", label: t("拒绝", "Rejected"), children: formatNumber(d.rejected) },
                { key: "matched", label: t("库中人员的行", "Rows of people here"), children: formatNumber(d.matched) },
                { key: "people", label: t("库中人员", "People here"), children: formatNumber(d.people) },
                { key: "candidates", label: t("待认定的行", "Undecided rows"), children: formatNumber(d.candidates) },
                { key: "outside", label: t("范围外的行", "Rows out of scope"), children: formatNumber(d.outside) },
                { key: "others", label: t("其他人的行（不保存）", "Rows of others (not kept)"), children: formatNumber(d.others) },
              ]}
            />
            {!d.whole && <p className="soft">{t("这一批超出您的管辖范围：只显示范围内的数，撤回由上级办理。", "It reaches beyond your area: only your area's counts are told, and it is for those above to withdraw it.")}</p>}
          </Panel>
          <ConfirmReason
            open={open}
            title={t("整批撤回", "Withdraw the whole delivery")}
            ok={t("撤回", "Withdraw")}
            danger
            busy={withdraw.isPending}
            problem={withdraw.error}
            onOk={(reason) => withdraw.mutate({ params: { path }, body: { reason } })}
            onCancel={() => setOpen(false)}
          >
            <p>{t("事实回到没有这一批时的样子；记录仍在，可以重新导入。", "Facts become what they are without it. Its rows stay on record, and it can be imported again.")}</p>
          </ConfirmReason>
        </>
      )}
    </Read>
  );
}
