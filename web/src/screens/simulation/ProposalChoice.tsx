/* A proposal of a new policy as the other side. Not offered to those who see none. */
import { Select } from "antd";
import { useId } from "react";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";

interface Props {
  value: number | undefined;
  onChange: (proposal: number | undefined) => void;
}

export function ProposalChoice({ value, onChange }: Props) {
  const t = useT();
  const id = useId();
  const proposals = useGet("/proposals", { params: { query: { limit: 100 } } });
  const items = proposals.data?.items ?? [];
  if (items.length === 0 && value === undefined) return null;
  return (
    <label htmlFor={id}>
      <span>{t("方案以哪个政策为准", "The policy of the scenario")}</span>
      <Select
        id={id}
        allowClear
        value={value}
        onChange={(v: number | undefined) => onChange(v)}
        placeholder={t("现行政策", "The one in force")}
        options={items.map((p) => ({ value: p.id, label: t(`提案 ${p.id}：${p.title}`, `Proposal ${p.id}: ${p.title}`) }))}
      />
    </label>
  );
}
