/* One person: what is known and from where, in which households, what was recorded. */
import { Descriptions, Tabs } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import { useGet, useMay } from "~/api/use";
import { useT } from "~/base/language";
import { useCatalogue } from "~/parts/catalogue";
import { FactValue } from "~/parts/FactValue";
import { LinkButton } from "~/parts/LinkButton";
import { OpeningDialog, useOpening } from "~/parts/Masked";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { FactGroups } from "~/parts/record/FactGroups";
import { groupsOf } from "~/parts/record/groups";
import { Looks } from "~/parts/record/Looks";
import { MomentButton, MomentNote, useMoment, type MomentOf } from "~/parts/record/Moment";
import { Timeline } from "~/parts/record/Timeline";

export default function PersonPage() {
  const { person = "" } = useParams();
  const moment = useMoment();
  return <OnePerson key={`${person} ${moment.key}`} no={person} moment={moment} />;
}

function OnePerson({ no, moment }: { no: string; moment: MomentOf }) {
  const t = useT();
  const may = useMay();
  const [parameters, setParameters] = useSearchParams();
  const opening = useOpening({ person: no }, moment.query);
  const { data: catalogue } = useCatalogue();
  const person = useGet("/people/{person_no}", { params: { path: { person_no: no }, query: moment.query } });
  const tab = parameters.get("tab") ?? "facts";
  const groups = groupsOf(catalogue, "person").map((g) => g.id);

  return (
    <Read from={person}>
      {(now) => {
        const p = opening.opened.person?.version === now.version ? opening.opened.person : now;
        const facts = p.facts ?? {};
        const name = facts.name?.value ?? facts.name?.text;
        const tabs = [
          {
            key: "facts",
            label: t("事实", "Facts"),
            children: <FactGroups of={{ person: no }} entity="person" facts={facts} on={p.on} known_at={moment.query.known_at} opening={opening} />,
          },
          { key: "history", label: t("变动记录", "History"), children: <Timeline of={{ person: no }} groups={groups} known_at={moment.query.known_at} /> },
          ...(may("get /people/{person_no}/looks") ? [{ key: "looks", label: t("谁看过", "Who looked"), children: <Looks of={{ person: no }} /> }] : []),
        ];
        return (
          <>
            <PageHead title={name ?? t(`人员 ${no}`, `Person ${no}`)} says={p.place}>
              {p.household_no && may("post /people/{person_no}/facts") && (
                <LinkButton type="primary" to={`/people/${no}/declare`}>{t("申报或更正", "Declare or correct")}</LinkButton>
              )}
              <MomentButton of={moment} on={p.on} />
            </PageHead>
            <MomentNote of={moment} on={p.on} />
            <Panel>
              <Descriptions
                size="small"
                column={{ xs: 1, md: 2, lg: 4 }}
                items={[
                  { key: "name", label: t("姓名", "Name"), children: <FactValue attribute="name" fact={facts.name} opening={opening} /> },
                  { key: "number", label: t("公民身份号码", "Identity number"), children: <FactValue attribute="id_no" fact={facts.id_no} opening={opening} /> },
                  { key: "sex", label: t("性别", "Sex"), children: <FactValue attribute="sex" fact={facts.sex} opening={opening} /> },
                  { key: "birth", label: t("出生日期", "Born"), children: <FactValue attribute="birth_date" fact={facts.birth_date} opening={opening} /> },
                ]}
              />
              <ul style={{ margin: "8px 0 0", paddingLeft: 18 }}>
                {p.households.map((h) => (
                  <li key={`${h.household_no}-${h.from}`}>
                    {h.household_no ? <Link to={`/households/${encodeURIComponent(h.household_no)}`}>{t(`户 ${h.household_no}`, `Household ${h.household_no}`)}</Link> : t("管辖范围以外的一户", "a household outside of your area")}{" "}
                    <span className="soft">{t(`${h.from} 起${h.to ? `，至 ${h.to}` : "，至今"}`, `from ${h.from}${h.to ? ` to ${h.to}` : " on"}`)}</span>
                  </li>
                ))}
              </ul>
            </Panel>
            <Tabs
              activeKey={tabs.some((one) => one.key === tab) ? tab : "facts"}
              destroyOnHidden
              items={tabs}
              onChange={(key) => {
                const next = new URLSearchParams(parameters);
                if (key === "facts") next.delete("tab");
                else next.set("tab", key);
                setParameters(next, { replace: true });
              }}
            />
            <OpeningDialog opening={opening} />
          </>
        );
      }}
    </Read>
  );
}
