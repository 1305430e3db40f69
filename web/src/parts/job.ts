/* A job of the server, followed while it runs: by its events, and by asking now and then where a
 * proxy holds those back. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { address } from "~/api/client";
import type { components } from "~/api/made/schema";
import { keyOf, useGet } from "~/api/use";
import type { Text } from "~/base/language";

export type Job = components["schemas"]["Job"];

const POLL_MS = 5_000;

export function isOver(job: Pick<Job, "state"> | undefined) {
  return job?.state === "done" || job?.state === "failed" || job?.state === "cancelled";
}

export function useJob(number: number | undefined) {
  const cache = useQueryClient();
  const init = { params: { path: { job: number ?? 0 } } };
  const query = useGet("/jobs/{job}", init, {
    enabled: number !== undefined,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_MS),
  });
  const over = isOver(query.data);

  useEffect(() => {
    if (number === undefined || over) return;
    const key = keyOf("/jobs/{job}", { params: { path: { job: number } } });
    const events = new EventSource(address(`/jobs/${number}/events`));
    const put = (e: MessageEvent<string>) => {
      const news = JSON.parse(e.data) as Partial<Job>;
      cache.setQueryData<Job>(key, (job) => (job || "kind" in news ? { ...job, ...news } as Job : job));
    };
    events.addEventListener("state", put);
    events.addEventListener("progress", put);
    return () => events.close();
  }, [number, over, cache]);

  return query;
}

export const jobNames: Readonly<Record<string, Text>> = {
  "import.households": ["导入户", "Import of households"],
  "import.people": ["导入人员", "Import of people"],
  "import.feed": ["导入部门数据", "Import of department data"],
  determine: ["试认定", "Trial determination"],
  "determine.commit": ["正式认定", "Determination"],
  "export.households": ["导出户册", "Export of households"],
  "export.determination": ["导出认定结果", "Export of a determination"],
  "export.findings": ["导出核对事项", "Export of findings"],
  "export.audit": ["导出审计记录", "Export of the audit trail"],
  simulate: ["试算", "Simulation"],
  "delivery.withdraw": ["撤回部门数据", "Withdrawal of a delivery"],
  "verification.run": ["核对", "Verification"],
  "verification.report": ["核对报告", "Report of a verification"],
  comparison: ["名单比对", "Comparison of lists"],
  coverage: ["应保未保、保障错漏比对", "Coverage"],
  retroactive: ["追溯核对", "Retroactive check"],
  "sample.draw": ["抽取样本", "Drawing a sample"],
  "sample.visits": ["样本入户结果", "Visits of a sample"],
  "sample.results": ["样本结果", "Results of a sample"],
  "policy.check": ["政策检查与测试", "Check and tests of a policy"],
  "policy.simulate": ["政策试算", "Simulation of a policy"],
};

export function jobName(kind: string): Text {
  return jobNames[kind] ?? [kind, kind];
}

export const stateNames: Record<Job["state"], Text> = {
  queued: ["排队中", "waiting"],
  running: ["进行中", "under way"],
  done: ["已完成", "done"],
  failed: ["失败", "failed"],
  cancelled: ["已取消", "cancelled"],
};

/* Where what it did is looked at. */
export function jobPlace({ job, kind, state, result }: Job) {
  if (kind === "determine") return `/determinations/trial-${job}`;
  if (kind === "determine.commit" && state === "done" && typeof result?.run === "string") return `/determinations/${result.run}`;
  return `/jobs/${job}`;
}
