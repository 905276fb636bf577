import type { Listeners } from "../listeners.js";
import type { StoreId } from "../types/values.js";
import { createSender, type Sender } from "./sender.js";
import type { Shared } from "./shared.js";
import type { UploadFacts } from "./uploadHandle.js";
import type { UploadLink } from "./uploads.js";
import type { UploadSlot } from "./uploadSlot.js";
import { emptied, factsOf, readUploadChange, type UploadChange, type UploadState } from "./uploadState.js";

/** An operation on an upload, found to be well formed. */
export interface UploadOp {
  readonly storeId: StoreId;
  readonly name: string;
  readonly change: UploadChange;
}

/** @throws {WireError} when an operation is malformed. */
export function readUploadOps(ops: readonly unknown[], shared: Shared): readonly UploadOp[] {
  return ops.map((value) => {
    const op = shared.readObject(value);
    return { storeId: shared.readStoreId(op["store_id"]), name: shared.readString(op["upload"]), change: readUploadChange(op, shared) };
  });
}

/** One upload of one store: what is known of it, and how it asks the server. What it sends is the sender's. */
export class Upload {
  readonly link: UploadLink;
  readonly sender: Sender;
  /** Hear of each change, whoever made it, before the page does. */
  readonly listeners: Listeners;
  readonly #slot: UploadSlot;
  readonly #shared: Shared;
  readonly #touched: () => void;
  #state: UploadState;

  /** @param touched hears of each change at once, before anybody else may. */
  constructor(slot: UploadSlot, link: UploadLink, shared: Shared, touched: () => void) {
    this.link = link;
    this.listeners = new shared.Listeners();
    this.#slot = slot;
    this.#shared = shared;
    this.#touched = touched;
    this.#state = { ...slot.facts, phase: "idle" };
    this.sender = createSender(this, shared);
  }

  get state(): UploadState {
    return this.#state;
  }

  /** The part of the handle that can be seen. */
  get facts(): UploadFacts {
    return factsOf(this.#state);
  }

  /** Makes a change that an envelope brought. */
  apply(change: UploadChange): void {
    const next = change(this.#state);
    if (next !== this.#state) {
      this.#state = this.#shared.freezeDeep(next);
      this.#touched();
      this.listeners.notify();
    }
  }

  /** Makes changes that no envelope brought, as one. */
  change(...changes: UploadChange[]): void {
    const before = this.#state;
    this.apply((state) => changes.reduce((next, change) => change(next), state));
    if (this.#state !== before) {
      this.link.changed();
    }
  }

  /** Nothing is known of it any more but what the server takes. */
  empty(): void {
    this.apply(emptied);
  }

  /** @throws {MusubiUploadError} when there is no ok reply. */
  async ask(event: string, payload: object): Promise<unknown> {
    const { storeId, name } = this.#slot;
    const { MusubiUploadError, NoAnswer } = this.#shared;
    try {
      return await this.link.ask(event, { store_id: storeId, name, ...payload });
    } catch (error) {
      throw error instanceof NoAnswer ? new MusubiUploadError(error.kind, error.message, name, storeId) : error;
    }
  }
}
