// Requests to the service, with the token if one was entered.

const patience = 10_000;
let token = "";

/** The service refused a request. `status` 0: it did not answer. */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** The machine that the page shows; empty for the one that serves it. */
export const node = new URLSearchParams(location.search).get("node") ?? "";

/** Keeps the token as long as the page is open. It is stored nowhere. */
export function useToken(text) {
  token = text.trim();
}

/** Whether a token was entered. */
export const hasToken = () => token !== "";

/** Fetches JSON. */
export const get = path => getEvenIf(200, path);

/** Fetches JSON; an answer with this status counts as success, too. */
export async function getEvenIf(status, path) {
  const response = await send(path, { signal: AbortSignal.timeout(patience) }, status);
  try {
    return await response.json();
  } catch (error) {
    throw new Refusal(0, error.message);
  }
}

/** Ends a session cleanly. */
export const endSession = id => change("POST", `api/sessions/${encodeURIComponent(id)}/close`, {});

/** Lets a triplet `{ client, from, to }` pass from now on. */
export const allow = triplet => change("POST", "api/allow", triplet);

/** Forgets a triplet. */
export const forget = triplet => change("DELETE", `api/triplets?${new URLSearchParams(triplet)}`);

/** Lets mail of an organisation from a client `{ identity, organisation }` pass from now on. */
export const allowKnown = pair => change("POST", "api/known", pair);

/** Forgets a known pair `{ identity, organisation }` or an expected reply `{ organisation, recipient }`. */
export const forgetKnown = entry => change("DELETE", `api/known?${new URLSearchParams(entry)}`);

/** Releases a trapped client. */
export const releaseTrapped = client => change("DELETE", `api/traps?${new URLSearchParams({ client })}`);

async function change(method, path, body) {
  await send(path, {
    method, signal: AbortSignal.timeout(patience),
    ...body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } },
  });
}

/** Opens a stream; the caller reads its body. */
export const open = (path, signal) => send(path, { signal, headers: { Accept: "text/event-stream" } });

async function send(path, options, welcome = 200) {
  let response;
  try {
    response = await fetch(options.method === undefined ? ofNode(path) : path, { cache: "no-store", ...options, headers: authorised(options.headers) });
  } catch (error) {
    throw new Refusal(0, error.message);
  }

  if (!response.ok && response.status !== welcome) throw new Refusal(response.status, await detailOf(response));
  return response;
}

// A change goes to the machine that serves the page: the greylist is the same everywhere.
const ofNode = path => node === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ node })}`;

const authorised = headers => token === "" ? headers : { ...headers, Authorization: `Bearer ${token}` };

async function detailOf(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? problem.title ?? response.statusText;
  } catch {
    return response.statusText || `status ${response.status}`;
  }
}
