// The decisions this page knows: the last ones themselves, and counts by the minute.
import { now } from "./time.js";
import { statuses } from "./words.js";

const kept = 2000;
const keptDelays = 5000;
const hours = 6;
const minute = 60_000;

/** Newest first. */
export const recent = [];

/** How long passed mail had waited: `{ at, seconds }`, oldest first. */
export const delays = [];

const minutes = new Map();
let newest = null;
let knownSince = null;
let startedAt = null;
let missed = 0;

/** The id behind which the stream goes on; null before the first decision. */
export const lastId = () => newest;

/** Since when every decision was counted here; null before the first answer. */
export const countedSince = () => knownSince === null ? null : Math.max(knownSince, startedAt ?? 0);

/** The service that this page found began then: what was before is forgotten. What the page itself has seen outlives a restart. */
export function learnStart(at) {
  startedAt ??= Date.parse(at);
}

/** Decisions that came too fast for this page. */
export const missedCount = () => missed;

/** Takes what the service has kept. Where that is all there is room for, nothing is known of what was before. */
export function recall(page, capacity) {
  const began = page.decisions.length < capacity ? now() - hours * 60 * minute : Date.parse(page.decisions[0].at);
  knownSince ??= began;
  for (const decision of page.decisions) take(decision);
}

/** Takes one decision; false when it is known. */
export function take(decision) {
  if (newest !== null && decision.id <= newest) return false;
  newest = decision.id;
  const at = Date.parse(decision.at);
  recent.unshift(decision);
  if (recent.length > kept) recent.length = kept;
  slot(at)[decision.status]++;
  if (decision.rule === "waited-long-enough" && decision.waitedSeconds !== null) {
    delays.push({ at, seconds: decision.waitedSeconds });
    if (delays.length > keptDelays) delays.shift();
  }
  return true;
}

/** The service left some out. */
export function miss(count) {
  missed += count;
}

/** Counts of the last minutes, oldest first: `{ at, accepted, deferred, refused, failed }`. */
export function lastMinutes(count) {
  const last = Math.floor(now() / minute);
  return Array.from({ length: count }, (_, i) => {
    const number = last - count + 1 + i;
    return { at: number * minute, ...(minutes.get(number) ?? empty()) };
  });
}

/** The same added up. */
export function total(count) {
  const sum = empty();
  for (const one of lastMinutes(count)) {
    for (const status of statuses) sum[status] += one[status];
  }
  return sum;
}

const empty = () => ({ accepted: 0, deferred: 0, refused: 0, failed: 0 });

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
