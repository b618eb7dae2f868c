// The cluster: its machines, the places of the partitions, and the selection of the machine that the page shows.
import { get, node } from "./api.js";
import { repeat } from "./connection.js";
import { byId, el, redraw, setText } from "./dom.js";
import { judge } from "./health.js";
import { offers } from "./offer.js";
import { timeElement } from "./time.js";
import { counted } from "./words.js";

const rarely = 60_000;
const marks = { up: "✓", suspect: "?", down: "✕" };
let offered = false;

/** Fetches and draws it repeatedly; the panel is hidden without a cluster. */
export function startCluster() {
  byId("machine").addEventListener("change", () => {
    const { value } = byId("machine");
    // The whole page is about one machine, so it starts again with another one.
    location.search = value === "" ? "" : `?${new URLSearchParams({ node: value })}`;
  });
  offer([]);
  return repeat(2000, async () => {
    if (!offered && !(offered = await offers("/api/cluster"))) return rarely;
    const cluster = await get("api/cluster");
    show(cluster);
    return cluster.enabled ? undefined : rarely;
  }, () => {
    offered = false;
    byId("cluster").hidden = true;
    judge("cluster", []);
  });
}

function show(cluster) {
  const { machines, partitions, handOvers } = cluster;
  byId("cluster").hidden = !cluster.enabled;
  if (!cluster.enabled) return;
  offer(machines.map(({ machine }) => machine));
  judge("cluster", machines.filter(({ isReachable }) => !isReachable).map(({ machine }) => ({ name: machine, ok: false, why: "unreachable", optional: true })));
  const list = byId("machine-rows");
  redraw(list, [machines, partitions], () => list.replaceChildren(...machines.map(machine => row(machine, partitions.filter(place => place.machine === machine.machine)))));
  const lost = partitions.filter(({ condition }) => condition === "unknown" || condition === "away");
  setText(byId("cluster-words"), lost.length === 0
    ? `${counted(partitions.length, "partition")}, all of them judge or recover`
    : `${counted(lost.length, "partition")} of ${partitions.length} ${lost.length === 1 ? "does" : "do"} not answer`);
  const moves = byId("hand-overs");
  setText(moves.querySelector(".count"), String(handOvers.total));
  const rows = moves.querySelector("ul");
  redraw(rows, handOvers.latest, () => rows.replaceChildren(...handOvers.latest.map(move =>
    el("li", {}, timeElement(move.at), ` ${move.state} ${move.number}: `, el("span", { class: "mono" }, `${move.from} → ${move.to}`)))));
}

// The selection stays while the list cannot be fetched, so that there is a way back.
function offer(names) {
  const choice = byId("machine");
  const offers = [...new Set([...names, ...node === "" ? [] : [node]])].sort();
  byId("machine-choice").hidden = offers.length === 0;
  redraw(choice, offers, () => choice.replaceChildren(
    el("option", { value: "", selected: node === "" }, "this machine"),
    ...offers.map(name => el("option", { value: name, selected: name === node }, name))));
}

const conditionOf = ({ state, isReachable }) => !isReachable ? "down" : state === "up" ? "up" : "suspect";

function row(machine, places) {
  const condition = conditionOf(machine);
  return el("li", { class: condition },
    el("div", {},
      el("span", { class: `status ${condition}` }, el("span", { "aria-hidden": "true" }, marks[condition]), machine.isReachable ? ` ${machine.state}` : " unreachable"),
      " ", el("b", { class: "mono" }, machine.machine),
      machine.isSelf ? el("span", { class: "muted" }, " answers this page") : null,
      machine.unreachableSince === null ? null : el("span", { class: "muted" }, " for ", timeElement(machine.unreachableSince, "elapsed"))),
    machine.storeWorks === false ? el("p", { class: "problem" }, "The database does not answer this machine") : null,
    ...machine.differences.map(({ key, here, there }) => el("p", { class: "problem" }, el("code", {}, key), ` is ${there} there and ${here} here`)),
    el("p", { class: "muted small" }, placesOf(places), machine.version === null ? null : ` · version ${machine.version.split("+")[0]}`));
}

function placesOf(places) {
  if (places.length === 0) return "no partitions";
  const states = [...new Set(places.map(({ state }) => state))];
  return states.map(state => `${state}: ${places.filter(place => place.state === state).map(({ number, condition }) =>
    condition === "judging" ? number : `${number} (${condition})`).join(" ")}`).join("; ");
}
