/* What a form was drawn from, under its tag. When somebody else has changed it meanwhile (412), it
 * is read again: what is typed stays, and the form tells what is different now. */
import { useState } from "react";
import type { Problem } from "~/api/problem";
import { useTagged, type Tagged } from "~/api/use";
import type { components } from "~/api/made/schema";
import type { Target } from "~/parts/Masked";
import { differences, type Difference } from "./differences";

export type Household = components["schemas"]["Household"];
export type Person = components["schemas"]["Person"];

const FRESH = { gcTime: 0, staleTime: 0 }; // never from what was read before

function useSeenOf<Data extends Household | Person>(query: {
  data: Tagged<Data> | undefined;
  error: Problem | null;
  refetch: () => Promise<{ data: Tagged<Data> | undefined }>;
}) {
  const [seen, setSeen] = useState<Tagged<Data>>();
  const [found, setFound] = useState<readonly Difference[]>();
  if (!seen && query.data) setSeen(query.data);
  return {
    seen,
    error: query.error,
    found,
    /* After a refusal: gives what is there now, if that was the reason. */
    readAgain: async (problem: Problem) => {
      if (problem.status !== 412 || !seen) return undefined;
      const { data: now } = await query.refetch();
      if (!now) return undefined;
      setFound(differences(seen.data, now.data));
      setSeen(now);
      return now.data;
    },
  };
}

export function useSeenHousehold(no: string, enabled = true) {
  return useSeenOf(useTagged("/households/{household_no}", { params: { path: { household_no: no } } }, { ...FRESH, enabled }));
}

export function useSeenPerson(no: string, enabled = true) {
  return useSeenOf(useTagged("/people/{person_no}", { params: { path: { person_no: no } } }, { ...FRESH, enabled }));
}

export function pathOf(of: Target) {
  return of.household === undefined ? `/people/${of.person}` : `/households/${encodeURIComponent(of.household)}`;
}
