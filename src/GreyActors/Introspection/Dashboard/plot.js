// What the charts of the page share: frame, axes, colours, and their description for screen readers.
import { byId } from "./dom.js";

/** The options of a chart that fills the width of its place. */
export const frame = (place, height) => ({
  width: place.clientWidth,
  height,
  padding: [8, 16, 0, 0],
  legend: { show: false },
  cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
});

/** The options of an axis. */
export const axis = () => ({
  stroke: colour("--muted"),
  grid: { stroke: colour("--line"), width: 1 },
  ticks: { show: false },
  font: `11px ${getComputedStyle(document.body).fontFamily}`,
  size: 24,
});

/** The value of a CSS variable: the canvas needs it, and an element resolves it. */
export function colour(name) {
  const probe = byId("colour-probe");
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** Describes a chart for screen readers. */
export function describe(chart, text) {
  const place = chart.root.parentElement;
  if (place.getAttribute("aria-label") !== text) place.setAttribute("aria-label", text);
}
