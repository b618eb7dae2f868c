// The outcome of greylisting: which mail waited, why mail passed, which mail never did.
import { get } from "./api.js";
import { repeat } from "./connection.js";
import { byId, el, redraw, setText } from "./dom.js";
import { offers } from "./offer.js";
import { showTrend, startTrend } from "./outcome-chart.js";
import { showLists } from "./outcome-lists.js";
import { shortDay, span } from "./time.js";
import { counted, number, ruleInWords } from "./words.js";

const rarely = 60_000;
const kinds = { network: "by its network", host: "by its name", spf: "by SPF" };
let offered = false;

/** Fetches and draws it repeatedly; the panel is hidden if the service does not have it. */
export const startOutcome = () => repeat(15_000, async () => {
  if (!offered && !(offered = await offers("/api/outcome"))) return rarely;
  show(await get("api/outcome"));
  return undefined;
}, () => {
  offered = false;
  byId("outcome").hidden = true;
});

function show(outcome) {
  if (byId("outcome").hidden) {
    byId("outcome").hidden = false;
    startTrend();
  }
  const { since, first, later, attempts, lost } = outcome;
  setText(byId("outcome-since"), since === null ? "no mail was judged yet" : `since ${shortDay(since)}`);
  showMails("first", first);
  showMails("later", later);
  byId("outcome-hypothetical").hidden = !outcome.isHypothetical;
  setText(byId("outcome-hypothetical"), `These days include observe mode: ${counted(attempts.wouldDefer, "mail")} passed that would have been deferred. They count as delayed by the initial delay, the least, and include spam that would never have been retried.`);
  setText(byId("outcome-attempts"),
    `${counted(attempts.deferred, "attempt")} deferred. Of these mails, ${number(attempts.waiting)} may still pass, ${number(attempts.gaveUp)} were given up after retries, and ${number(attempts.neverRetried)} were never retried (most of it spam).${lossesOf(lost)}`);
  showReasons(outcome.reasons);
  showTrend(outcome.trend);
  showLists(outcome);
}

function showMails(name, { mails, delayed, share, median, p95, delayedMedian, delayedP95 }) {
  setText(byId(`outcome-${name}`), mails === 0 ? "–" : percent(share));
  setText(byId(`outcome-${name}-of`), mails === 0 ? "no mail passed" : `${number(delayed)} of ${counted(mails, "mail")} waited`);
  setText(byId(`outcome-${name}-delayed`), delayed === 0 ? "" : `Those: median ${whole(delayedMedian)}, 95 % within ${whole(delayedP95)}`);
  setText(byId(`outcome-${name}-all`), mails === 0 ? "" : p95 === 0 ? "95 % of all did not wait" : `All: median ${median === 0 ? "no wait" : whole(median)}, 95 % within ${whole(p95)}`);
}

function showReasons(reasons) {
  const list = byId("outcome-reasons");
  const sum = reasons.reduce((total, reason) => total + reason.mails, 0);
  byId("outcome-no-reason").hidden = reasons.length > 0;
  redraw(list, reasons, () => list.replaceChildren(...reasons.map(({ rule, by, mails }) => el("li", {},
    el("span", {}, ruleInWords(rule), by === null ? null : el("span", { class: "muted" }, ` ${kinds[by] ?? by}`)),
    el("meter", { min: 0, max: sum, value: mails, "aria-hidden": "true" }),
    el("b", {}, number(mails)), el("span", { class: "muted small" }, percent(mails / sum))))));
}

const lossesOf = ({ conversations, waiting, decisions }) => [
  conversations === 0 ? "" : ` ${counted(conversations, "conversation")} forgotten.`,
  waiting === 0 ? "" : ` ${counted(waiting, "deferred mail")} not followed.`,
  decisions === 0 ? "" : ` ${counted(decisions, "decision")} not counted.`,
].join("");

// A span is not broken at the end of a line.
const whole = seconds => span(seconds).replaceAll(" ", "\u00a0");

const percent = share => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
