// The health line, derived from all checks that the page knows.
import { announce } from "./announce.js";
import { getEvenIf } from "./api.js";
import { repeat, watchConnection } from "./connection.js";
import { byId, el, redraw, setText } from "./dom.js";
import { offers } from "./offer.js";
import { clockTime, span } from "./time.js";
import { counted, sentence, spaced } from "./words.js";

const rarely = 60_000;
const sources = new Map();
let connection = "connecting";
let since = Date.now();
let offered = false;

/** Observes the connection and the service's own checks. */
export function startHealth() {
  watchConnection((state, from) => {
    connection = state;
    since = from;
    document.body.classList.toggle("unconnected", state !== "connected");
    draw();
  });
  byId("more-checks").onclick = () => {
    byId("more-checks").setAttribute("aria-expanded", byId("checks").classList.toggle("all"));
    countHidden();
  };
  addEventListener("resize", countHidden);
  setInterval(draw, 1000);
  return repeat(3000, async () => {
    if (!offered && !(offered = await offers("/readyz"))) return rarely;
    // If the machine that the page shows does not answer, the reason is all there is.
    const answer = await getEvenIf(503, "readyz");
    const { checks } = answer.checks ? answer : { checks: [{ name: "machine", ok: false, why: answer.detail }] };
    judge("readyz", checks.map(check => ({ ...check, name: spaced(check.name) })));
    return undefined;
  });
}

/** Sets the checks of one part of the page: `{ name, ok, why }` each; with `optional`, the service works without it. */
export function judge(source, checks) {
  sources.set(source, checks);
  draw();
}

function draw() {
  const checks = [...new Map([...sources.values()].flat().map(check => [check.name, check])).values()].sort((one, other) => rank(one) - rank(other));
  const [state, words] = verdict(checks);
  const line = byId("health-words");
  line.title = connection === "connected" ? words : `Since ${clockTime(since)}`;
  redraw(line, [state, words], () => {
    const first = line.textContent === "";
    byId("health").className = state;
    line.textContent = words;
    document.title = state === "well" ? byId("name").textContent : `${words} – ${byId("name").textContent}`;
    if (!first && words !== "Connecting …") announce(words);
  });
  byId("lost-for").textContent = connection === "lost" ? `for ${span((Date.now() - since) / 1000)}; trying again` : "";
  const list = byId("checks");
  redraw(list, connection === "connected" ? checks : [], () => list.replaceChildren(...(connection === "connected" ? checks : []).map(check =>
    el("li", { class: ["bad", "waiting", "ok"][rank(check)], title: check.why || null },
      el("span", { "aria-hidden": "true" }, check.ok ? "✓ " : "✕ "), check.name, el("span", { class: "unseen" }, check.ok ? " is ok" : " fails")))));
  countHidden();
}

// The checks after the first line are hidden on wide screens: the button has their number, and shows them.
function countHidden() {
  const [list, more] = [byId("checks"), byId("more-checks")];
  if (list.classList.contains("all")) return setText(more, "Fewer checks");
  const hidden = () => [...list.children].filter(item => item.offsetTop >= list.offsetTop + list.clientHeight).length;
  // The list is wider without the button. A button with the focus stays: it would lose it.
  if (more !== document.activeElement) more.hidden = true;
  if (hidden() === 0) return;
  more.hidden = false;
  setText(more, counted(hidden(), "more check"));
}

// Failed, degraded, ok.
const rank = check => check.ok ? 2 : check.optional ? 1 : 0;

function verdict(checks) {
  switch (connection) {
    case "connecting": return ["waiting", "Connecting …"];
    case "lost": return ["ill", "Not connected"];
    case "locked": return ["ill", "The token is needed"];
  }
  const failing = checks.filter(check => !check.ok);
  if (checks.length === 0) return ["waiting", "Connecting …"];
  if (failing.length === 0) return ["well", "All checks ok"];
  const [first] = failing;
  const text = `${sentence(first.name)}${first.why ? `: ${first.why}` : " fails"}`;
  return [rank(first) === 0 ? "ill" : "degraded", failing.length === 1 ? text : `${text} (and ${failing.length - 1} more)`];
}
