// The keys of the tree (WAI-ARIA Authoring Practices, tree view).

let typed = "";
let typedAt = 0;

/** `{ go }` to a row, `{ open }` or close this one, `{ enter }` it; null if the tree does not use the key. */
export function moveBy(key, { rows, index, page, open }) {
  const node = rows[index];
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown": return { go: Math.min(last, index + 1) };
    case "ArrowUp": return { go: Math.max(0, index - 1) };
    case "PageDown": return { go: Math.min(last, index + page) };
    case "PageUp": return { go: Math.max(0, index - page) };
    case "Home": return { go: 0 };
    case "End": return { go: last };
    case "ArrowRight": return open ? { go: Math.min(last, index + 1) } : { open: true };
    case "ArrowLeft": return open || node.parent === null ? { open: false } : { go: rows.indexOf(node.parent) };
    case "Enter":
    case " ": return { enter: true };
    default: return key.length === 1 ? typeAhead(key, rows, index) : null;
  }
}

// Letters typed in quick succession are one name.
function typeAhead(key, rows, index) {
  const now = performance.now();
  typed = now - typedAt < 700 ? typed + key.toLowerCase() : key.toLowerCase();
  typedAt = now;
  const from = typed.length === 1 ? index + 1 : index;
  for (let i = 0; i < rows.length; i++) {
    const candidate = (from + i) % rows.length;
    if (rows[candidate].name.startsWith(typed)) return { go: candidate };
  }
  return {};
}
