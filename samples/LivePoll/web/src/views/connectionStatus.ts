import type { Connection } from "@musubi-orleans/client";
import { el, setText } from "../dom.js";

/** A dot and a word. Says "Offline" when the browser knows that trying again is in vain. */
export function connectionStatus(connection: Connection): HTMLElement {
  const word = el("span");
  const element = el("p", { class: "status", role: "status" }, el("i"), word);

  const update = (): void => {
    const status = connection.status();
    const state = status === "open" ? "live" : navigator.onLine ? status : "offline";
    element.dataset["state"] = state;
    setText(word, { live: "Live", connecting: "Connecting…", reconnecting: "Reconnecting…", closed: "Closed", offline: "Offline" }[state]);
  };

  connection.subscribe(update);
  addEventListener("online", update);
  addEventListener("offline", update);
  update();
  return element;
}
