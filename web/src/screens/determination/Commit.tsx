/* Lets a reviewed trial take effect. The server decides it again and commits only what was reviewed. */
import { CheckOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Modal } from "antd";
import { useCallback, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useGet, useSend } from "~/api/use";
import { formatFen, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import type { Job } from "~/parts/job";
import { JobProgress } from "~/parts/JobProgress";
import { runChanges, type RunChange } from "~/parts/outcome";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { ProblemNote } from "~/parts/ProblemNote";
import s from "./determination.module.css";
import { countOf, type Run } from "./Figures";

export function Commit({ run }: { run: Run }) {
  const t = useT();
  const go = useNavigate();
  const cache = useQueryClient();
  const { notification } = App.useApp();
  const [parameters, setParameters] = useSearchParams();
  const [open, setOpen] = useState(false);
  const job = Number(parameters.get("commit")) || undefined; // under way; survives a reload
  const [failed, setFailed] = useState(false);
  const balance = run.figures?.balance[0];
  const ready = balance?.balanced === true;

  const ended = useCallback(
    ({ state, result }: Job) => {
      setFailed(state !== "done");
      if (state !== "done") return;
      void cache.invalidateQueries();
      const made = String(result?.run);
      notification.success({ title: t(`已提交：第 ${made} 次认定`, `Committed: determination ${made}`), placement: "bottomRight" });
      void go(`/determinations/${made}`, { replace: true });
    },
    [cache, go, notification, t],
  );
  const began = (made: number) => {
    setOpen(false);
    setFailed(false);
    const query = new URLSearchParams(parameters);
    query.set("commit", String(made));
    setParameters(query, { replace: true });
  };

  return (
    <div className="no-print">
      <Panel>
        <div className={s.commit}>
          <p>
            {t(
              "核对平衡、未定和出错的户、与此前的变化，无误后提交。提交后各户按此结果发放或停发。",
              "Review the balance, the undecided and failed households and what changes; then commit. From then on households are paid, or not, by this outcome.",
            )}
          </p>
          {ready && (!job || failed) && (
            <Button type="primary" icon={<CheckOutlined aria-hidden />} onClick={() => setOpen(true)}>
              {failed ? t("再次提交…", "Commit again…") : t("提交…", "Commit…")}
            </Button>
          )}
        </div>
        {job !== undefined && <JobProgress key={job} job={job} onEnd={ended} />}
        {open && <Confirm run={run} began={began} cancel={() => setOpen(false)} />}
      </Panel>
    </div>
  );
}

interface ConfirmProps {
  run: Run;
  began: (job: number) => void;
  cancel: () => void;
}

function Confirm({ run, began, cancel }: ConfirmProps) {
  const t = useT();
  const [reviewed, setReviewed] = useState(false);
  const [supersede, setSupersede] = useState(false);
  const send = useSend("post", "/determinations/{run}/commit", { refresh: ["/jobs"], done: ({ job }) => began(job) });
  const whole = useGet("/determinations/{run}", { params: { path: { run: run.run } } }); // whatever part is shown
  const comparison = useGet("/determinations/{run}/comparison", { params: { path: { run: run.run } } });
  const runs = useGet("/determinations", { params: { query: { limit: 20 } } });
  const later = runs.data?.items.filter((r) => r.as_of >= run.as_of) ?? [];
  const figures = whole.data?.figures;
  const balance = figures?.balance[0];
  const all = comparison.data?.all;
  const count = (change: RunChange) =>
    countOf(figures?.changes.find((c) => c.change === (change === "into_grace" ? "grace" : change))?.households);
  const changed = (Object.keys(runChanges) as RunChange[]).filter((c) => count(c) > 0);

  return (
    <Modal
      open
      width={560}
      title={t("提交这次认定？", "Commit this determination?")}
      okText={t("提交", "Commit")}
      okButtonProps={{ disabled: !reviewed || !figures }}
      confirmLoading={send.isPending}
      onOk={() => send.mutate({ params: { path: { run: run.run } }, body: { supersede, changed: false } })}
      onCancel={cancel}
    >
      <ProblemNote problem={send.error ?? whole.error} />
      <dl className={s.will}>
        <div>
          <dt>{t("认定日", "As of")}</dt>
          <dd>{run.as_of}</dd>
        </div>
        <div>
          <dt>{t("区划", "Division")}</dt>
          <dd>
            <PlaceName code={run.division} />
          </dd>
        </div>
        <div>
          <dt>{t("户数", "Households")}</dt>
          <dd>
            {formatNumber(countOf(balance?.households))}
            {t(
              `：已定 ${formatNumber(countOf(balance?.decided))}，未定 ${formatNumber(countOf(balance?.undecided))}，出错 ${formatNumber(countOf(balance?.failed))}`,
              `: ${formatNumber(countOf(balance?.decided))} decided, ${formatNumber(countOf(balance?.undecided))} undecided, ${formatNumber(countOf(balance?.failed))} failed`,
            )}
          </dd>
        </div>
        <div>
          <dt>{t("变动", "Changes")}</dt>
          <dd>
            {changed.length === 0
              ? t("没有", "none")
              : changed.map((c) => t(`${runChanges[c][0]} ${formatNumber(count(c))} 户`, `${runChanges[c][1]}: ${formatNumber(count(c))}`)).join(t("，", "; "))}
          </dd>
        </div>
        {all && (
          <div>
            <dt>{t("月发放", "Paid a month")}</dt>
            <dd>
              {formatFen(all.amount_before_fen)} → {formatFen(all.amount_after_fen)} {t("元", "yuan")}
            </dd>
          </div>
        )}
      </dl>
      {countOf(balance?.failed) > 0 && (
        <Alert className={s.note} type="warning" showIcon title={t("有出错的户：请先查明原因", "Some households failed: find out why first")} />
      )}
      <ul className={s.points}>
        <li>{t("提交时会重新认定一次；结果与您审阅的不同就不提交，也不影响任何户。", "It is decided once more; if the outcome isn't what you reviewed nothing is committed.")}</li>
        <li>{t("未定的户维持现状，补上事实后再认定。", "Undecided households stay as they are until the facts are known.")}</li>
        <li>{t("提交后不能撤回，只能以新的认定取代；谁在何时提交会留下记录。", "It can't be taken back, only replaced by a new one; who committed it and when goes on record.")}</li>
      </ul>
      {later.length > 0 && (
        <Checkbox className={s.tick} checked={supersede} onChange={(e) => setSupersede(e.target.checked)}>
          {t(
            `已有不早于 ${run.as_of} 的认定（第 ${later.map((r) => r.run).join("、")} 次）：涉及同一户时，以这次的结果取代`,
            `There are runs as of ${run.as_of} or later (${later.map((r) => r.run).join(", ")}): where they decided the same household, replace them`,
          )}
        </Checkbox>
      )}
      <Checkbox className={s.tick} checked={reviewed} onChange={(e) => setReviewed(e.target.checked)}>
        {t("我已核对平衡、名单和变化", "I have reviewed the balance, the lists and the changes")}
      </Checkbox>
    </Modal>
  );
}
