// Whether the service answers, and everything that is asked again and again.
import { get } from "./api.js";

const slowest = 5000;
const absent = 60_000;
const watchers = [];
const sleepers = new Set();
let state = "connecting";
let since = Date.now();

/** Calls `watcher(state, since)` now and at each change: connecting, connected, lost, locked. */
export function watchConnection(watcher) {
  watchers.push(watcher);
  watcher(state, since);
}

/** Tells how a request ended; null when it was answered. */
export function note(refusal) {
  if (refusal === null) become("connected");
  else if (refusal.status === 0) become("lost");
  else if (refusal.status === 401) become("locked");
  else become("connected");
}

/** Begins anew, for instance with another token. */
export function retry() {
  become("connecting");
  wake();
}

/** Lets everybody who waits go on at once. */
export function wake() {
  for (const sleeper of [...sleepers]) sleeper();
}

/** Waits so many milliseconds, or until somebody wakes us; while the page is not seen, until it is. */
export const rest = milliseconds => new Promise(resolve => {
  let timer = 0;
  const done = () => {
    clearTimeout(timer);
    sleepers.delete(done);
    resolve();
  };
  timer = setTimeout(() => document.hidden ? timer = 0 : done(), milliseconds);
  sleepers.add(done);
});

/**
 * Runs `task` for ever, so many milliseconds between the end and the next beginning; `task` may return another rest for this once.
 * What the service does not know (404) is asked for rarely, after `withdraw`.
 */
export async function repeat(interval, task, withdraw = () => {}) {
  let failures = 0;
  for (;;) {
    let pause = interval;
    try {
      pause = await task() ?? interval;
      failures = 0;
      note(null);
    } catch (error) {
      if (error.status === undefined) throw error;
      note(error);
      if (error.status === 404) {
        withdraw();
        pause = absent;
      } else {
        failures++;
        pause = Math.min(slowest, 500 * 2 ** failures);
      }
    }
    await rest(pause);
  }
}

/** Asks for one thing again and again. */
export const poll = (path, interval, show, withdraw) => repeat(interval, async () => { show(await get(path)); }, withdraw);

function become(next) {
  if (next === state) return;
  const returned = next === "connected" && state !== "connected";
  state = next;
  since = Date.now();
  for (const watcher of watchers) watcher(state, since);
  if (returned) wake();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wake();
});
