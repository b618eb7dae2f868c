// Creates elements without markup: everything that clients send stays plain text.

/** Creates an element. Attributes that are null or false are omitted; children are nodes or text. */
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

/** The element with this id. */
export const byId = id => document.getElementById(id);

/** Sets a text only if it differs, so that a selection or a screen reader is not interrupted. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls `draw` only if `value` has changed since this element was last drawn. */
export function redraw(element, value, draw) {
  const key = JSON.stringify(value);
  if (drawn.get(element) === key) return;
  drawn.set(element, key);
  draw();
}

const drawn = new WeakMap();
