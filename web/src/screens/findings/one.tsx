/* One finding: both sides with their evidence, what was done about it, and settling it. */
import { PrinterOutlined } from "@ant-design/icons";
import { Alert, Button, Tag } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { address } from "~/api/client";
import type { components } from "~/api/made/schema";
import { useMay, useSend, useTagged } from "~/api/use";
import { formatDate, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { ConfirmReason } from "~/parts/ConfirmReason";
import { FactValue } from "~/parts/FactValue";
import { MaskedField, OpeningDialog, useAsking, type Opening } from "~/parts/Masked";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { Read } from "~/parts/Read";
import { useSourceName } from "~/parts/record/sources";
import { StateTag, useFactName, useSourceLabel, Who } from "./about";
import { Effect } from "./Effect";
import s from "./findings.module.css";
import { Settle } from "./Settle";

type Told = components["schemas"]["FindingTold"];
type Statement = Told["statements"][number];
type Row = Told["rows"][number];

const OURS = ["declaration", "correction"]; // what the household said, or somebody of the office for it

export default function OneFinding() {
  const { no = "", finding = "" } = useParams();
  return <One key={`${no} ${finding}`} path={{ household_no: no, finding: Number(finding) }} />;
}

type Path = { household_no: string; finding: number };

function useFindingOpening(path: Path): Opening & { opened: Told | undefined } {
  const { done, ...asking } = useAsking();
  const open = useSend("post", "/households/{household_no}/findings/{finding}/open", { done });
  return {
    ...asking,
    send: (fields, reason) => open.mutate({ params: { path }, body: { fields, reason } }),
    busy: open.isPending,
    problem: open.error,
    opened: open.data,
  };
}

function One({ path }: { path: Path }) {
  const t = useT();
  const may = useMay();
  const code = useCodes();
  const nameOf = useFactName();
  const sourceOf = useSourceLabel();
  const read = useTagged("/households/{household_no}/findings/{finding}", { params: { path } });
  const opening = useFindingOpening(path);
  return (
    <Read from={read}>
      {({ data: now, tag }) => {
        // opened values stay in sight; how it stands is always the latest
        const told = opening.opened ? { ...opening.opened, history: now.history } : now;
        const f = told.finding;
        const value = (which: "declared" | "verified" | "difference") => (f.attribute ? <FactValue attribute={f.attribute} fact={f[which]} opening={opening} /> : "—");
        const ours = told.statements.filter((x) => OURS.includes(x.source));
        const theirs = told.statements.filter((x) => !OURS.includes(x.source));
        return (
          <>
            <PageHead
              title={
                <>
                  {code("item_kind", f.kind)}{f.attribute && t(`：${nameOf(f.attribute)}`, `: ${nameOf(f.attribute)}`)} <StateTag of={now.finding.state} />
                </>
              }
              says={
                <>
                  <Link className={s.inText} to={`/households/${encodeURIComponent(f.household_no)}`}>{f.household_no}</Link> · <Who of={f} /> · <PlaceName code={f.division} /> · {t(`核对日期 ${f.as_of}`, `verified as of ${f.as_of}`)}
                </>
              }
            >
              {may("get /households/{household_no}/verification-report") && <ReportButton no={f.household_no} />}
            </PageHead>
            {f.gone && <Alert className={s.watch} type="info" showIcon title={t("后来的核对中已不再有这一事项。", "A later verification didn't find this any more.")} />}
            <Panel>
              <dl className={s.sum}>
                <div><dt>{t("申报", "Declared")}</dt><dd>{value("declared")}</dd></div>
                <div><dt>{t("核对", "Verified")}</dt><dd>{value("verified")}</dd></div>
                {f.attribute && f.difference.state !== "none" && <div><dt>{t("相差", "Difference")}</dt><dd>{value("difference")}</dd></div>}
                <div><dt>{t("对认定的影响", "Effect on the decision")}</dt><dd><Effect of={f.effect} /></dd></div>
                <div><dt>{t("来源", "Source")}</dt><dd>{sourceOf(f.source)}</dd></div>
                {f.detail && <div><dt>{t("说明", "Detail")}</dt><dd>{f.name_masked && opening.opened === undefined ? <MaskedField text={f.detail} classes={["minor"]} opening={opening} /> : f.detail}</dd></div>}
              </dl>
            </Panel>
            <div className={s.sides}>
              <Panel title={t("申报一方", "What was declared")}>
                <Statements of={ours} attribute={f.attribute} opening={opening} />
              </Panel>
              <Panel title={t("部门一方", "What departments say")}>
                <Statements of={theirs} attribute={f.attribute} opening={opening} rows={told.rows} />
              </Panel>
            </div>
            {now.history.length > 0 && (
              <Panel title={t("处理经过", "What was done")}>
                <ul className={s.evidence}>
                  {now.history.map((h, i) => (
                    <li key={i}>
                      <StateTag of={h.state} /> {h.reason ?? "—"}
                      <div className="soft">
                        {h.by}，{formatInstant(h.at)}
                        {h.attachment && t(`，材料 ${h.attachment}`, `, reference ${h.attachment}`)}
                      </div>
                    </li>
                  ))}
                </ul>
              </Panel>
            )}
            {may("put /households/{household_no}/findings/{finding}/state") && <Settle path={path} of={now.finding} tag={tag} readAgain={() => void read.refetch()} />}
            <OpeningDialog opening={opening} />
          </>
        );
      }}
    </Read>
  );
}

interface SideProps {
  of: readonly Statement[];
  attribute: string | null;
  opening: Opening;
  rows?: readonly Row[];
}

function Statements({ of, attribute, opening, rows = [] }: SideProps) {
  const t = useT();
  const sourceName = useSourceName();
  if (of.length + rows.length === 0) return <p className="soft">{t("没有说法。", "Nothing.")}</p>;
  return (
    <ul className={s.evidence}>
      {of.map((x, i) => (
        <li key={i}>
          <div>
            {sourceName(x.source, x.label)} {x.holds && <Tag color="success">{t("核对日有效", "valid on that day")}</Tag>}
          </div>
          <div className={s.said}>
            <FactValue attribute={attribute ?? ""} fact={{ ...x.value, least: x.least }} opening={opening} />
          </div>
          <div className="soft">
            {t(`${formatDate(x.valid_from)} 起`, `from ${formatDate(x.valid_from)}`)}
            {x.valid_to && t(`，至 ${x.valid_to}`, ` to ${x.valid_to}`)}
            {t(`；${formatInstant(x.at)} 录入`, `; recorded ${formatInstant(x.at)}`)}
            {x.file && ` · ${x.file}`}
          </div>
        </li>
      ))}
      {rows.map((r) => (
        <li key={`${r.delivery} ${r.row}`}>
          <div>
            {r.label} <span className="soft">{t(`第 ${r.delivery} 批第 ${r.row} 行`, `delivery ${r.delivery}, row ${r.row}`)}</span>
          </div>
          <div className={s.rowText}>
            <RowText of={r} opening={opening} />
          </div>
          {(r.from ?? r.to) && <div className="soft">{t(`${formatDate(r.from)} 至 ${formatDate(r.to)}`, `${formatDate(r.from)} to ${formatDate(r.to)}`)}</div>}
        </li>
      ))}
    </ul>
  );
}

function RowText({ of: { text }, opening }: { of: Row; opening: Opening }) {
  const t = useT();
  if (text.state === "withheld") return <span className="soft">{t("无权查看", "not for your role")}</span>;
  if (text.state === "masked") return <MaskedField text={text.value ?? "＊＊＊"} classes={["health", "minor"]} opening={opening} />;
  return <>{text.value ?? "—"}</>;
}

function ReportButton({ no }: { no: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<PrinterOutlined aria-hidden />} onClick={() => setOpen(true)}>{t("核对报告", "Report")}</Button>
      <ConfirmReason
        open={open}
        title={t("出具这一户的核对报告", "The household's verification report")}
        ok={t("打开", "Open")}
        onOk={(reason) => {
          window.open(address(`/households/${encodeURIComponent(no)}/verification-report?reason=${encodeURIComponent(reason)}`), "_blank", "noopener");
          setOpen(false);
        }}
        onCancel={() => setOpen(false)}
      >
        <p className="soft">{t("在新页面打开，可以直接打印；谁在何时因何出具会留下记录。", "Opens on a new page, ready to be printed; who took it, when and why goes on record.")}</p>
      </ConfirmReason>
    </>
  );
}
