/* Who belongs to the household on that day: a table, on a phone a card each; all of one's facts
 * below when it is opened. */
import { Button, Grid, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useT } from "~/base/language";
import { factOf, useCatalogue } from "~/parts/catalogue";
import { EmptyNote } from "~/parts/EmptyNote";
import { FactValue } from "~/parts/FactValue";
import type { Opening } from "~/parts/Masked";
import { FactGroups } from "~/parts/record/FactGroups";
import type { Household } from "./Head";
import s from "./household.module.css";
import { MemberActions } from "./MemberActions";

export type Member = NonNullable<Household["members"]>[number];

const SHOWN = ["relation", "sex", "birth_date", "id_no", "health", "disability_type", "labour_capacity", "schooling"];

interface Props {
  of: Household;
  opening: Opening;
  query: { known_at?: string };
}

export function Members({ of: h, opening, query }: Props) {
  const t = useT();
  const wide = Grid.useBreakpoint().md;
  const { data: catalogue } = useCatalogue();
  const [open, setOpen] = useState<readonly string[]>([]);
  const members = h.members ?? [];
  const all = members.map((m) => m.person_no);
  const labelOf = (id: string) => {
    const about = factOf(catalogue, id);
    return about ? t(about.label, about.label_en) : id;
  };
  const name = (m: Member) => (
    <>
      <Link to={`/people/${m.person_no}`}>
        <FactValue attribute="name" fact={m.facts.name} />
      </Link>
      {m.minor && <span className="soft"> {t("未满 14 岁", "under 14")}</span>}
    </>
  );
  const details = (m: Member) => (
    <FactGroups of={{ person: m.person_no }} entity="person" facts={m.facts} on={h.on} known_at={query.known_at} opening={opening} />
  );

  return (
    <section aria-labelledby="members" className={s.members}>
      <header className={s.sectionHead}>
        <h2 id="members">{t(`成员（${members.length}）`, `Members (${members.length})`)}</h2>
        {members.length > 0 && (
          <Button size="small" className="no-print" onClick={() => setOpen(open.length < all.length ? all : [])}>
            {open.length < all.length ? t("全部展开", "Show all facts") : t("全部收起", "Hide all facts")}
          </Button>
        )}
      </header>
      {members.length === 0 && (
        <EmptyNote title={t("没有成员", "No members")}>{t("这一户在该日没有成员，可能已销户。变动记录里有成员的来去。", "Nobody belongs to it on that day; it may have ended. The history has who came and went.")}</EmptyNote>
      )}
      {members.length > 0 && wide && (
        <Table<Member>
          size="small"
          rowKey="person_no"
          pagination={false}
          dataSource={members}
          scroll={{ x: "max-content" }}
          expandable={{
            expandedRowKeys: [...open],
            onExpandedRowsChange: (keys) => setOpen(keys.map(String)),
            expandedRowRender: details,
            expandedRowClassName: () => s.details ?? "",
          }}
          columns={[
            { key: "name", title: labelOf("name"), render: (_, m) => name(m) },
            ...SHOWN.map((id) => ({
              key: id,
              title: labelOf(id),
              render: (_: unknown, m: Member) => <FactValue attribute={id} fact={m.facts[id]} opening={opening} />,
            })),
            {
              key: "actions",
              title: <span className="for-readers">{t("办理", "Actions")}</span>,
              render: (_, m) => <MemberActions no={h.household_no} person={m.person_no} />,
              className: "no-print",
            },
          ]}
        />
      )}
      {members.length > 0 && !wide && (
        <ul className={s.cards}>
          {members.map((m) => {
            const opened = open.includes(m.person_no);
            return (
              <li key={m.person_no}>
                <div className={s.cardHead}>
                  <span>
                    {name(m)} <span className="soft"><FactValue attribute="relation" fact={m.facts.relation} /></span>
                  </span>
                  <MemberActions no={h.household_no} person={m.person_no} />
                </div>
                <dl className={s.brief}>
                  {SHOWN.slice(1).map((id) => (
                    <div key={id}>
                      <dt>{labelOf(id)}</dt>
                      <dd><FactValue attribute={id} fact={m.facts[id]} opening={opening} /></dd>
                    </div>
                  ))}
                </dl>
                <Button
                  type="link"
                  size="small"
                  aria-expanded={opened}
                  onClick={() => setOpen(opened ? open.filter((no) => no !== m.person_no) : [...open, m.person_no])}
                >
                  {opened ? t("收起", "Less") : t("全部事实与来源", "All facts and sources")}
                </Button>
                {opened && details(m)}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
