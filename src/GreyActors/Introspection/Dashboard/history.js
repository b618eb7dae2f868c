// The decisions that this page knows: the last ones in full, and counts per minute.
import { now } from "./time.js";
import { statuses, statusOf } from "./words.js";

const kept = 2000;
const keptDelays = 5000;
const hours = 6;
const minute = 60_000;

/** Newest first. */
export const recent = [];

/** The delays of passed mail: `{ at, seconds }`, oldest first. */
export const delays = [];

const minutes = new Map();
let newest = null;
let knownSince = null;
let startedAt = null;
let missed = 0;

/** The id after which the stream continues; null before the first decision. */
export const lastId = () => newest;

/** The time since which every decision is counted here; null before the first answer. */
export const countedSince = () => knownSince === null ? null : Math.max(knownSince, startedAt ?? 0);

/** Sets the start time of the service that this page found first: it has no older decisions. Decisions that the page has seen survive a restart. */
export function learnStart(at) {
  startedAt ??= Date.parse(at);
}

/** The number of decisions that came too fast for this page. */
export const missedCount = () => missed;

/** Adds the decisions that the service has kept. If it keeps its maximum, older ones are unknown. */
export function recall(page, capacity) {
  const began = page.decisions.length < capacity ? now() - hours * 60 * minute : Date.parse(page.decisions[0].at);
  knownSince ??= began;
  for (const decision of page.decisions) take(decision);
}

/** Adds one decision; false if it is already known. */
export function take(decision) {
  if (newest !== null && decision.id <= newest) return false;
  newest = decision.id;
  const at = Date.parse(decision.at);
  recent.unshift(decision);
  if (recent.length > kept) recent.length = kept;
  slot(at)[statusOf(decision)]++;
  // In observe mode no mail is delayed: the time is that between two mails.
  if (decision.rule === "waited-long-enough" && decision.mode !== "observe" && decision.waitedSeconds !== null) {
    delays.push({ at, seconds: decision.waitedSeconds });
    if (delays.length > keptDelays) delays.shift();
  }
  return true;
}

/** The service left decisions out. */
export function miss(count) {
  missed += count;
}

/** Counts of the last minutes, oldest first: `at`, and the count of each status. */
export function lastMinutes(count) {
  const last = Math.floor(now() / minute);
  return Array.from({ length: count }, (_, i) => {
    const number = last - count + 1 + i;
    return { at: number * minute, ...(minutes.get(number) ?? empty()) };
  });
}

/** Their sum. */
export function total(count) {
  const sum = empty();
  for (const one of lastMinutes(count)) {
    for (const status of statuses) sum[status] += one[status];
  }
  return sum;
}

const empty = () => Object.fromEntries(statuses.map(status => [status, 0]));

function slot(at) {
  const number = Math.floor(at / minute);
  if (!minutes.has(number)) {
    minutes.set(number, empty());
    for (const old of minutes.keys()) {
      if (old < number - hours * 60) minutes.delete(old);
    }
  }
  return minutes.get(number);
}
