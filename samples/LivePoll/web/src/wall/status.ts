import { connection, network } from "../connection/connection.js";
import { statusOf } from "../connection/status.js";

/** A dot and a word on how the connection fares. */
export function showStatus(element: HTMLElement): void {
  const update = (): void => {
    const { name, word } = statusOf(connection.status(), network.isReachable());
    element.dataset["state"] = name;
    element.querySelector("span")!.textContent = word;
  };

  connection.onStatusChange(update);
  network.subscribe(update);
  update();
}
