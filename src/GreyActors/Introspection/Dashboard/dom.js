// Elements without markup: what comes from clients is text here, and nothing else.

/** Makes an element. Attributes that are null or false are left out; children are nodes or text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** The element of that id in the page. */
export const byId = id => document.getElementById(id);

/** Sets a text only where it differs, so that what is selected or read aloud is left alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls `draw` only when `value` differs from what it was when this element was last drawn. */
export function redraw(element, value, draw) {
  const key = JSON.stringify(value);
  if (drawn.get(element) === key) return;
  drawn.set(element, key);
  draw();
}

const drawn = new WeakMap();
