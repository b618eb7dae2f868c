// The trend of the outcome: the share of mail that waited, for each day.
import uPlot from "./vendor/uPlot.esm.js";
import { byId, setText } from "./dom.js";
import { axis, colour, describe, frame } from "./plot.js";
import { watchTheme } from "./theme.js";
import { shortDay } from "./time.js";
import { number } from "./words.js";

const height = 150;
const day = 86_400;
let chart = null;
let days = [];

/** Creates the chart when its place is visible; it follows the colours and the width. */
export function startTrend() {
  if (chart !== null) return;
  const place = byId("chart-outcome");
  const make = () => {
    chart?.destroy();
    chart = makeTrend(place);
    draw();
  };
  make();
  watchTheme(make);
  new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientWidth !== chart.width) chart.setSize({ width: place.clientWidth, height });
  }).observe(place);
}

/** Shows the days, the oldest first. */
export function showTrend(trend) {
  days = trend;
  draw();
}

function draw() {
  const share = mails => mails.mails === 0 ? null : 100 * mails.share;
  chart.setData([days.map(({ date }) => timeOf(date)), days.map(({ first }) => share(first)), days.map(({ later }) => share(later))]);
  const known = days.filter(({ first }) => first.mails > 0);
  describe(chart, known.length === 0 ? "No mail passed in these days."
    : `First contacts that waited: ${percent(known[0].first)} on ${shortDay(known[0].date)}, ${percent(known.at(-1).first)} on ${shortDay(known.at(-1).date)}.`);
}

const makeTrend = place => new uPlot({
  ...frame(place, height),
  tzDate: at => uPlot.tzDate(new Date(at * 1000), "UTC"),
  scales: { x: { time: true, range: (_, low, high) => [low - day / 2, high + day / 2] }, y: { range: [0, 100] } },
  axes: [
    { ...axis(), space: 60, incrs: [day, 2 * day, 5 * day, 10 * day], values: (_, ticks) => ticks.map(tick => shortDay(tick * 1000)), grid: { show: false } },
    { ...axis(), size: 44, splits: () => [0, 25, 50, 75, 100], values: (_, ticks) => ticks.map(tick => `${tick} %`) },
  ],
  series: [
    {},
    { fill: colour("--chart-deferred"), width: 0, paths: uPlot.paths.bars({ size: [0.7, 24] }), points: { show: false } },
    { stroke: colour("--accent"), width: 2, points: { show: true, size: 5, fill: colour("--accent") } },
  ],
  hooks: { setCursor: [read] },
}, [[], [], []], place);

function read({ cursor }) {
  const at = cursor.idx === null || cursor.idx === undefined || cursor.left < 0 ? undefined : days[cursor.idx];
  setText(byId("outcome-reading"), at === undefined ? "Share that waited, by day" : `${shortDay(at.date)}: ${inWords("first contact", at.first)}, ${inWords("later mail", at.later)}`);
}

const inWords = (name, mails) => mails.mails === 0 ? `no ${name}` : `${number(mails.delayed)} of ${number(mails.mails)} ${name}s (${percent(mails)})`;

const percent = ({ share }) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

const timeOf = date => Date.parse(`${date}T00:00:00Z`) / 1000;
