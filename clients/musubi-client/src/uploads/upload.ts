import { freezeDeep } from "../container.js";
import { MusubiUploadError } from "../errors.js";
import { Listeners } from "../listeners.js";
import { liveObject } from "../liveObject.js";
import { NoAnswer } from "../requests.js";
import type { SocketLike } from "../socket.js";
import type { StoreId } from "../types/values.js";
import type { Projection } from "../view.js";
import type { Sender } from "./sender.js";
import { shared } from "./shared.js";
import type { ExternalUploader, UploadHandle } from "./uploadHandle.js";
import { emptyUpload, seen, type UploadChange, type UploadState } from "./uploadState.js";

/** What an upload needs of its root. */
export interface UploadLink {
  readonly socket: SocketLike;
  readonly uploaders: Readonly<Record<string, ExternalUploader>>;
  /** @throws {NoAnswer} when there is no ok reply. */
  readonly ask: (event: string, payload: object) => Promise<unknown>;
  /** Hears of each change that no envelope brought. */
  readonly changed: () => void;
}

/** One upload of one store: what is known of it. What it does is the sender's. */
export class Upload {
  readonly storeId: StoreId;
  readonly link: UploadLink;
  /** Hear of each change, whoever made it, before the page does. */
  readonly listeners = new Listeners();
  readonly #name: string;
  readonly #touched: () => void;
  readonly #does: Pick<UploadHandle, "select" | "start" | "cancel" | "reset">;
  readonly #live: object;
  #sender: Sender | undefined;
  #state = emptyUpload;
  #shown: object | undefined;

  /** @param touched hears of each change at once, before anybody else may. */
  constructor(storeId: StoreId, name: string, link: UploadLink, touched: () => void) {
    this.storeId = storeId;
    this.link = link;
    this.#name = name;
    this.#touched = touched;
    this.#does = {
      select: (files) => {
        // Copied at once: the list of an input is emptied with the input.
        const list = Array.from(files);
        return this.#send((sender) => sender.select(list));
      },
      start: () => this.#send((sender) => sender.start()),
      cancel: (ref) => this.#send((sender) => sender.cancel(ref)),
      reset: () => this.#send((sender) => sender.reset()),
    };
    this.#live = liveObject({ ...this.#does }, () => this.#handle());
    // Loads it. Should that fail, who needs it next tries again, and hears why.
    this.#send(() => Promise.resolve()).catch(() => {});
  }

  get state(): UploadState {
    return this.#state;
  }

  get projection(): Projection {
    return { shown: this.#handle(), live: this.#live };
  }

  /** Makes a change that an envelope brought. */
  apply(change: UploadChange): void {
    const next = change(this.#state);
    if (next !== this.#state) {
      this.#state = freezeDeep(next);
      this.#shown = undefined;
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

  /** @throws {MusubiUploadError} when there is no ok reply. */
  async ask(event: string, payload: object): Promise<unknown> {
    try {
      return await this.link.ask(event, { store_id: this.storeId, name: this.#name, ...payload });
    } catch (error) {
      throw error instanceof NoAnswer ? new MusubiUploadError(error.kind, error.message, this.#name, this.storeId) : error;
    }
  }

  #handle(): object {
    // The marker is what a cache keeps of it: entries do not outlive a mount.
    return (this.#shown ??= Object.freeze({ ...seen(this.#state), ...this.#does, toJSON: () => ({ __musubi_upload__: this.#name }) }));
  }

  /**
   * Sending is loaded apart, because most pages have no upload. It is loaded with the first upload, and not with the first file:
   * that may come hours later, when the site has been deployed anew and this page's version of the code is gone.
   */
  async #send<T>(use: (sender: Sender) => Promise<T>): Promise<T> {
    if (this.#sender === undefined) {
      const { createSender } = await import("./sender.js");
      this.#sender ??= createSender(this, shared);
    }

    return use(this.#sender);
  }
}
