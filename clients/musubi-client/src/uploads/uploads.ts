import { readStoreId, storeKey, type StoreId } from "../store.js";
import { Upload, type UploadLink } from "./upload.js";
import { emptyUpload, readUploadChange, type UploadChange } from "./uploadState.js";
import { readList, readObject, readString } from "../wire.js";

/** An operation on an upload, found to be well formed. */
export interface UploadOp {
  readonly storeId: StoreId;
  readonly name: string;
  readonly change: UploadChange;
}

/** @throws {WireError} when an operation is malformed. */
export function readUploadOps(ops: unknown): readonly UploadOp[] {
  return readList(ops).map((value) => {
    const op = readObject(value);
    return { storeId: readStoreId(op["store_id"]), name: readString(op["upload"]), change: readUploadChange(op) };
  });
}

/**
 * The uploads of one root. An upload stays the same object through remounts and while its store is away, so that who
 * holds it need not ask for it again.
 */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #link: UploadLink;

  constructor(link: UploadLink) {
    this.#link = link;
  }

  get(storeId: StoreId, name: string): Upload {
    const key = JSON.stringify([storeId, name]);
    let upload = this.#uploads.get(key);
    if (upload === undefined) {
      this.#uploads.set(key, (upload = new Upload(storeId, name, this.#link)));
    }

    return upload;
  }

  /** Follows an envelope. Nobody is told until `notify`. */
  apply(ops: readonly UploadOp[], stores: ReadonlySet<string>): void {
    for (const { storeId, name, change } of ops) {
      this.get(storeId, name).apply(change);
    }

    this.#empty((upload) => !stores.has(storeKey(upload.storeId)));
  }

  /** Empties all: the server mounts afresh, and knows nothing of earlier entries. */
  reset(): void {
    this.#empty(() => true);
  }

  /** Ends what is under way. */
  stop(): void {
    for (const upload of this.#uploads.values()) {
      upload.stop();
    }
  }

  notify(): void {
    for (const upload of [...this.#uploads.values()]) {
      upload.notify();
    }
  }

  #empty(isGone: (upload: Upload) => boolean): void {
    for (const upload of this.#uploads.values()) {
      if (isGone(upload)) {
        upload.stop();
        upload.apply(() => emptyUpload);
      }
    }
  }
}
