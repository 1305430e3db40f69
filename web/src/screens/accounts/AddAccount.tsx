import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import { AccountFields, type AccountValues } from "./AccountFields";
import { FirstPassword, HandOver } from "./HandOver";

type Values = AccountValues & { name: string; password: string };
type Draft = Omit<Values, "password">;

export function AddAccount() {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>{t("添加账号", "Add an account")}</Button>
      {open && <Dialog close={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ close }: { close: () => void }) {
  const t = useT();
  const [form] = Form.useForm<Values>();
  const draft = useSaved<Draft>("account");
  const [made, setMade] = useState<{ name: string; password: string }>();
  const add = useSend("post", "/accounts", { done: draft.drop });
  return (
    <Modal
      open
      title={t("添加账号", "Add an account")}
      okText={t("添加", "Add")}
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={close}
      footer={made ? <Button type="primary" onClick={close}>{t("已经告诉本人", "I have handed it over")}</Button> : undefined}
    >
      {made ? (
        <HandOver {...made} />
      ) : (
        <>
          <ProblemNote problem={add.error} brief />
          <Form<Values>
            form={form}
            layout="vertical"
            initialValues={draft.value}
            onValuesChange={(_, { password: _secret, ...rest }) => draft.save(rest)}
            onFinish={({ name, label, role, division, password }) =>
              add.mutate(
                { body: { name: name.trim(), label: label?.trim() ?? "", role, division: division ?? "", password } },
                { onSuccess: (account) => setMade({ name: account.name, password }) },
              )
            }
          >
            <Form.Item
              name="name"
              label={t("用户名", "Account name")}
              extra={t("登录用，大小写不分，如 li.si", "For signing in, like li.si; case doesn't matter")}
              rules={[{ required: true, whitespace: true, message: t("请填写", "Please fill in") }]}
            >
              <Input maxLength={200} autoFocus autoComplete="off" spellCheck={false} />
            </Form.Item>
            <AccountFields />
            <FirstPassword />
          </Form>
        </>
      )}
    </Modal>
  );
}
