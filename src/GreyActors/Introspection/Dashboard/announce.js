// What a screen reader hears without being asked: rare things only, never the stream of decisions.
import { byId } from "./dom.js";

/** Says it politely. */
export function announce(text) {
  byId("announcements").textContent = text;
}
