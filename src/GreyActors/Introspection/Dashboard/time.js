// Formats times for people, based on the service's clock, not the browser's.
import { el } from "./dom.js";

let ahead = 0;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });

/** Records the difference between the service's clock and the browser's. */
export function learnClock(servicesNow) {
  ahead = Date.parse(servicesNow) - Date.now();
}

/** The time on the service's clock, in milliseconds. */
export const now = () => Date.now() + ahead;

/** `21:04:59`. */
export const clockTime = at => clock.format(at);

/** `2 Mar`: a day in UTC, as the service counts days. */
export const shortDay = at => day.format(typeof at === "number" ? at : Date.parse(at));

/** Date, time and zone. */
export const exactTime = at => full.format(at);

/** A span in words: `3 s`, `12 min`, `1 h 20 min`, `2 d 4 h`. */
export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 600) return s % 60 === 0 ? `${s / 60} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 3600) return `${Math.round(s / 60)} min`;
  const [big, bigUnit, small, smallUnit] = s < 86400
    ? [Math.floor(s / 3600), "h", Math.floor(s % 3600 / 60), "min"]
    : [Math.floor(s / 86400), "d", Math.floor(s % 86400 / 3600), "h"];
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** A time relative to now: `3 min ago`, `in 3 min`. */
export function relative(at) {
  const seconds = (now() - at) / 1000;
  if (Math.abs(seconds) < 1.5) return "now";
  const rough = Math.abs(seconds) < 60 ? Math.abs(seconds) : Math.floor(Math.abs(seconds) / 60) * 60;
  return seconds > 0 ? `${span(rough)} ago` : `in ${span(Math.abs(seconds))}`;
}

/** The time elapsed since then. */
const elapsed = at => span((now() - at) / 1000 < 60 ? (now() - at) / 1000 : Math.floor((now() - at) / 60_000) * 60);

const forms = { relative, elapsed };

/** An element that shows a relative time (with `elapsed` a duration), and the exact time as a tooltip; `keepTimes` updates it. */
export function timeElement(at, form = "relative") {
  const milliseconds = typeof at === "number" ? at : Date.parse(at);
  return el("time", { datetime: new Date(milliseconds).toISOString(), title: exactTime(milliseconds), "data-form": form }, forms[form](milliseconds));
}

/** Updates the relative times in the page every second. */
export function keepTimes() {
  setInterval(() => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll("time[data-form]")) {
      const text = forms[element.dataset.form](Date.parse(element.dateTime));
      if (element.textContent !== text) element.textContent = text;
    }
  }, 1000);
}
