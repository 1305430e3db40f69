/* One row of the parameters in a form. What is typed stays until it is saved or given up. */
import { App, AutoComplete, Button, DatePicker, Drawer, Form, Input, Radio, Select, Space } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { Problem } from "~/api/problem";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { changedFrom, corrected, endAfter, lastDay, nameOf, residenceName, rowKey, unitName, valueFault, valueText, type Row } from "~/parts/pack/parameter";
import { usePackPart, type Parameter } from "~/parts/pack/source";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import type { PanelProps } from "./one";
import { placesOf } from "./faults";

export interface Fields {
  how: "from" | "correct";
  name: string;
  division?: string;
  residence: string;
  value: string;
  unit: string;
  from: Dayjs;
  last?: Dayjs | null;
  source: "sample" | "clause";
  clause?: string;
}

/* Dates are kept as texts. */
type Kept = Omit<Partial<Fields>, "from" | "last"> & { from?: string; last?: string };
const DAY = "YYYY-MM-DD";

const kept = ({ from, last, ...rest }: Partial<Fields>): Kept => ({ ...rest, from: from?.format(DAY), last: last?.format(DAY) });
const drawn = ({ from, last, ...rest }: Kept): Partial<Fields> => ({
  ...rest,
  ...(from ? { from: dayjs(from) } : {}),
  ...(last ? { last: dayjs(last) } : {}),
});

function fieldsOf(row: Parameter) {
  const last = lastDay(row.valid_to);
  return {
    how: "from" as const,
    name: row.name,
    division: row.division,
    residence: row.residence ?? "",
    value: row.value,
    unit: row.unit,
    last: last ? dayjs(last) : null,
    source: row.sample ? ("sample" as const) : ("clause" as const),
    clause: row.clause ?? undefined,
  };
}

function toRow(f: Fields): Row {
  return {
    name: f.name.trim(),
    division: f.division ?? "",
    residence: f.residence,
    valid_from: f.from.format(DAY),
    valid_to: endAfter(f.last?.format(DAY) ?? null),
    value: f.value.trim(),
    unit: f.unit.trim(),
    source: f.source === "sample" ? "sample" : (f.clause ?? "").trim(),
  };
}

interface Props extends PanelProps {
  row: Parameter | undefined; // undefined: a new one
  onClose: () => void;
}

export function ParameterForm({ p, tag, busy, row, onClose }: Props) {
  const t = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const draft = useSaved<Kept>(`parameter-${p.id}-${row ? rowKey(row) : "new"}`);
  const names = usePackPart({ proposal: p.id }, "parameters");
  const how = Form.useWatch("how", form) ?? "from";
  const unit = Form.useWatch("unit", form) ?? row?.unit ?? "";
  const source = Form.useWatch("source", form);
  const send = useSend("post", "/proposals/{proposal}/parameters", {
    done: () => {
      draft.drop();
      void message.success(t("已改入提案，请重新检查和测试", "It is in the proposal: check and test again"));
      onClose();
    },
  });
  const show = (problem: Problem) =>
    form.setFields(placesOf(problem).map(([name, text]) => ({ name, errors: [t(...text)] })));
  const save = (f: Fields) => {
    const after = toRow(row ? { ...fieldsOf(row), ...f } : f); // what isn't asked for stays
    const body = row ? (f.how === "from" ? changedFrom(row, after) : corrected(row, after)) : { put: [after] };
    send.mutate({ params: { path: { proposal: p.id }, header: { "If-Match": tag } }, body }, { onError: show });
  };
  const given = { required: true, message: t("请填写", "Please fill in") };
  const known = names.data?.items ?? [];
  const choose = (name: string) => {
    const same = known.find((x) => x.name === name);
    if (same) form.setFieldsValue({ unit: same.unit });
  };
  const giveUp = () => {
    draft.drop();
    onClose();
  };
  return (
    <Drawer
      open
      size={460}
      title={row ? t(`修改：${nameOf(row)}`, `Edit: ${nameOf(row)}`) : t("增加一行参数", "Add a row")}
      onClose={onClose}
      footer={
        <Space>
          <Button type="primary" loading={send.isPending || busy} onClick={() => form.submit()}>{t("保存到提案", "Save to the proposal")}</Button>
          <Button onClick={giveUp}>{t("放弃", "Give up")}</Button>
        </Space>
      }
    >
      <ProblemNote problem={send.error} />
      {row && (
        <p className="soft">
          {t("现在：", "Now: ")}
          <strong>{valueText(row)}</strong> {t(...unitName(row.unit))}，{row.valid_from} {t("至", "to")} {lastDay(row.valid_to) ?? t("长期", "open")} · <PlaceName code={row.division} /> · {t(...residenceName(row.residence))}
        </p>
      )}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={drawn(draft.value ?? kept(row ? fieldsOf(row) : { how: "correct", residence: "", source: "clause" }))}
        onValuesChange={(_, all) => draft.save(kept(all))}
        onFinish={save}
      >
        {row ? (
          <Form.Item name="how" label={t("怎么改", "How")}>
            <Radio.Group
              options={[
                { value: "from", label: t("从某日起用新值", "Another value from a day on") },
                { value: "correct", label: t("更正这一行", "Put this row right") },
              ]}
              onChange={(e) => form.setFieldsValue({ from: e.target.value === "correct" ? dayjs(row.valid_from) : undefined })}
            />
          </Form.Item>
        ) : (
          <Form.Item name="name" label={t("参数代号", "Parameter")} rules={[given, { pattern: /^[a-z][a-z0-9_]*$/, message: t("小写字母、数字和 _", "Small letters, digits and _") }]}>
            <AutoComplete
              options={[...new Map(known.map((x) => [x.name, x])).values()].map((x) => ({ value: x.name, label: `${nameOf(x)} ${x.name}` }))}
              showSearch={{ filterOption: (typed, option) => String(option?.label).includes(typed) }}
              onSelect={choose}
            />
          </Form.Item>
        )}
        <Form.Item
          name="value"
          label={t(`值（${unit || "…"}）`, `Value (${unitName(unit)[1] || "…"})`)}
          dependencies={["unit"]}
          rules={[
            given,
            {
              validator: (_, value: string | undefined) => {
                const fault = value ? valueFault(value.trim(), unit) : undefined;
                return fault ? Promise.reject(new Error(t(...fault))) : Promise.resolve();
              },
            },
          ]}
        >
          <Input inputMode="decimal" autoFocus={!!row} />
        </Form.Item>
        <Form.Item name="unit" label={t("单位", "Unit")} rules={[given]} hidden={!!row && how === "from"}>
          <Input maxLength={12} placeholder={t("如 元/人月、倍、月", "e.g. 元/人月, 倍, 月")} />
        </Form.Item>
        <Form.Item
          name="from"
          label={how === "from" && row ? t("自哪天起", "From which day on") : t("有效期自", "In force from")}
          rules={[given]}
          extra={how === "from" && row && t(`现在的值用到前一天为止`, "The value of now holds up to the day before")}
        >
          <DatePicker style={{ width: "100%" }} minDate={how === "from" && row ? dayjs(row.valid_from).add(1, "day") : undefined} />
        </Form.Item>
        {!(how === "from" && row) && (
          <Form.Item
            name="last"
            label={t("有效期至（含当天；空为长期）", "To (last day; empty: open)")}
            dependencies={["from"]}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_, last: Dayjs | null | undefined) =>
                  last && last.isBefore(getFieldValue("from") as Dayjs, "day")
                    ? Promise.reject(new Error(t("不能早于起始日", "Not before the first day")))
                    : Promise.resolve(),
              }),
            ]}
          >
            <DatePicker style={{ width: "100%" }} />
          </Form.Item>
        )}
        {!(how === "from" && row) && (
          <>
            <Form.Item name="division" label={t("区划（空为全部）", "Division (empty: everywhere)")}>
              <DivisionPicker />
            </Form.Item>
            <Form.Item name="residence" label={t("户口性质", "Residence")}>
              <Select options={["", "urban", "rural"].map((value) => ({ value, label: t(...residenceName(value || null)) }))} />
            </Form.Item>
          </>
        )}
        <Form.Item name="source" label={t("依据", "Source")} rules={[given]}>
          <Radio.Group
            options={[
              { value: "clause", label: t("文件条款", "A clause of the documents") },
              { value: "sample", label: t("文件没有规定（标为样例值）", "The documents leave it open (marked a sample value)") },
            ]}
          />
        </Form.Item>
        {source === "clause" && (
          <Form.Item name="clause" label={t("条款编号", "Clause")} rules={[given, { pattern: /^[A-Z]{2}\d{2}-\S+$/, message: t("如 JM18-1.2c", "e.g. JM18-1.2c") }]}>
            <Input placeholder="JM18-1.2c" />
          </Form.Item>
        )}
      </Form>
    </Drawer>
  );
}
