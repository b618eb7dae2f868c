// Light or dark: the system's setting, until the user chooses.

const order = ["system", "light", "dark"];
const watchers = [];

/** Calls `watcher` whenever the colours change. */
export const watchTheme = watcher => watchers.push(watcher);

/** Makes the button cycle through the choices. */
export function startTheme(button) {
  const choose = theme => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Colours: ${theme}`;
    for (const watcher of watchers) watcher();
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(remembered()) + 1) % order.length];
    remember(next);
    choose(next);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => watchers.forEach(watcher => watcher()));
  choose(remembered());
}

// If the browser stores nothing, the choice lasts as long as the page.
let lasting = "system";

function remembered() {
  try {
    lasting = localStorage.getItem("theme") ?? lasting;
  } catch {
    return lasting;
  }
  return order.includes(lasting) ? lasting : "system";
}

function remember(theme) {
  lasting = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    return;
  }
}
