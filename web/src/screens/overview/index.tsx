/* The start: one's area at a glance, and further down by place. What is shown is in the address. */
import { PrinterOutlined } from "@ant-design/icons";
import { Alert, Button, Select } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useSession } from "~/api/session";
import { useGet, useMay, type AnswerOf } from "~/api/use";
import { formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import Start from "~/screens/start";
import { Crumbs } from "./Crumbs";
import { Key } from "./Key";
import s from "./overview.module.css";
import { Places } from "./Places";
import { Changes, Recent } from "./Recent";
import { Standings } from "./Standings";
import { Trend } from "./Trend";

type Answer = AnswerOf<"get", "/overview">;

export default function Overview() {
  const { rights } = useSession();
  return rights.includes("view") ? <Glance /> : <Start />;
}

function addressOf(division: string | undefined, run: string | undefined) {
  const query = new URLSearchParams({ ...(division && { division }), ...(run && { run }) }).toString();
  return query ? `/?${query}` : "/";
}

function Glance() {
  const [parameters] = useSearchParams();
  const division = parameters.get("division") ?? undefined;
  const run = parameters.get("run") ?? undefined;
  const overview = useGet("/overview", { params: { query: { division, run } } });
  const to = (d: string | undefined) => addressOf(d, run);
  return (
    <>
      {division && <Crumbs division={division} to={to} />}
      <Read from={overview}>{(answer) => <Content answer={answer} division={division} chosen={run} to={to} />}</Read>
    </>
  );
}

interface ContentProps {
  answer: Answer;
  division: string | undefined;
  chosen: string | undefined;
  to: (division: string | undefined) => string;
}

function Content({ answer, division, chosen, to }: ContentProps) {
  const t = useT();
  const { run, whole, later_runs, total, children } = answer;
  const name = total?.division ? (total.name ?? total.division) : t("全部", "Everything");
  if (!run || !total) return <NoRun />;

  const below = division ? `&division=${division}` : "";
  const list = (filter: string) => `/determinations/${run.run}?tab=results&${filter}${below}`;
  const missing = `/missing-facts?run=${run.run}${below}`;
  return (
    <>
      <PageHead
        title={name}
        says={
          run.trial
            ? t(`试认定 ${run.run}，认定日 ${run.as_of}，尚未提交`, `Trial ${run.run} as of ${run.as_of}, not committed`)
            : t(
                `第 ${run.run} 次认定，认定日 ${run.as_of}，${formatInstant(run.committed_at)} 提交`,
                `Run ${run.run} as of ${run.as_of}, committed ${formatInstant(run.committed_at)}`,
              )
        }
      >
        <RunChoice division={division} run={run.run} chosen={chosen} />
        <Button icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          {t("打印", "Print")}
        </Button>
      </PageHead>
      {!whole && (
        <Alert
          className={s.note}
          type="warning"
          showIcon
          title={t(`这次认定只包括${name}的一部分，以下数字也只是这一部分。`, `This run decided only a part of ${name}, and these are figures of that part.`)}
        />
      )}
      {later_runs > 0 && (
        <Alert
          className={s.note}
          type="info"
          showIcon
          title={t(
            `此后又有 ${later_runs} 次只认定了其中一部分的认定，没有计入。`,
            later_runs === 1 ? "A later run of a part of it isn't counted here." : `${later_runs} later runs of parts of it aren't counted here.`,
          )}
          action={<Link to="/determinations">{t("查看", "See them")}</Link>}
        />
      )}
      <Key place={total} missing={missing} />
      <Places places={children} total={total} to={to} />
      <div className={s.pair}>
        <Standings place={total} list={list} />
        <Changes place={total} to={total.monthly_bill_fen === undefined ? undefined : `/determinations/${run.run}?tab=changes${below}`} />
      </div>
      <Trend division={division} />
      <Recent />
    </>
  );
}

/* Which run is shown: the last one, or an earlier one. */
function RunChoice({ division, run, chosen }: { division: string | undefined; run: string; chosen: string | undefined }) {
  const t = useT();
  const go = useNavigate();
  const trend = useGet("/overview/trend", { params: { query: { division, limit: 12 } } });
  const items = trend.data?.items ?? [];
  const options = items.map((i, n) => ({
    value: i.run.run,
    label: t(`${i.run.as_of}（第 ${i.run.run} 次）`, `${i.run.as_of} (run ${i.run.run})`) + (n === 0 ? t("，最近", ", last") : ""),
  }));
  if (options.length < 2 && !chosen) return null;
  return (
    <Select
      aria-label={t("看哪一次认定", "Which run to show")}
      value={run}
      options={options.some((o) => o.value === run) ? options : [{ value: run, label: run }, ...options]}
      popupMatchSelectWidth={false}
      onChange={(next) => void go(addressOf(division, next === items[0]?.run.run ? undefined : next))}
    />
  );
}

function NoRun() {
  const t = useT();
  const may = useMay();
  const { data } = useGet("/overview/changes", { params: { query: { limit: 4 } } });
  const count = data ? formatNumber(data.households) : "…";
  const known = data?.exact === false ? t(`至少 ${count}`, `at least ${count}`) : count;
  return (
    <>
      <PageHead title={t("总览", "Overview")} />
      <Panel>
        <EmptyNote title={t("这里还没有提交过认定", "Nothing has been decided here yet")}>
          <p>{t(`户册里有 ${known} 户。认定后，这里显示各类人口、发生率、补差水平和变化。`, `There are ${known} households in the register. After a determination this page shows categories, incidence, top-up level and changes.`)}</p>
          {may("post /determinations") && <Link to="/determinations/new">{t("开始试认定", "Start a trial")}</Link>}
        </EmptyNote>
      </Panel>
      <Recent />
    </>
  );
}
