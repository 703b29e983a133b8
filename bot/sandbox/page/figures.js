// Tables, and charts as plain SVG with their numbers for screen readers.

import { h, s } from "./dom.js";
import { drawRichText } from "./richtext.js";

const WIDTH = 520;
const HEIGHT = 200;
const LEFT = 44;
const BOTTOM = 26;
const TOP = 10;
const TICKS = 4;
const LETTER = 7.5;

/** A table or data_table block; its first row is the head. */
export function drawTable(block, ctx) {
  const [head, ...rows] = block.rows;
  const headColumn = block.row_header_column_index;
  const drawCell = (tag, cell, column) => {
    const align = block.column_settings?.[column]?.align || (cell.type === "raw_number" ? "right" : "left");
    const scope = tag === "th" ? (cell === head[column] ? "col" : "row") : null;
    return h(tag, { class: `to-${align}`, scope }, cell.type === "rich_text" ? drawRichText(cell, ctx) : cell.text);
  };
  const table = h(
    "table",
    {},
    block.caption ? h("caption", {}, block.caption) : null,
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head.map((cell, column) => drawCell("th", cell, column)),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map((row) =>
        h(
          "tr",
          {},
          row.map((cell, at) => drawCell(at === headColumn ? "th" : "td", cell, at)),
        ),
      ),
    ),
  );
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": block.caption || "Table" }, table);
}

/** A data_visualization block. */
export function drawChart(block) {
  const { chart } = block;
  const isPie = chart.type === "pie";
  return h(
    "figure",
    { class: "chart", role: "group", "aria-label": block.title },
    h("figcaption", {}, block.title),
    isPie ? drawShares(chart.segments) : drawAxes(chart, block.title),
    isPie || chart.series.length < 2 ? null : drawLegend(chart.series.map((series) => series.name)),
  );
}

function drawShares(segments) {
  const total = segments.reduce((sum, each) => sum + each.value, 0);
  const rows = segments.flatMap(({ label, value }, index) => {
    const bar = h("span", { class: `share c${index % 6}` });
    bar.style.setProperty("--share", value / total);
    const figures = `${value} (${Math.round((100 * value) / total)} %)`;
    return [h("dt", {}, label), h("dd", {}, bar, h("span", { class: "figures" }, figures))];
  });
  return h("dl", { class: "shares" }, rows);
}

function drawLegend(names) {
  return h(
    "ul",
    { class: "legend" },
    names.map((name, index) => h("li", { class: `c${index % 6}` }, name)),
  );
}

function drawAxes(chart, title) {
  const { categories, x_label: xLabel, y_label: yLabel } = chart.axis_config;
  const scale = makeScale(chart.series.flatMap((series) => series.data.map((point) => point.value)));
  const step = (WIDTH - LEFT) / categories.length;
  const valuesOf = (series) => categories.map((name) => series.data.find((point) => point.label === name).value);
  const spoken = chart.series.map((series) => {
    const points = series.data.map((point) => `${point.label} ${point.value}`).join(", ");
    return `${series.name}: ${points}`;
  });
  const draw = chart.type === "bar" ? drawBars : drawLines;
  return [
    yLabel ? h("p", { class: "axis" }, yLabel) : null,
    s(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}. ${spoken.join("; ")}` },
      drawTicks(scale),
      chart.series.map((series, index) => draw(series, valuesOf(series), { index, step, scale, chart })),
      listShown(categories, step).map(([name, at]) =>
        s("text", { x: LEFT + step * (at + 0.5), y: HEIGHT - 8, "text-anchor": "middle" }, name),
      ),
    ),
    xLabel ? h("p", { class: "axis below" }, xLabel) : null,
  ];
}

/** As many labels as fit side by side, evenly, the last one among them. */
function listShown(categories, step) {
  const widest = Math.max(...categories.map((name) => name.length)) * LETTER;
  const every = Math.max(1, Math.ceil(widest / step));
  return categories
    .map((name, at) => [name, at])
    .filter(([, at]) => (categories.length - 1 - at) % every === 0);
}

function makeScale(values) {
  const lowest = Math.min(0, ...values);
  const rough = (Math.max(...values, lowest + 1) - lowest) / TICKS;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * magnitude >= rough) * magnitude;
  const bottom = Math.floor(lowest / step) * step;
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => bottom + index * step);
  const toY = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - bottom) / (step * TICKS));
  return { ticks, toY };
}

function drawTicks({ ticks, toY }) {
  return ticks.flatMap((tick) => [
    s("line", { x1: LEFT, x2: WIDTH, y1: toY(tick), y2: toY(tick), class: "grid" }),
    s("text", { x: LEFT - 6, y: toY(tick) + 4, "text-anchor": "end" }, String(Number(tick.toFixed(4)))),
  ]);
}

function drawBars(series, values, { index, step, scale, chart }) {
  const width = Math.min(48, (step * 0.7) / chart.series.length);
  const zero = scale.toY(0);
  return values.map((value, at) => {
    const x = LEFT + step * (at + 0.5) + (index - chart.series.length / 2) * width;
    const y = Math.min(zero, scale.toY(value));
    const size = { x, y, width: width - 2, height: Math.abs(scale.toY(value) - zero), rx: 2 };
    return s("rect", { ...size, class: `c${index % 6}` }, s("title", {}, `${series.name}: ${value}`));
  });
}

function drawLines(series, values, { index, step, scale, chart }) {
  const points = values.map((value, at) => [LEFT + step * (at + 0.5), scale.toY(value)]);
  const line = points.map((point) => point.join(",")).join(" ");
  const zero = scale.toY(0);
  const area = `${points[0][0]},${zero} ${line} ${points.at(-1)[0]},${zero}`;
  return [
    chart.type === "area" ? s("polygon", { points: area, class: `area c${index % 6}` }) : null,
    s("polyline", { points: line, class: `line c${index % 6}` }),
    points.map(([x, y], at) =>
      s("circle", { cx: x, cy: y, r: 3.5, class: `c${index % 6}` }, s("title", {}, `${series.name}: ${values[at]}`)),
    ),
  ];
}
