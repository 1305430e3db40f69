/* 一户一档: who they are, what is known and from where, what was decided, what was looked at. */
import { PrinterOutlined } from "@ant-design/icons";
import { Button, Grid, Tabs } from "antd";
import { useParams, useSearchParams } from "react-router";
import { useGet, useMay } from "~/api/use";
import { useT } from "~/base/language";
import { groupsOf } from "~/parts/record/groups";
import { Looks } from "~/parts/record/Looks";
import { MomentButton, MomentNote, useMoment } from "~/parts/record/Moment";
import { Timeline } from "~/parts/record/Timeline";
import { useCatalogue } from "~/parts/catalogue";
import { LinkButton } from "~/parts/LinkButton";
import { OpeningDialog, useOpening } from "~/parts/Masked";
import { PageHead } from "~/parts/PageHead";
import { Read } from "~/parts/Read";
import { Actions } from "./Actions";
import { Decisions } from "./Decisions";
import { Findings } from "./Findings";
import { Head } from "./Head";
import { Members } from "./Members";
import { Memberships } from "./Memberships";
import { HouseholdFacts } from "./HouseholdFacts";
import s from "./household.module.css";

export default function HouseholdPage() {
  const { no = "" } = useParams();
  return <OneHousehold key={no} no={no} />;
}

function OneHousehold({ no }: { no: string }) {
  const t = useT();
  const may = useMay();
  const wide = Grid.useBreakpoint().md;
  const moment = useMoment();
  const [parameters, setParameters] = useSearchParams();
  const opening = useOpening({ household: no });
  const { data: catalogue } = useCatalogue();
  const household = useGet("/households/{household_no}", { params: { path: { household_no: no }, query: moment.query } });
  const tab = parameters.get("tab") ?? "facts";
  const groups = [...new Set([...groupsOf(catalogue, "household"), ...groupsOf(catalogue, "person")].map((g) => g.id))];

  return (
    <Read from={household}>
      {(now) => {
        const h = opening.opened.household?.on === now.on ? opening.opened.household : now;
        const tabs = [
          {
            key: "facts",
            label: t("成员与事实", "Facts"),
            children: (
              <>
                <Members of={h} opening={opening} query={moment.query} />
                <HouseholdFacts of={h} opening={opening} query={moment.query} />
              </>
            ),
          },
          {
            key: "history",
            label: t("变动记录", "History"),
            children: (
              <>
                <Timeline of={{ household: no }} groups={groups} known_at={moment.query.known_at} />
                <Memberships no={no} names={h} />
              </>
            ),
          },
          { key: "decisions", label: t("历次认定", "Decisions"), children: <Decisions no={no} /> },
          { key: "findings", label: t("核对事项", "Findings"), children: <Findings no={no} /> },
          ...(may("get /households/{household_no}/looks") ? [{ key: "looks", label: t("谁看过", "Who looked"), children: <Looks of={{ household: no }} /> }] : []),
        ];
        return (
          <>
            <PageHead title={t(`户 ${no}`, `Household ${no}`)} says={h.place}>
              <Actions of={h} />
              <MomentButton of={moment} on={h.on} />
              {may("get /households/{household_no}/explanation") && h.last_decision && (
                <LinkButton to={`/households/${encodeURIComponent(no)}/explanation`}>{t("认定说明", "Explanation")}</LinkButton>
              )}
              <Button icon={<PrinterOutlined aria-hidden />} onClick={() => print()}>{t("打印", "Print")}</Button>
            </PageHead>
            <MomentNote of={moment} on={h.on} />
            <Head of={h} />
            <Tabs
              className={s.tabs}
              activeKey={tabs.some((one) => one.key === tab) ? tab : "facts"}
              destroyOnHidden
              tabBarGutter={wide ? 32 : 16}
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
