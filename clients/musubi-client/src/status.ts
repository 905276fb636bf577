import { Listeners } from "./listeners.js";
import type { SocketLike } from "./socket.js";

/**
 * - `connecting`: never open yet.
 * - `ready`: connected.
 * - `reconnecting`: it was open and dropped; phoenix is trying again. What is mounted keeps its last state.
 */
export type MusubiSocketStatus = "connecting" | "ready" | "reconnecting";

/** How a socket fares. One that does not tell counts as ready. */
export class SocketStatus {
  readonly #socket: SocketLike;
  readonly #listeners = new Listeners<[status: MusubiSocketStatus]>();
  readonly #callbacks: string[];
  #status: MusubiSocketStatus;

  constructor(socket: SocketLike) {
    this.#socket = socket;
    this.#status = socket.onOpen === undefined || socket.isConnected?.() ? "ready" : "connecting";
    this.#callbacks = [
      socket.onOpen?.(() => this.#become("ready")),
      // A first attempt that fails is still "connecting": there is nothing to return to.
      socket.onClose?.(() => this.#become(this.#status === "ready" ? "reconnecting" : this.#status)),
    ].filter((callback) => callback !== undefined);
  }

  get current(): MusubiSocketStatus {
    return this.#status;
  }

  readonly subscribe = (listener: (status: MusubiSocketStatus) => void): (() => void) => this.#listeners.add(listener);

  /** Follows the socket no more. */
  stop(): void {
    this.#socket.off?.(this.#callbacks);
  }

  #become(status: MusubiSocketStatus): void {
    if (status !== this.#status) {
      this.#status = status;
      this.#listeners.notify(status);
    }
  }
}
