import type { MusubiConnection } from "@musubi-orleans/client";
import { isOnline, onOnlineChange, statusOf, wordFor } from "../status.js";
import { part } from "./dom.js";

/** A dot and a word on how the connection fares. */
export function showStatus(connection: MusubiConnection<Musubi.Stores>): void {
  const element = part("status");
  const update = (): void => {
    const status = statusOf(connection.status(), isOnline());
    element.dataset["state"] = status;
    element.querySelector("span")!.textContent = wordFor[status];
  };

  connection.onStatusChange(update);
  onOnlineChange(update);
  update();
}
