/* A scenario as a proposal of a new policy: its parameters hold from a day on, what was in force ends
 * there. The proposal takes effect only after check, test, simulation and somebody else's approval. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { DatePicker, Form, Input, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useRef } from "react";
import { useNavigate } from "react-router";
import type { Problem } from "~/api/problem";
import { sendNow } from "~/api/use";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import { nameOf, unitOf, type Movable } from "./parameters";
import { rowsOf } from "./rows";
import type { Scenario } from "./scenario";

interface Fields {
  title: string;
  reason: string;
  from: string;
  source: string;
}

interface Props {
  open: boolean;
  close: () => void;
  scenario: Scenario;
  name: string;
  items: readonly Movable[];
  asOf: string | undefined;
}

export function ProposalDialog({ open, close, scenario, name, items, asOf }: Props) {
  const t = useT();
  const go = useNavigate();
  const cache = useQueryClient();
  const draft = useSaved<Fields>("simulation-proposal");
  const [form] = Form.useForm<Fields>();
  const begun = useRef<{ id: number; tag: string }>(undefined); // made already: only its parameters are missing
  const make = useMutation<number, Problem, Fields>({
    mutationFn: async ({ title, reason, from, source }) => {
      if (!begun.current) {
        const { data, tag } = await sendNow("post", "/proposals", { body: { title: title.trim(), reason: reason.trim() } });
        begun.current = { id: data.id, tag };
      }
      const { id, tag } = begun.current;
      await sendNow("post", "/proposals/{proposal}/parameters", {
        params: { path: { proposal: id }, header: { "If-Match": tag } },
        body: { put: rowsOf(items, scenario.set, from, source.trim()) },
      });
      return id;
    },
    onSuccess: (id) => {
      draft.drop();
      void cache.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/proposals") });
      void go(`/proposals/${id}`);
    },
  });
  const nextMonth = dayjs(asOf).add(1, "month").startOf("month").format("YYYY-MM-DD");
  return (
    <Modal
      open={open}
      title={t("作为提案", "Make a proposal of it")}
      okText={t("建立提案", "Make it")}
      confirmLoading={make.isPending}
      onOk={() => form.submit()}
      onCancel={close}
      destroyOnHidden
    >
      <p className="soft">
        {t("提案经检查、测试、全库模拟，由另一人批准后才生效。", "It takes effect only after check, test, a simulation on the register, and a second person's approval.")}
      </p>
      <ul>
        {items
          .filter((m) => scenario.set[m.set] !== undefined)
          .map((m) => (
            <li key={m.set}>
              {t(...nameOf(m))} {m.parameter.value} → <strong>{scenario.set[m.set]}</strong> {t(...unitOf(m))}
            </li>
          ))}
      </ul>
      <ProblemNote problem={make.error} />
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        requiredMark={false}
        initialValues={{ title: scenario.name || name, reason: "", from: nextMonth, source: "sample", ...draft.value }}
        onValuesChange={(_, all) => draft.save(all)}
        onFinish={(f) => make.mutate(f)}
      >
        <Form.Item name="title" label={t("名称", "Title")} rules={[{ required: true, whitespace: true, message: t("请写名称", "Please give a title") }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="reason" label={t("理由（记录在案）", "Reason (goes on record)")} rules={[{ required: true, whitespace: true, message: t("请写明理由", "Please give a reason") }]}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={600} showCount />
        </Form.Item>
        <Form.Item
          name="from"
          label={t("从哪天起", "From which day on")}
          getValueProps={(v: string) => ({ value: v ? dayjs(v) : null })}
          normalize={(v: Dayjs | null) => v?.format("YYYY-MM-DD")}
          rules={[{ required: true, message: t("请选日期", "Please choose a day") }]}
        >
          <DatePicker />
        </Form.Item>
        <Form.Item
          name="source"
          label={t("依据", "Clause")}
          extra={t("条款号，如 JM18-1.2c；还没有文件的写 sample。", "A clause as JM18-1.2c; sample where there is no document yet.")}
          rules={[{ required: true, whitespace: true, message: t("请写依据", "Please name it") }]}
        >
          <Input maxLength={40} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
