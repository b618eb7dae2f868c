// The live tree. Only the visible rows exist, even with ten thousand actors.
import { byId, setText } from "./dom.js";
import { repeat, wake } from "./connection.js";
import { openSession } from "./session.js";
import { TreeModel } from "./tree-model.js";
import { moveBy } from "./tree-keys.js";
import { TreeRow, sessionOf } from "./tree-row.js";
import { TreeSource } from "./tree-source.js";
import { counted } from "./words.js";

const height = 26;
const beyond = 8;
const model = new TreeModel();
const source = new TreeSource();
const shown = new Map();
let rows = [];
let active = null;
let drawing = false;

/** Fetches and draws the tree repeatedly. */
export function startTree() {
  const view = byId("tree-view");
  const tree = byId("tree");
  view.addEventListener("scroll", soon, { passive: true });
  new ResizeObserver(soon).observe(view);
  tree.addEventListener("click", clicked);
  tree.addEventListener("keydown", pressed);
  tree.addEventListener("focusin", event => {
    active = event.target.closest("[role=treeitem]")?.id.slice("actor:".length) ?? active;
    soon();
  });
  return repeat(1000, async () => {
    const pause = await source.refresh(model, inView);
    tree.setAttribute("aria-busy", "false");
    draw();
    return pause;
  });
}

function inView() {
  const view = byId("tree-view");
  return rows.slice(Math.floor(view.scrollTop / height), Math.ceil((view.scrollTop + view.clientHeight) / height));
}

function soon() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(draw);
}

function draw() {
  drawing = false;
  const now = Date.now();
  const view = byId("tree-view");
  const tree = byId("tree");
  model.sweep(now);
  rows = model.rows();
  tree.style.height = `${rows.length * height}px`;
  const hadFocus = tree.contains(document.activeElement);
  const activeIndex = indexOfActive();
  const first = Math.max(0, Math.floor(view.scrollTop / height) - beyond);
  const last = Math.min(rows.length, Math.ceil((view.scrollTop + view.clientHeight) / height) + beyond);
  const wanted = new Set();
  const place = index => {
    const node = rows[index];
    wanted.add(node.path);
    let row = shown.get(node.path);
    if (row === undefined) {
      row = new TreeRow(node);
      shown.set(node.path, row);
    }
    row.update(node, { index, height, isOpen: model.isOpen(node), siblings: node.parent?.children.length ?? 1, now });
    row.element.tabIndex = index === activeIndex ? 0 : -1;
  };
  for (let index = first; index < last; index++) place(index);
  // The row with the focus keeps it, even out of view.
  if (activeIndex >= 0 && (activeIndex < first || activeIndex >= last)) place(activeIndex);
  for (const [path, row] of shown) {
    if (wanted.has(path)) continue;
    row.element.remove();
    shown.delete(path);
  }
  keepOrder(tree);
  if (hadFocus) focusActive();
  const clients = rows.reduce((sum, row) => row.kind === "TcpServer" ? sum + row.childCount : sum, 0);
  setText(byId("tree-note"), clients === 0 ? "No client is connected" : `${counted(clients, "client")} connected`);
  if (model.isFading) setTimeout(soon, 300);
}

// Screen readers use the order of the elements.
function keepOrder(tree) {
  let next = tree.firstElementChild;
  for (const row of [...shown.values()].sort((one, other) => one.index - other.index)) {
    if (row.element === next) next = next.nextElementSibling;
    else tree.insertBefore(row.element, next);
  }
}

// If the actor with the focus has ended, the row that takes its place gets the focus.
let lastIndex = 0;
function indexOfActive() {
  if (rows.length === 0) return -1;
  let index = rows.findIndex(row => row.path === active);
  if (index < 0) index = Math.min(lastIndex, rows.length - 1);
  active = rows[index].path;
  lastIndex = index;
  return index;
}

function clicked(event) {
  const element = event.target.closest("[role=treeitem]");
  if (element === null) return;
  const node = model.at(element.id.slice("actor:".length));
  if (node === undefined) return;
  go(rows.indexOf(node));
  if (event.target.closest(".twist") !== null || sessionOf(node.path) === null) toggle(node, !model.isOpen(node));
  else openSession(sessionOf(node.path), focusActive);
}

function pressed(event) {
  const index = indexOfActive();
  if (index < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  const node = rows[index];
  const open = model.isOpen(node);
  const page = Math.max(1, Math.floor(byId("tree-view").clientHeight / height) - 1);
  const move = moveBy(event.key, { rows, index, page, open });
  if (move === null) return;
  event.preventDefault();
  if (move.go !== undefined) go(move.go);
  if (move.open !== undefined) toggle(node, move.open);
  if (move.enter === true) {
    if (sessionOf(node.path) === null) toggle(node, !open);
    else openSession(sessionOf(node.path), focusActive);
  }
}

const focusActive = () => shown.get(active)?.element.focus({ preventScroll: true });

function toggle(node, open) {
  if (node.childCount === 0) return;
  model.choose(node, open);
  draw();
  wake();
}

function go(index) {
  const view = byId("tree-view");
  active = rows[index].path;
  if (index * height < view.scrollTop) view.scrollTop = index * height;
  if ((index + 1) * height > view.scrollTop + view.clientHeight) view.scrollTop = (index + 1) * height - view.clientHeight;
  draw();
  focusActive();
}
