/* What the person who looks may do next with a proposal; what isn't open to them yet says why. */
import { Button, Form, Modal, Popconfirm, Tooltip } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useMay, useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ConfirmReason } from "~/parts/ConfirmReason";
import { ProblemNote } from "~/parts/ProblemNote";
import { AboutFields, type About } from "./new";
import type { PanelProps } from "./one";
import { editable, lacksToSubmit } from "./proposal";

type Asked = "approve" | "return" | "withdraw" | "about";

export function Decide({ p, tag, busy, changed }: PanelProps & { changed: boolean }) {
  const t = useT();
  const go = useNavigate();
  const may = useMay();
  const [asked, setAsked] = useState<Asked>();
  const [form] = Form.useForm<About>();
  const close = () => setAsked(undefined);
  const submit = useSend("post", "/proposals/{proposal}/submit", { done: close });
  const approve = useSend("post", "/proposals/{proposal}/approve", { done: close, refresh: ["/policies", "/public"] });
  const giveBack = useSend("post", "/proposals/{proposal}/return", { done: close });
  const withdraw = useSend("post", "/proposals/{proposal}/withdraw", { done: close });
  const edit = useSend("patch", "/proposals/{proposal}", { done: close });
  const remove = useSend("delete", "/proposals/{proposal}", { done: () => void go("/proposals", { replace: true }) });
  const params = { path: { proposal: p.id }, header: { "If-Match": tag } };
  const ask = (what: Asked) => {
    for (const call of [submit, approve, giveBack, withdraw, edit]) call.reset();
    setAsked(what);
  };
  const underWay = p.state === "submitted" || p.state === "simulated";
  if (!may("post /proposals/{proposal}/submit") || p.state === "approved") return null;
  const lacks = lacksToSubmit(p, changed);
  return (
    <>
      {editable(p) && (
        <>
          <Button onClick={() => ask("about")}>{t("改标题、理由", "Title and reason")}</Button>
          <Popconfirm
            title={t("删除这件提案？", "Delete this proposal?")}
            description={t("改动不再保留。", "Its changes are gone.")}
            okText={t("删除", "Delete")}
            cancelText={t("不删", "Keep it")}
            onConfirm={() => remove.mutate({ params })}
          >
            <Button danger loading={remove.isPending}>{t("删除", "Delete")}</Button>
          </Popconfirm>
          <Tooltip title={lacks && t(...lacks)}>
            <Button type="primary" disabled={!!lacks || busy} loading={submit.isPending} onClick={() => submit.mutate({ params })}>
              {t("提交", "Submit")}
            </Button>
          </Tooltip>
        </>
      )}
      {underWay && p.own && <Button onClick={() => ask("withdraw")}>{t("撤回修改", "Withdraw")}</Button>}
      {underWay && !p.own && <Button danger onClick={() => ask("return")}>{t("退回", "Return")}</Button>}
      {p.state === "simulated" && !p.own && (
        <Button type="primary" onClick={() => ask("approve")}>{t("批准", "Approve")}</Button>
      )}
      <div style={{ flexBasis: "100%" }} className="soft">
        {editable(p) && lacks && t(`还不能提交：${lacks[0]}。`, `It can't be submitted: ${lacks[1]}.`)}
        {p.state === "submitted" && t("先在“试算”中算出对登记库的影响，才能批准。", "It has to be simulated on the register before it can be approved.")}
        {p.state === "simulated" && p.own && t("您是提出人，须由另一人批准。", "You are its author: another person has to approve it.")}
      </div>
      {[submit, remove].map((call, i) => call.error && <div key={i} style={{ flexBasis: "100%" }}><ProblemNote problem={call.error} /></div>)}

      <ConfirmReason
        open={asked === "approve"}
        title={t("批准这件提案？", "Approve this proposal?")}
        ok={t("批准，立即生效", "Approve: in force at once")}
        busy={approve.isPending || busy}
        problem={approve.error}
        onOk={(reason) => approve.mutate({ params, body: { reason } })}
        onCancel={close}
      >
        <p>{t("它成为现行政策包，以后的认定都按它算。以前的认定不变。", "It becomes the pack in force: determinations from now on are made by it. Earlier ones stay as they are.")}</p>
      </ConfirmReason>
      <ConfirmReason
        open={asked === "return"}
        title={t("退回给提出人？", "Return it to its author?")}
        ok={t("退回", "Return")}
        danger
        busy={giveBack.isPending || busy}
        problem={giveBack.error}
        onOk={(reason) => giveBack.mutate({ params, body: { reason } })}
        onCancel={close}
      />
      <ConfirmReason
        open={asked === "withdraw"}
        title={t("撤回为草稿？", "Make it a draft again?")}
        ok={t("撤回", "Withdraw")}
        busy={withdraw.isPending || busy}
        problem={withdraw.error}
        onOk={(reason) => withdraw.mutate({ params, body: { reason } })}
        onCancel={close}
      />
      <Modal
        open={asked === "about"}
        title={t("改标题、理由", "Title and reason")}
        okText={t("保存", "Save")}
        confirmLoading={edit.isPending || busy}
        onOk={() => form.submit()}
        onCancel={close}
        destroyOnHidden
      >
        <ProblemNote problem={edit.error} />
        <Form<About> form={form} layout="vertical" requiredMark={false} preserve={false} initialValues={{ title: p.title, reason: p.reason }} onFinish={(body) => edit.mutate({ params, body })}>
          <AboutFields />
        </Form>
      </Modal>
    </>
  );
}
