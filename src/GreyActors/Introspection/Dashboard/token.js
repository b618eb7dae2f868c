// Asks the operator for the token if the service requires it.
import { hasToken, useToken } from "./api.js";
import { retry, watchConnection } from "./connection.js";
import { byId } from "./dom.js";

let answer = () => {};

/** Asks if the service requires the token for every request. */
export function startToken() {
  const dialog = byId("token-dialog");
  byId("token-form").addEventListener("submit", event => {
    event.preventDefault();
    useToken(byId("token").value);
    byId("token").value = "";
    dialog.close("given");
  });
  byId("token-cancel").addEventListener("click", () => dialog.close("cancelled"));
  dialog.addEventListener("close", () => {
    const given = dialog.returnValue === "given";
    answer(given);
    answer = () => {};
    if (given) retry();
  });
  const askAgain = () => {
    if (!dialog.open) askForToken(hasToken() ? "Wrong token. This page needs the token." : "This page needs the token.");
  };
  byId("unlock").addEventListener("click", askAgain);
  watchConnection(state => {
    byId("unlock").hidden = state !== "locked";
    if (state === "locked") askAgain();
  });
}

// False if the operator cancels.
function askForToken(why) {
  byId("token-why").textContent = why;
  byId("token-dialog").returnValue = "";
  byId("token-dialog").showModal();
  return new Promise(resolve => { answer = resolve; });
}

/** Runs an action that needs the token, and asks until the token is right; false if the operator cancels. */
export async function withToken(why, act) {
  if (!hasToken() && !await askForToken(why)) return false;
  for (;;) {
    try {
      await act();
      return true;
    } catch (error) {
      if (error.status !== 401) throw error;
      if (!await askForToken("Wrong token.")) return false;
    }
  }
}
