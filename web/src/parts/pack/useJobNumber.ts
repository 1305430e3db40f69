/* The number of the job that a page waits for: it survives a reload, and is forgotten when the tab is
 * closed. */
import { useState } from "react";
import { keep, kept } from "~/base/storage";

export function useJobNumber(name: string) {
  const place = `job.${name}`;
  const [job, setJob] = useState(() => kept(place, "work") as number | undefined);
  return [
    job,
    (next: number | undefined) => {
      keep(place, next, "work");
      setJob(next);
    },
  ] as const;
}
