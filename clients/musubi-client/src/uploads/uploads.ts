import { getOrInsert } from "../getOrInsert.js";
import { readStoreId, storeKey } from "../store.js";
import type { StoreId } from "../types/values.js";
import { readObject, readOptionalList, readString } from "../wire.js";
import { Upload, type UploadLink } from "./upload.js";
import { emptyUpload, readUploadChange, type UploadChange, type UploadState } from "./uploadState.js";

/** An operation on an upload, found to be well formed. */
export interface UploadOp {
  readonly storeId: StoreId;
  readonly name: string;
  readonly change: UploadChange;
}

/** @throws {WireError} when an operation is malformed. */
export function readUploadOps(ops: unknown): readonly UploadOp[] {
  return readOptionalList(ops).map((value) => {
    const op = readObject(value);
    return { storeId: readStoreId(op["store_id"]), name: readString(op["upload"]), change: readUploadChange(op) };
  });
}

/** The uploads of one root. An upload stays the same object through remounts, so that who holds it need not ask for it again. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #link: UploadLink;
  #generation = 0;

  constructor(link: UploadLink) {
    this.#link = link;
  }

  /** Another number whenever an upload is not what it was. */
  get generation(): number {
    return this.#generation;
  }

  get(storeId: StoreId, name: string): Upload {
    const touched = (): unknown => (this.#generation += 1);
    return getOrInsert(this.#uploads, JSON.stringify([storeId, name]), () => new Upload(storeId, name, this.#link, touched));
  }

  apply(ops: readonly UploadOp[]): void {
    for (const { storeId, name, change } of ops) {
      this.get(storeId, name).apply(change);
    }
  }

  /** Drops those of all other stores, and so ends what is under way. */
  keepStores(stores: ReadonlySet<string>): void {
    for (const [key, upload] of this.#uploads) {
      if (!stores.has(storeKey(upload.storeId))) {
        upload.apply(emptied);
        this.#uploads.delete(key);
      }
    }
  }

  /** Empties all: the server mounts afresh, or no more, and knows nothing of earlier entries. */
  reset(): void {
    for (const upload of this.#uploads.values()) {
      upload.apply(emptied);
    }
  }
}

function emptied(state: UploadState): UploadState {
  return state.entries.length > 0 || state.errors.length > 0 ? { ...emptyUpload, config: state.config } : state;
}
