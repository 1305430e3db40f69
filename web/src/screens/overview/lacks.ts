/* Why a figure can't be computed, and what would help. */
import type { Text } from "~/base/language";

export type Lack = "registered_population" | "itself" | "scope" | "dibao_households";

export const lacksText: Record<Lack, Text> = {
  registered_population: ["政策参数里没有这里的户籍人口，算不出", "Not computed: the policy's parameters have no registered population of this place"],
  itself: ["这些户直属上级，不是一个地方的全部人口", "Not computed: households directly under the larger place are not a population"],
  scope: ["您只看得到其中一部分，算不出全部的", "Not computed: you see only a part of it"],
  dibao_households: ["没有低保户，算不出", "Not computed: there are no dibao households"],
};
