// The mails of the outcome: those that are stuck, given up or never retried, and the longest waits.
import { announce } from "./announce.js";
import { byId, el, redraw, setText } from "./dom.js";
import { explain } from "./explain.js";
import { exactTime, span, timeElement } from "./time.js";
import { counted, number, path, readable, ruleInWords, sentence } from "./words.js";

let hasOpened = false;

/** Shows the lists. Stuck mails are opened once, because somebody waits for them. */
export function showLists({ attempts, stuck, gaveUp, unretried, longest }) {
  show("stuck", attempts.stuck, stuck, stuckItem);
  show("gone", attempts.gaveUp, gaveUp, goneItem);
  show("unretried", unretried.length, unretried, goneItem);
  show("longest", longest.length, longest, waitItem);
  if (stuck.length > 0 && !hasOpened) {
    hasOpened = true;
    byId("outcome-stuck").open = true;
  }
}

function show(name, count, items, draw) {
  const place = byId(`outcome-${name}`);
  setText(place.querySelector(".count"), number(count));
  place.classList.toggle("none", count === 0);
  const list = place.querySelector("ul");
  redraw(list, items, () => list.replaceChildren(...items.length === 0 ? [el("li", { class: "muted" }, "None.")] : items.map(draw)));
}

const stuckItem = mail => item(mail,
  el("p", {}, el("b", {}, counted(mail.attempts, "attempt")), " since ", timeElement(mail.first), ", the last ", timeElement(mail.last), ": ", whyOf(mail)),
  ...adviceOf(mail.advice));

const goneItem = mail => item(mail,
  el("p", {}, el("b", {}, counted(mail.attempts, "attempt")), `, the last on ${exactTime(Date.parse(mail.last))}`,
    mail.mails === 1 ? "" : `; ${counted(mail.mails, "such mail")}`, ": ", whyOf(mail)),
  ...adviceOf(mail.advice));

const waitItem = mail => item(mail,
  el("p", {}, el("b", {}, span(mail.delaySeconds)), mail.attempts === null ? "" : ` in ${counted(mail.attempts, "attempt")}`, ", passed ", timeElement(mail.at),
    el("span", { class: "muted" }, ` · ${sentence(ruleInWords(mail.rule))}`)));

const item = (mail, ...rest) => el("li", {},
  el("p", {},
    el("button", { type: "button", class: "plain mono", title: "Why? Explain this mail", onclick: () => explain({ client: mail.client, from: mail.from, to: mail.to }) },
      `${path(mail.from)} → ${mail.to}`),
    " ", el("span", { class: "muted mono" }, mail.identity === mail.client ? mail.client : `${mail.client} · ${mail.identity}`)),
  ...rest);

const whyOf = ({ advice }) => `${readable(advice.why, "deferred")}.`;

const adviceOf = ({ command, setting }) => [
  el("p", { class: "command" }, el("code", { class: "mono" }, command), copyButton(command)),
  setting === null ? null : el("p", { class: "muted small" }, "or in the configuration: ", el("code", { class: "mono" }, setting)),
];

// Browsers give pages the clipboard only over TLS and on the same machine.
const copyButton = text => navigator.clipboard === undefined ? null : el("button", {
  type: "button",
  "aria-label": `Copy the command ${text}`,
  onclick: async event => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      announce("The command is copied.");
    } catch {
      button.textContent = "Select it by hand";
    }
  },
}, "Copy");
