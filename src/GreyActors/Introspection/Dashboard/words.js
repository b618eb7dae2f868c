// The service's enumerated values in words.
import { el } from "./dom.js";
import { exactTime, span } from "./time.js";

let rules = new Map();

const marks = { accepted: "✓", "would-defer": "◌", deferred: "◷", refused: "✕", failed: "!", lost: "!" };

/** The statuses in the order in which they are shown. */
export const statuses = ["accepted", "would-defer", "deferred", "refused", "failed"];

/** The status as the page shows it: a recipient that only observe mode accepted has one of its own. */
export const statusOf = ({ status, wouldDefer }) => wouldDefer && status === "accepted" ? "would-defer" : status;

/** Keeps the sentences of the rules, as `api/rules` gives them. */
export const learnRules = answer => { rules = new Map(answer.rules.map(rule => [rule.name, sentence(rule.sentence)])); };

/** A rule in words. */
export const ruleInWords = rule => rules.get(rule) ?? spaced(rule);

/** The greylist's reason with readable durations and times; a backend's reply stays unchanged. */
export const readable = (text, status) => status === "refused" || status === "failed" ? text : text
  .replace(/(?<=\b(?:waited|after|in) )(?=\d+[dhms]\b)(?:(\d+)d)?(?: ?\b(\d+)h)?(?: ?\b(\d+)m)?(?: ?\b(\d+)s)?/g,
    (_, days = 0, hours = 0, minutes = 0, seconds = 0) => span(((+days * 24 + +hours) * 60 + +minutes) * 60 + +seconds))
  .replace(/\b(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\dZ)/g, (_, day, time) => exactTime(Date.parse(`${day}T${time}`)));

/** `AwaitingFinalReply`, `reverse-path-given`: the same with spaces, in lower case. */
export const spaced = name => (name ?? "").replaceAll("-", " ").replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();

/** Capitalises the first letter. */
export const sentence = text => text === "" ? "" : text[0].toUpperCase() + text.slice(1);

/** `12 345`, with thin spaces. */
export const number = value => Math.round(value).toLocaleString("en").replaceAll(",", "\u202f");

/** `1 mail`, `2 mails`. */
export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** A path of the envelope; the null reverse-path as `<>`. */
export const path = text => text === "" ? "<>" : text;

/** The organisation of a client, or its address if the DNS proves none. */
export const clientName = ({ client, identified }) => identified.organisation ?? client;

/** The identities of a client with their evidence, then the look-ups that prove none. */
export const evidence = identified => [
  ...identified.identities.map(({ identity, evidence: proof }) => `${identity}: ${proof}`),
  ...identified.unproven.map(why => `no identity: ${why}`),
  ...identified.lists,
];

/** The status as a small label: colour, sign and word. */
export const statusLabel = status =>
  el("span", { class: `status ${status}` }, el("span", { "aria-hidden": "true" }, marks[status] ?? "·"), ` ${spaced(status)}`);
