import { useGet, type AnswerOf } from "~/api/use";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Problem } from "~/api/problem";
import type { Target } from "../Masked";

export interface HistoryQuery {
  limit?: number;
  cursor?: string;
  known_at?: string;
}

/* What was recorded of a household or a person. */
export function useHistory(of: Target, query: HistoryQuery): UseQueryResult<AnswerOf<"get", "/households/{household_no}/history">, Problem> {
  const household = useGet(
    "/households/{household_no}/history",
    { params: { path: { household_no: of.household ?? "" }, query } },
    { enabled: of.household !== undefined },
  );
  const person = useGet(
    "/people/{person_no}/history",
    { params: { path: { person_no: of.person ?? "" }, query } },
    { enabled: of.person !== undefined },
  );
  return of.household === undefined ? person : household;
}
