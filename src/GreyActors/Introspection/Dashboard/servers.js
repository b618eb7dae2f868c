// The backends: their state and the routes.
import { get } from "./api.js";
import { repeat } from "./connection.js";
import { byId, el, redraw } from "./dom.js";
import { judge } from "./health.js";
import { offers } from "./offer.js";
import { timeElement } from "./time.js";
import { counted } from "./words.js";

const rarely = 60_000;
const marks = { up: "✓", suspect: "?", down: "✕" };
let offered = false;

/** Fetches and draws them repeatedly; the panel is hidden if the service has no such list. */
export const startServers = () => repeat(2000, async () => {
  if (!offered && !(offered = await offers("/api/servers"))) return rarely;
  show(await get("api/servers"));
  return undefined;
}, () => {
  offered = false;
  byId("servers").hidden = true;
  judge("servers", []);
});

function show({ servers, routes }) {
  byId("servers").hidden = false;
  judge("servers", servers.map(server => ({ name: server.server, ok: server.condition === "up", why: `${server.condition}${server.reason ? `, ${server.reason}` : ""}` })));
  const list = byId("server-rows");
  redraw(list, servers, () => list.replaceChildren(...servers.map(row)));
  const named = byId("route-rows");
  redraw(named, routes, () => named.replaceChildren(...(routes.length < 2 ? [] : routes.map(route =>
    el("li", {}, route.allOthers ? "all others" : route.domains.join(", "), " → ", el("span", { class: "mono" }, route.servers.join(", ")))))));
}

function row(server) {
  const { condition, failingAddresses, capabilities } = server;
  return el("li", { class: condition },
    el("div", {},
      el("span", { class: `status ${condition}` }, el("span", { "aria-hidden": "true" }, marks[condition] ?? "·"), ` ${condition}`),
      " ", el("b", { class: "mono" }, server.server), " ", el("span", { class: "muted" }, "for ", timeElement(server.since, "elapsed"))),
    server.reason ? el("p", { class: "problem" }, server.reason) : null,
    server.waiting === 0 ? null : el("p", { class: "problem" }, `${counted(server.waiting, "recipient")} ${server.waiting === 1 ? "waits" : "wait"} for a connection`),
    el("p", { class: "muted small" },
      `${server.openRelays} of ${counted(server.maxRelays, "connection")} open, ${counted(server.waiting, "recipient")} waiting`,
      server.lastProbe === null ? null : " · last probe ", server.lastProbe === null ? null : timeElement(server.lastProbe),
      failingAddresses.length === 0 ? null : ` · failing: ${failingAddresses.join(", ")}`),
    capabilities === null || capabilities.length === 0 ? null : el("p", { class: "muted small" }, capabilities.join(" ")));
}
