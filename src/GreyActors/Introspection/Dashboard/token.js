// Asks the operator for the token where the service wants one.
import { hasToken, useToken } from "./api.js";
import { retry, watchConnection } from "./connection.js";
import { byId } from "./dom.js";

let answer = () => {};

/** Asks when the service wants a token for everything. */
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
    if (!dialog.open) askForToken(hasToken() ? "That was not the token. This page needs it." : "This page needs the token.");
  };
  byId("unlock").addEventListener("click", askAgain);
  watchConnection(state => {
    byId("unlock").hidden = state !== "locked";
    if (state === "locked") askAgain();
  });
}

// False when there will be none.
function askForToken(why) {
  byId("token-why").textContent = why;
  byId("token-dialog").returnValue = "";
  byId("token-dialog").showModal();
  return new Promise(resolve => { answer = resolve; });
}

/** Does what needs the token, and asks for it as often as it is wrong; false when the operator does not give it. */
export async function withToken(why, act) {
  if (!hasToken() && !await askForToken(why)) return false;
  for (;;) {
    try {
      await act();
      return true;
    } catch (error) {
      if (error.status !== 401) throw error;
      if (!await askForToken("That was not the token.")) return false;
    }
  }
}
