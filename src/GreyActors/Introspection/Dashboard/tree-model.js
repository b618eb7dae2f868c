// The live actors that the page knows: answers are merged, and actors that have ended are kept for a moment to fade.

const fadeTime = 1200;
const newTime = 1500;
const crowd = 50;
const withPartitions = new Set(["Greylist", "KnownClients", "TrapKeeper"]);
const order = new Intl.Collator("en", { numeric: true });
const leaves = [];

export class TreeModel {
  root = null;
  #byPath = new Map();
  #choices = new Map();
  #fading = new Set();

  /** The node at a path; undefined if there is none. */
  at(path) {
    return this.#byPath.get(path);
  }

  /** Merges an answer of `api/tree`. */
  merge(answer, now) {
    const known = this.#byPath.get(answer.path);
    const node = this.#take(answer, known?.parent ?? null, known === undefined && this.root === null, now);
    if (node.parent === null) this.root = node;
  }

  /** The actor at a path has ended. */
  lose(path, now) {
    const node = this.#byPath.get(path);
    if (node !== undefined) this.#end(node, now);
  }

  /** Removes the nodes that have faded. */
  sweep(now) {
    const bereaved = new Set();
    for (const node of this.#fading) {
      if (now - node.goneAt < fadeTime) continue;
      this.#fading.delete(node);
      this.#forget(node);
      bereaved.add(node.parent);
    }
    for (const parent of bereaved) parent.children = parent.children.filter(child => child.goneAt === null || this.#fading.has(child));
  }

  /** Whether a node is fading. */
  get isFading() {
    return this.#fading.size > 0;
  }

  /** Whether a node's children are shown: as the user chose; by default not for large groups, nor for partitions. */
  isOpen(node) {
    if (node.childCount === 0) return false;
    return this.#choices.get(node.path)
      ?? (node.childCount <= crowd && !withPartitions.has(node.kind) && (node.parent === null || node.parent.childCount <= crowd / 2));
  }

  /** Opens or closes a node. */
  choose(node, open) {
    this.#choices.set(node.path, open);
  }

  /** The rows to show, from the top. */
  rows() {
    const rows = [];
    const walk = node => {
      rows.push(node);
      if (!this.isOpen(node)) return;
      node.children.forEach((child, i) => {
        child.position = i + 1;
        walk(child);
      });
    };
    if (this.root !== null) walk(this.root);
    return rows;
  }

  /** Whether a node is new. */
  static isNew(node, now) {
    return node.bornAt !== null && now - node.bornAt < newTime;
  }

  #take(answer, parent, first, now) {
    let node = this.#byPath.get(answer.path);
    if (node === undefined || node.goneAt !== null) {
      if (node !== undefined) this.#fading.delete(node);
      node = {
        path: answer.path,
        name: answer.name,
        parent,
        level: parent === null ? 1 : parent.level + 1,
        position: 1,
        children: leaves,
        bornAt: first ? null : now,
        goneAt: null,
      };
      this.#byPath.set(node.path, node);
    }
    node.kind = answer.kind;
    node.behaviour = answer.behaviour;
    node.behaviourSeconds = answer.behaviourSeconds;
    node.mailboxLength = answer.mailboxLength;
    node.about = answer.about;
    node.childCount = answer.childCount ?? answer.children.length;
    // An answer without children may have been cut off by its depth.
    if (answer.children.length > 0 || node.childCount === 0) {
      // Children that appear because the user opened the node are not new.
      const looked = node.children === leaves && node.bornAt !== now;
      this.#takeChildren(node, answer.children, first || looked, now);
    }
    return node;
  }

  #takeChildren(node, answers, first, now) {
    const next = answers.map(answer => this.#take(answer, node, first, now));
    const alive = new Set(next);
    for (const old of node.children) {
      if (alive.has(old) || this.#byPath.get(old.path) !== old) continue;
      this.#end(old, now);
      next.push(old);
    }
    node.children = next.sort((one, other) => order.compare(one.name, other.name));
  }

  #end(node, now) {
    if (node.goneAt !== null) return;
    node.goneAt = now;
    this.#fading.add(node);
    this.#dim(node, now);
  }

  // Children fade and disappear with their parent.
  #dim(node, now) {
    for (const child of node.children) {
      child.goneAt ??= now;
      this.#dim(child, now);
    }
  }

  #forget(node) {
    if (this.#byPath.get(node.path) === node) {
      this.#byPath.delete(node.path);
      this.#choices.delete(node.path);
    }
    node.children.forEach(child => this.#forget(child));
  }
}
