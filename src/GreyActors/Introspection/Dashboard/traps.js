// The trapped clients: they sent mail to a spam trap, and all their mail is deferred.
import { releaseTrapped } from "./api.js";
import { el } from "./dom.js";
import { startListing } from "./listing.js";
import { now, span, timeElement } from "./time.js";

/** Activates the list. */
export function startTraps() {
  startListing({
    name: "traps",
    path: "api/traps",
    entries: ({ traps }) => traps,
    one: "client",
    many: "clients",
    rowOf,
    forget: ({ client }) => releaseTrapped(client),
    why: ({ client }) => `Releasing ${client} needs the token.`,
    forgotten: "Released: mail to a spam trap traps the client again.",
  });
}

function rowOf({ client, trap, since, until }) {
  return el("tr", {},
    el("td", { class: "mono" }, client),
    el("td", { class: "mono" }, el("span", { class: "cut", title: trap }, `→ ${trap}`)),
    el("td", {}, el("span", { class: "status deferred" }, "trapped"), " ", el("span", { class: "muted small" }, `for ${span((Date.parse(until) - now()) / 1000)}`)),
    el("td", { class: "muted small" }, timeElement(since)),
    el("td", {}, el("button", { type: "button", "aria-label": `Release ${client}` }, "Release")));
}
