/* A list as a file that leaves the system: what is in it, what isn't covered, and why. It is made by
 * a job; the file is offered when it is ready.
 *
 *   <ExportFile kind="households" filter={{ division }} says={t("…", "…")} /> */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Checkbox, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useSession } from "~/api/session";
import { useMay, useSend, type InitOf } from "~/api/use";
import { useT } from "~/base/language";
import { JobFiles } from "./JobFiles";
import { JobProgress } from "./JobProgress";
import { fieldClasses, type FieldClass } from "./Masked";
import { ProblemNote } from "./ProblemNote";

type Body = NonNullable<InitOf<"post", "/exports">>["body"];
type TrailBody = NonNullable<InitOf<"post", "/audit/file">>["body"];

interface Fields {
  list: "households" | "people";
  format: "csv" | "xlsx";
  opened?: FieldClass[];
  reason: string;
}

type Props = { says?: string } & // which rows are in it
  ({ kind: Body["kind"]; filter: NonNullable<Body["filter"]> } | { kind: "audit"; filter: NonNullable<TrailBody["filter"]> });

export function ExportFile({ says, ...what }: Props) {
  const t = useT();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Fields>();
  const [job, setJob] = useState<number>();
  const [ended, setEnded] = useState(false);
  const sent = { refresh: ["/jobs"], done: (made: { job: number }) => setJob(made.job) };
  const list = useSend("post", "/exports", sent);
  const trail = useSend("post", "/audit/file", sent);
  const add = what.kind === "audit" ? trail : list;
  const { fields } = useSession();
  const covers = what.kind === "households" || what.kind === "findings";
  const classes = (Object.keys(fieldClasses) as FieldClass[]).filter((c) => fields.includes(c));
  if (!may(what.kind === "audit" ? "post /audit/file" : "post /exports")) return null;
  const send = ({ list: rows, format, opened, reason }: Fields) => {
    const body = { format, reason: reason.trim() };
    if (what.kind === "audit") trail.mutate({ body: { ...body, filter: what.filter } });
    else
      list.mutate({
        body: { ...body, kind: what.kind, filter: { ...what.filter, ...(what.kind === "households" && { list: rows }), ...(covers && { opened: opened ?? [] }) } },
      });
  };
  const close = () => {
    setOpen(false);
    setJob(undefined);
    setEnded(false);
    add.reset();
  };
  return (
    <>
      <Button icon={<DownloadOutlined aria-hidden />} onClick={() => setOpen(true)}>{t("导出", "Export")}</Button>
      <Modal
        open={open}
        title={t("导出为文件", "Export as a file")}
        okText={t("开始导出", "Export")}
        cancelText={job === undefined ? undefined : t("关闭", "Close")}
        okButtonProps={{ style: job === undefined ? undefined : { display: "none" } }}
        confirmLoading={add.isPending}
        onOk={() => form.submit()}
        onCancel={close}
        destroyOnHidden
      >
        {job === undefined ? (
          <>
            <p className="soft">
              {says} {t("文件每行带水印；谁在何时因何导出，都会留下记录。", "Each row of the file carries a watermark; who took it, when and why goes on record.")}
            </p>
            <ProblemNote problem={add.error} />
            <Form
              form={form}
              layout="vertical"
              preserve={false}
              requiredMark={false}
              initialValues={{ list: "households", format: "xlsx" }}
              onFinish={send}
            >
              {what.kind === "households" && (
                <Form.Item name="list" label={t("内容", "Content")}>
                  <Radio.Group options={[{ value: "households", label: t("户，一户一行", "Households") }, { value: "people", label: t("成员，一人一行", "Their people") }]} />
                </Form.Item>
              )}
              <Form.Item name="format" label={t("格式", "Format")}>
                <Radio.Group options={[{ value: "xlsx", label: t("电子表格（XLSX）", "Spreadsheet (XLSX)") }, { value: "csv", label: "CSV" }]} />
              </Form.Item>
              {covers && classes.length > 0 && (
                <Form.Item name="opened" label={t("不遮盖的内容（不勾选即遮盖）", "In clear (covered unless ticked)")}>
                  <Checkbox.Group style={{ display: "grid" }} options={classes.map((c) => ({ value: c, label: t(fieldClasses[c][0], fieldClasses[c][1]) }))} />
                </Form.Item>
              )}
              <Form.Item
                name="reason"
                label={t("理由（记入审计）", "Reason (goes on record)")}
                rules={[{ required: true, whitespace: true, message: t("请写明理由", "Please give a reason") }]}
              >
                <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={300} showCount />
              </Form.Item>
            </Form>
          </>
        ) : (
          <>
            <JobProgress job={job} onEnd={() => setEnded(true)} />
            {ended && <JobFiles job={job} />}
          </>
        )}
      </Modal>
    </>
  );
}
