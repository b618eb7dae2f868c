// Fetches the visible part of the tree: all of a small tree, otherwise the upper part and the open nodes.
import { get } from "./api.js";
import { learnClock } from "./time.js";

const small = 400;
const crowd = 50;
const requests = 8;
const upper = 2;

export class TreeSource {
  #isSmall = false;

  /** Fetches once and merges the answers; returns the pause before the next time, which is longer for larger answers. */
  async refresh(model, rowsInView) {
    const began = performance.now();
    const answer = await get(this.#isSmall ? "api/tree" : `api/tree?depth=${upper}`);
    learnClock(answer.takenAt);
    const size = answer.actors + (this.#isSmall ? 0 : hidden(answer.root));
    const wasSmall = this.#isSmall;
    this.#isSmall = size <= small;
    model.merge(answer.root, Date.now());
    if (!wasSmall && this.#isSmall) return 0;
    if (!wasSmall) await this.#refreshOpen(model, rowsInView);
    return Math.min(5000, Math.max(1000, 30 * (performance.now() - began)));
  }

  async #refreshOpen(model, rowsInView) {
    // First the open large groups, then the open nodes in view.
    const wanted = new Set(model.rows().filter(row => row.level === upper + 1 && model.isOpen(row)));
    for (const row of rowsInView()) {
      if (row.level > upper && model.isOpen(row)) wanted.add(row);
    }
    for (const row of [...wanted].slice(0, requests)) await this.#refreshUnder(model, row);
  }

  async #refreshUnder(model, { path, childCount }) {
    try {
      const answer = await get(`api/tree?under=${encodeURIComponent(path)}&depth=${childCount > crowd ? 1 : 4}`);
      if (model.at(path) !== undefined) model.merge(answer.root, Date.now());
    } catch (error) {
      if (error.status !== 404) throw error;
      model.lose(path, Date.now());
    }
  }
}

// The number of actors that the depth left out, as far as they can be counted.
function hidden(node) {
  return node.children.length === 0 ? node.childCount : node.children.reduce((sum, child) => sum + hidden(child), 0);
}
