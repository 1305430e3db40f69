/* Which letter: covered, or in clear with a reason that goes on record; with English or without. */
import { useMutation } from "@tanstack/react-query";
import { Checkbox, Form, Input, Modal, Radio } from "antd";
import type { Problem } from "~/api/problem";
import { useSession } from "~/api/session";
import { readNow, sendNow } from "~/api/use";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import type { Asked } from ".";
import type { Telling } from "./telling";

export interface Opened {
  telling: Telling;
  english?: Telling;
}

interface Fields {
  clear: boolean;
  english: boolean;
  reason?: string;
}

interface Props {
  telling: Telling;
  asked: Asked;
  open: boolean;
  close: () => void;
  done: (opened: Opened) => void;
}

export function LetterDialog({ telling, asked, open, close, done }: Props) {
  const t = useT();
  const { fields } = useSession();
  const classes = (["health", "minor"] as const).filter((c) => fields.includes(c));
  const mayClear = telling.masked && classes.length > 0;
  const household_no = telling.household_no;
  const draft = useSaved<Fields>(`letter-${household_no}`);
  const [form] = Form.useForm<Fields>();
  const clear = Form.useWatch("clear", form);

  const inLanguage = async (lang: "zh" | "en", reason: string | undefined): Promise<Telling> => {
    const params = { path: { household_no }, query: { as_of: telling.as_of, known_at: asked.known_at, lang, format: "json" as const } };
    if (reason === undefined) return lang === telling.lang ? telling : ((await readNow("/households/{household_no}/explanation", { params })) as Telling);
    return (await sendNow("post", "/households/{household_no}/letter", { params, body: { fields: classes, reason } })).data as Telling;
  };
  const make = useMutation<Opened, Problem, Fields>({
    mutationFn: async (f) => {
      const reason = f.clear ? (f.reason ?? "").trim() : undefined;
      return { telling: await inLanguage("zh", reason), ...(f.english && { english: await inLanguage("en", reason) }) };
    },
    onSuccess: (opened) => {
      draft.drop();
      close();
      done(opened);
    },
  });

  return (
    <Modal
      open={open}
      title={t("说明信", "The letter")}
      okText={t("看信", "Show it")}
      confirmLoading={make.isPending}
      onOk={() => form.submit()}
      onCancel={() => {
        make.reset();
        close();
      }}
      destroyOnHidden
    >
      <ProblemNote problem={make.error} />
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        requiredMark={false}
        initialValues={{ clear: false, english: false, ...draft.value }}
        onValuesChange={(_, all) => draft.save(all)}
        onFinish={(f) => make.mutate(f)}
      >
        <Form.Item name="clear" label={t("健康状况、未成年人姓名", "Health, names of minors")}>
          <Radio.Group
            style={{ display: "grid", gap: 6 }}
            options={[
              { value: false, label: telling.masked ? t("遮盖", "Covered") : t("信中没有这些内容", "There are none in it") },
              ...(mayClear ? [{ value: true, label: t("写明，寄给本户（理由记录在案）", "In clear, for the household (the reason goes on record)") }] : []),
            ]}
          />
        </Form.Item>
        {clear && mayClear && (
          <Form.Item
            name="reason"
            label={t("理由（记入审计）", "Reason (goes on record)")}
            rules={[
              { required: true, whitespace: true, message: t("请写明理由", "Please give a reason") },
              { min: 2, message: t("至少两个字", "At least two characters") },
            ]}
          >
            <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={300} showCount />
          </Form.Item>
        )}
        <Form.Item name="english" valuePropName="checked">
          <Checkbox>{t("旁附英文", "English beside the Chinese")}</Checkbox>
        </Form.Item>
      </Form>
      <p className="soft">
        {t(
          "信中写明向谁提出疑问、名单受谁监督；所引文件没有规定申诉的程序和期限，本地另有规定的请随信附上。",
          "The letter says whom to ask and that the lists are public. The documents cited set no procedure or time limit for appeals; if there are local ones enclose them.",
        )}
      </p>
    </Modal>
  );
}
