/* A run by the name in the address. A trial is a job's: while that is under way there is nothing to
 * read yet. Who may not see money gets the run without its figures. */
import { useSession } from "~/api/session";
import { useGet } from "~/api/use";
import { isOver, useJob } from "~/parts/job";

export function jobOf(run: string) {
  const number = /^trial-(\d+)$/.exec(run)?.[1];
  return number === undefined ? undefined : Number(number);
}

export function useRun(run: string, division: string | undefined) {
  const { fields } = useSession();
  const number = jobOf(run);
  const job = useJob(number);
  // a colleague's trial can be looked at, its job can't
  const foreign = job.error?.status === 404;
  const made = number === undefined || foreign || job.data?.state === "done";
  const money = fields.includes("money");
  const full = useGet("/determinations/{run}", { params: { path: { run }, query: { division } } }, { enabled: made && money });
  const brief = useGet("/overview", { params: { query: { run, division } } }, { enabled: made && !money });
  return {
    job: made || !job.data ? undefined : job.data,
    over: isOver(job.data),
    info: full.data ?? brief.data?.run ?? undefined,
    full: full.data,
    money,
    problem: full.error ?? brief.error ?? (foreign ? null : job.error),
    again: () => void (money ? full : brief).refetch(),
  };
}
