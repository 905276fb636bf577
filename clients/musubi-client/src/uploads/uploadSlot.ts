import { freezeDeep } from "../container.js";
import { liveObject } from "../liveObject.js";
import type { StoreId } from "../types/values.js";
import type { Projection } from "../view.js";
import type { Upload } from "./upload.js";
import type { UploadActions, UploadFacts } from "./uploadHandle.js";

/** What is known of an upload before the server has told of it: what it takes when a store does not say. */
const unknownUpload: UploadFacts = freezeDeep({
  config: { accept: "any", maxEntries: 1, maxFileSize: 8_000_000, chunkSize: 64_000 },
  status: "idle",
  entries: [],
  errors: [],
  progress: 0,
  isIdle: true,
  isSelecting: false,
  isUploading: false,
  isSuccess: false,
  isError: false,
});

/** The place of one upload of one store: what the page holds of it, whether its code is loaded or not. */
export class UploadSlot {
  readonly storeId: StoreId;
  readonly name: string;
  upload: Upload | undefined;
  readonly #does: UploadActions;
  readonly #live: object;
  #shown: object | undefined;

  /** @param load gives the upload, once its code is there. */
  constructor(storeId: StoreId, name: string, load: () => Promise<Upload>) {
    this.storeId = storeId;
    this.name = name;
    const run = async <T>(use: (upload: Upload) => Promise<T>): Promise<T> => use(this.upload ?? (await load()));
    this.#does = {
      select: (files) => {
        // Copied at once: the list of an input is emptied with the input.
        const list = Array.from(files);
        return run(({ sender }) => sender.select(list));
      },
      start: () => run(({ sender }) => sender.start()),
      cancel: (ref) => run(({ sender }) => sender.cancel(ref)),
      reset: () => run(({ sender }) => sender.reset()),
    };
    this.#live = liveObject({ ...this.#does }, () => this.#handle());
  }

  get projection(): Projection {
    return { shown: this.#handle(), live: this.#live };
  }

  get facts(): UploadFacts {
    return this.upload?.facts ?? unknownUpload;
  }

  /** What is shown is not what it was. */
  changed(): void {
    this.#shown = undefined;
  }

  #handle(): object {
    // The marker is what a cache keeps of it: entries do not outlive a mount.
    return (this.#shown ??= Object.freeze({
      ...this.facts,
      ...this.#does,
      toJSON: () => ({ __musubi_upload__: this.name }),
    }));
  }
}
