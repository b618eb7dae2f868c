// Announcements for screen readers: rare events only, never the stream of decisions.
import { byId } from "./dom.js";

/** Announces a text without interrupting. */
export function announce(text) {
  byId("announcements").textContent = text;
}
