// Two charts: verdicts per minute, and the delay of passed mail.
import uPlot from "./vendor/uPlot.esm.js";
import { byId, setText } from "./dom.js";
import * as history from "./history.js";
import { axis, colour, describe, frame } from "./plot.js";
import { watchTheme } from "./theme.js";
import { clockTime, span } from "./time.js";
import { number, spaced, statuses } from "./words.js";

const minutes = 60;
const heights = { verdicts: 172, delays: 150 };
const bounds = [120, 300, 600, 1200, 2400, 5400, 14_400, 43_200];
const steps = ["<2 min", "5", "10", "20", "40", "1½ h", "4", "12", "more"];
const bars = uPlot.paths.bars;
let verdicts = null;
let delays = null;

/** Draws both charts, and redraws them when the colours or the width change. */
export function startCharts() {
  const make = () => {
    verdicts?.destroy();
    delays?.destroy();
    verdicts = makeVerdicts(byId("chart-verdicts"));
    delays = makeDelays(byId("chart-delays"));
    showCharts();
  };
  make();
  watchTheme(make);
  const resized = new ResizeObserver(() => {
    for (const chart of [verdicts, delays]) {
      const width = chart.root.parentElement.clientWidth;
      if (width !== chart.width) chart.setSize({ width, height: chart.height });
    }
  });
  resized.observe(byId("chart-verdicts"));
  resized.observe(byId("chart-delays"));
}

/** Updates both charts. */
export function showCharts() {
  showVerdicts();
  showDelays();
}

function showVerdicts() {
  const rows = history.lastMinutes(minutes);
  const stacked = [];
  let below = rows.map(() => 0);
  for (const status of statuses) {
    below = rows.map((row, i) => below[i] + row[status]);
    stacked.unshift(below);
  }
  verdicts.setData([rows.map(row => row.at / 1000), ...stacked]);
  const sum = history.total(minutes);
  for (const status of statuses) setText(byId(`legend-${status}`), number(sum[status]));
  byId("legend-would-defer").parentElement.hidden = sum["would-defer"] === 0;
  const present = statuses.filter(status => status !== "would-defer" || sum[status] > 0);
  describe(verdicts, `Recipients in the last hour: ${present.map(status => `${number(sum[status])} ${spaced(status)}`).join(", ")}.`);
}

function showDelays() {
  const counts = steps.map(() => 0);
  for (const { seconds } of history.delays) {
    const found = bounds.findIndex(bound => seconds < bound);
    counts[found < 0 ? bounds.length : found]++;
  }
  delays.setData([steps.map((_, i) => i), counts]);
  const words = delayInWords();
  setText(byId("delay-words"), words);
  describe(delays, `Delay of passed mail. ${words}`);
}

function delayInWords() {
  const sorted = history.delays.map(delay => delay.seconds).sort((one, other) => one - other);
  if (sorted.length === 0) return "No kept decision passed after a wait.";
  const at = part => span(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]);
  return sorted.length === 1
    ? `One mail, after ${at(0)}.`
    : `Median ${at(0.5)}; nine of ten within ${at(0.9)}.`;
}

const makeVerdicts = place => new uPlot({
  ...frame(place, heights.verdicts),
  scales: { x: { time: true, range: (_, low, high) => [low - 30, high + 30] }, y: { range: upward } },
  axes: [{ ...axis(), space: 70, values: (_, ticks) => ticks.map(tick => clockTime(tick * 1000).slice(0, 5)) }, counts()],
  series: [{}, ...statuses.toReversed().map(status => ({ fill: colour(`--chart-${status}`), width: 0, paths: bars({ size: [0.8, 24] }), points: { show: false } }))],
  hooks: { drawAxes: [veilUnknown], setCursor: [readVerdicts] },
}, [[], ...statuses.map(() => [])], place);

const makeDelays = place => new uPlot({
  ...frame(place, heights.delays),
  scales: { x: { time: false, range: () => [-0.5, steps.length - 0.5] }, y: { range: upward } },
  axes: [{ ...axis(), splits: () => steps.map((_, i) => i), values: () => steps, grid: { show: false }, space: 10 }, counts()],
  series: [{}, { fill: colour("--chart-accepted"), width: 0, paths: bars({ size: [0.8, 60] }), points: { show: false } }],
}, [[], []], place);

const upward = (_, __, highest) => [0, Math.max(4, (highest ?? 0) * 1.08)];

const counts = () => ({ ...axis(), size: 40, space: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000] });

// The time before the oldest kept decision is drawn grey: its numbers are unknown, not zero.
function veilUnknown(chart) {
  const since = history.countedSince();
  const { left, top, height: high } = chart.bbox;
  const until = since === null ? left : Math.min(chart.valToPos(since / 1000, "x", true), left + chart.bbox.width);
  if (until <= left) return;
  chart.ctx.fillStyle = colour("--veil");
  chart.ctx.fillRect(left, top, until - left, high);
}

function readVerdicts(chart) {
  const row = chart.cursor.idx === null || chart.cursor.left < 0 ? undefined : history.lastMinutes(minutes)[chart.cursor.idx];
  setText(byId("chart-reading"), row === undefined
    ? "Recipients per minute, last hour"
    : `${clockTime(row.at).slice(0, 5)}: ${statuses.filter(status => row[status] > 0).map(status => `${number(row[status])} ${spaced(status)}`).join(", ") || "none"}`);
}
