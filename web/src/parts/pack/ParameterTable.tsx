/* Amounts, ratios, months: value, since when and till when, where, by which clause. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Checkbox, DatePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState, type ReactNode } from "react";
import { address } from "~/api/client";
import { dayOf } from "~/base/format";
import { useT } from "~/base/language";
import { WholeTable, type WholeColumn } from "../DataTable/WholeTable";
import { Clauses } from "./Clauses";
import { PlaceName } from "../PlaceName";
import { Read } from "../Read";
import { fileAddress, usePackPart, type Pack, type Parameter } from "./source";
import { lastDay, nameOf, residenceName, rowKey, unitName, valueText } from "./parameter";

interface Props {
  pack: Pack;
  actions?: (row: Parameter) => ReactNode;
  tools?: ReactNode;
}

export function ParameterTable({ pack, actions, tools }: Props) {
  const t = useT();
  const [sample, setSample] = useState(false);
  const [on, setOn] = useState<Dayjs | null>(null);
  const day = on?.format("YYYY-MM-DD");
  const parameters = usePackPart(pack, "parameters", { sample: sample || undefined, in_force_on: day });
  const columns: WholeColumn<Parameter>[] = [
    { key: "name", title: ["参数", "Parameter"], render: (p) => <strong>{nameOf(p)}</strong>, order: (a, b) => nameOf(a).localeCompare(nameOf(b), "zh") },
    { key: "value", title: ["值", "Value"], render: (p) => valueText(p), number: true },
    { key: "unit", title: ["单位", "Unit"], render: (p) => t(...unitName(p.unit)) },
    { key: "from", title: ["自", "From"], render: (p) => p.valid_from, order: (a, b) => a.valid_from.localeCompare(b.valid_from) },
    { key: "to", title: ["至（含）", "To (last day)"], render: (p) => lastDay(p.valid_to) ?? t("长期", "open") },
    { key: "division", title: ["区划", "Division"], render: (p) => <PlaceName code={p.division} />, order: (a, b) => a.division.localeCompare(b.division) },
    { key: "residence", title: ["户口性质", "Residence"], render: (p) => t(...residenceName(p.residence)) },
    { key: "source", title: ["依据", "Clause"], render: (p) => <Clauses of={[...(p.clause ? [p.clause] : []), ...(p.sample ? ["sample"] : [])]} /> },
    { key: "id", title: ["代号", "Id"], render: (p) => <code>{p.name}</code>, hidden: true },
    ...(actions ? [{ key: "actions", title: ["操作", "Actions"], render: actions } as const] : []),
  ];
  return (
    <Read from={parameters}>
      {({ items }) => (
        <WholeTable
          id={actions ? "parameters-edited" : "parameters"}
          rows={items}
          columns={columns}
          rowKey={rowKey}
          text={(p) => `${p.name} ${p.label ?? ""} ${p.division} ${p.clause ?? ""} ${p.value}`}
          empty={t("没有符合条件的参数。", "No parameter fits.")}
          filters={
            <>
              <DatePicker
                value={on}
                onChange={setOn}
                placeholder={t("哪天有效", "In force on")}
                aria-label={t("只看某天有效的", "In force on this day only")}
                presets={[{ label: t("今天", "today"), value: dayjs(dayOf()) }]}
              />
              <Checkbox checked={sample} onChange={(e) => setSample(e.target.checked)} style={{ alignSelf: "center" }}>
                {t("只看样例值", "Sample values only")}
              </Checkbox>
            </>
          }
          tools={
            <>
              {tools}
              <Button icon={<DownloadOutlined aria-hidden />} href={address(fileAddress(pack, "parameters.csv"))} download>
                {t("导出", "Export")}
              </Button>
            </>
          }
        />
      )}
    </Read>
  );
}
