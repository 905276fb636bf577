import { freezeDeep } from "../container.js";
import { MusubiUploadError } from "../errors.js";
import { liveObject } from "../liveObject.js";
import { NoAnswer } from "../requests.js";
import type { SocketLike } from "../socket.js";
import type { StoreId } from "../types/values.js";
import type { Projection } from "../view.js";
import { sendInChunks, UploadNotJoined } from "./chunks.js";
import { type Permit, preflightRequest, readPreflight } from "./preflight.js";
import type { ExternalUploader, UploadEntry, UploadHandle } from "./uploadHandle.js";
import {
  added,
  configured,
  emptyUpload,
  enter,
  interrupted,
  isUnderWay,
  progressed,
  removed,
  seen,
  selected,
  toEntry,
  type UploadChange,
} from "./uploadState.js";

/** What an upload needs of its root. */
export interface UploadLink {
  readonly socket: SocketLike;
  readonly uploaders: Readonly<Record<string, ExternalUploader>>;
  /** @throws {NoAnswer} when there is no ok reply. */
  readonly ask: (event: string, payload: object) => Promise<unknown>;
  /** Hears of each change that no envelope brought. */
  readonly changed: () => void;
}

interface Selected {
  readonly file: File;
  readonly permit: Permit;
}

const rejected = { code: "preflight_rejected", message: "upload was rejected" };

/** One upload of one store. */
export class Upload {
  readonly #storeId: StoreId;
  readonly #name: string;
  readonly #link: UploadLink;
  readonly #touched: () => void;
  readonly #does: Pick<UploadHandle, "select" | "start" | "cancel" | "reset">;
  readonly #live: object;
  /** What may be sent, until it is. */
  readonly #selected = new Map<string, Selected>();
  readonly #transfers = new Map<string, AbortController>();
  /** Those who wait for an entry to be done. */
  readonly #waiting = new Set<() => void>();
  #state = emptyUpload;
  #shown: object | undefined;

  /** @param touched hears of each change at once, before anybody else may. */
  constructor(storeId: StoreId, name: string, link: UploadLink, touched: () => void) {
    this.#storeId = storeId;
    this.#name = name;
    this.#link = link;
    this.#touched = touched;
    this.#does = {
      select: (files) => this.#select(Array.from(files)),
      start: () => this.#start(),
      cancel: (ref) => this.#cancel(ref === undefined ? this.#state.entries.map((entry) => entry.ref) : [ref]),
      reset: () => this.#reset(),
    };
    this.#live = liveObject({ ...this.#does }, () => this.#handle());
  }

  get storeId(): StoreId {
    return this.#storeId;
  }

  get projection(): Projection {
    return { shown: this.#handle(), live: this.#live };
  }

  /** Makes a change, and ends what is under way for entries that it takes out. */
  apply(change: UploadChange): void {
    const next = change(this.#state);
    if (next === this.#state) {
      return;
    }

    this.#state = freezeDeep(next);
    this.#shown = undefined;
    this.#touched();
    const there = new Set(next.entries.map(({ ref }) => ref));
    for (const ref of this.#selected.keys()) {
      if (!there.has(ref)) {
        this.#selected.delete(ref);
      }
    }

    for (const [ref, transfer] of this.#transfers) {
      if (!there.has(ref)) {
        transfer.abort();
      }
    }

    for (const check of this.#waiting) {
      check();
    }
  }

  #handle(): object {
    // The marker is what a cache keeps of it: entries do not outlive a mount.
    return (this.#shown ??= Object.freeze({ ...seen(this.#state), ...this.#does, toJSON: () => ({ __musubi_upload__: this.#name }) }));
  }

  async #select(files: readonly File[]): Promise<readonly UploadEntry[]> {
    if (files.length > 0) {
      this.#change(enter("selecting"), selected([]));
      try {
        const { config, permits, errors } = readPreflight(await this.#ask("allow_upload", { entries: preflightRequest(files) }));
        const refusals = files.flatMap((_, index) => (permits.has(String(index)) ? [] : (errors.get(String(index)) ?? rejected)));
        this.#change(configured(config), selected(refusals), ...files.flatMap((file, index) => this.#permit(file, permits.get(String(index)))));
      } finally {
        this.#change(enter(this.#transfers.size > 0 ? "uploading" : "idle"));
      }
    }

    return this.#state.entries;
  }

  #permit(file: File, permit: Permit | undefined): UploadChange[] {
    if (permit === undefined) {
      return [];
    }

    const { ref } = permit;
    const { name: clientName, size: clientSize, type: clientType } = file;
    this.#selected.set(ref, { file, permit });
    return [added(toEntry({ ref, clientName, clientSize, clientType, progress: 0, status: "pending", errors: [] }))];
  }

  async #start(): Promise<void> {
    const files = [...this.#selected.values()];
    this.#selected.clear();
    this.#change(enter("uploading"));
    await Promise.all(files.map((file) => this.#transfer(file)));
    if (this.#transfers.size === 0) {
      this.#change(enter("idle"));
    }
  }

  async #cancel(refs: readonly string[]): Promise<void> {
    for (const ref of refs) {
      this.#transfers.get(ref)?.abort();
    }

    await Promise.all(refs.map((ref) => this.#ask("cancel_upload", { ref })));
    // The server says so itself only of entries that it still has.
    this.#change(...refs.map(removed));
  }

  async #reset(): Promise<void> {
    await this.#cancel(this.#state.entries.map(({ ref }) => ref));
    this.#change(selected([]));
  }

  async #transfer({ file, permit }: Selected): Promise<void> {
    const { ref } = permit;
    const transfer = new AbortController();
    this.#transfers.set(ref, transfer);
    try {
      if (permit.type === "channel") {
        await this.#sendInChunks(file, permit, transfer.signal);
      } else {
        await this.#sendExternally(file, permit, transfer.signal);
      }

      await this.#done(ref);
    } catch (error) {
      if (!transfer.signal.aborted) {
        this.#change(interrupted(ref, messageOf(error)));
      }
    } finally {
      this.#transfers.delete(ref);
    }
  }

  /** Waits for the server's word on an entry, which comes after the answer to its last byte. */
  #done(ref: string): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!this.#state.entries.some((entry) => entry.ref === ref && isUnderWay(entry))) {
          this.#waiting.delete(check);
          resolve();
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  async #sendInChunks(file: File, { ref, token }: Permit & { type: "channel" }, signal: AbortSignal): Promise<void> {
    const { chunkSize } = this.#state.config;
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
    const onProgress = (percent: number): void => {
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
      const entry = this.#state.entries.find((candidate) => candidate.ref === ref)!;
      await uploaderNamed(this.#link.uploaders, uploader)({ entry, file, meta, onProgress, signal });
    } catch (error) {
      outcome = ["upload_error", { ref, code: "external_failed", message: messageOf(error) }];
    }

    reported = 100;
    if (!signal.aborted) {
      await this.#ask(...outcome);
    }
  }

  #change(...changes: UploadChange[]): void {
    const before = this.#state;
    this.apply((state) => changes.reduce((next, change) => change(next), state));
    if (this.#state !== before) {
      this.#link.changed();
    }
  }

  async #ask(event: string, payload: object): Promise<unknown> {
    try {
      return await this.#link.ask(event, { store_id: this.#storeId, name: this.#name, ...payload });
    } catch (error) {
      throw error instanceof NoAnswer ? new MusubiUploadError(error.kind, error.message, this.#name, this.#storeId) : error;
    }
  }
}

function uploaderNamed(uploaders: UploadLink["uploaders"], name: string): ExternalUploader {
  const uploader = Object.hasOwn(uploaders, name) ? uploaders[name] : undefined;
  if (uploader === undefined) {
    throw new Error(`No uploader is registered as ${JSON.stringify(name)}.`);
  }

  return uploader;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
