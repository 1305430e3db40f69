/* From which day, why, and what proves it: the part that every entry has. */
import { Button, Form, Input, Radio } from "antd";
import { useT, type Text } from "~/base/language";
import { DayInput } from "./FactInput";
import s from "./entry.module.css";

export interface EvidenceFields {
  valid_from: string;
  reason: string;
  reference?: string;
  kind?: "declaration" | "correction";
}

interface Props {
  today: string;
  reasons: readonly Text[]; // usual ones
  kinds?: boolean; // declared, or corrected
}

export function Evidence({ today, reasons, kinds }: Props) {
  const t = useT();
  const kind = Form.useWatch("kind") as EvidenceFields["kind"];
  const correction = kinds && kind === "correction";
  return (
    <fieldset className={s.group}>
      <legend>{t("依据", "Evidence")}</legend>
      {kinds && (
        <Form.Item
          name="kind"
          label={t("性质", "Kind")}
          extra={
            correction
              ? t("更正高于一切来源，须有证明材料的文号或编号。", "A correction outranks every source, and needs a reference to what proves it.")
              : t("申报是本户自己所说；部门数据比它可信时，以部门数据为准。", "What the household says; data of departments that rank higher are believed instead.")
          }
        >
          <Radio.Group
            options={[
              { value: "declaration", label: t("申报", "Declaration") },
              { value: "correction", label: t("更正", "Correction") },
            ]}
          />
        </Form.Item>
      )}
      <div className={s.fields}>
        <Form.Item
          name="valid_from"
          label={t("自何日起（情况发生的日子）", "True from which day")}
          rules={[{ required: true, message: t("请填写日期", "Please give the day") }]}
        >
          <DayInput latest={today} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t("事由（记入变动记录）", "Reason (goes on record)")}
          rules={[
            { required: true, whitespace: true, message: t("请写明事由", "Please give a reason") },
            { min: 2, message: t("至少两个字", "At least two characters") },
          ]}
        >
          <ReasonInput usual={reasons} />
        </Form.Item>
        <Form.Item
          name="reference"
          label={t("证明材料的文号或编号", "Reference of what proves it")}
          rules={correction ? [{ required: true, whitespace: true, message: t("更正须有文号或编号", "A correction needs a reference") }] : []}
        >
          <Input maxLength={200} />
        </Form.Item>
      </div>
    </fieldset>
  );
}

interface ReasonProps {
  usual: readonly Text[];
  id?: string;
  value?: string;
  onChange?: (reason: string) => void;
}

/* Usual reasons are a press away. */
function ReasonInput({ usual, id, value, onChange }: ReasonProps) {
  const t = useT();
  return (
    <>
      <Input id={id} value={value} maxLength={300} onChange={(e) => onChange?.(e.target.value)} />
      <div className={s.usual}>
        {usual.map((reason) => (
          <Button key={reason[1]} size="small" onClick={() => onChange?.(t(...reason))}>
            {t(...reason)}
          </Button>
        ))}
      </div>
    </>
  );
}
