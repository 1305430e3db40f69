/* Groups of facts, as they are stated together: their names, and what is in them. */
import type { Text } from "~/base/language";
import type { Catalogue, CatalogueFact } from "../catalogue";

const names: Record<string, Text> = {
  identity: ["基本信息", "Identity"],
  dwelling: ["住房与饮水", "Dwelling and water"],
  vehicle: ["机动车", "Vehicles"],
  assets: ["金融资产", "Financial assets"],
  business: ["商事登记", "Business"],
  expense: ["刚性支出", "Necessary expenses"],
  assessment: ["致贫原因与帮扶", "Causes and help"],
  prior: ["原保障情况", "Earlier support"],
  income: ["收入", "Income"],
  disability: ["残疾", "Disability"],
  health: ["健康", "Health"],
  schooling: ["就学", "Schooling"],
  labour: ["劳动能力与就业", "Labour and work"],
  family: ["赡养抚养", "Family support"],
  insurance: ["医疗保险", "Medical insurance"],
};

export function groupName(group: string): Text {
  return names[group] ?? [group, group];
}

export interface FactGroup {
  id: string;
  name: Text;
  facts: CatalogueFact[];
}

/* Of households or of people, in the catalogue's order; keys (numbers) are in none. */
export function groupsOf(catalogue: Catalogue | undefined, entity: CatalogueFact["entity"]): FactGroup[] {
  const groups = new Map<string, FactGroup>();
  for (const fact of catalogue?.facts ?? []) {
    if (fact.entity !== entity || !fact.group) continue;
    const group = groups.get(fact.group) ?? { id: fact.group, name: groupName(fact.group), facts: [] };
    group.facts.push(fact);
    groups.set(fact.group, group);
  }
  return [...groups.values()];
}
