/* Begins an import: what, since when, which files. It is tried first; nothing is written yet.
 * ?of=JOB begins with that one's choices, for mended files. */
import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Radio, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useSession } from "~/api/session";
import { useGet, useSend } from "~/api/use";
import { dayOf } from "~/base/format";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { useJob } from "~/parts/job";
import { Loading } from "~/parts/Loading";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import { bodyOf, inputOf, kinds, type Choices, type Kind } from "./choices";
import { Columns } from "./Columns";
import { Files } from "./Files";
import s from "./imports.module.css";
import { Way } from "./Way";

interface Draft {
  choices: Partial<Choices>;
  uploads: number[];
}

export default function NewImport() {
  const [parameters] = useSearchParams();
  const of = Number(parameters.get("of")) || undefined;
  const before = useJob(of);
  if (of !== undefined && before.isPending) return <Loading />;
  const input = before.data && inputOf(before.data);
  return <Wizard key={of} of={of} from={input} />;
}

const asDay = { getValueProps: (day: string | undefined) => ({ value: day ? dayjs(day) : null }), normalize: (day: Dayjs | null) => day?.format("YYYY-MM-DD") };

function Wizard({ of, from }: { of: number | undefined; from: Partial<Choices> | undefined }) {
  const t = useT();
  const go = useNavigate();
  const draft = useSaved<Draft>(of === undefined ? "import" : `import-${of}`);
  const { division } = useSession();
  const [form] = Form.useForm<Choices>();
  const [start] = useState<Partial<Choices>>(() => draft.value?.choices ?? from ?? { received: dayOf() });
  const [uploads, setUploads] = useState<readonly number[]>(draft.value?.uploads ?? []);
  const [lacks, setLacks] = useState(false);
  const kind = Form.useWatch("kind", form) ?? start.kind;
  const feed = Form.useWatch("feed", form) ?? start.feed;
  const complete = Form.useWatch("complete", form) ?? start.complete;
  const sources = useGet("/sources", {}, { enabled: kind === "feed" });
  const send = useSend("post", "/imports", {
    refresh: ["/jobs", "/uploads"],
    done: ({ job }) => {
      draft.drop();
      void go(`/imports/${job}`);
    },
  });
  const choose = (change: (before: readonly number[]) => number[]) =>
    setUploads((old) => {
      const next = change(old);
      draft.save({ choices: { ...start, ...form.getFieldsValue() }, uploads: next });
      return next;
    });

  return (
    <>
      <PageHead
        title={of === undefined ? t("导入", "Import") : t("改好后重新导入", "Import the mended files")}
        says={t("先试导入：逐行检查，告诉您会增加、变更什么，哪些行有问题，什么也不写入；核对之后再正式导入。", "It is tried first: every row is checked, you see what would be added and changed and which rows are wrong, and nothing is written. You import after the review.")}
      />
      <Way at={0} />
      {of !== undefined && from && (
        <p className="soft">{t(`选项与作业 ${of} 相同。同名的文件会取代原来的；改好的文件传上来后再试导入。`, `The choices are those of job ${of}. A file of the same name takes the old one's place.`)}</p>
      )}
      <Form<Choices>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={start}
        onValuesChange={(_, all) => draft.save({ choices: { ...start, ...all }, uploads: [...uploads] })}
        onFinish={(choices) => {
          setLacks(uploads.length === 0);
          if (uploads.length > 0) send.mutate({ body: bodyOf(choices, uploads) });
        }}
        scrollToFirstError
      >
        <Panel title={t("导入什么", "What")}>
          <Form.Item name="kind" rules={[{ required: true, message: t("请选择导入什么", "Please choose what to import") }]} noStyle={false}>
            <Radio.Group className={s.kinds} aria-label={t("导入什么", "What to import")}>
              {(Object.keys(kinds) as Kind[]).map((k) => (
                <Radio key={k} value={k}>
                  <strong>{t(...kinds[k].name)}</strong>
                  <span className="soft">{t(...kinds[k].says)}</span>
                </Radio>
              ))}
            </Radio.Group>
          </Form.Item>
          {kind && <div className={s.choices}>{kind === "feed" ? <OfFeed own={division} /> : <OfList people={kind === "people"} />}</div>}
          {kind === "people" && complete && <CompleteNote />}
          {kind && <Columns kind={kind} feed={feed} />}
        </Panel>
        <Panel title={t("文件", "Files")}>
          <Files chosen={uploads} choose={choose} />
          <Form.Item name="sheet" label={t("工作表（不填则读第一个可见的）", "Sheet of a workbook (else the first visible one)")} className={s.sheet}>
            <Input maxLength={100} />
          </Form.Item>
        </Panel>
        <ProblemNote problem={send.error ?? sources.error} />
        {lacks && uploads.length === 0 && (
          <p role="alert" className={s.lacks}>
            {t("请先选择要导入的文件，或勾选已上传的文件。", "Choose files to import, or tick some that were sent already.")}
          </p>
        )}
        <Button type="primary" size="large" htmlType="submit" loading={send.isPending}>
          {t("试导入", "Try it")}
        </Button>
      </Form>
    </>
  );
}

function OfList({ people }: { people: boolean }) {
  const t = useT();
  return (
    <>
      <Form.Item
        name="valid_from"
        label={t("这些事实自何日起成立", "The facts hold from")}
        rules={[{ required: true, message: t("请选择日期", "Please choose the day") }]}
        extra={t("如入户调查或申报的日期；此前的记录保留。", "Such as the day of the survey; what was known before stays on record.")}
        {...asDay}
      >
        <DatePicker className={s.day} />
      </Form.Item>
      {people && (
        <Form.Item name="complete" valuePropName="checked" label={t("名单", "The list")} extra={t("不勾选时，名单外的成员保持不变。", "Unless ticked, members who are missing from it stay.")}>
          <Checkbox>{t("名单完整：名单外的成员自该日起离户", "It is complete: members missing from it leave on that day")}</Checkbox>
        </Form.Item>
      )}
    </>
  );
}

function CompleteNote() {
  const t = useT();
  return (
    <ul className={s.complete}>
      <li>{t("只涉及名单中出现的户；没有出现的户不变。", "Only households that are on the list are touched.")}</li>
      <li>{t("这些户里不在名单中的成员，自所填日期起不再是该户成员；在另一户出现的，转入该户。", "Members of these who aren't on it leave on that day; who appears in another household moves there.")}</li>
      <li>{t("试导入会先列出每一个将离户、转户的人，核对之后才写入。", "The trial lists everybody who would leave or move first; nothing is written before you have seen it.")}</li>
      <li>{t("有号码无法识别的行的户，不移出任何人。", "Nobody leaves a household that has a row whose identity number can't be read.")}</li>
    </ul>
  );
}

function OfFeed({ own }: { own: string }) {
  const t = useT();
  const sources = useGet("/sources");
  return (
    <>
      <Form.Item name="feed" label={t("来源", "Source")} rules={[{ required: true, message: t("请选择来源", "Please choose the source") }]}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          loading={sources.isPending}
          options={sources.data?.items.map((x) => ({ value: x.name, label: `${x.label}（${x.department}）` }))}
        />
      </Form.Item>
      <Form.Item name="received" label={t("收到日期", "Received on")} rules={[{ required: true, message: t("请选择收到日期", "Please choose the day of receipt") }]} {...asDay}>
        <DatePicker className={s.day} maxDate={dayjs(dayOf())} />
      </Form.Item>
      <Form.Item
        name="division"
        label={t("覆盖的区划", "What it covers")}
        extra={own ? t("不选即您的管辖范围。同一来源较新的一批取代较旧的：只覆盖一部分时务必选对。", "None: your area. A newer delivery of a source replaces the older one: say so if it covers only a part.") : t("不选即全部。同一来源较新的一批取代较旧的：只覆盖一部分时务必选对。", "None: everything. A newer delivery of a source replaces the older one: say so if it covers only a part.")}
      >
        <DivisionPicker />
      </Form.Item>
      <Form.Item name="rows" label={t("发送方所说的行数", "Rows, as the sender says")} extra={t("填了就会核对文件是否完整。", "Then it is checked whether the file is whole.")}>
        <InputNumber min={1} precision={0} className={s.day} />
      </Form.Item>
      <Form.Item name="nobody" valuePropName="checked" label={t("没有人命中时", "If nobody is found")} extra={t("通常说明拿错了文件，所以默认拒绝。", "Usually the wrong file, so it is refused unless ticked.")}>
        <Checkbox>{t("没有一行是库中人员也导入", "Import it even if nobody is found")}</Checkbox>
      </Form.Item>
    </>
  );
}
