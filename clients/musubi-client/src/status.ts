import { Listeners } from "./listeners.js";
import type { SocketLike } from "./socket.js";

/**
 * - `connecting`: never open yet.
 * - `ready`: connected.
 * - `reconnecting`: it was open and dropped; phoenix is trying again. What is mounted keeps its last state.
 * - `resumed`: connected again, with the roots that were there and nothing lost. It is `ready` three seconds later.
 * - `reloaded`: connected again, and a root was mounted anew: what it had not saved is lost. It is `ready` three seconds later.
 * - `refused`: the server answers, and lets nobody in who is not signed in, or may not: 401 or 403. Phoenix goes on trying, so it is over once the user may.
 */
export type MusubiSocketStatus = "connecting" | "ready" | "reconnecting" | "resumed" | "reloaded" | "refused";

/** How long a page is told how it came back, in milliseconds. */
const noticeMs = 3_000;

/** How a socket fares. One that does not tell counts as ready. */
export class SocketStatus {
  readonly #socket: SocketLike;
  readonly #listeners = new Listeners<[status: MusubiSocketStatus]>();
  readonly #callbacks: string[];
  #status: MusubiSocketStatus;
  /** What the status is while the socket is not open and not refused. */
  #away: MusubiSocketStatus = "connecting";
  #asking = false;
  #notice: ReturnType<typeof setTimeout> | undefined;
  /** How often the socket has opened. */
  opens = 0;

  constructor(socket: SocketLike) {
    this.#socket = socket;
    this.#status = socket.onOpen === undefined || socket.isConnected?.() ? "ready" : "connecting";
    this.opens = socket.isConnected?.() ? 1 : 0;
    this.#callbacks = [
      socket.onOpen?.(() => {
        this.opens += 1;
        this.#away = "reconnecting";
        this.#become("ready");
      }),
      socket.onClose?.(() => {
        if (this.#isOpen) {
          this.#away = "reconnecting";
          this.#become("reconnecting");
        }

        void this.#ask();
      }),
    ].filter((callback) => callback !== undefined);
  }

  get current(): MusubiSocketStatus {
    return this.#status;
  }

  readonly subscribe = (listener: (status: MusubiSocketStatus) => void): (() => void) => this.#listeners.add(listener);

  /** A root was joined again. Of several the worst counts. Only servers that can resume are told of: with others it is `ready` as ever. */
  returned(resumed: boolean): void {
    if (this.#isOpen) {
      clearTimeout(this.#notice);
      this.#notice = setTimeout(() => this.#become("ready"), noticeMs);
      this.#become(resumed && this.#status !== "reloaded" ? "resumed" : "reloaded");
    }
  }

  /** Follows the socket no more. */
  stop(): void {
    clearTimeout(this.#notice);
    this.#socket.off?.(this.#callbacks);
  }

  /** Finds out whether a socket does not open because it is refused. */
  async #ask(): Promise<void> {
    if (!this.#asking) {
      this.#asking = true;
      const refused = await import("./probe.js").then(({ isRefused }) => isRefused(this.#socket)).catch(() => false);
      this.#asking = false;
      if (!this.#isOpen) {
        this.#become(refused ? "refused" : this.#away);
      }
    }
  }

  get #isOpen(): boolean {
    return this.#status === "ready" || this.#status === "resumed" || this.#status === "reloaded";
  }

  #become(status: MusubiSocketStatus): void {
    if (status === "reconnecting") {
      clearTimeout(this.#notice);
    }

    if (status !== this.#status) {
      this.#status = status;
      this.#listeners.notify(status);
    }
  }
}
