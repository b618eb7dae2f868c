// One session: envelope, relay, dialogue, and the button that ends it.
import { Refusal, endSession, get, node } from "./api.js";
import { announce } from "./announce.js";
import { note } from "./connection.js";
import { byId, el, redraw, setText } from "./dom.js";
import { explain } from "./explain.js";
import { recent } from "./history.js";
import { withToken } from "./token.js";
import { span, timeElement } from "./time.js";
import { counted, evidence, number, path, readable, sentence, spaced, statusLabel, statusOf } from "./words.js";

const interval = 1000;
let open = null;
let mail = null;
let orphaned = () => {};
let timer = 0;

/** Activates the buttons. */
export function startSession() {
  const dialog = byId("session");
  byId("session-dismiss").addEventListener("click", () => dialog.close());
  byId("session-close").addEventListener("click", end);
  byId("session-explain").addEventListener("click", () => {
    dialog.close();
    explain(mail);
  });
  dialog.addEventListener("close", () => {
    open = null;
    clearTimeout(timer);
    if (document.activeElement === document.body) orphaned();
  });
}

/** Opens a session. When it is closed, the browser restores the focus; if that element is gone, `focusBack` does. */
export async function openSession(id, focusBack = () => {}) {
  open = id;
  mail = null;
  byId("session-title").textContent = id;
  setText(byId("session-state"), "…");
  byId("session-body").replaceChildren();
  byId("session-explain").disabled = true;
  byId("session-close").disabled = true;
  const dialog = byId("session");
  if (!dialog.open) dialog.showModal();
  orphaned = focusBack;
  await refresh(id);
}

async function refresh(id) {
  clearTimeout(timer);
  if (document.hidden) {
    timer = setTimeout(refresh, interval, id);
    return;
  }
  try {
    const session = await get(`api/sessions/${encodeURIComponent(id)}`);
    note(null);
    if (open !== id) return;
    show(session);
  } catch (error) {
    if (error.status === undefined) throw error;
    note(error);
    if (open !== id) return;
    if (error.status === 404) {
      over();
      return;
    }
    setText(byId("session-state"), error.status === 0 ? "The service does not answer" : error.message);
  }
  timer = setTimeout(refresh, interval, id);
}

// The decisions of a session are known after it has ended.
function over() {
  const body = byId("session-body");
  const decisions = recent.filter(decision => decision.session === open);
  setText(byId("session-state"), body.children.length > 0 ? "This session has ended. This is its last state." : "This session has ended.");
  if (body.children.length === 0 && decisions.length > 0) {
    body.append(el("h3", {}, "Decisions in this session"), el("ul", { class: "recipients" }, ...decisions.map(decision =>
      el("li", {}, el("span", { class: "mono" }, `${path(decision.from)} → ${decision.to}`), statusLabel(statusOf(decision)),
        el("span", { class: "muted" }, sentence(readable(decision.why, decision.status)), " · ", timeElement(decision.at))))));
    [mail] = decisions;
    byId("session-explain").disabled = false;
  }
  byId("session-close").disabled = true;
  announce(`Session ${open} has ended`);
}

function show(session) {
  const { envelope, relay, transcript } = session;
  mail = { client: hostOf(session.client), helo: session.helo, from: envelope?.reversePath, to: envelope?.recipients.at(-1)?.forwardPath };
  setText(byId("session-state"), `${sentence(spaced(session.behaviour))}, ${span(session.behaviourSeconds)}`);
  byId("session-explain").disabled = false;
  // Only the machine of a session can end it.
  byId("session-close").disabled = node !== "";
  const body = byId("session-body");
  if (body.children.length === 0) body.append(el("dl", { class: "facts" }), el("section"), el("section", { class: "dialogue" }));
  const [facts, letter, dialogue] = body.children;
  redraw(facts, [session.octetsIn, session.octetsOut, session.helo, session.identified, session.tls, session.phase, session.errors, relay, session.id, Math.floor(session.ageSeconds)],
    () => facts.replaceChildren(...factsOf(session)));
  redraw(letter, [session.id, envelope], () => letter.replaceChildren(...envelopeOf(envelope)));
  redraw(dialogue, [session.id, transcript], () => {
    dialogue.replaceChildren(el("h3", {}, "Dialogue"), el("ol", { tabindex: 0, "aria-label": "The last lines of the dialogue" }, ...(transcript ?? []).map(line)));
    dialogue.lastElementChild.scrollTop = dialogue.lastElementChild.scrollHeight;
  });
}

// Without the port, and without the brackets of an IPv6 address.
const hostOf = endpoint => endpoint.replace(/^\[?(.*?)\]?:\d+$/, "$1");

function factsOf(session) {
  const { relay } = session;
  return Object.entries({
    Client: session.client,
    Listener: session.door === "postfix-policy" ? `${session.listener} (policy requests of Postfix)` : session.listener,
    HELO: session.helo === "" ? "not sent" : `${session.helo} (${session.extended ? "EHLO" : "HELO"})`,
    Identities: el("ul", { class: "plain-list" }, ...evidence(session.identified).map(line => el("li", {}, line))),
    TLS: session.tls ?? "none (cleartext)",
    Phase: sentence(spaced(session.phase)),
    Since: timeElement(session.startedAt),
    Bytes: `${number(session.octetsIn)} in, ${number(session.octetsOut)} out`,
    Errors: number(session.errors),
    Relay: relay === null ? "none" : `${relay.server}, awaiting ${spaced(relay.phase)} (${relay.actor})`,
  }).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]);
}

function envelopeOf(envelope) {
  if (envelope === null) return [el("h3", {}, "Envelope"), el("p", { class: "muted" }, "None (between two mails)")];
  const { recipients, recipientCount } = envelope;
  return [
    el("h3", {}, "Envelope"),
    el("p", { class: "mono" }, `From ${path(envelope.reversePath)}`),
    el("ul", { class: "recipients" }, ...recipients.map(recipient =>
      el("li", {}, el("span", { class: "mono" }, recipient.forwardPath), statusLabel(statusOf(recipient)), el("span", { class: "muted" }, recipient.why)))),
    recipientCount > recipients.length ? el("p", { class: "muted" }, `and ${counted(recipientCount - recipients.length, "recipient")} more`) : "",
  ];
}

const line = ({ at, from, text }) => el("li", { class: from },
  el("span", { class: "muted" }, at.toFixed(1)), el("span", { class: "speaker" }, from), el("span", { class: "mono" }, text));

async function end() {
  const id = open;
  try {
    if (!await withToken(`Ending ${id} needs the token.`, () => endSession(id))) return;
    announce(`Session ${id} is being ended`);
    setText(byId("session-state"), "Ends with 421 at its next command");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    setText(byId("session-state"), error.message || "The service does not answer");
  }
}
