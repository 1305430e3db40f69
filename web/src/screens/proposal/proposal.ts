/* A proposal, and what it still lacks before it can take effect. */
import { useTagged, type AnswerOf } from "~/api/use";
import type { Text } from "~/base/language";
import { faultsText } from "~/parts/pack/findings";

export type Proposal = AnswerOf<"get", "/proposals/{proposal}">;
export type State = Proposal["state"];

export function useProposal(proposal: number) {
  return useTagged("/proposals/{proposal}", { params: { path: { proposal } } });
}

export const states: Readonly<Record<State, Text>> = {
  draft: ["起草中", "draft"],
  submitted: ["已提交，待试算", "submitted, to be simulated"],
  simulated: ["已试算，待批准", "simulated, to be approved"],
  returned: ["已退回", "returned"],
  approved: ["已生效", "in force"],
};

export const stateColors: Readonly<Record<State, string>> = {
  draft: "default",
  submitted: "processing",
  simulated: "warning",
  returned: "error",
  approved: "success",
};

export const actions: Readonly<Record<string, Text>> = {
  add: ["提出", "proposed"],
  edit: ["修改", "edited"],
  submit: ["提交", "submitted"],
  withdraw: ["撤回", "withdrawn"],
  return: ["退回", "returned"],
  simulate: ["在登记库上试算", "simulated on the register"],
  approve: ["批准，成为现行政策", "approved, in force"],
  base_changed: ["另一版政策生效，退为草稿", "another version came into force: a draft again"],
};

export function editable({ own, state }: Pick<Proposal, "own" | "state">) {
  return own && (state === "draft" || state === "returned");
}

type Judged = Pick<Proposal, "state" | "checks" | "base_in_force" | "base_version">;

/* What keeps it from being submitted; undefined: nothing. */
export function lacksToSubmit({ checks, base_in_force, base_version }: Judged, changed: boolean): Text | undefined {
  if (!changed) return ["还没有改动：先修改参数、决策表或文件", "Nothing is changed yet: edit parameters, tables or files first"];
  if (!base_in_force)
    return [`现行政策已不是第 ${base_version} 版：先核对差异，改以现行版为基础`, `Version ${base_version} is no longer in force: look at the differences and take the one in force as the base`];
  if (!checks) return ["还没有检查和测试", "Not checked and tested yet"];
  if (checks.errors || checks.failed)
    return [`${faultsText(checks)[0]}，先改正`, `${faultsText(checks)[1]}: mend that first`];
  return undefined;
}

export interface Step {
  title: Text;
  says: Text;
  done: boolean;
  wrong?: boolean;
}

/* The way into force, each step with what is there or lacking. */
export function stepsOf(p: Judged & Pick<Proposal, "author" | "simulation" | "pack_version">, changed: boolean): Step[] {
  const { state, checks, simulation } = p;
  const sent = state === "submitted" || state === "simulated" || state === "approved";
  const good = !!checks && checks.errors === 0 && checks.failed === 0;
  const simulated = state === "simulated" || state === "approved";
  const approved = state === "approved";
  return [
    { title: ["起草", "Draft"], says: changed || sent ? ["已有改动", "changed"] : ["还没有改动", "nothing changed yet"], done: changed || sent },
    {
      title: ["检查和测试", "Check and tests"],
      says: !checks
        ? ["还没有做", "not done yet"]
        : good
          ? [`${checks.passed} 个案例通过`, `${checks.passed} cases pass`]
          : faultsText(checks),
      done: good,
      wrong: !!checks && !good,
    },
    {
      title: ["提交", "Submit"],
      says: state === "returned" ? ["被退回，改后再提交", "returned: mend and submit again"] : sent ? ["已提交", "submitted"] : [`由提出人 ${p.author}`, `by ${p.author}`],
      done: sent,
      wrong: state === "returned",
    },
    {
      title: ["在登记库上试算", "Simulation"],
      says: simulated && simulation ? [`按 ${simulation.as_of}，${simulation.by}`, `as of ${simulation.as_of}, ${simulation.by}`] : ["提交后才能做", "once it is submitted"],
      done: simulated,
    },
    { title: ["另一人批准", "Another's approval"], says: approved ? ["已批准", "approved"] : [`不能是 ${p.author} 本人`, `not by ${p.author}`], done: approved },
    {
      title: ["生效", "In force"],
      says: p.pack_version !== null ? [`第 ${p.pack_version} 版`, `version ${p.pack_version}`] : ["批准后立即生效", "at once on approval"],
      done: approved,
    },
  ];
}
