/* The proposal's parameters: from a day on another value, a row put right, removed, a new one. */
import { Button, Popconfirm, Space } from "antd";
import { useState } from "react";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { nameOf, removed } from "~/parts/pack/parameter";
import { ParameterTable } from "~/parts/pack/ParameterTable";
import type { Parameter } from "~/parts/pack/source";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import type { PanelProps } from "./one";
import { ParameterForm } from "./ParameterForm";

export function ParametersPanel({ p, tag, busy, edits }: PanelProps & { edits: boolean }) {
  const t = useT();
  const [open, setOpen] = useState<Parameter | "new">();
  const remove = useSend("post", "/proposals/{proposal}/parameters");
  const params = { path: { proposal: p.id }, header: { "If-Match": tag } };
  return (
    <Panel title={t("参数", "Parameters")}>
      <ProblemNote problem={remove.error} />
      <ParameterTable
        pack={{ proposal: p.id }}
        tools={edits && <Button type="primary" onClick={() => setOpen("new")}>{t("增加一行", "Add a row")}</Button>}
        actions={
          edits
            ? (row) => (
                <Space>
                  <Button size="small" onClick={() => setOpen(row)} aria-label={t(`修改${nameOf(row)}`, `Edit ${nameOf(row)}`)}>
                    {t("修改", "Edit")}
                  </Button>
                  <Popconfirm
                    title={t("删除这一行？", "Remove this row?")}
                    description={t("只在提案里删除；批准前现行政策不变。", "In the proposal only; the policy in force stays as it is.")}
                    okText={t("删除", "Remove")}
                    cancelText={t("不删", "Keep it")}
                    onConfirm={() => remove.mutate({ params, body: removed(row) })}
                  >
                    <Button size="small" disabled={busy} aria-label={t(`删除${nameOf(row)}`, `Remove ${nameOf(row)}`)}>{t("删除", "Remove")}</Button>
                  </Popconfirm>
                </Space>
              )
            : undefined
        }
      />
      {open && <ParameterForm key={open === "new" ? "new" : `${open.name}${open.division}${open.valid_from}`} p={p} tag={tag} busy={busy} row={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}
