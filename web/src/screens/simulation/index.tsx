/* What if: parameters on one side, what follows from them on the other, drawn anew while they are
 * moved. What is asked stands in the address; what is being dragged doesn't yet. */
import { Alert, Button, DatePicker, Grid, Input, Segmented } from "antd";
import dayjs from "dayjs";
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { PageHead } from "~/parts/PageHead";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { SavedViews } from "~/parts/SavedViews";
import { Chips } from "./Chips";
import { Controls, type Movement } from "./Controls";
import { ProposalChoice } from "./ProposalChoice";
import { Progress } from "./Progress";
import { Result } from "./Result";
import { readAddress, withChange, writeAddress, type Asked, type Changes } from "./scenario";
import s from "./simulation.module.css";
import { Tools } from "./Tools";
import { bodyOf, useLive } from "./useLive";

/* What was changed at an address and doesn't stand in it yet: another address, and it is gone. */
interface Draft {
  from: string;
  asked: Asked;
  held: boolean; // still being dragged
}

type Which = "a" | "b";

export default function Simulation() {
  const t = useT();
  const wide = Grid.useBreakpoint().lg !== false;
  const [address, setAddress] = useSearchParams();
  const [draft, setDraft] = useState<Draft>();
  const [chosen, setChosen] = useState<Which>("a");
  const [phoneShows, setPhoneShows] = useState<"controls" | "result">("controls");
  const from = address.toString();
  if (draft && draft.from !== from) setDraft(undefined);
  const current = draft?.from === from ? draft : undefined;
  const asked = current?.asked ?? readAddress(address);
  const dragging = current?.held ?? false;
  const which: Which = asked.b ? chosen : "a";
  const scenario = asked[which] ?? asked.a;

  const parameters = useGet(
    "/simulations/parameters",
    { params: { query: { as_of: asked.as_of, division: asked.division, proposal: asked.proposal } } },
    { staleTime: Infinity },
  );
  const a = useLive(bodyOf(asked, asked.a.set), dragging);
  const b = useLive(asked.b && bodyOf(asked, asked.b.set), dragging);
  const shown = which === "b" ? b : a;

  const change = (next: Asked) => {
    const to = writeAddress(next);
    setDraft(to.toString() === from ? undefined : { from, asked: next, held: false });
    setAddress(to, { replace: true });
  };
  const withSet = (set: Changes): Asked => ({ ...asked, [which]: { ...scenario, set } });
  const { move, put, reset } = useSteady({
    move: (name, value, today) => setDraft({ from, asked: withSet(withChange(scenario.set, name, value, today)), held: true }),
    put: (name, value, today) => change(withSet(withChange(scenario.set, name, value, today))),
    reset: () => change(withSet({})),
  });
  const nameOf = (w: Which) => asked[w]?.name || (w === "a" ? t("方案一", "Scenario 1") : t("方案二", "Scenario 2"));

  return (
    <>
      <PageHead
        title={t("模拟测算", "Simulation")}
        says={t("改动参数，看谁进谁退、月支出和贫困程度怎么变。只读不写。", "Move a parameter and see who enters, who leaves, what it costs and how poverty changes. Nothing is written.")}
      >
        <SavedViews screen="simulation" />
        <Tools asked={asked} scenario={scenario} name={nameOf(which)} items={parameters.data?.items} live={shown.answer} other={which === "a" ? b.answer : a.answer} otherName={nameOf(which === "a" ? "b" : "a")} />
      </PageHead>
      <Moment asked={asked} change={change} />
      <Read from={parameters}>
        {({ items }) => (
          <>
            {!wide && (
              <Segmented
                block
                className={`${s.switch} no-print`}
                value={phoneShows}
                onChange={setPhoneShows}
                options={[
                  { value: "controls", label: t("调参数", "Parameters") },
                  { value: "result", label: t("看结果", "Result") },
                ]}
              />
            )}
            <div className={s.desk}>
              <div className={`${s.controls} no-print`} hidden={!wide && phoneShows !== "controls"}>
                <Scenarios asked={asked} which={which} choose={setChosen} change={change} nameOf={nameOf} />
                <Controls key={which} items={items} set={scenario.set} move={move} put={put} reset={reset} />
              </div>
              <div className={s.result} data-phone={!wide && phoneShows !== "result" ? "hidden" : undefined}>
                <div className={s.status}>
                  <Chips items={items} set={scenario.set} name={nameOf(which)} put={put} />
                  <Progress live={shown} />
                </div>
                <ProblemNote problem={shown.problem} again={shown.again} />
                {asked.proposal !== undefined && (
                  <Alert type="info" showIcon className={s.note} title={t(`以提案 ${asked.proposal} 为方案；改动的参数是在提案上再改。`, `Proposal ${asked.proposal} is the other side; what is moved is moved in it.`)} />
                )}
                <div data-stale={shown.since !== undefined} className={s.answers}>
                  {a.answer && <Result live={a.answer} name={nameOf("a")} other={b.answer} otherName={nameOf("b")} />}
                </div>
              </div>
            </div>
          </>
        )}
      </Read>
    </>
  );
}

interface Handlers extends Movement {
  reset: () => void;
}

/* The same functions in every rendering, which do what the latest one would: what is handed them isn't
 * drawn anew for each pixel of a drag. */
function useSteady(now: Handlers): Handlers {
  const latest = useRef(now);
  useEffect(() => {
    latest.current = now;
  });
  return {
    move: useCallback((name, value, today) => latest.current.move(name, value, today), []),
    put: useCallback((name, value, today) => latest.current.put(name, value, today), []),
    reset: useCallback(() => latest.current.reset(), []),
  };
}

interface MomentProps {
  asked: Asked;
  change: (asked: Asked) => void;
}

function Moment({ asked, change }: MomentProps) {
  const t = useT();
  const id = useId();
  return (
    <div className={`${s.moment} no-print`}>
      <label htmlFor={`${id}d`}>
        <span>{t("区划", "Division")}</span>
        <DivisionPicker id={`${id}d`} value={asked.division} onChange={(division) => change({ ...asked, division })} placeholder={t("管辖范围全部", "All of your area")} />
      </label>
      <label htmlFor={`${id}a`}>
        <span>{t("认定日", "As of")}</span>
        <DatePicker
          id={`${id}a`}
          value={asked.as_of ? dayjs(asked.as_of) : null}
          placeholder={t("今天", "today")}
          onChange={(day) => change({ ...asked, as_of: day?.format("YYYY-MM-DD") })}
        />
      </label>
      <ProposalChoice value={asked.proposal} onChange={(proposal) => change({ ...asked, proposal })} />
    </div>
  );
}

interface ScenariosProps extends MomentProps {
  which: Which;
  choose: (which: Which) => void;
  nameOf: (which: Which) => string;
}

/* One scenario, or two beside each other: which one is being moved, and what it is called. */
function Scenarios({ asked, which, choose, change, nameOf }: ScenariosProps) {
  const t = useT();
  const { a, b } = asked;
  const scenario = asked[which] ?? a;
  return (
    <div className={s.scenarios}>
      {b && (
        <Segmented
          block
          aria-label={t("正在调整的方案", "The scenario that is moved")}
          value={which}
          onChange={choose}
          options={[{ value: "a", label: nameOf("a") }, { value: "b", label: nameOf("b") }]}
        />
      )}
      <div className={s.naming}>
        <Input
          key={which}
          aria-label={t("方案名称", "Name of the scenario")}
          placeholder={nameOf(which)}
          maxLength={60}
          defaultValue={scenario.name}
          onBlur={(e) => e.target.value.trim() !== scenario.name && change({ ...asked, [which]: { ...scenario, name: e.target.value.trim() } })}
          onPressEnter={(e) => e.currentTarget.blur()}
        />
        {b ? (
          <Button
            onClick={() => {
              choose("a");
              change({ ...asked, a: which === "a" ? a : b, b: undefined });
            }}
          >
            {t("不再比较", "One only")}
          </Button>
        ) : (
          <Button
            onClick={() => {
              choose("b");
              change({ ...asked, b: { name: "", set: a.set } });
            }}
          >
            {t("比较另一方案", "Compare another")}
          </Button>
        )}
      </div>
    </div>
  );
}
