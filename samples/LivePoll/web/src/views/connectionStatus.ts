import type { Connection } from "../state.js";
import { el, setText } from "../dom.js";

/** A dot and a word. Says "Offline" when the browser knows that trying again is in vain. */
export function connectionStatus(connection: Connection): HTMLElement {
  const word = el("span");
  const element = el("p", { class: "status", role: "status" }, el("i"), word);

  const update = (): void => {
    const status = connection.status();
    const state = status === "ready" ? "live" : navigator.onLine ? status : "offline";
    element.dataset["state"] = state;
    setText(word, { live: "Live", connecting: "Connecting…", reconnecting: "Reconnecting…", offline: "Offline" }[state]);
  };

  connection.onStatusChange(update);
  addEventListener("online", update);
  addEventListener("offline", update);
  update();
  return element;
}
