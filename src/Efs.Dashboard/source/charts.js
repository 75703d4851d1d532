import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { formatRow, formatShort, formatValue } from "./format.js";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** A chart has room for so many bars. */
export const mostBars = 10;

const colors = matchMedia("(prefers-color-scheme: dark)");

/** A chart that is drawn anew when its size or the colours of the page change. */
export class Chart {
  #element;
  #chart;
  #option;

  constructor(element) {
    this.#element = element;
    this.#chart = echarts.init(element);
    new ResizeObserver(() => this.#draw()).observe(element);
    colors.addEventListener("change", () => this.#draw());
  }

  /** @param option Makes the options of ECharts from the colours and the size of letters of the page. */
  show(option, description) {
    this.#option = option;
    this.#element.setAttribute("aria-label", description);
    this.#draw();
  }

  image() {
    return this.#chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: themeOf(this.#element).panel });
  }

  #draw() {
    if (!this.#option) return;
    const theme = themeOf(this.#element);
    this.#chart.resize();
    this.#chart.setOption({ animation: false, ...this.#option(theme) }, true);
  }
}

function themeOf(element) {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: color("text"),
    quiet: color("quiet"),
    line: color("line"),
    panel: color("panel"),
    accent: color("accent"),
    target: color("target"),
    font: style.fontFamily,
    size: parseFloat(style.fontSize) * 0.85,
    width: element.clientWidth,
  };
}

const labelStyle = (theme, color = theme.quiet) => ({ color, fontSize: theme.size, fontFamily: theme.font });

// The tip is drawn, since the page's policy allows no styles in markup.
const tooltip = (theme, trigger, valueFormatter) => ({
  trigger,
  renderMode: "richText",
  confine: true,
  backgroundColor: theme.panel,
  borderColor: theme.line,
  textStyle: labelStyle(theme, theme.text),
  valueFormatter,
});

const valueAxis = (theme, unit) => ({
  type: "value",
  axisLabel: { ...labelStyle(theme), formatter: (value) => formatShort(value, unit) },
  splitLine: { lineStyle: { color: theme.line } },
});

/** A line over periods; a second, dashed one for the target where there is one. */
export function lineOption(rows, unit) {
  const hasTarget = rows.some((row) => row.target != null);
  return (theme) => ({
    grid: { left: 8, right: 24, top: hasTarget ? 36 : 16, bottom: 8, containLabel: true },
    tooltip: tooltip(theme, "axis", (value) => formatValue(value, unit)),
    legend: { show: hasTarget, top: 0, left: 0, textStyle: labelStyle(theme, theme.text) },
    xAxis: {
      type: "category",
      data: rows.map((row) => row.title),
      axisLabel: { ...labelStyle(theme), hideOverlap: true },
      axisLine: { lineStyle: { color: theme.line } },
    },
    yAxis: valueAxis(theme, unit),
    series: [
      {
        name: "Значение",
        data: rows.map((row) => row.value ?? null),
        color: theme.accent,
        symbol: "circle",
        symbolSize: theme.size * 0.6,
      },
      {
        name: "Цель",
        data: rows.map((row) => row.target ?? null),
        color: theme.target,
        symbol: "none",
        lineStyle: { type: "dashed" },
      },
    ]
      .slice(0, hasTarget ? 2 : 1)
      .map((series) => ({ type: "line", ...series, lineStyle: { width: theme.size / 5, ...series.lineStyle } })),
  });
}

/** A bar for each row, from above, with its value at its end. */
export function barOption(rows, unit, noteOf = () => "") {
  const lengthOf = (texts) => Math.max(...texts.map((text) => text.length));
  const longest = lengthOf(rows.map((row) => row.title));
  const labels = rows.map((row, index) => formatRow(row, unit) + noteOf(index));
  return (theme) => ({
    grid: { left: 8, right: theme.size * (1 + 0.6 * lengthOf(labels)), top: 4, bottom: 4, containLabel: true },
    tooltip: tooltip(theme, "item", (_, index) => formatRow(rows[index], unit)),
    xAxis: { type: "value", show: false },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map((row) => row.title),
      axisLabel: {
        ...labelStyle(theme, theme.text),
        interval: 0,
        width: Math.min(theme.width * 0.4, longest * theme.size * 0.65),
        overflow: "break",
        lineHeight: theme.size * 1.15,
        height: theme.size * 3.45,
        lineOverflow: "truncate",
      },
      axisLine: { show: false },
      axisTick: { show: false },
    },
    series: [
      {
        type: "bar",
        data: rows.map((row) => row.value ?? 0), // a bar without a length still has its label
        color: theme.accent,
        barMaxWidth: theme.size * 2,
        label: {
          show: true,
          position: "right",
          ...labelStyle(theme, theme.text),
          formatter: ({ dataIndex }) => labels[dataIndex],
        },
      },
    ],
  });
}
