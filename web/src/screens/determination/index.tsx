/* One determination: on its way, reviewed, compared, committed, taken out as a file. Which part is
 * shown, and of which division, is in the address. */
import { PrinterOutlined } from "@ant-design/icons";
import { Button, Tabs } from "antd";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { useMay } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { JobBar } from "~/parts/JobProgress";
import { LinkButton } from "~/parts/LinkButton";
import { Loading } from "~/parts/Loading";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import { Changes } from "./Changes";
import { Commit } from "./Commit";
import s from "./determination.module.css";
import { Figures, type Run } from "./Figures";
import { runName } from "./flows";
import { MissingFacts } from "./MissingFacts";
import { Results } from "./Results";
import { useRun } from "./useRun";

export default function Determination() {
  const t = useT();
  const name = useParams().run ?? "";
  const [parameters] = useSearchParams();
  const division = parameters.get("division") ?? undefined;
  const { job, over, info, full, money, problem, again } = useRun(name, division);
  const title = t(...runName(name));

  if (job)
    return (
      <>
        <PageHead
          title={title}
          says={over ? undefined : t("在服务器上进行；关掉页面也不会中断，完成后在这里核对。", "It runs on the server and goes on when this page is closed; review it here when it is done.")}
        />
        <Panel>
          <JobBar job={job} />
          {over && (
            <p className={s.after}>
              <LinkButton to="/determinations/new">{t("重新开始", "Start another")}</LinkButton>
            </p>
          )}
        </Panel>
      </>
    );
  if (!info)
    return problem ? (
      <>
        <PageHead title={title} />
        <ProblemNote problem={problem} again={again} />
        <Link to="/determinations">{t("全部认定", "All determinations")}</Link>
      </>
    ) : (
      <Loading />
    );
  return <Reviewed key={name} name={name} title={title} info={info} full={full} money={money} division={division} />;
}

interface Props {
  name: string;
  title: string;
  info: Omit<Run, "figures" | "missing">;
  full: Run | undefined; // with figures, for those who may see money
  money: boolean;
  division: string | undefined;
}

function Reviewed({ name, title, info, full, money, division }: Props) {
  const t = useT();
  const go = useNavigate();
  const may = useMay();
  const [parameters] = useSearchParams();
  const tabs = [
    ...(money ? [{ key: "figures", label: t("平衡与统计", "Figures"), children: full ? <Figures run={full} division={division} /> : <Loading /> }] : []),
    { key: "results", label: t("逐户结果", "Households"), children: <Results run={name} division={division} /> },
    ...(money
      ? [
          { key: "missing", label: t("待补事实", "Missing"), children: <MissingFacts run={name} division={division} /> },
          { key: "changes", label: t("与此前比较", "Compared"), children: <Changes run={name} division={division} /> },
        ]
      : []),
  ];
  const asked = parameters.get("tab");
  const tab = tabs.find((x) => x.key === asked)?.key ?? tabs[0]?.key ?? "results";

  const move = (changes: Record<string, string | undefined>, from = parameters) => {
    const next = new URLSearchParams(from);
    for (const [key, value] of Object.entries(changes)) {
      if (value) next.set(key, value);
      else next.delete(key);
    }
    void go({ search: next.toString() }, { preventScrollReset: true });
  };

  return (
    <>
      <PageHead
        title={title}
        says={
          <>
            {t(`认定日 ${info.as_of}，`, `As of ${info.as_of}, `)}
            <PlaceName code={info.division} />
            {info.committed_at !== null &&
              t(`，${formatInstant(info.committed_at)} 由 ${info.by ?? "—"} 提交`, `, committed ${formatInstant(info.committed_at)} by ${info.by ?? "—"}`)}
            {info.trial && t("。尚未提交，不影响任何户。", ". Not committed: it touches no household.")}
          </>
        }
      >
        <div className={s.area}>
          <DivisionPicker label={t("只看一个区划", "Only one division")} placeholder={t("全部区划", "All divisions")} value={division} onChange={(d) => move({ division: d })} />
        </div>
        <Button icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          {t("打印", "Print")}
        </Button>
      </PageHead>
      {info.trial && may("post /determinations/{run}/commit") && full && <Commit run={full} />}
      {info.trial && !may("post /determinations/{run}/commit") && (
        <p className="soft">{t("您可以核对；提交由有提交权限的人办理，把本页地址发给他即可。", "You can review it; somebody with the right to commit does the rest: send them this page's address.")}</p>
      )}
      <Tabs className={s.tabs} tabBarGutter={20} activeKey={tab} items={tabs} destroyOnHidden onChange={(key) => move({ tab: key, division }, new URLSearchParams())} />
    </>
  );
}
