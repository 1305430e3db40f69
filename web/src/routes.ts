/* Every screen, one line each: where it is, what it is called, who may see it, what is loaded for
 * it. The menu, the router and the browser tests read this list and nothing else. */
import type { ComponentType } from "react";
import type { Text } from "~/base/language";

export type Group = "overview" | "register" | "determine" | "policy" | "manage" | "own";
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
};

export const screens: Screen[] = [
  { path: "/", title: ["首页", "Start"], group: "overview", page: () => import("~/screens/start") },
  { path: "/households", title: ["户册", "Households"], group: "register", right: "view", wide: true, page: () => import("~/screens/households") },
  { path: "/search", title: ["查找", "Search"], right: "view", page: () => import("~/screens/search") },
  { path: "/households/:no/explanation", title: ["认定说明", "Explanation"], right: "determine", page: () => import("~/screens/explanation") },
  { path: "/jobs", title: ["作业", "Jobs"], group: "own", wide: true, page: () => import("~/screens/jobs") },
  { path: "/jobs/:job", title: ["作业", "Job"], page: () => import("~/screens/jobs/one") },
  { path: "/account", title: ["账号与安全", "Account and security"], group: "own", page: () => import("~/screens/account") },
];
