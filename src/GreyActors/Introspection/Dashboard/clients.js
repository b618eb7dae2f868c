// The clients that are deferred most: spammers, and senders that may need a whitelist entry.
import { byId, el, redraw, setText } from "./dom.js";
import { filterBy } from "./decisions.js";
import * as history from "./history.js";
import { clientName, counted, number, statusOf } from "./words.js";

const shown = 8;

const headings = {
  deferred: "Most deferred clients",
  observed: "Clients that would be deferred most",
  both: "Clients that were or would be deferred most",
};

/** Ranks the clients of the known decisions. */
export function showClients() {
  const clients = new Map();
  const present = new Set();
  for (const decision of history.recent) {
    const client = clientName(decision);
    const known = clients.get(client) ?? { client, helo: decision.helo, deferred: 0, accepted: 0, senders: new Set() };
    clients.set(client, known);
    const status = statusOf(decision);
    present.add(status);
    if (status === "deferred" || status === "would-defer") known.deferred++;
    if (status === "accepted") known.accepted++;
    known.senders.add(decision.from);
  }
  const top = [...clients.values()].filter(client => client.deferred > 0).sort((one, other) => other.deferred - one.deferred).slice(0, shown)
    .map(client => ({ ...client, senders: client.senders.size }));
  const list = byId("client-rows");
  redraw(list, top, () => list.replaceChildren(...top.map(client => row(client, top[0].deferred))));
  setText(byId("clients-heading"), headings[!present.has("would-defer") ? "deferred" : present.has("deferred") ? "both" : "observed"]);
  byId("clients-empty").hidden = top.length > 0;
  byId("clients-basis").textContent = `Among the last ${counted(history.recent.length, "decision")}`;
}

function row({ client, helo, deferred, accepted, senders }, most) {
  return el("li", {},
    el("button", { type: "button", class: "plain mono", title: "Show its decisions", onclick: () => filterBy(client) }, client),
    el("meter", { min: 0, max: most, value: deferred, "aria-hidden": "true" }),
    el("b", {}, number(deferred)),
    el("span", { class: "muted cut", title: helo },
      `${helo === "" ? "no name" : helo} · ${counted(senders, "sender")}${accepted === 0 ? " · nothing passed" : ` · ${number(accepted)} accepted`}`));
}
