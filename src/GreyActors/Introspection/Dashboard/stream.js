// Reads server-sent events with fetch: EventSource cannot send a token and does not notice silence.
import { open } from "./api.js";
import { note, rest } from "./connection.js";

// Three times the service's heartbeat.
const silence = 45_000;

/** Reads the stream and reconnects: `onEvent(name, data, id)`, `onOpen()` at each start, `onError()` when the connection is lost. */
export async function follow(path, { lastId, onEvent, onOpen, onError }) {
  let failures = 0;
  for (;;) {
    const abort = new AbortController();
    try {
      const after = lastId();
      const response = await open(after === null ? path : `${path}?after=${after}`, abort.signal);
      note(null);
      onOpen();
      failures = 0;
      await read(response.body, abort, onEvent);
    } catch (error) {
      if (error.status !== undefined) note(error);
    }
    abort.abort();
    onError();
    failures++;
    await rest(Math.min(5000, 250 * 2 ** failures));
  }
}

async function read(body, abort, onEvent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const watchdog = setTimeout(() => abort.abort(), silence);
    const { value, done } = await reader.read().finally(() => clearTimeout(watchdog));
    if (done) return;
    const events = (text + value).split("\n\n");
    text = events.pop();
    for (const event of events) deliver(event, onEvent);
  }
}

function deliver(event, onEvent) {
  const fields = {};
  for (const line of event.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  if (fields.data !== undefined) onEvent(fields.event, JSON.parse(fields.data), fields.id);
}
