// The live decisions, newest first, each with its reason in words.
import { get } from "./api.js";
import { note, rest } from "./connection.js";
import { byId, el, setText } from "./dom.js";
import { explain } from "./explain.js";
import * as history from "./history.js";
import { openSession } from "./session.js";
import { follow } from "./stream.js";
import { span, timeElement } from "./time.js";
import { clientName, counted, evidence, learnRules, number, path, readable, ruleInWords, sentence, statusLabel, statusOf } from "./words.js";

const shown = 200;
const capacity = 1000;
const filter = { status: "", text: "" };
let waiting = [];
let came = 0;
let paused = false;

/** Fetches the kept decisions, calls `recalled`, then reads the stream. */
export async function startDecisions(recalled) {
  byId("decision-filter").addEventListener("input", () => {
    filter.status = byId("filter-status").value;
    filter.text = byId("filter-text").value.trim().toLowerCase();
    redrawAll();
  });
  byId("pause").addEventListener("click", pause);
  byId("decision-rows").addEventListener("click", chosen);
  setInterval(flush, 200);
  await recallKept();
  recalled();
  await follow("api/decisions/stream", {
    lastId: history.lastId,
    onOpen: () => byId("decisions").classList.remove("stale"),
    onError: () => byId("decisions").classList.add("stale"),
    onEvent: (name, data) => {
      if (name === "decision") {
        if (history.take(data)) queue(data);
      } else if (name === "dropped") {
        history.miss(data.count);
      }
    },
  });
}

/** Shows only the decisions about one client. */
export function filterBy(text) {
  byId("filter-text").value = text;
  byId("decision-filter").dispatchEvent(new Event("input"));
  byId("decisions").scrollIntoView({ block: "nearest" });
}

async function recallKept() {
  for (;;) {
    try {
      learnRules(await get("api/rules"));
      history.recall(await get(`api/decisions?limit=${capacity}`), capacity);
      note(null);
      redrawAll();
      return;
    } catch (error) {
      if (error.status === undefined) throw error;
      note(error);
      await rest(1000);
    }
  }
}

function pause() {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", paused);
  if (!paused) redrawAll();
}

function flush() {
  if (paused) {
    setText(byId("decisions-note"), `Paused; ${number(came)} new since`);
    return;
  }
  if (waiting.length > 0) {
    const fresh = waiting.filter(matches).reverse();
    waiting = [];
    came = 0;
    const rows = byId("decision-rows");
    rows.prepend(...fresh.map(decision => row(decision, true)));
    while (rows.children.length > shown) rows.lastElementChild.remove();
  }
  sayHowMany();
}

// The queue holds no more decisions than the table shows; the history has them all.
function queue(decision) {
  waiting.push(decision);
  came++;
  if (waiting.length > shown) waiting.shift();
}

function redrawAll() {
  waiting = [];
  came = 0;
  byId("decision-rows").replaceChildren(...history.recent.filter(matches).slice(0, shown).map(decision => row(decision, false)));
  sayHowMany();
}

function sayHowMany() {
  const missed = history.missedCount();
  setText(byId("decisions-note"), missed === 0 ? "" : `${counted(missed, "decision")} not shown because they came too fast`);
  byId("decisions-empty").hidden = byId("decision-rows").children.length > 0;
}

const matches = decision =>
  (filter.status === "" || statusOf(decision) === filter.status)
  && (filter.text === "" || textsOf(decision).some(text => text.toLowerCase().includes(filter.text)));

const textsOf = ({ client, helo, from, to, why, rule, identified }) =>
  [client, helo, from, to, why, rule, ...identified.identities.map(({ identity }) => identity)];

function row(decision, isNew) {
  const { client, helo, from, to, status, rule, why, relayWaitedSeconds, identified } = decision;
  const who = clientName(decision);
  const made = el("tr", { class: isNew ? "new" : null },
    el("td", { class: "when" }, timeElement(decision.at)),
    el("td", {}, statusLabel(statusOf(decision))),
    el("td", { class: "who" },
      el("button", {
        type: "button", class: "plain mono cut", title: [`Session ${decision.session}`, client, ...evidence(identified)].join("\n"), "data-session": decision.session,
      }, who),
      el("span", { class: "muted cut", title: helo }, who === client ? helo : `${client} ${helo}`)),
    el("td", { class: "mail mono" }, el("span", { class: "cut", title: path(from) }, path(from)), el("span", { class: "cut", title: to }, `→ ${to}`)),
    el("td", { class: "why" },
      el("button", { type: "button", class: "plain reason", title: `${why}\n${ruleInWords(rule)}: explain` }, sentence(readable(why, status))),
      relayWaitedSeconds === null ? null : el("span", { class: "muted small" }, ` waited ${span(relayWaitedSeconds)} for a connection to the backend`)));
  decisionOf.set(made, decision);
  return made;
}

function chosen(event) {
  const button = event.target.closest("button");
  if (button === null) return;
  const decision = decisionOf.get(button.closest("tr"));
  if (button.dataset.session !== undefined) openSession(decision.session);
  else explain(decision);
}

const decisionOf = new WeakMap();
