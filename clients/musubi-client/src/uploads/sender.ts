import { sendInChunks, UploadNotJoined } from "./chunks.js";
import { type Permit, preflightRequest, readPreflight } from "./preflight.js";
import type { Shared } from "./shared.js";
import type { Upload } from "./upload.js";
import type { ExternalUploader, UploadEntry } from "./uploadHandle.js";
import { added, configured, enter, interrupted, isUnderWay, progressed, removed, selected, toEntry, type UploadChange } from "./uploadState.js";

interface Selected {
  readonly file: File;
  readonly permit: Permit;
}

/** Selects and sends the files of one upload. */
export interface Sender {
  select(files: readonly File[]): Promise<readonly UploadEntry[]>;
  start(): Promise<void>;
  /** @param ref of the entry to take back; without it, all. */
  cancel(ref?: string): Promise<void>;
  reset(): Promise<void>;
}

const rejected = { code: "preflight_rejected", message: "upload was rejected" };

export function createSender(upload: Upload, shared: Shared): Sender {
  const { link } = upload;
  /** What may be sent, until it is. */
  const sendable = new Map<string, Selected>();
  const transfers = new Map<string, AbortController>();

  // Ends what is under way for entries that are no more.
  upload.listeners.add(() => {
    const there = new Set(upload.state.entries.map(({ ref }) => ref));
    for (const ref of sendable.keys()) {
      if (!there.has(ref)) {
        sendable.delete(ref);
      }
    }

    for (const [ref, transfer] of transfers) {
      if (!there.has(ref)) {
        transfer.abort();
      }
    }
  });

  async function select(files: readonly File[]): Promise<readonly UploadEntry[]> {
    if (files.length > 0) {
      upload.change(enter("selecting"), selected([]));
      try {
        const reply = await upload.ask("allow_upload", { entries: preflightRequest(files) });
        const { config, permits, errors } = readPreflight(reply, shared);
        const refusals = files.flatMap((_, index) => (permits.has(String(index)) ? [] : (errors.get(String(index)) ?? rejected)));
        upload.change(configured(config), selected(refusals), ...files.flatMap((file, index) => permit(file, permits.get(String(index)))));
      } finally {
        upload.change(enter(transfers.size > 0 ? "uploading" : "idle"));
      }
    }

    return upload.state.entries;
  }

  function permit(file: File, permit: Permit | undefined): UploadChange[] {
    if (permit === undefined) {
      return [];
    }

    const { ref } = permit;
    const { name: clientName, size: clientSize, type: clientType } = file;
    sendable.set(ref, { file, permit });
    return [added(toEntry({ ref, clientName, clientSize, clientType, progress: 0, status: "pending", errors: [] }))];
  }

  async function start(): Promise<void> {
    const files = [...sendable.values()];
    sendable.clear();
    upload.change(enter("uploading"));
    await Promise.all(files.map(transfer));
    if (transfers.size === 0) {
      upload.change(enter("idle"));
    }
  }

  async function cancel(ref?: string): Promise<void> {
    const refs = ref === undefined ? upload.state.entries.map((entry) => entry.ref) : [ref];
    for (const each of refs) {
      transfers.get(each)?.abort();
    }

    await Promise.all(refs.map((each) => upload.ask("cancel_upload", { ref: each })));
    // The server says so itself only of entries that it still has.
    upload.change(...refs.map(removed));
  }

  async function reset(): Promise<void> {
    await cancel();
    upload.change(selected([]));
  }

  async function transfer({ file, permit }: Selected): Promise<void> {
    const { ref } = permit;
    const controller = new AbortController();
    const { signal } = controller;
    transfers.set(ref, controller);
    try {
      await (permit.type === "channel" ? sendToServer(file, permit, signal) : sendElsewhere(file, permit, signal));
      await untilDone(ref);
    } catch (error) {
      if (!signal.aborted) {
        upload.change(interrupted(ref, messageOf(error)));
      }
    } finally {
      transfers.delete(ref);
    }
  }

  /** Waits for the server's word on an entry, which comes after the answer to its last byte. */
  function untilDone(ref: string): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isWanted(ref)) {
          stop();
          resolve();
        }
      };
      const stop = upload.listeners.add(check);
      check();
    });
  }

  function isWanted(ref: string): boolean {
    return upload.state.entries.some((entry) => entry.ref === ref && isUnderWay(entry));
  }

  async function sendToServer(file: File, { ref, token }: Permit & { type: "channel" }, signal: AbortSignal): Promise<void> {
    const { chunkSize } = upload.state.config;
    const report = (progress: number): void => upload.change(progressed(ref, progress));
    try {
      await sendInChunks(link, { entryRef: ref, token, file, chunkSize, signal, report, isWanted: () => isWanted(ref) });
    } catch (error) {
      if (error instanceof UploadNotJoined && !signal.aborted) {
        // Or the entry would keep its place among those that the server lets in. It is over here either way.
        upload.ask("cancel_upload", { ref }).catch(() => {});
      }

      throw error;
    }
  }

  async function sendElsewhere(file: File, { ref, uploader, meta }: Permit & { type: "external" }, signal: AbortSignal): Promise<void> {
    let reported = 0;
    const onProgress = (percent: number): void => {
      // 100 completes the entry, and that is said when the uploader has resolved.
      const progress = Math.min(Math.floor(percent), 99);
      if (progress > reported && !signal.aborted) {
        reported = progress;
        upload.change(progressed(ref, progress));
        // The last word follows, and waits for its answer.
        upload.ask("upload_progress", { ref, progress }).catch(() => {});
      }
    };

    let outcome: [event: string, payload: object] = ["upload_progress", { ref, progress: 100 }];
    try {
      const entry = upload.state.entries.find((candidate) => candidate.ref === ref)!;
      await uploaderNamed(uploader)({ entry, file, meta, onProgress, signal });
    } catch (error) {
      outcome = ["upload_error", { ref, code: "external_failed", message: messageOf(error) }];
    }

    reported = 100;
    if (!signal.aborted) {
      await upload.ask(...outcome);
    }
  }

  function uploaderNamed(name: string): ExternalUploader {
    const uploader = Object.hasOwn(link.uploaders, name) ? link.uploaders[name] : undefined;
    if (uploader === undefined) {
      throw new Error(`No uploader is registered as ${JSON.stringify(name)}.`);
    }

    return uploader;
  }

  return { select, start, cancel, reset };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
