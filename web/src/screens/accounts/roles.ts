import { useGet, type AnswerOf } from "~/api/use";
import { useT } from "~/base/language";

export type Role = AnswerOf<"get", "/roles">["items"][number];

export function useRoles() {
  const t = useT();
  const { data } = useGet("/roles", {}, { staleTime: Infinity });
  const roles = data?.items ?? [];
  return {
    roles,
    choices: roles.map((r) => ({ value: r.name, label: [r.label, r.label_en] as const })),
    nameOf: (name: string) => {
      const found = roles.find((r) => r.name === name);
      return found ? t(found.label, found.label_en) : name;
    },
  };
}
