/* Every version that was in force: since when, by whom, why; what changed from one to the next. */
import { Button, Tag } from "antd";
import { useState, type Key } from "react";
import { Link, useNavigate } from "react-router";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type RowOf } from "~/parts/DataTable";
import { PageHead } from "~/parts/PageHead";

export default function Versions() {
  const t = useT();
  const go = useNavigate();
  const [chosen, setChosen] = useState<Key[]>([]);
  const columns: Column<RowOf<"/policies">>[] = [
    { key: "version", title: ["版本", "Version"], render: (v) => t(`第 ${v.version} 版`, `Version ${v.version}`), width: 110 },
    { key: "state", title: ["状态", "State"], render: (v) => (v.in_force ? <Tag color="success">{t("现行", "in force")}</Tag> : <Tag>{t("以前的", "earlier")}</Tag>) },
    { key: "since", title: ["生效", "In force since"], render: (v) => formatInstant(v.since) },
    { key: "by", title: ["办理人", "By"], render: (v) => v.by },
    { key: "why", title: ["理由", "Why"], render: (v) => <div style={{ maxWidth: 360 }}>{v.why || "—"}</div> },
    {
      key: "change",
      title: ["改了什么", "What changed"],
      render: (v) => (v.version > 1 ? <Link to={`/policies/${v.version}/differences?with=${v.version - 1}`}>{t("与上一版比较", "Compare with the one before")}</Link> : "—"),
    },
    { key: "hash", title: ["散列值", "Hash"], render: (v) => <code>{v.hash.slice(0, 16)}</code>, hidden: true },
  ];
  const [one, other] = chosen.map(Number).sort((a, b) => a - b);
  return (
    <>
      <PageHead
        title={t("政策包的各个版本", "Versions of the pack")}
        says={t("每一版都保留着：以前的认定按当时的版本解释。", "Each is kept: earlier determinations are explained by the version of their time.")}
      />
      <DataTable
        id="policy-versions"
        file={t("政策版本", "policy versions")}
        path="/policies"
        columns={columns}
        rowKey={(v) => v.version}
        link={(v) => (v.in_force ? "/policies" : `/policies/${v.version}`)}
        selection={{ hideSelectAll: true, selectedRowKeys: chosen, onChange: (keys) => setChosen(keys.slice(-2)) }}
        tools={
          <Button disabled={other === undefined} onClick={() => void go(`/policies/${other}/differences?with=${one}`)}>
            {t("比较选中的两版", "Compare the two chosen")}
          </Button>
        }
        empty={t("系统管理员用 heyi init --pack 装入第一个政策包。", "The administrator puts the first one in force with heyi init --pack.")}
      />
    </>
  );
}
