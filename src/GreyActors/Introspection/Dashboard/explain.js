// The decision that a mail would get now, and its reason.
import { get } from "./api.js";
import { announce } from "./announce.js";
import { byId, el } from "./dom.js";
import { exactTime, relative, timeElement } from "./time.js";
import { evidence, readable, ruleInWords, spaced, statusLabel, statusOf } from "./words.js";

const fields = ["client", "from", "to", "helo"];

/** Activates the form. */
export function startExplain() {
  byId("explain-form").addEventListener("submit", event => {
    event.preventDefault();
    answer();
  });
}

/** Fills the form with a mail, explains it, and scrolls there. */
export async function explain(mail) {
  for (const field of fields) input(field).value = mail[field] ?? "";
  byId("explain").scrollIntoView({ block: "nearest" });
  byId("explain-heading").focus({ preventScroll: true });
  await answer();
}

const input = field => byId(`explain-${field}`);

async function answer() {
  const place = byId("explanation");
  const query = new URLSearchParams(fields.map(field => [field, input(field).value.trim()]));
  place.setAttribute("aria-busy", "true");
  try {
    const explanation = await get(`api/explain?${query}`);
    place.replaceChildren(...draw(explanation));
    announce(readable(explanation.words, explanation.status));
  } catch (error) {
    if (error.status === undefined) throw error;
    const words = error.status === 0 ? "The service does not answer." : error.message;
    place.replaceChildren(el("p", { class: "problem" }, words));
    announce(words);
  }
  place.setAttribute("aria-busy", "false");
}

function draw(explanation) {
  const { status, rule, words, key, comeBackAfter, comeBackBefore, triplets, identified, known } = explanation;
  return [
    el("p", { class: "verdict" }, statusLabel(statusOf(explanation)), " ", el("strong", {}, ruleInWords(rule))),
    el("p", {}, readable(words, status)),
    comeBackAfter === null ? null : el("p", { class: "come-back" },
      explanation.wouldDefer ? "Otherwise passes " : "Passes ", timeElement(comeBackAfter), comeBackBefore === null ? "" : ", until ", comeBackBefore === null ? null : timeElement(comeBackBefore)),
    el("h3", {}, "Identities"),
    el("ul", { class: "plain-list" }, ...evidence(identified).map(line => el("li", {}, line))),
    ...(known.length === 0 ? [] : [el("h3", {}, "Known clients"), el("ul", { class: "plain-list" }, ...known.map(knownLine))]),
    ...triplets.map(timeline),
    el("p", { class: "muted small mono" }, `${key.identities.join(", ")} · ${key.from === "" ? "<>" : key.from} · ${key.to}`),
  ].filter(part => part !== null);
}

function knownLine({ identity, organisation, recipient, countsFrom, expires, mails }) {
  const counts = Date.parse(countsFrom) > Date.now() ? ["from ", timeElement(countsFrom)] : ["until ", timeElement(expires)];
  return el("li", {},
    el("span", { class: "mono" }, identity ?? recipient),
    identity === null ? ` wrote to ${organisation}; a reply does not wait ` : ` does not wait with mail of ${organisation} `,
    ...counts, `, ${mails === 1 ? "1 mail" : `${mails} mails`} so far`);
}

function timeline(triplet) {
  const steps = [
    ["First seen", triplet.firstSeen],
    ["Passes from", triplet.passesFrom],
    ["Passes until", triplet.passesUntil],
    ["Last used", triplet.lastUsed],
    ["Forgotten", triplet.expires],
  ].filter(([, at]) => at !== null && at !== undefined).sort((one, other) => Date.parse(one[1]) - Date.parse(other[1]));
  return el("div", { class: "timeline" },
    el("h3", {}, el("span", { class: "mono" }, triplet.identity), ` ${spaced(triplet.state)}`),
    triplet.ignored ? el("p", { class: "muted" }, triplet.ignored) : null,
    el("ol", {}, ...steps.map(([what, at]) => el("li", { class: relative(Date.parse(at)).startsWith("in ") ? "future" : null },
      el("span", {}, what), timeElement(at), el("span", { class: "muted" }, exactTime(Date.parse(at)))))));
}
