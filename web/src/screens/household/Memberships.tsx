/* Who came and went, and when that became known. */
import { Table, Tag } from "antd";
import { Link } from "react-router";
import { useGet, type AnswerOf } from "~/api/use";
import { formatDate, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import type { Household } from "./Head";

type Stay = AnswerOf<"get", "/households/{household_no}/members">["items"][number];

export function Memberships({ no, names }: { no: string; names: Household }) {
  const t = useT();
  const stays = useGet("/households/{household_no}/members", { params: { path: { household_no: no } } });
  const nameOf = (person: string) => {
    const name = names.members?.find((m) => m.person_no === person)?.facts.name;
    return name?.value ?? name?.text ?? person;
  };
  return (
    <Panel title={t("成员的来去", "Who came and went")}>
      <Read from={stays}>
        {({ items }) => (
          <Table<Stay>
            size="small"
            rowKey={(stay) => `${stay.person_no}-${stay.from}-${stay.recorded_at}-${stay.superseded_at}`}
            pagination={false}
            dataSource={items}
            scroll={{ x: "max-content" }}
            columns={[
              { key: "who", title: t("人员", "Person"), render: (_, m) => <Link to={`/people/${m.person_no}`}>{nameOf(m.person_no)}</Link> },
              { key: "from", title: t("自", "From"), render: (_, m) => formatDate(m.from) },
              { key: "to", title: t("至", "To"), render: (_, m) => m.to ?? t("今", "now") },
              { key: "known", title: t("录入", "Recorded"), render: (_, m) => formatInstant(m.recorded_at) },
              { key: "actor", title: t("经办", "By"), render: (_, m) => m.actor ?? "—" },
              { key: "why", title: t("事由", "Reason"), render: (_, m) => m.why ?? "—" },
              {
                key: "past",
                title: t("记录", "Record"),
                render: (_, m) => (m.superseded_at ? <Tag>{t(`${formatInstant(m.superseded_at)} 被取代`, `superseded ${formatInstant(m.superseded_at)}`)}</Tag> : t("现行", "current")),
              },
            ]}
          />
        )}
      </Read>
    </Panel>
  );
}
