/* The look in one place: antd's theme and our style sheets' variables come from here.
 * 黛 deep blue-green for what can be done, 朱 vermilion for the seal and for what is wrong, paper
 * behind, ink for text. Every text colour has at least 4.5:1 against the grounds it stands on. */
import type { ThemeConfig } from "antd";
import { addSheet } from "./sheets";

const color = {
  dai: "#1b5a72",
  daiDeep: "#12455a",
  daiWash: "#e8f1f4",
  zhu: "#b23a2a",
  zhuWash: "#fbeeeb",
  ink: "#1d2529",
  inkSoft: "#59646b",
  paper: "#f5f4f0",
  surface: "#ffffff",
  surfaceSoft: "#faf9f6",
  line: "#e2dfd7",
  lineStrong: "#c4bfb3",
  green: "#2b7449",
  greenWash: "#eaf4ed",
  amber: "#935a00",
  amberWash: "#fdf3e0",
};

const font = {
  text: '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", system-ui, sans-serif',
  title: '"Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", STSong, SimSun, serif',
  code: '"SFMono-Regular", Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
};

/* Series of charts: told apart without seeing colours, too (lightness differs). */
export const series = ["#1b5a72", "#d08a2e", "#6f9fb0", "#b23a2a", "#7c8f4e", "#8a6f9e", "#b9b3a5"];
export const tokens = { color, font };

export const theme: ThemeConfig = {
  cssVar: { prefix: "a" },
  hashed: false,
  token: {
    colorPrimary: color.dai,
    colorLink: color.dai,
    colorLinkHover: color.daiDeep,
    colorInfo: color.dai,
    colorError: color.zhu,
    colorSuccess: color.green,
    colorWarning: color.amber,
    colorSuccessBg: color.greenWash,
    colorWarningBg: color.amberWash,
    colorErrorBg: color.zhuWash,
    colorInfoBg: color.daiWash,
    colorPrimaryBg: color.daiWash,
    colorText: color.ink,
    colorTextSecondary: color.inkSoft,
    colorTextTertiary: color.inkSoft,
    colorTextDescription: color.inkSoft,
    colorTextPlaceholder: "#6f787d",
    colorBorder: color.lineStrong,
    colorBorderSecondary: color.line,
    colorBgLayout: color.paper,
    fontFamily: font.text,
    fontFamilyCode: font.code,
    fontSize: 14,
    borderRadius: 4,
    controlHeight: 34,
    motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  },
  components: {
    Table: {
      headerBg: color.surfaceSoft,
      headerColor: color.inkSoft,
      rowHoverBg: color.daiWash,
      borderColor: color.line,
      headerSplitColor: "transparent",
      cellPaddingBlockMD: 8,
      cellPaddingInlineMD: 12,
    },
    Form: { verticalLabelPadding: "0 0 4px", itemMarginBottom: 18 },
    Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
    Card: { headerFontSize: 15 },
    Descriptions: { labelColor: color.inkSoft },
  },
};

function variables() {
  const names = (group: Record<string, string>, prefix: string) =>
    Object.entries(group).map(([name, value]) => `--${prefix}${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}:${value};`);
  return `:root{${[...names(color, ""), ...names(font, "font-")].join("")}}`;
}

addSheet("tokens", variables());
