// One row of the tree: created once for each actor, then updated.
import { el, setText } from "./dom.js";
import { span } from "./time.js";
import { TreeModel } from "./tree-model.js";
import { number, sentence, spaced } from "./words.js";

const sessionName = /\/(client-\d+)(?=\/|$)/;

/** The session that an actor belongs to; null if none. */
export const sessionOf = path => sessionName.exec(path)?.[1] ?? null;

export class TreeRow {
  constructor(node) {
    this.path = node.path;
    this.twist = el("span", { class: "twist", "aria-hidden": "true" });
    this.name = el("span", { class: "name mono" }, node.name);
    this.count = el("span", { class: "count" });
    this.about = el("span", { class: "about mono" });
    this.doing = el("span", { class: "doing" });
    this.mailbox = el("span", { class: "mailbox", title: "Messages in the mailbox" });
    this.element = el("div", { role: "treeitem", class: "row", id: `actor:${node.path}`, tabindex: -1, "aria-level": node.level },
      this.twist, this.name, this.count, this.about, this.mailbox, this.doing);
    this.element.style.setProperty("--level", node.level);
    if (sessionOf(node.path) !== null) this.element.classList.add("of-session");
  }

  /** Updates the row. */
  update(node, { index, height, isOpen, siblings, now }) {
    const { element } = this;
    if (this.index !== index) {
      this.index = index;
      element.style.transform = `translateY(${index * height}px)`;
    }
    attribute(element, "aria-expanded", node.childCount === 0 ? null : isOpen);
    attribute(element, "aria-posinset", node.position);
    attribute(element, "aria-setsize", siblings);
    element.classList.toggle("open", isOpen);
    element.classList.toggle("leaf", node.childCount === 0);
    element.classList.toggle("new", node.goneAt === null && TreeModel.isNew(node, now));
    element.classList.toggle("gone", node.goneAt !== null);
    setText(this.count, node.childCount > 0 && !isOpen && sessionOf(node.path) === null ? number(node.childCount) : "");
    // The client is not repeated for actors that serve the same one as their parent.
    setText(this.about, node.about === node.parent?.about ? "" : node.about ?? "");
    setText(this.mailbox, node.mailboxLength > 0 ? `${number(node.mailboxLength)} queued` : "");
    setText(this.doing, doing(isOpen ? node : spokesman(node)));
    attribute(element, "title", `${node.kind}${node.behaviour === null ? "" : `, ${node.behaviour}`}\n${node.path}`);
  }
}

// A closed client shows the behaviour of its policy.
function spokesman(node) {
  return node.goneAt === null ? node.children.find(child => child.name === "policy") ?? node : node;
}

function doing(node) {
  if (node.goneAt !== null) return "ended";
  const shown = node.behaviour === null ? spaced(node.kind) : sentence(spaced(node.behaviour));
  return node.behaviourSeconds === null ? shown : `${shown}, ${span(node.behaviourSeconds)}`;
}

function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}
