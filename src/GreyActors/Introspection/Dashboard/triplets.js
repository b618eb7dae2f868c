// The triplets of the greylist: searched page by page, and changed by the operator.
import { announce } from "./announce.js";
import { allow, forget, get } from "./api.js";
import { byId, el, setText } from "./dom.js";
import { now, span, timeElement } from "./time.js";
import { withToken } from "./token.js";
import { counted, path, sentence } from "./words.js";

const page = 50;
const filters = ["client", "from", "to", "state"];
let after = null;
let search = 0;

/** Activates the forms. Nothing is fetched before a search. */
export function startTriplets() {
  byId("triplet-filter").addEventListener("submit", event => {
    event.preventDefault();
    show(null);
  });
  byId("triplets-more").addEventListener("click", () => show(after));
  byId("allow-form").addEventListener("submit", event => {
    event.preventDefault();
    const [client, from, to] = ["client", "from", "to"].map(field => byId(`allow-${field}`).value.trim());
    change(`Letting ${path(from)} pass needs the token.`, () => allow({ client, from: from === "<>" ? "" : from, to }), "Allowed: the triplet passes from now on.");
  });
  byId("triplet-rows").addEventListener("click", event => {
    const row = event.target.closest("button")?.closest("tr");
    if (row !== null && row !== undefined) forgetOne(row);
  });
}

async function show(cursor) {
  const mine = ++search;
  const query = new URLSearchParams({ limit: page });
  for (const name of filters) {
    const value = byId(`triplet-${name}`).value.trim();
    if (value !== "") query.set(name, value);
  }
  if (cursor !== null) query.set("after", cursor);
  byId("triplets-more").disabled = true;
  try {
    const { triplets, next, away } = await get(`api/triplets?${query}`);
    if (mine !== search) return;
    const rows = byId("triplet-rows");
    if (cursor === null) rows.replaceChildren();
    rows.append(...triplets.map(rowOf));
    after = next;
    byId("triplets-table").hidden = rows.children.length === 0;
    byId("triplets-more").hidden = next === null;
    say(`${rows.children.length === 0 ? "None" : counted(rows.children.length, "triplet")}${next === null ? "" : ", there may be more"}${
      away.length === 0 ? "" : `; partitions that do not answer: ${away.join(", ")}`}`);
  } catch (error) {
    if (mine === search) complain(error);
  } finally {
    byId("triplets-more").disabled = false;
  }
}

function rowOf({ from, to, life }) {
  const row = el("tr", {},
    el("td", { class: "mono" }, life.identity),
    el("td", { class: "mono" }, el("span", { class: "cut", title: path(from) }, path(from)), el("span", { class: "cut", title: to }, `→ ${to}`)),
    el("td", {}, el("span", { class: `status ${life.state === "passed" ? "accepted" : "deferred"}` }, life.state), " ", el("span", { class: "muted small" }, prospect(life))),
    el("td", { class: "muted small" }, life.firstSeen === null ? "" : timeElement(life.firstSeen)),
    el("td", {}, el("button", { type: "button", "aria-label": `Forget ${life.identity} ${path(from)} to ${to}` }, "Forget")));
  tripletOf.set(row, { client: life.identity, from, to });
  return row;
}

// The future of a triplet, in the words of `greyactors list`.
function prospect({ state, passesFrom, passesUntil, expires }) {
  const until = at => span((Date.parse(at) - now()) / 1000);
  if (state === "passed") return expires === null ? "" : `for ${until(expires)}`;
  if (state !== "waiting") return "expired";
  if (Date.parse(passesFrom) > now()) return `passes in ${until(passesFrom)}`;
  return Date.parse(passesUntil) > now() ? `would pass for another ${until(passesUntil)}` : "too late: a retry starts a new wait";
}

async function forgetOne(row) {
  const triplet = tripletOf.get(row);
  const neighbour = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button") ?? byId("triplet-client");
  const gone = () => {
    row.remove();
    neighbour.focus();
  };
  await change(`Forgetting ${path(triplet.from)} needs the token.`, async () => {
    try {
      await forget(triplet);
    } catch (error) {
      // Another operator has forgotten it, or it has expired.
      if (error.status !== 404) throw error;
    }
    gone();
  }, "Forgotten: the greylist treats this triplet as never seen.");
}

async function change(why, act, done) {
  try {
    if (await withToken(why, act)) say(done);
  } catch (error) {
    complain(error);
  }
}

function complain(error) {
  if (error.status === undefined) throw error;
  say(error.status === 0 ? "The service does not answer." : sentence(error.message), true);
}

function say(words, isBad = false) {
  const note = byId("triplets-note");
  note.className = isBad ? "problem" : "muted";
  setText(note, words);
  announce(words);
}

const tripletOf = new WeakMap();
