// The triplets of the greylist.
import { allow, forget } from "./api.js";
import { byId, el } from "./dom.js";
import { startListing } from "./listing.js";
import { now, span, timeElement } from "./time.js";
import { path } from "./words.js";

/** Activates the list and the form that allows a triplet. */
export function startTriplets() {
  const change = startListing({
    name: "triplet",
    path: "api/triplets",
    entries: ({ triplets }) => triplets,
    one: "triplet",
    rowOf,
    forget: ({ from, to, life }) => forget({ client: life.identity, from, to }),
    why: ({ from }) => `Forgetting ${path(from)} needs the token.`,
    forgotten: "Forgotten: the greylist treats this triplet as never seen.",
  });
  byId("allow-form").addEventListener("submit", event => {
    event.preventDefault();
    const [client, from, to] = ["client", "from", "to"].map(field => byId(`allow-${field}`).value.trim());
    change(`Letting ${path(from)} pass needs the token.`, () => allow({ client, from: from === "<>" ? "" : from, to }), "Allowed: the triplet passes from now on.");
  });
}

function rowOf({ from, to, life }) {
  return el("tr", {},
    el("td", { class: "mono" }, life.identity),
    el("td", { class: "mono" }, el("span", { class: "cut", title: path(from) }, path(from)), el("span", { class: "cut", title: to }, `→ ${to}`)),
    el("td", {}, el("span", { class: `status ${life.state === "passed" ? "accepted" : "deferred"}` }, life.state), " ", el("span", { class: "muted small" }, prospect(life))),
    el("td", { class: "muted small" }, life.firstSeen === null ? "" : timeElement(life.firstSeen)),
    el("td", {}, el("button", { type: "button", "aria-label": `Forget ${life.identity} ${path(from)} to ${to}` }, "Forget")));
}

// The future of a triplet, in the words of `greyactors list`.
function prospect({ state, passesFrom, passesUntil, expires }) {
  const until = at => span((Date.parse(at) - now()) / 1000);
  if (state === "passed") return expires === null ? "" : `for ${until(expires)}`;
  if (state !== "waiting") return "expired";
  if (Date.parse(passesFrom) > now()) return `passes in ${until(passesFrom)}`;
  return Date.parse(passesUntil) > now() ? `would pass for another ${until(passesUntil)}` : "too late: a retry starts a new wait";
}
