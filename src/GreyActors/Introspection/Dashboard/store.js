// The partitions of the greylist, and whether their database works.
import { get } from "./api.js";
import { poll, repeat } from "./connection.js";
import { byId, el, redraw, setText } from "./dom.js";
import { judge } from "./health.js";
import { learnStart } from "./history.js";
import { showStats } from "./numbers.js";
import { counted, number, sentence, spaced } from "./words.js";

const greylist = "/user/greylist-server/greylist";
const grudge = 300_000;
// The other problems are checks of the service, or backends, which have panels of their own.
const ofTheConfiguration = ["reload", "restart", "certificate"];
const actors = new Map();
let failures = null;
let failedAt = -Infinity;
let partitions = [];

/** Fetches and draws both repeatedly. */
export function startStore() {
  poll("api/stats", 2000, stats => {
    learnStart(stats.startedAt);
    showStats(stats);
    countFailures(stats.store.failures);
    showProblems(stats.problems ?? []);
    ({ partitions } = stats.store);
    draw(stats.store);
  });
  repeat(3000, async () => {
    const { root } = await get(`api/tree?under=${encodeURIComponent(greylist)}&depth=1`);
    actors.clear();
    for (const child of root.children) actors.set(child.name.replace(/^partition-/, ""), child);
  }, () => actors.clear());
}

function countFailures(count) {
  if (failures !== null && count > failures) failedAt = Date.now();
  failures = count;
  const failed = Date.now() - failedAt < grudge;
  // The service itself reports whether the database works now; this check reports failures of the last minutes.
  judge("store", failed ? [{ name: "database in the last minutes", ok: false, why: "did not answer in time; on-store-failure decided about recipients" }] : []);
}

function showProblems(problems) {
  judge("problems", problems.filter(({ name }) => ofTheConfiguration.includes(name)).map(({ name, why }) => ({ name, ok: false, why, optional: true })));
}

const isIll = actor => /recover|fail/i.test(actor.behaviour ?? "");

function draw(store) {
  setText(byId("store-words"), `${counted(store.triplets, "triplet")}, ${number(store.waiting)} of them waiting; ${counted(store.known, "known pair or reply", "known pairs and replies")}; ${
    store.failures === 0 ? "no failures since the start" : `${counted(store.failures, "recipient")} decided by on-store-failure`}`);
  const most = Math.max(1, ...partitions.map(partition => partition.triplets));
  const shown = partitions.map(({ partition, triplets, waiting }) => {
    const actor = actors.get(partition);
    return { partition, triplets, waiting, high: triplets / most, behaviour: actor?.behaviour ?? "", mailbox: actor?.mailboxLength ?? 0, ill: actor !== undefined && isIll(actor) };
  });
  const list = byId("partition-rows");
  redraw(list, shown, () => list.replaceChildren(...shown.map(bar)));
}

function bar({ partition, triplets, waiting, high, behaviour, mailbox, ill }) {
  const words = `partition ${partition}: ${counted(triplets, "triplet")}, ${number(waiting)} waiting${
    mailbox > 0 ? `, ${counted(mailbox, "message")} in its mailbox` : ""}${behaviour === "" ? "" : `, ${spaced(behaviour)}`}`;
  const fill = el("span", { class: "fill", "aria-hidden": "true" });
  fill.style.height = `${Math.round(100 * high)}%`;
  return el("li", { class: ill ? "ill" : mailbox > 100 ? "busy" : null, title: sentence(words) },
    fill, el("span", { class: "label", "aria-hidden": "true" }, partition), el("span", { class: "unseen" }, words));
}
