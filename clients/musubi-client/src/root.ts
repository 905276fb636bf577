import { MusubiCommandError, MusubiMountError } from "./errors.js";
import { readEvents } from "./events.js";
import { Listeners } from "./listeners.js";
import type { PatchEnvelope } from "./replica.js";
import { NoAnswer, onAnswer, Requests } from "./requests.js";
import type { ChannelLike, SocketLike } from "./socket.js";
import { Tree } from "./tree.js";
import type { StoreId } from "./types/values.js";
import type { ExternalUploader } from "./uploads/uploadHandle.js";
import { Uploads } from "./uploads/uploads.js";
import { WireError } from "./wire.js";

/** Which root to mount. */
export interface Mount {
  readonly module: string;
  readonly id: string;
  readonly params: Record<string, unknown> | undefined;
}

/** What roots are mounted over. */
export interface Link {
  readonly socket: SocketLike;
  readonly topic: string;
  readonly uploaders: Readonly<Record<string, ExternalUploader>>;
}

/** How long to wait before the second, third, ... rejoin in a row that a patch which did not fit asks for; the first waits for nothing. */
const rejoinDelaysMs = [1_000, 2_000, 5_000, 10_000];

/**
 * One root on its channel, from the first join until it is left.
 *
 * It mends itself. When the socket drops or the store crashes, phoenix joins again, the server mounts afresh and its
 * first patch replaces the whole state; a patch that is out of sequence or does not fit is answered by leaving and
 * joining again. All the while the last good state stays.
 */
export class Root {
  /** Resolves with the server's first patch. Rejects when the server refuses the mount, or the root is left before. */
  readonly mounted: Promise<void>;
  readonly tree: Tree;
  readonly #link: Link;
  readonly #mount: Mount;
  readonly #requests = new Requests();
  readonly #uploads: Uploads;
  readonly #patched = new Listeners();
  #settle!: { resolve: () => void; reject: (error: Error) => void };
  #state: "joining" | "live" | "left" = "joining";
  /** Undefined while a rejoin waits its turn. */
  #channel: ChannelLike | undefined;
  #version = 0;
  #faults = 0;
  #rejoinTimer: ReturnType<typeof setTimeout> | undefined;
  /** Tell those who have something to ask that the wait for a rejoin is over, for better or worse. */
  readonly #rejoined = new Listeners();

  constructor(link: Link, mount: Mount) {
    this.#link = link;
    this.#mount = mount;
    this.mounted = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Who wants to know awaits it; it is no unhandled rejection when nobody does.
    this.mounted.catch(() => {});
    this.#uploads = new Uploads({
      ...link,
      ask: (event, payload) => this.#ask(event, payload),
      changed: () => this.tree.refresh(),
    });
    this.tree = new Tree(this.#uploads, (storeId, command, payload) => this.#dispatch(storeId, command, payload));
    this.#join();
  }

  /** Whether the state is the server's: no patch has come before. */
  get isLive(): boolean {
    return this.#state === "live";
  }

  get isLeft(): boolean {
    return this.#state === "left";
  }

  /** Calls the listener after each patch of the server's. */
  onPatch(listener: () => void): void {
    this.#patched.add(listener);
  }

  /** Leaves for good. The server drops the root; its last state stays, and what waits for an answer fails. */
  leave(reason: string): void {
    if (this.#state !== "left") {
      this.#state = "left";
      clearTimeout(this.#rejoinTimer);
      this.#requests.end(reason);
      this.#uploads.reset();
      this.#leaveChannel();
      this.#rejoined.notify();
      this.#settle.reject(new MusubiMountError(reason, this.#mount.module, this.#mount.id));
    }
  }

  async #dispatch(storeId: StoreId, command: string, payload: object): Promise<unknown> {
    try {
      return await this.#ask("command", { store_id: storeId, name: command, payload });
    } catch (error) {
      throw error instanceof NoAnswer ? new MusubiCommandError({ kind: error.kind, command, storeId, reply: error.reply }) : error;
    }
  }

  /** @throws {NoAnswer} when there is no ok reply. */
  async #ask(event: string, payload: object): Promise<unknown> {
    if (this.#channel === undefined && !this.isLeft) {
      await new Promise<void>((resolve) => {
        const stop = this.#rejoined.add(() => {
          stop();
          resolve();
        });
      });
    }

    if (this.#channel === undefined) {
      throw new NoAnswer("failed", { error: "Unmounted" });
    }

    return this.#requests.ask(this.#channel, event, payload);
  }

  /** Joins on a channel of its own, so that phoenix tells apart and drops what an earlier one still receives. */
  #join(): void {
    const { module, id, params = {} } = this.#mount;
    const channel = this.#link.socket.channel(`${this.#link.topic}:${module}:${id}`, { module, id, params });
    channel.on("patch", (envelope) => this.#receive(envelope as PatchEnvelope));
    channel.onError(() => this.#requests.lost());
    channel.onClose(() => {
      // Not by us, who forget a channel before they leave it. Phoenix takes it for the end; the root is still wanted.
      if (channel === this.#channel) {
        this.#channel = undefined;
        this.#rejoin();
      }
    });
    this.#channel = channel;
    onAnswer(
      channel.join(),
      // Runs again at each of phoenix' own rejoins. The reply comes before the first patch.
      () => {
        this.#version = 0;
        this.#requests.joined();
      },
      (error) => {
        // Phoenix goes on trying by itself: after a timeout, and when a root that was there is not let in again.
        if (error.kind === "failed" && this.#state === "joining") {
          this.leave(error.message);
        }
      },
    );
  }

  #leaveChannel(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.off?.("patch");
    channel?.leave();
  }

  #receive(envelope: PatchEnvelope): void {
    if (this.#state === "left") {
      return;
    }

    try {
      const events = readEvents(envelope.events);
      this.#apply(envelope);
      for (const event of events) {
        // Unless who was told before has ended it.
        if (!this.isLeft) {
          this.tree.notify(event);
        }
      }
    } catch (error) {
      console.warn(`[musubi] ${this.#mount.module}:${this.#mount.id} is mounted again.`, error);
      this.#rejoin();
    }
  }

  #apply(envelope: PatchEnvelope): void {
    const { base_version, version } = envelope;
    if (base_version !== this.#version || !(version > base_version)) {
      throw new WireError(`a patch on version ${this.#version}`, [base_version, version]);
    }

    this.tree.apply(envelope);
    this.#version = version;
    if (base_version !== 0) {
      // Only a patch on top of another shows that the two ends understand each other again.
      this.#faults = 0;
    }

    if (!this.isLeft) {
      this.#state = "live";
      this.#settle.resolve();
      this.#patched.notify();
    }
  }

  #rejoin(): void {
    this.#requests.end("Disconnected");
    this.#leaveChannel();
    if (this.#faults === 0) {
      this.#join();
    } else {
      const delay = rejoinDelaysMs[Math.min(this.#faults, rejoinDelaysMs.length) - 1];
      this.#rejoinTimer = setTimeout(() => {
        this.#join();
        this.#rejoined.notify();
      }, delay);
    }

    this.#faults += 1;
  }
}
