import { Select } from "antd";
import { useT } from "~/base/language";

interface Props {
  items: readonly { decision: string; name: string; rules: number }[];
  value: string;
  onChange: (decision: string) => void;
}

export function TableChoice({ items, value, onChange }: Props) {
  const t = useT();
  return (
    <Select
      aria-label={t("哪张决策表", "Which table")}
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      onChange={onChange}
      style={{ minWidth: 240, marginBottom: 12 }}
      options={items.map((x) => ({ value: x.decision, label: t(`${x.name}（${x.rules} 条）`, `${x.name} (${x.rules} rules)`) }))}
    />
  );
}
