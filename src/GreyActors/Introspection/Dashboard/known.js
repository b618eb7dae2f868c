// The known clients: pairs of a client and an organisation whose mail does not wait, and expected replies.
import { allowKnown, forgetKnown } from "./api.js";
import { byId, el } from "./dom.js";
import { startListing } from "./listing.js";
import { now, span, timeElement } from "./time.js";
import { counted } from "./words.js";

const sources = { passed: "waited before", history: "from logs", operator: "by an operator" };

/** Activates the list and the form that makes a pair known. */
export function startKnown() {
  const change = startListing({
    name: "known",
    path: "api/known",
    entries: ({ known }) => known,
    one: "entry",
    many: "entries",
    rowOf,
    forget: ({ identity, organisation, recipient }) => forgetKnown(recipient === null ? { identity, organisation } : { organisation, recipient }),
    why: ({ organisation }) => `Letting mail of ${organisation} wait again needs the token.`,
    forgotten: "Forgotten: such mail waits again, unless another entry lets it pass.",
  });
  byId("allow-known-form").addEventListener("submit", event => {
    event.preventDefault();
    const [identity, organisation] = ["identity", "organisation"].map(field => byId(`allow-known-${field}`).value.trim());
    change(`Letting mail of ${organisation} pass needs the token.`, () => allowKnown({ identity, organisation }), "Allowed: such mail does not wait from now on.");
  });
}

function rowOf(entry) {
  const { identity, organisation, recipient, since } = entry;
  const to = recipient ?? "any mailbox";
  return el("tr", {},
    identity === null ? el("td", { class: "muted small" }, `any client of ${organisation}`) : el("td", { class: "mono" }, identity),
    el("td", { class: "mono" }, el("span", { class: "cut", title: organisation }, organisation), el("span", { class: recipient === null ? "cut muted" : "cut", title: to }, `→ ${to}`)),
    state(entry),
    el("td", { class: "muted small" }, timeElement(since)),
    el("td", {}, el("button", { type: "button", "aria-label": `Forget ${identity ?? "replies"} of ${organisation} to ${to}` }, "Forget")));
}

function state({ recipient, source, countsFrom, expires, mails }) {
  const until = at => span((Date.parse(at) - now()) / 1000);
  const settles = Date.parse(countsFrom) > now();
  const word = settles ? "settling" : recipient === null ? "known" : "expected";
  const notes = [
    settles ? `takes effect in ${until(countsFrom)}` : `for ${until(expires)}`,
    sources[source],
    mails > 0 && `${counted(mails, "mail")}${recipient === null ? "" : " sent"}`,
  ];
  return el("td", {},
    el("span", { class: `status ${settles ? "deferred" : "accepted"}` }, word), " ",
    el("span", { class: "muted small" }, notes.filter(note => note).join(" · ")));
}
