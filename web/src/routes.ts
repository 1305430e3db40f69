/* Every screen, one line each: where it is, what it is called, who may see it, what is loaded for
 * it. The menu, the router and the browser tests read this list and nothing else. */
import type { ComponentType } from "react";
import type { Text } from "~/base/language";

export type Group = "overview" | "register" | "determine" | "policy" | "manage" | "own" | "public";
export type Right =
  | "view"
  | "import"
  | "correct"
  | "determine"
  | "commit"
  | "policy"
  | "export"
  | "erase"
  | "administer"
  | "audit";

export interface Screen {
  path: string; // as react-router writes it: /households/:no
  title: Text;
  page: () => Promise<{ default: ComponentType }>;
  group?: Group; // in the menu under this heading; none: not in the menu
  right?: Right; // needed; none: being signed in
  offered?: Right[]; // in the menu to those with one of these rights only
  open?: boolean; // also without being signed in, outside of the frame
  wide?: boolean; // takes the whole width: tables and drawings
}

export const groups: Record<Group, Text> = {
  overview: ["总览", "Overview"],
  register: ["登记", "Register"],
  determine: ["认定", "Determination"],
  policy: ["政策", "Policy"],
  manage: ["管理", "Management"],
  own: ["我的", "Own"],
  public: ["公众", "Public"],
};

export const screens: Screen[] = [
  { path: "/", title: ["总览", "Overview"], group: "overview", wide: true, page: () => import("~/screens/overview") },
  { path: "/search", title: ["查找", "Search"], group: "register", right: "view", page: () => import("~/screens/search") },
  { path: "/households", title: ["户册", "Households"], group: "register", right: "view", wide: true, page: () => import("~/screens/households") },
  { path: "/households/:no", title: ["一户一档", "Household"], right: "view", wide: true, page: () => import("~/screens/household") },
  { path: "/people/:person", title: ["人员", "Person"], right: "view", wide: true, page: () => import("~/screens/person") },
  { path: "/entry", title: ["新登记一户", "New household"], right: "correct", page: () => import("~/screens/entry/household") },
  { path: "/households/:no/declare", title: ["申报或更正", "Declare or correct"], right: "correct", page: () => import("~/screens/entry/declare") },
  { path: "/people/:person/declare", title: ["申报或更正", "Declare or correct"], right: "correct", page: () => import("~/screens/entry/declare") },
  { path: "/households/:no/join", title: ["加入成员", "Add a member"], right: "correct", page: () => import("~/screens/entry/join") },
  { path: "/households/:no/split", title: ["分户", "Split"], right: "correct", page: () => import("~/screens/entry/split") },
  { path: "/households/:no/end", title: ["销户", "End of a household"], right: "correct", page: () => import("~/screens/entry/end") },
  { path: "/households/:no/members/:person/leave", title: ["离户", "Leave"], right: "correct", page: () => import("~/screens/entry/leave") },
  { path: "/households/:no/members/:person/move", title: ["转户", "Move"], right: "correct", page: () => import("~/screens/entry/move") },
  { path: "/imports", title: ["导入", "Imports"], group: "register", right: "import", wide: true, page: () => import("~/screens/imports") },
  { path: "/imports/new", title: ["开始导入", "Start an import"], right: "import", page: () => import("~/screens/imports/new") },
  { path: "/imports/:job", title: ["一次导入", "One import"], right: "import", wide: true, page: () => import("~/screens/imports/one") },
  { path: "/deliveries", title: ["部门数据", "Department data"], group: "register", right: "view", wide: true, page: () => import("~/screens/deliveries") },
  { path: "/deliveries/:delivery", title: ["一批部门数据", "One delivery"], right: "view", page: () => import("~/screens/deliveries/one") },
  { path: "/candidates", title: ["待认定的行", "Undecided rows"], group: "register", right: "view", wide: true, page: () => import("~/screens/candidates") },
  { path: "/findings", title: ["核对事项", "Findings"], group: "register", right: "view", wide: true, page: () => import("~/screens/findings") },
  { path: "/households/:no/findings/:finding", title: ["一件核对事项", "One finding"], right: "view", wide: true, page: () => import("~/screens/findings/one") },
  { path: "/verifications", title: ["核对", "Verifications"], right: "view", wide: true, page: () => import("~/screens/findings/verifications") },
  { path: "/samples", title: ["抽查样本", "Samples"], group: "register", right: "view", wide: true, page: () => import("~/screens/samples") },
  { path: "/samples/:sample", title: ["一个样本", "One sample"], right: "view", wide: true, page: () => import("~/screens/samples/one") },
  { path: "/determinations", title: ["认定", "Determinations"], group: "determine", right: "view", wide: true, page: () => import("~/screens/determinations") },
  { path: "/determinations/new", title: ["开始试认定", "Start a trial"], right: "determine", page: () => import("~/screens/determinations/new") },
  { path: "/determinations/:run", title: ["一次认定", "One determination"], right: "view", wide: true, page: () => import("~/screens/determination") },
  { path: "/missing-facts", title: ["待补事实", "Missing facts"], group: "determine", right: "view", wide: true, page: () => import("~/screens/determination/missing") },
  { path: "/simulation", title: ["模拟测算", "Simulation"], group: "policy", right: "determine", wide: true, page: () => import("~/screens/simulation") },
  { path: "/accounts", title: ["账号", "Accounts"], group: "manage", right: "administer", wide: true, page: () => import("~/screens/accounts") },
  { path: "/accounts/:name", title: ["账号", "Account"], right: "administer", page: () => import("~/screens/accounts/one") },
  { path: "/audit", title: ["审计记录", "Audit trail"], group: "manage", right: "audit", wide: true, page: () => import("~/screens/audit") },
  { path: "/audit/heads", title: ["审计链校验值", "Heads of the audit trail"], group: "manage", right: "audit", page: () => import("~/screens/audit/heads") },
  { path: "/audit/:register/:seq", title: ["审计记录", "Audit entry"], right: "audit", page: () => import("~/screens/audit/one") },
  { path: "/policies", title: ["现行政策", "Policy in force"], group: "policy", right: "view", wide: true, page: () => import("~/screens/policy") },
  { path: "/policies/versions", title: ["政策的各个版本", "Versions of the policy"], right: "view", wide: true, page: () => import("~/screens/policy/versions") },
  { path: "/policies/:version", title: ["一版政策", "One version"], right: "view", wide: true, page: () => import("~/screens/policy/version") },
  { path: "/policies/:version/differences", title: ["版本的差异", "Differences of versions"], right: "view", wide: true, page: () => import("~/screens/policy/differences") },
  { path: "/policies/:version/decisions/:decision", title: ["一项决定", "One decision"], right: "view", wide: true, page: () => import("~/screens/policy/decision") },
  { path: "/proposals", title: ["政策修改", "Changes of the policy"], group: "policy", right: "view", offered: ["policy", "audit"], wide: true, page: () => import("~/screens/proposal") },
  { path: "/proposals/new", title: ["提出修改", "Propose a change"], right: "policy", page: () => import("~/screens/proposal/new") },
  { path: "/proposals/:proposal", title: ["一件提案", "One proposal"], right: "view", wide: true, page: () => import("~/screens/proposal/one") },
  { path: "/proposals/:proposal/model", title: ["编辑决策表", "Edit decision tables"], right: "policy", wide: true, page: () => import("~/screens/proposal/model") },
  { path: "/households/:no/explanation", title: ["认定说明", "Explanation"], right: "determine", page: () => import("~/screens/explanation") },
  { path: "/jobs", title: ["作业", "Jobs"], group: "own", wide: true, page: () => import("~/screens/jobs") },
  { path: "/jobs/:job", title: ["作业", "Job"], page: () => import("~/screens/jobs/one") },
  { path: "/about-policies", title: ["政策说明", "The policy in plain words"], group: "public", open: true, page: () => import("~/screens/public") },
  { path: "/self-check", title: ["自查：能得到什么帮助", "Self-check: what help there is"], group: "public", open: true, page: () => import("~/screens/self-check") },
  { path: "/setup", title: ["建立系统管理员", "The first administrator"], open: true, page: () => import("~/screens/setup") },
  { path: "/account", title: ["账号与安全", "Account and security"], group: "own", page: () => import("~/screens/account") },
];
