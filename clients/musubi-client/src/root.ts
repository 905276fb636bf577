import type { Channel, Socket } from "phoenix";
import { answerTo, NoAnswer } from "./answer.js";
import { MusubiCommandError, MusubiMountError, reasonOf } from "./errors.js";
import { type EventListener, EventListeners, type PushEvent, readEvents } from "./events.js";
import { Listeners } from "./listeners.js";
import { type PatchEnvelope, Replica } from "./replica.js";
import { storeIdOf, type StoreId, type StoreNode } from "./store.js";
import type { Upload } from "./uploads/upload.js";
import type { Uploaders } from "./uploads/uploader.js";
import { readUploadOps, type UploadOp, Uploads } from "./uploads/uploads.js";

/** Which root to mount. */
export interface Mount {
  /** The root store's wire name. */
  readonly module: string;
  /** Tells apart several roots of one module on one connection; not empty. */
  readonly id: string;
  /** What the store's `Mount` receives. */
  readonly params?: object;
}

/** How long to wait before the second, third, ... rejoin in a row that a patch which did not fit asks for; the first waits for nothing. */
const rejoinDelaysMs = [1_000, 2_000, 5_000, 10_000];

/**
 * One mounted root: the server's state for it, and the way to send it commands.
 *
 * It mends itself. When the socket drops or the store crashes, phoenix joins again, the server mounts afresh and
 * its first patch replaces the whole state; a patch that is out of sequence or does not fit is answered by leaving
 * and joining again. All the while `snapshot` keeps the last good state.
 */
export class MountedRoot<TState extends object> {
  readonly #socket: Socket;
  readonly #mount: Mount;
  readonly #onUnmount: () => void;
  readonly #listeners = new Listeners();
  readonly #eventListeners = new EventListeners();
  readonly #uploads: Uploads;
  #channel: Channel;
  #replica = new Replica();
  #state: TState | undefined;
  #error: MusubiMountError | undefined;
  #version = 0;
  #faults = 0;
  #rejoinTimer: ReturnType<typeof setTimeout> | undefined;
  #unmounted = false;

  /** @internal Use `Connection.mountStore`. */
  constructor(socket: Socket, mount: Mount, uploaders: Uploaders, onUnmount: () => void) {
    this.#socket = socket;
    this.#mount = mount;
    this.#onUnmount = onUnmount;
    this.#uploads = new Uploads({ socket, uploaders, ask: (event, payload) => this.#ask(event, payload) });
    this.#channel = this.#join();
  }

  /**
   * The state now, undefined until the first patch. It is frozen, and what a patch did not change keeps its identity:
   * `===` tells whether a part is the same.
   */
  readonly snapshot = (): TState | undefined => this.#state;

  /** Why the last attempt to mount failed; undefined when it did not. Phoenix goes on trying until `unmount`. */
  readonly error = (): MusubiMountError | undefined => this.#error;

  /** Calls the listener after each change of `snapshot` or `error`; returns the function that stops it. */
  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  /**
   * Calls the listener for each event of this name that a store of this root pushes, once, when `snapshot` is up to
   * date with it and the listeners of `subscribe` have been told; returns the function that stops it.
   */
  onEvent<TPayload = unknown>(name: string, listener: EventListener<TPayload>): () => void {
    return this.#eventListeners.add(name, listener as EventListener);
  }

  /**
   * Sends a command to a store of this root. Until the root is mounted, it waits.
   *
   * @param store the store's object in the snapshot, or its id.
   * @returns the handler's reply, `{}` when it gives none. The patch it causes comes after it.
   * @throws {MusubiCommandError} when the server refuses, or does not answer in phoenix' push timeout (10 s).
   */
  async dispatch<TReply extends object = object>(store: StoreId | StoreNode, command: string, payload: object = {}): Promise<TReply> {
    const storeId = storeIdOf(store);
    try {
      return (await this.#ask("command", { store_id: storeId, name: command, payload })) as TReply;
    } catch (error) {
      throw error instanceof NoAnswer ? new MusubiCommandError(error.kind, error.reason, command, storeId) : error;
    }
  }

  /**
   * An upload that a store of this root declares. It is the same object each time, for the same store and name.
   *
   * @param store the store's object in the snapshot, or its id.
   */
  upload(store: StoreId | StoreNode, name: string): Upload {
    return this.#uploads.get(storeIdOf(store), name);
  }

  /** Leaves. The server drops the root; `snapshot` keeps its last state, and listeners hear no more. */
  readonly unmount = (): void => {
    if (!this.#unmounted) {
      this.#unmounted = true;
      clearTimeout(this.#rejoinTimer);
      this.#uploads.stop();
      this.#leave();
      this.#onUnmount();
    }
  };

  /** @throws {NoAnswer} when there is no ok reply. */
  async #ask(event: string, payload: object): Promise<unknown> {
    if (this.#unmounted) {
      throw new NoAnswer("error", "unmounted");
    }

    return answerTo(this.#channel.push(event, payload));
  }

  /** Joins on a channel of its own, so that phoenix tells apart and drops what an earlier one still receives. */
  #join(): Channel {
    const { module, id, params = {} } = this.#mount;
    const channel = this.#socket.channel(`musubi:connection:${module}:${id}`, { module, id, params });
    const fail = (reason: string): void => {
      if (!this.#unmounted) {
        this.#error = new MusubiMountError(reason, module, id);
        this.#listeners.notify();
      }
    };

    channel.on("patch", (envelope: PatchEnvelope) => this.#receive(envelope));
    channel
      .join()
      // Runs again at each of phoenix' own rejoins. The reply comes before the first patch.
      .receive("ok", () => {
        this.#version = 0;
      })
      .receive("error", (response: unknown) => fail(reasonOf(response)))
      .receive("timeout", () => fail("timeout"));
    return channel;
  }

  #leave(): void {
    this.#channel.off("patch");
    this.#channel.leave();
  }

  #receive(envelope: PatchEnvelope): void {
    let state: TState;
    let uploadOps: readonly UploadOp[];
    let events: readonly PushEvent[];
    try {
      uploadOps = readUploadOps(envelope.upload_ops);
      events = readEvents(envelope.events);
      state = this.#apply(envelope);
    } catch {
      this.#rejoin();
      return;
    }

    const changed = state !== this.#state || this.#error !== undefined;
    this.#state = state;
    this.#version = envelope.version;
    this.#error = undefined;
    if (envelope.base_version === 0) {
      this.#uploads.reset();
    } else {
      // Only a patch on top of another shows that the two ends understand each other again.
      this.#faults = 0;
    }

    this.#uploads.apply(uploadOps, this.#replica.stores);
    if (changed) {
      this.#listeners.notify();
    }

    this.#uploads.notify();
    for (const event of events) {
      if (!this.#unmounted) {
        this.#eventListeners.notify(event);
      }
    }
  }

  #apply(envelope: PatchEnvelope): TState {
    const { base_version, version } = envelope;
    if (base_version !== this.#version || !(version > base_version)) {
      throw new RangeError(`Expected a patch on version ${this.#version}; got ${base_version} to ${version}.`);
    }

    if (base_version === 0) {
      this.#replica = new Replica();
    }

    return this.#replica.apply(envelope) as TState;
  }

  #rejoin(): void {
    this.#leave();
    if (this.#faults === 0) {
      this.#channel = this.#join();
    } else {
      const delay = rejoinDelaysMs[Math.min(this.#faults, rejoinDelaysMs.length) - 1];
      this.#rejoinTimer = setTimeout(() => {
        this.#channel = this.#join();
      }, delay);
    }

    this.#faults += 1;
  }
}
