import type { Socket } from "phoenix";
import { NoAnswer } from "../answer.js";
import { freezeDeep } from "../container.js";
import { MusubiUploadError } from "../errors.js";
import { Listeners } from "../listeners.js";
import type { StoreId } from "../store.js";
import { sendInChunks, UploadNotJoined } from "./chunks.js";
import { type Permit, preflightRequest, readPreflight } from "./preflight.js";
import type { Uploader, Uploaders } from "./uploader.js";
import {
  configured,
  emptyUpload,
  interrupted,
  progressed,
  removed,
  type UploadChange,
  type UploadError,
  type UploadState,
} from "./uploadState.js";

/** What an upload needs of its root. */
export interface UploadLink {
  readonly socket: Socket;
  readonly uploaders: Uploaders;
  /** @throws {NoAnswer} when there is no ok reply. */
  readonly ask: (event: string, payload: object) => Promise<unknown>;
}

/** What became of a file that was added: on its way as the entry with this ref, or refused. */
export type AddedFile =
  | { readonly file: File; readonly ref: string; readonly error?: never }
  | { readonly file: File; readonly error: UploadError; readonly ref?: never };

/** One upload of one store: what the server says about its files, and the way to send some. */
export class Upload {
  readonly #listeners = new Listeners();
  readonly #transfers = new Map<string, AbortController>();
  readonly #link: UploadLink;
  #state = emptyUpload;
  #told = emptyUpload;

  /** @internal Use `MountedRoot.upload`. */
  constructor(
    readonly storeId: StoreId,
    readonly name: string,
    link: UploadLink,
  ) {
    this.#link = link;
  }

  /** What the server takes, and the files it has or is getting. */
  readonly snapshot = (): UploadState => this.#state;

  /** Calls the listener after each change of `snapshot`; returns the function that stops it. */
  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  /**
   * Asks the server to let files in, and sends those that it does.
   *
   * @param files an input's `files`, or any others.
   * @returns what became of each file, in their order, once the server has looked at their names and sizes. How the
   * transfers go is in `snapshot`.
   * @throws {MusubiUploadError} when the server refuses to look, or does not answer.
   */
  async add(files: Iterable<File> | ArrayLike<File>): Promise<readonly AddedFile[]> {
    const list = Array.from(files);
    if (list.length === 0) {
      return [];
    }

    const { config, permits, errors } = readPreflight(await this.#ask("allow_upload", { entries: preflightRequest(list) }));
    this.#change(configured(config));
    return list.map((file, index): AddedFile => {
      const permit = permits.get(String(index));
      if (permit === undefined) {
        return { file, error: errors.get(String(index)) ?? { code: "preflight_rejected", message: "upload was rejected" } };
      }

      void this.#transfer(file, permit, config.chunkSize);
      return { file, ref: permit.ref };
    });
  }

  /**
   * Takes an entry back, whether it is under way, done or failed.
   *
   * @throws {MusubiUploadError} when the server does not answer.
   */
  async cancel(ref: string): Promise<void> {
    this.#transfers.get(ref)?.abort();
    await this.#ask("cancel_upload", { ref });
    // The server says so itself only of entries that it still has.
    this.#change(removed(ref));
  }

  /** @internal Makes a change, and ends what is under way for entries that it takes out. Nobody is told until `notify`. */
  apply(change: UploadChange): void {
    const before = this.#state;
    this.#state = freezeDeep(change(before));
    for (const { ref } of before.entries) {
      if (!this.#state.entries.some((entry) => entry.ref === ref)) {
        this.#transfers.get(ref)?.abort();
      }
    }
  }

  /** @internal Ends what is under way, without a word to the server, for which its entries are gone. */
  stop(): void {
    for (const transfer of this.#transfers.values()) {
      transfer.abort();
    }
  }

  /** @internal Tells of what changed since the last time. */
  notify(): void {
    if (this.#told !== this.#state) {
      this.#told = this.#state;
      this.#listeners.notify();
    }
  }

  async #transfer(file: File, permit: Permit, chunkSize: number): Promise<void> {
    const { ref } = permit;
    const transfer = new AbortController();
    this.#transfers.set(ref, transfer);
    try {
      if (permit.type === "channel") {
        await this.#sendInChunks(file, permit, chunkSize, transfer.signal);
      } else {
        await this.#sendExternally(file, permit, transfer.signal);
      }
    } catch (error) {
      if (!transfer.signal.aborted) {
        this.#change(interrupted(ref, messageOf(error)));
      }
    } finally {
      this.#transfers.delete(ref);
    }
  }

  async #sendInChunks(file: File, { ref, token }: Permit & { type: "channel" }, chunkSize: number, signal: AbortSignal): Promise<void> {
    const report = (progress: number): void => this.#change(progressed(ref, progress));
    try {
      await sendInChunks(this.#link.socket, { entryRef: ref, token, file, chunkSize, signal, report });
    } catch (error) {
      if (error instanceof UploadNotJoined && !signal.aborted) {
        // Or the entry would keep its place among those that the server lets in. It is over here either way.
        this.#ask("cancel_upload", { ref }).catch(() => {});
      }

      throw error;
    }
  }

  async #sendExternally(file: File, { ref, uploader, meta }: Permit & { type: "external" }, signal: AbortSignal): Promise<void> {
    let reported = 0;
    const report = (percent: number): void => {
      // 100 completes the entry, and that is said when the uploader has resolved.
      const progress = Math.min(Math.floor(percent), 99);
      if (progress > reported && !signal.aborted) {
        reported = progress;
        this.#change(progressed(ref, progress));
        // The last word follows, and waits for its answer.
        this.#ask("upload_progress", { ref, progress }).catch(() => {});
      }
    };

    let outcome: [event: string, payload: object] = ["upload_progress", { ref, progress: 100 }];
    try {
      await uploaderNamed(this.#link.uploaders, uploader)({ ref, file, signal }, meta, report);
    } catch (error) {
      outcome = ["upload_error", { ref, code: "external_failed", message: messageOf(error) }];
    }

    reported = 100;
    if (!signal.aborted) {
      await this.#ask(...outcome);
    }
  }

  #change(change: UploadChange): void {
    this.apply(change);
    this.notify();
  }

  async #ask(event: string, payload: object): Promise<unknown> {
    const { storeId, name } = this;
    try {
      return await this.#link.ask(event, { store_id: storeId, name, ...payload });
    } catch (error) {
      throw error instanceof NoAnswer ? new MusubiUploadError(error.kind, error.reason, name, storeId) : error;
    }
  }
}

function uploaderNamed(uploaders: Uploaders, name: string): Uploader {
  const uploader = Object.hasOwn(uploaders, name) ? uploaders[name] : undefined;
  if (uploader === undefined) {
    throw new Error(`No uploader is registered as ${JSON.stringify(name)}.`);
  }

  return uploader;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
