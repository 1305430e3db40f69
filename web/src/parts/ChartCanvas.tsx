/* ECharts itself, loaded with the first chart: only the kinds that are used. SVG prints sharply. */
import { BarChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart, TreemapChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { series, tokens } from "~/look/tokens";
import type { ChartOption } from "./Chart";

echarts.use([
  BarChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  TreemapChart,
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
]);

const axis = {
  axisLine: { lineStyle: { color: tokens.color.lineStrong } },
  axisLabel: { color: tokens.color.inkSoft },
  splitLine: { lineStyle: { color: tokens.color.line } },
};

echarts.registerTheme("heyi", {
  color: series,
  textStyle: { fontFamily: tokens.font.text, color: tokens.color.ink },
  categoryAxis: axis,
  valueAxis: axis,
  timeAxis: axis,
});

interface Props {
  option: ChartOption;
  height: number;
  title: string;
  onPick?: (name: string, seriesName: string | undefined) => void;
}

export default function ChartCanvas({ option, height, title, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);
  const pick = useRef(onPick);

  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = echarts.init(element, "heyi", { renderer: "svg" });
    chart.current = made;
    made.on("click", (e) => pick.current?.(e.name, e.seriesName));
    const resize = () => made.resize();
    const watch = new ResizeObserver(resize);
    watch.observe(element);
    window.addEventListener("beforeprint", resize);
    return () => {
      watch.disconnect();
      window.removeEventListener("beforeprint", resize);
      made.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption({ animationDuration: 250, ...option }, { notMerge: true });
  }, [option]);

  return <div ref={place} role="img" aria-label={title} style={{ height }} />;
}
