// A list of the greylist: searched page by page, and changed by the operator. Triplets, known clients and trapped clients are such lists.
import { announce } from "./announce.js";
import { get } from "./api.js";
import { byId, setText } from "./dom.js";
import { withToken } from "./token.js";
import { counted, sentence } from "./words.js";

const page = 50;

/**
 * Activates the search and the rows of a section. Nothing is fetched before a search.
 * @param name the start of the ids: `triplet` for `triplet-filter`, `triplet-rows` …
 * @param path the request that lists
 * @param entries takes the entries from its answer
 * @param one the word for one entry, `many` for several
 * @param rowOf makes the row of an entry; its button forgets the entry
 * @param forget forgets an entry
 * @param why why forgetting an entry needs the token
 * @param forgotten the sentence after that
 * @returns `change`, which runs another change that needs the token
 */
export function startListing({ name, path, entries, one, many, rowOf, forget, why, forgotten }) {
  const part = suffix => byId(`${name}-${suffix}`);
  const entryOf = new WeakMap();
  let after = null;
  let search = 0;

  part("filter").addEventListener("submit", event => {
    event.preventDefault();
    show(null);
  });
  part("more").addEventListener("click", () => show(after));
  part("rows").addEventListener("click", event => {
    const row = event.target.closest("button")?.closest("tr");
    if (row !== null && row !== undefined) forgetOne(row);
  });

  async function show(cursor) {
    const mine = ++search;
    const query = new URLSearchParams({ limit: page });
    for (const [field, value] of new FormData(part("filter"))) {
      if (value.trim() !== "") query.set(field, value.trim());
    }
    if (cursor !== null) query.set("after", cursor);
    part("more").disabled = true;
    try {
      const answer = await get(`${path}?${query}`);
      if (mine !== search) return;
      const rows = part("rows");
      if (cursor === null) rows.replaceChildren();
      for (const entry of entries(answer)) {
        const row = rowOf(entry);
        entryOf.set(row, entry);
        rows.append(row);
      }
      after = answer.next;
      part("table").hidden = rows.children.length === 0;
      part("more").hidden = after === null;
      say(`${rows.children.length === 0 ? "None" : counted(rows.children.length, one, many)}${after === null ? "" : ", there may be more"}${
        (answer.away ?? []).length === 0 ? "" : `; partitions that do not answer: ${answer.away.join(", ")}`}`);
    } catch (error) {
      if (mine === search) complain(error);
    } finally {
      part("more").disabled = false;
    }
  }

  function forgetOne(row) {
    const entry = entryOf.get(row);
    const neighbour = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button") ?? part("filter").querySelector("input, button");
    return change(why(entry), async () => {
      try {
        await forget(entry);
      } catch (error) {
        // Another operator has forgotten it, or it has expired.
        if (error.status !== 404) throw error;
      }
      row.remove();
      neighbour.focus();
    }, forgotten);
  }

  async function change(reason, act, done) {
    try {
      if (await withToken(reason, act)) say(done);
    } catch (error) {
      complain(error);
    }
  }

  function complain(error) {
    if (error.status === undefined) throw error;
    say(error.status === 0 ? "The service does not answer." : sentence(error.message), true);
  }

  function say(words, isBad = false) {
    const note = part("note");
    note.className = isBad ? "problem" : "muted";
    setText(note, words);
    announce(words);
  }

  return change;
}
