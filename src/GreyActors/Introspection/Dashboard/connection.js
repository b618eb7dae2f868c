// Whether the service answers, and the repeated requests.
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

/** Records the result of a request: an error, or null if it was answered. */
export function note(refusal) {
  if (refusal === null) become("connected");
  else if (refusal.status === 0) become("lost");
  else if (refusal.status === 401) become("locked");
  else become("connected");
}

/** Starts again, for example with another token. */
export function retry() {
  become("connecting");
  wake();
}

/** Ends all waits at once. */
export function wake() {
  for (const sleeper of [...sleepers]) sleeper();
}

/** Waits for some milliseconds or until `wake`; in a hidden page, until it is visible. */
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
 * Runs `task` repeatedly, with a pause of `interval` milliseconds; `task` may return another pause for one time.
 * A path that the service does not have (404) is requested rarely, after `withdraw`.
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

/** Fetches a path repeatedly. */
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
