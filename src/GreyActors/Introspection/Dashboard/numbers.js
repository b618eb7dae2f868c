// The row of numbers, the first thing that a postmaster looks at.
import { byId, setText } from "./dom.js";
import * as history from "./history.js";
import { now, span } from "./time.js";
import { counted, number, statuses } from "./words.js";

const minutes = 15;

/** Shows the decisions of the last minutes. */
export function showCounts() {
  const sum = history.total(minutes);
  const all = statuses.reduce((total, status) => total + sum[status], 0);
  const share = count => all === 0 ? "no recipients" : `${Math.round(100 * count / all)} % of ${counted(all, "recipient")}`;
  const [accepted, observed] = [sum.accepted + sum["would-defer"], sum["would-defer"]];
  show("accepted", accepted, share(accepted));
  show("deferred", sum.deferred, observed === 0 ? share(sum.deferred) : `${number(observed)} would be deferred`);
  const lost = sum.refused + sum.failed;
  show("refused", lost, sum.failed === 0 ? share(lost) : `${number(sum.failed)} of them failed`);

  const since = history.countedSince();
  const seconds = since === null ? 0 : (now() - since) / 1000;
  setText(byId("numbers-window"), seconds < minutes * 60 ? `In the last ${span(seconds)} (older decisions are not kept)` : `In the last ${minutes} minutes`);
}

/** Shows the service's own counters. */
export function showStats(stats) {
  const { sessions, store, relays } = stats;
  const turnedAway = Object.values(sessions.turnedAway).reduce((sum, count) => sum + count, 0);
  show("sessions", sessions.open, turnedAway === 0 ? `${number(sessions.total)} since the start` : `${number(turnedAway)} turned away since the start`);
  show("waiting", store.waiting, `of ${counted(store.triplets, "triplet")}`);
  show("delivered", (stats.mails.accepted ?? 0) + (stats.mails["would-defer"] ?? 0), "since the start");
  byId("observing").hidden = stats.mode !== "observe";
  byId("version").title = `Started ${span(stats.uptimeSeconds)} ago`;
  setText(byId("version"), `version ${stats.version.replace(/\+.*/, "")}`);
  byId("numbers").title = `${counted(relays.open, "connection")} to backends open`;
}

function show(name, value, note) {
  setText(byId(`number-${name}`), number(value));
  setText(byId(`note-${name}`), note);
}
