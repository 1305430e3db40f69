/* Changes of the policy: under way, returned, in force. */
import { Tag } from "antd";
import { useGet, useMay } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DataTable, type Column, type Filter, type RowOf } from "~/parts/DataTable";
import { EmptyNote } from "~/parts/EmptyNote";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Read } from "~/parts/Read";
import { stateColors, states } from "./proposal";

export default function Proposals() {
  const t = useT();
  const may = useMay();
  const some = useGet("/proposals", { params: { query: { limit: 1 } } });
  const columns: Column<RowOf<"/proposals">>[] = [
    { key: "title", title: ["标题", "Title"], render: (p) => p.title },
    { key: "state", title: ["进度", "State"], render: (p) => <Tag color={stateColors[p.state]}>{t(...states[p.state])}</Tag> },
    { key: "author", title: ["提出人", "Author"], render: (p) => (p.own ? t(`${p.author}（本人）`, `${p.author} (you)`) : p.author) },
    { key: "reason", title: ["理由", "Reason"], render: (p) => <div style={{ maxWidth: 360 }}>{p.reason}</div> },
    {
      key: "base",
      title: ["基础", "Made from"],
      render: (p) => (
        <>
          {t(`第 ${p.base_version} 版`, `version ${p.base_version}`)}{" "}
          {!p.base_in_force && p.state !== "approved" && <Tag color="warning">{t("已不是现行版", "no longer in force")}</Tag>}
        </>
      ),
    },
    { key: "changed", title: ["最近改动", "Last changed"], render: (p) => formatInstant(p.changed_at) },
    { key: "created", title: ["提出", "Proposed"], render: (p) => formatInstant(p.created_at), hidden: true },
    { key: "id", title: ["编号", "Number"], render: (p) => p.id, number: true, hidden: true },
    { key: "version", title: ["成为", "Became"], render: (p) => (p.pack_version === null ? "—" : t(`第 ${p.pack_version} 版`, `version ${p.pack_version}`)), hidden: true },
  ];
  const filters: Filter[] = [
    { key: "state", kind: "choice", label: ["进度", "State"], choices: Object.entries(states).map(([value, label]) => ({ value, label })) },
  ];
  return (
    <Read from={some}>
      {({ whole }) => (
        <>
          <PageHead
            title={t("政策修改", "Changes of the policy")}
            says={t("一人提出，检查、测试、在登记库上试算，另一人批准后生效。", "One person proposes; it is checked, tested and simulated on the register; another approves.")}
          >
            {whole && may("post /proposals") && <LinkButton type="primary" to="/proposals/new">{t("提出修改", "Propose a change")}</LinkButton>}
          </PageHead>
          {whole ? (
            <DataTable
              id="proposals"
              file={t("政策修改", "proposals")}
              path="/proposals"
              columns={columns}
              filters={filters}
              rowKey={(p) => p.id}
              link={(p) => `/proposals/${p.id}`}
              empty={t("政策要改的时候，从现行政策开始提出修改。", "When the policy has to change, propose it from the one in force.")}
            />
          ) : (
            <EmptyNote title={t("政策的修改不在您的管辖范围", "Changes of the policy are outside your area")}>
              {t("政策包对登记库的全部区县有效，由管辖全部区县的人员修改。现行政策人人可看。", "A pack holds for all counties of the register, and is changed by those who have all of them. Everybody can look at the policy in force.")}
            </EmptyNote>
          )}
        </>
      )}
    </Read>
  );
}
