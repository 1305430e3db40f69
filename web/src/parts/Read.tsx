/* Around what was asked of the API: while it comes, what went wrong, or its content.
 * <Read from={useGet("/roles")}>{(roles) => …}</Read> */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Problem } from "~/api/problem";
import { Loading } from "./Loading";
import { ProblemNote } from "./ProblemNote";

interface Props<Data> {
  from: UseQueryResult<Data, Problem>;
  children: (data: Data) => ReactNode;
}

export function Read<Data>({ from, children }: Props<Data>) {
  if (from.data !== undefined)
    return (
      <>
        <ProblemNote problem={from.error} again={() => void from.refetch()} />
        {children(from.data)}
      </>
    );
  if (from.error) return <ProblemNote problem={from.error} again={() => void from.refetch()} />;
  return <Loading />;
}
