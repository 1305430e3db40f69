import type { Text } from "~/base/language";

export const rightNames: Record<string, Text> = {
  view: ["查看", "view"],
  import: ["导入", "import"],
  correct: ["更正", "correct"],
  determine: ["认定", "determine"],
  commit: ["提交认定", "commit"],
  policy: ["政策", "policy"],
  export: ["导出", "export"],
  erase: ["删除", "erase"],
  administer: ["系统管理", "administer"],
  audit: ["审计", "audit"],
};
