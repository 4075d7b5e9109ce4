import { useComputedColorScheme } from "@mantine/core";
import { BarChart, LineChart as Lines } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use as register, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import { chartLocale } from "@/components/chart/chart-locale";
import { number } from "@/lib/quantities";
import { wallTime } from "@/lib/time";

register([
  Lines,
  BarChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  AriaComponent,
  CanvasRenderer,
]);

/** One curve: instants in milliseconds since 1970 with values in the curve's unit. */
export interface Series {
  name: string;
  unit: string;
  points: readonly (readonly [at: number, value: number])[];
  kind?: "line" | "bar";
}

export interface LineChartProps {
  /** What is shown, for those who cannot see it. */
  label: string;
  /** Each unit gets an axis of its own, two at most. */
  series: readonly Series[];
  height?: number;
}

const palette = {
  light: ["#0b7285", "#c2410c", "#5f3dc4", "#2b8a3e"],
  dark: ["#3bc9db", "#ffa94d", "#b197fc", "#69db7c"],
} as const;

const DIGITS = 3;

function instant({ value }: { value: unknown }): string {
  return wallTime(Number(value));
}

function option({ label, series }: LineChartProps, scheme: "light" | "dark") {
  const units = [...new Set(series.map((one) => one.unit))].slice(0, 2);
  const ink = scheme === "dark" ? "#c1c9d2" : "#3e4c59";
  const line = scheme === "dark" ? "#3a3f45" : "#d9dee3";
  return {
    animation: false,
    color: [...palette[scheme]],
    aria: { enabled: true, label: { description: label } },
    textStyle: { fontFamily: "inherit", color: ink },
    grid: { left: 8, right: 8, top: 34, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { color: ink }, icon: "roundRect", itemHeight: 8 },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: {
      type: "time",
      axisPointer: { label: { formatter: instant } },
      axisLabel: { color: ink, hideOverlap: true },
      axisLine: { lineStyle: { color: line } },
    },
    yAxis: units.map((unit, index) => ({
      type: "value",
      name: unit,
      position: index === 0 ? "left" : "right",
      nameTextStyle: { color: ink },
      axisLabel: { color: ink, formatter: (value: number) => number(value, DIGITS) },
      splitLine: { show: index === 0, lineStyle: { color: line } },
    })),
    series: series.map((one) => ({
      type: one.kind ?? "line",
      name: one.name,
      yAxisIndex: Math.max(0, units.indexOf(one.unit)),
      showSymbol: one.points.length < 3,
      sampling: "lttb",
      lineStyle: { width: 2 },
      tooltip: {
        valueFormatter: (value: unknown) => `${number(Number(value), DIGITS)} ${one.unit}`,
      },
      data: one.points.map(([at, value]) => [at, value]),
    })),
  };
}

/** Curves over time in the reader's own time zone. */
export default function LineChart(props: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    if (host.current === null) return undefined;
    const drawn = init(host.current, null, { locale: chartLocale });
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(host.current);
    return () => {
      watcher.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option(props, scheme), { notMerge: true });
  }, [props, scheme]);
  return (
    <div
      ref={host}
      role="img"
      aria-label={props.label}
      style={{ width: "100%", height: props.height ?? 260 }}
    />
  );
}
