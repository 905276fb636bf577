import type { Socket } from "phoenix";

const patienceMs = 2_000;

/**
 * Whether the server can be reached, beyond what the socket knows: one that the network has left behind would go on as if
 * it were open, until a heartbeat goes unanswered a minute later. So whenever the browser's word on the network changes, the
 * server is asked. It has the last word, since one on this machine is there without any network.
 */
export class Network {
  readonly #socket: Socket;
  readonly #listeners = new Set<() => void>();
  #reachable = true;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.onOpen(() => this.#become(true));
    addEventListener("offline", () => void this.#lost());
    addEventListener("online", () => void this.#found());
  }

  // Bound, as React's useSyncExternalStore wants them.
  readonly isReachable = (): boolean => this.#reachable;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async #lost(): Promise<void> {
    if (!(await this.#answers()) && !navigator.onLine) {
      this.#become(false);
    }
  }

  async #found(): Promise<void> {
    const answers = await this.#answers();
    if (navigator.onLine) {
      this.#become(true);
      if (!answers) {
        this.#socket.disconnect(() => this.#socket.connect());
      }
    }
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      setTimeout(() => resolve(false), patienceMs);
      if (!this.#socket.ping(() => resolve(true))) {
        resolve(false);
      }
    });
  }

  #become(reachable: boolean): void {
    if (reachable !== this.#reachable) {
      this.#reachable = reachable;
      this.#listeners.forEach((listener) => listener());
    }
  }
}
